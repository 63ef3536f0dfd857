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

-- Where gatherings happen. Coordinates feed the map on the landing page.
CREATE TABLE IF NOT EXISTS venues (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT,
  city TEXT NOT NULL DEFAULT 'Harare',
  latitude REAL,                    -- decimal degrees, WGS 84
  longitude REAL,
  capacity INTEGER CHECK (capacity IS NULL OR capacity > 0),
  is_accessible BOOLEAN DEFAULT 0,  -- step-free entrance
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_venues_city ON venues(city);

-- One gathering can move between rooms.
CREATE TABLE IF NOT EXISTS event_venues (
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  venue_id TEXT NOT NULL REFERENCES venues(id) ON DELETE CASCADE,
  room TEXT,  -- as printed on the door
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (event_id, venue_id)
);

CREATE INDEX IF NOT EXISTS idx_event_venues_venue_id ON event_venues(venue_id);

-- Co-hosts, besides the host that events names.
CREATE TABLE IF NOT EXISTS event_hosts (
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  role TEXT NOT NULL DEFAULT 'cohost' CHECK (role IN ('cohost', 'door', 'speaker')),
  can_edit BOOLEAN NOT NULL DEFAULT 0,
  created_at TEXT DEFAULT (datetime('now')),
  PRIMARY KEY (event_id, user_id)
);

CREATE INDEX IF NOT EXISTS idx_event_hosts_user_id ON event_hosts(user_id);

-- What can be booked, with its own allotment.
CREATE TABLE IF NOT EXISTS ticket_types (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  name TEXT NOT NULL,                                               -- Early bird, Standard, At the door
  price_cents INTEGER NOT NULL DEFAULT 0 CHECK (price_cents >= 0),  -- US cents
  allotment INTEGER,                                                -- NULL: no limit
  sold INTEGER NOT NULL DEFAULT 0,
  sales_end_at TEXT,                                                -- ISO 8601
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_ticket_types_event_id ON ticket_types(event_id);

-- Who waits for a place, in the order of asking.
CREATE TABLE IF NOT EXISTS waitlist_entries (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  ticket_type_id TEXT REFERENCES ticket_types(id) ON DELETE SET NULL,
  position INTEGER NOT NULL,
  notified_at TEXT,
  created_at TEXT DEFAULT (datetime('now')),
  UNIQUE (event_id, user_id)
);

CREATE INDEX IF NOT EXISTS idx_waitlist_entries_user_id ON waitlist_entries(user_id);

-- One row a scan at the door; a registration can be scanned out and in again.
CREATE TABLE IF NOT EXISTS check_ins (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL REFERENCES registrations(id) ON DELETE CASCADE,
  device TEXT,  -- which phone or kiosk
  direction TEXT NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')),
  scanned_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_check_ins_registration_id ON check_ins(registration_id);

-- What a host asks on registration. Options are a JSON array for choices.
CREATE TABLE IF NOT EXISTS event_questions (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'text' CHECK (kind IN ('text', 'choice', 'consent')),
  options TEXT DEFAULT '[]',  -- JSON array
  is_required BOOLEAN NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX IF NOT EXISTS idx_event_questions_event_id ON event_questions(event_id);

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

-- Was this review of use? One vote a person.
CREATE TABLE IF NOT EXISTS review_votes (
  review_id TEXT NOT NULL REFERENCES event_reviews(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  is_helpful BOOLEAN NOT NULL DEFAULT 1,
  created_at TEXT DEFAULT (datetime('now')),
  PRIMARY KEY (review_id, user_id)
);

CREATE INDEX IF NOT EXISTS idx_review_votes_user_id ON review_votes(user_id);

-- Who wants to hear of whose next gathering.
CREATE TABLE IF NOT EXISTS follows (
  follower_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  host_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  channel TEXT NOT NULL DEFAULT 'email' CHECK (channel IN ('email', 'push', 'whatsapp')),
  created_at TEXT DEFAULT (datetime('now')),
  PRIMARY KEY (follower_id, host_id)
);

CREATE INDEX IF NOT EXISTS idx_follows_host_id ON follows(host_id);

-- Talk under an event page. Replies hang on their parent.
CREATE TABLE IF NOT EXISTS event_comments (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users(id) ON DELETE SET NULL,
  parent_id TEXT REFERENCES event_comments(id) ON DELETE CASCADE,
  body TEXT NOT NULL,
  is_hidden BOOLEAN DEFAULT 0,  -- by a moderator
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_event_comments_event_id ON event_comments(event_id);
CREATE INDEX IF NOT EXISTS idx_event_comments_user_id ON event_comments(user_id);
CREATE INDEX IF NOT EXISTS idx_event_comments_parent_id ON event_comments(parent_id);

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

-- What waits to be shown in the bell. Pruned after thirty days.
CREATE TABLE IF NOT EXISTS notifications (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  event_id TEXT REFERENCES events(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,         -- reminder, approval, reply
  payload TEXT DEFAULT '{}',  -- JSON object
  read_at TEXT,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX IF NOT EXISTS idx_notifications_user_id ON notifications(user_id);
CREATE INDEX IF NOT EXISTS idx_notifications_event_id ON notifications(event_id);

-- Counts for event cards, refreshed by a cron job. MongoDB has the truth.
CREATE TABLE IF NOT EXISTS event_stats (
  event_id TEXT PRIMARY KEY REFERENCES events(id) ON DELETE CASCADE,
  views INTEGER NOT NULL DEFAULT 0,
  registrations INTEGER NOT NULL DEFAULT 0,
  reviews INTEGER NOT NULL DEFAULT 0,
  rating_average REAL,  -- 1 to 5
  refreshed_at TEXT DEFAULT (datetime('now'))
);

-- The listing page of a city, flat: one read answers it.
CREATE TABLE IF NOT EXISTS city_listings (
  id TEXT PRIMARY KEY,
  city TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  host_name TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  price_cents INTEGER NOT NULL DEFAULT 0,
  rank INTEGER NOT NULL DEFAULT 0   -- lower is higher up
);

CREATE INDEX IF NOT EXISTS idx_city_listings_city ON city_listings(city);
CREATE INDEX IF NOT EXISTS idx_city_listings_event_id ON city_listings(event_id);

-- Requests a key has made in its window; the Worker sweeps old ones.
CREATE TABLE IF NOT EXISTS rate_limits (
  key TEXT PRIMARY KEY,  -- hash of address and route
  hits INTEGER NOT NULL DEFAULT 0,
  window_starts_at TEXT NOT NULL
);

-- What the landing page lists, denormalized so that one read answers it.
CREATE VIEW IF NOT EXISTS upcoming_events AS
SELECT e.id, e.slug, e.title, e.city, e.starts_at, u.display_name AS host_name
FROM events e
JOIN users u ON u.id = e.host_id
WHERE e.status = 'published';
