CREATE TABLE t (
  a TEXT, -- stays
  b TEXT -- gone
);
