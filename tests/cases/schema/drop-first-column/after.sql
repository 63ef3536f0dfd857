CREATE TABLE t (
  b TEXT,
  c TEXT
);
