-- ---- Users ----
CREATE TABLE users (id TEXT PRIMARY KEY);

-- ---- Events ----
CREATE TABLE events (id TEXT PRIMARY KEY);
