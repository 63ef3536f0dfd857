CREATE TABLE t (
  a TEXT,
  b TEXT, -- second
  c INTEGER DEFAULT 0,
  -- both together
  UNIQUE (a, b),
  CHECK (a <> b)
);
