CREATE TABLE event_reviews (id TEXT PRIMARY KEY, event_id TEXT REFERENCES events(id));
CREATE INDEX idx_event_reviews_event_id ON event_reviews(event_id);
CREATE TABLE sessions (user_id TEXT REFERENCES users(id));
