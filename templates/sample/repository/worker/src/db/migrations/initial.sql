-- The first tables.
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  handle TEXT UNIQUE,
  display_name TEXT NOT NULL,
  avatar_url TEXT,
  created_at TEXT DEFAULT (datetime('now')),
  updated_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_users_created_at ON users(created_at);

CREATE TABLE IF NOT EXISTS events (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT,
  host_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  city TEXT DEFAULT 'Harare',
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'cancelled')),
  capacity INTEGER CHECK (capacity IS NULL OR capacity > 0),
  price_cents INTEGER NOT NULL DEFAULT 0,
  metadata TEXT DEFAULT '{}',
  starts_at TEXT NOT NULL,
  created_at TEXT DEFAULT (datetime('now')),
  updated_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_events_host_id ON events(host_id);
CREATE INDEX IF NOT EXISTS idx_events_status_starts_at ON events(status, starts_at);

CREATE TABLE IF NOT EXISTS venues (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT,
  city TEXT NOT NULL DEFAULT 'Harare',
  latitude REAL,
  longitude REAL,
  capacity INTEGER CHECK (capacity IS NULL OR capacity > 0),
  is_accessible BOOLEAN DEFAULT 0,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_venues_city ON venues(city);

CREATE TABLE IF NOT EXISTS event_venues (
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  venue_id TEXT NOT NULL REFERENCES venues(id) ON DELETE CASCADE,
  room TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (event_id, venue_id)
);

CREATE INDEX IF NOT EXISTS idx_event_venues_venue_id ON event_venues(venue_id);

CREATE TABLE IF NOT EXISTS event_hosts (
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  role TEXT NOT NULL DEFAULT 'cohost' CHECK (role IN ('cohost', 'door', 'speaker')),
  can_edit BOOLEAN NOT NULL DEFAULT 0,
  created_at TEXT DEFAULT (datetime('now')),
  PRIMARY KEY (event_id, user_id)
);

CREATE INDEX IF NOT EXISTS idx_event_hosts_user_id ON event_hosts(user_id);
