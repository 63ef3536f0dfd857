CREATE TABLE t (
  id          TEXT PRIMARY KEY,
  long_name   TEXT,
  x           TEXT,
  city        TEXT,
  a_very_long_column_name TEXT
);
