-- schema
CREATE TABLE t (
  a TEXT
);
