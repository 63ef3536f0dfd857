CREATE TABLE t (
  id TEXT PRIMARY KEY,

  -- Place
  country TEXT
);
