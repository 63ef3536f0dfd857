-- Migration 008: Page views that wait for their flush
CREATE TABLE IF NOT EXISTS event_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  viewed_at TEXT DEFAULT (datetime('now')),
  country TEXT
);

CREATE INDEX IF NOT EXISTS idx_event_views_event_id ON event_views(event_id);

CREATE TABLE IF NOT EXISTS notifications (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  event_id TEXT REFERENCES events(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  payload TEXT DEFAULT '{}',
  read_at TEXT,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_notifications_user_id ON notifications(user_id);
CREATE INDEX IF NOT EXISTS idx_notifications_event_id ON notifications(event_id);

CREATE TABLE IF NOT EXISTS event_stats (
  event_id TEXT PRIMARY KEY REFERENCES events(id) ON DELETE CASCADE,
  views INTEGER NOT NULL DEFAULT 0,
  registrations INTEGER NOT NULL DEFAULT 0,
  reviews INTEGER NOT NULL DEFAULT 0,
  rating_average REAL,
  refreshed_at TEXT DEFAULT (datetime('now'))
);

CREATE TABLE IF NOT EXISTS city_listings (
  id TEXT PRIMARY KEY,
  city TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  host_name TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  price_cents INTEGER NOT NULL DEFAULT 0,
  rank INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX IF NOT EXISTS idx_city_listings_city ON city_listings(city);
CREATE INDEX IF NOT EXISTS idx_city_listings_event_id ON city_listings(event_id);

CREATE TABLE IF NOT EXISTS rate_limits (
  key TEXT PRIMARY KEY,
  hits INTEGER NOT NULL DEFAULT 0,
  window_starts_at TEXT NOT NULL
);
