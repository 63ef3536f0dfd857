-- =====================
-- Users
-- =====================
CREATE TABLE users (id TEXT PRIMARY KEY);
CREATE INDEX idx_users ON users(id);

-- =====================
-- Events
-- =====================
CREATE TABLE events (id TEXT PRIMARY KEY);
CREATE INDEX idx_events ON events(id);

-- =====================
-- Logs
-- =====================
CREATE TABLE logs (id TEXT);
