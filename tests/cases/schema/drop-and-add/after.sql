CREATE TABLE t (
  a TEXT,
  c TEXT -- new
);
