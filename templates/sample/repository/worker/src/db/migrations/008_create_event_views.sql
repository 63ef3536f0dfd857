-- Migration 008: Page views that wait for their flush
CREATE TABLE IF NOT EXISTS event_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  viewed_at TEXT DEFAULT (datetime('now')),
  country TEXT
);

CREATE INDEX IF NOT EXISTS idx_event_views_event_id ON event_views(event_id);
