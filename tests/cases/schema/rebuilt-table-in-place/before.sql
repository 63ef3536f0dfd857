CREATE TABLE users (id TEXT PRIMARY KEY);

-- Events, the heart
CREATE TABLE events (
  id TEXT PRIMARY KEY, -- uuid
  host TEXT REFERENCES users(id),
  state TEXT DEFAULT 'draft', -- see docs
  UNIQUE (host, state)
);

CREATE INDEX idx_events_host ON events(host);

CREATE TABLE z (x TEXT);
