-- =====
-- Users
-- =====
CREATE TABLE users (id TEXT);

-- =====
-- Logs
-- =====
CREATE TABLE logs (id TEXT);
