CREATE TABLE t (
  id          TEXT PRIMARY KEY,
  long_name   TEXT,
  x           TEXT
);
