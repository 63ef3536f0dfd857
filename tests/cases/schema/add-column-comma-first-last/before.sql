CREATE TABLE t (
    a TEXT
  , b TEXT
);
