-- =====
-- Users
-- =====
CREATE TABLE users (id TEXT);

-- =====
-- Reviews
-- =====

-- one a person
CREATE TABLE reviews (id TEXT);
CREATE INDEX ir ON reviews(id);

-- =====
-- Logs
-- =====
CREATE TABLE logs (id TEXT);
