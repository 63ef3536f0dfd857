CREATE TABLE t (
  a TEXT -- stays
);
