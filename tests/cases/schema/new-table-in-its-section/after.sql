-- =====================
-- Users
-- =====================
CREATE TABLE users (id TEXT PRIMARY KEY);
CREATE INDEX idx_users ON users(id);

CREATE TABLE sessions (user_id TEXT REFERENCES users(id));

-- =====================
-- Events
-- =====================
CREATE TABLE events (id TEXT PRIMARY KEY);
CREATE INDEX idx_events ON events(id);

CREATE TABLE event_reviews (id TEXT PRIMARY KEY, event_id TEXT REFERENCES events(id));
CREATE INDEX idx_event_reviews_event_id ON event_reviews(event_id);

-- =====================
-- Logs
-- =====================
CREATE TABLE logs (id TEXT);
