CREATE TABLE events_new (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  state TEXT DEFAULT 'draft' CHECK (state IN ('draft', 'live')),
  title TEXT, -- what it is called
  UNIQUE (host, state, title)
);
INSERT INTO events_new (id, host, state) SELECT id, host, state FROM events;
DROP TABLE events;
ALTER TABLE events_new RENAME TO events;
CREATE INDEX IF NOT EXISTS idx_events_host ON events(host);
