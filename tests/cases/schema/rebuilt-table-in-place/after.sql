CREATE TABLE users (id TEXT PRIMARY KEY);

-- Events, the heart
CREATE TABLE events (
  id TEXT PRIMARY KEY, -- uuid
  host TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  state TEXT DEFAULT 'draft' CHECK (state IN ('draft', 'live')), -- see docs
  title TEXT, -- what it is called
  UNIQUE (host, state, title)
);

CREATE INDEX idx_events_host ON events(host);

CREATE TABLE z (x TEXT);
