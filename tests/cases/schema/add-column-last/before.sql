CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT
);
