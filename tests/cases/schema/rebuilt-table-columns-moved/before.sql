CREATE TABLE t (
  a TEXT, -- first
  b TEXT, -- second
  c TEXT -- third
);
