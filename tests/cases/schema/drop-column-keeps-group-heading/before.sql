CREATE TABLE t (
  id TEXT PRIMARY KEY,

  -- Place
  city TEXT,
  country TEXT,

  -- Times
  starts TEXT
);
