CREATE TABLE t (
  a TEXT,
  b TEXT,
  c TEXT -- note
);
