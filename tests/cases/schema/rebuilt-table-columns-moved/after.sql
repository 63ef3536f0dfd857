CREATE TABLE t (
  c TEXT, -- third
  a TEXT, -- first
  b TEXT -- second
);
