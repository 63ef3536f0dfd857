CREATE TABLE t (
  a TEXT, -- gone
  b TEXT,
  c TEXT
);
