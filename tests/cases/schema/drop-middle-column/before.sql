CREATE TABLE t (
  a TEXT,
  -- what b was for
  b TEXT, -- gone
  c TEXT
);
