-- nhimbe: the canonical D1 schema.
-- Every table below is a read view at the edge. MongoDB is the source of truth.

-- ---------------------------------------------------------------------------
-- People
-- ---------------------------------------------------------------------------

-- Profiles as the edge needs them. No secrets live here.
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY,                          -- UUID made by the application
  email TEXT NOT NULL UNIQUE,
  handle TEXT UNIQUE,                           -- @tariro
  display_name TEXT NOT NULL,
  avatar_url TEXT,
  interests TEXT DEFAULT '[]',                  -- JSON array of slugs
  is_verified BOOLEAN DEFAULT 0,
  created_at TEXT DEFAULT (datetime('now')),
  updated_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_users_created_at ON users(created_at);

-- ---------------------------------------------------------------------------
-- Gatherings
-- ---------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS events (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,                    -- harare-jazz-night
  title TEXT NOT NULL,
  description TEXT,
  host_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  city TEXT DEFAULT 'Harare',
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'cancelled')),
  capacity INTEGER CHECK (capacity IS NULL OR capacity > 0),
  price_cents INTEGER NOT NULL DEFAULT 0,
  metadata TEXT DEFAULT '{}',                   -- JSON object; theme, colours, links
  starts_at TEXT NOT NULL,
  created_at TEXT DEFAULT (datetime('now')),
  updated_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_events_host_id ON events(host_id);
CREATE INDEX IF NOT EXISTS idx_events_status_starts_at ON events(status, starts_at);

-- Full-text search over titles and descriptions.
CREATE VIRTUAL TABLE IF NOT EXISTS events_fts USING fts5(
  title,
  description,
  content='events',
  content_rowid='rowid'
);

-- Keep the search index in step with events.
CREATE TRIGGER IF NOT EXISTS events_fts_insert AFTER INSERT ON events BEGIN
  INSERT INTO events_fts(rowid, title, description) VALUES (new.rowid, new.title, new.description);
END;

CREATE TRIGGER IF NOT EXISTS events_fts_delete AFTER DELETE ON events BEGIN
  INSERT INTO events_fts(events_fts, rowid, title, description) VALUES ('delete', old.rowid, old.title, old.description);
END;

CREATE TRIGGER IF NOT EXISTS events_fts_update AFTER UPDATE OF title, description ON events BEGIN
  INSERT INTO events_fts(events_fts, rowid, title, description) VALUES ('delete', old.rowid, old.title, old.description);
  INSERT INTO events_fts(rowid, title, description) VALUES (new.rowid, new.title, new.description);
END;

-- Who comes.
CREATE TABLE IF NOT EXISTS registrations (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'declined')),
  checked_in BOOLEAN DEFAULT 0,
  created_at TEXT DEFAULT (datetime('now')),
  UNIQUE (event_id, user_id)
);

CREATE INDEX IF NOT EXISTS idx_registrations_user_id ON registrations(user_id);

-- ---------------------------------------------------------------------------
-- Community
-- ---------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS event_reviews (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users(id) ON DELETE SET NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  comment TEXT,                                 -- may hold emoji 🎉 and Shona: "Zvakanaka chaizvo"
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_event_reviews_event_id ON event_reviews(event_id);
CREATE INDEX IF NOT EXISTS idx_event_reviews_user_id ON event_reviews(user_id);

CREATE TABLE IF NOT EXISTS referrals (
  id TEXT PRIMARY KEY,
  referrer_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  code TEXT NOT NULL UNIQUE,
  uses INTEGER NOT NULL DEFAULT 0,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_referrals_referrer_id ON referrals(referrer_id);

-- ---------------------------------------------------------------------------
-- Edge only
-- ---------------------------------------------------------------------------

-- Page views that wait for their flush to MongoDB. AUTOINCREMENT keeps the flush cursor monotonic.
CREATE TABLE IF NOT EXISTS event_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  viewed_at TEXT DEFAULT (datetime('now')),
  country TEXT
);

CREATE INDEX IF NOT EXISTS idx_event_views_event_id ON event_views(event_id);

-- What the landing page lists, denormalized so that one read answers it.
CREATE VIEW IF NOT EXISTS upcoming_events AS
SELECT e.id, e.slug, e.title, e.city, e.starts_at, u.display_name AS host_name
FROM events e
JOIN users u ON u.id = e.host_id
WHERE e.status = 'published';
