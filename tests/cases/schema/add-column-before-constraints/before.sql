CREATE TABLE t (
  a TEXT,
  b TEXT, -- second
  -- both together
  UNIQUE (a, b),
  CHECK (a <> b)
);
