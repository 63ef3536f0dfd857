"""SQL that keeps the conventions has nothing said about it, and nothing done to it."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.lint.fix import FixedScript, normalise
from nhimbe_migrations.d1.lint.lint import lint
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.sql.script import Script

SCHEMA_SQL = """
CREATE TABLE users (
  id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL, handle TEXT, is_active BOOLEAN DEFAULT 1,
  date_created TEXT DEFAULT (datetime('now')), date_modified TEXT DEFAULT (datetime('now'))
);
CREATE TABLE events (
  id TEXT PRIMARY KEY, host_id TEXT NOT NULL REFERENCES users(id), title TEXT NOT NULL, slug TEXT,
  starts_at TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'cancelled')),
  capacity INTEGER, tags TEXT DEFAULT '[]', created_at TEXT DEFAULT (datetime('now'))
);
CREATE INDEX idx_events_host_id ON events(host_id);
CREATE TABLE registrations (
  id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id), status TEXT DEFAULT 'registered',
  created_at TEXT DEFAULT (datetime('now')), UNIQUE (event_id, user_id)
);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
CREATE VIRTUAL TABLE users_fts USING fts5(display_name);
"""
SCHEMA = tuple(statement.text for statement in Script.of(SCHEMA_SQL).statements)

GOOD = {
    "add nullable column": "ALTER TABLE events ADD COLUMN venue_name TEXT;",
    "add column with default": """\
ALTER TABLE events ADD COLUMN is_featured INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS idx_events_is_featured ON events(is_featured);""",
    "boolean col": "ALTER TABLE events ADD COLUMN is_public BOOLEAN DEFAULT TRUE;",
    "new table": """\
CREATE TABLE IF NOT EXISTS event_reviews (
  id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  body TEXT DEFAULT '', -- free text
  photos TEXT DEFAULT '[]',
  is_hidden INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL DEFAULT (datetime('now')),
  updated_at TEXT DEFAULT (datetime('now')),
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  UNIQUE (event_id, user_id)
);
CREATE INDEX IF NOT EXISTS idx_event_reviews_user_id ON event_reviews(user_id);
CREATE INDEX IF NOT EXISTS idx_event_reviews_event_id_rating ON event_reviews(event_id, rating DESC);""",
    "backfill with where": """\
ALTER TABLE events ADD COLUMN timezone TEXT;
UPDATE events SET timezone = 'Africa/Harare' WHERE timezone IS NULL;""",
    "timestamp via update": """\
ALTER TABLE events ADD COLUMN updated_at TEXT;
UPDATE events SET updated_at = datetime('now') WHERE updated_at IS NULL;""",
    "join table": """\
CREATE TABLE IF NOT EXISTS event_tags (event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (event_id, tag)) WITHOUT ROWID;""",
    "view": """\
DROP VIEW IF EXISTS event_summary;
CREATE VIEW IF NOT EXISTS event_summary AS SELECT e.id, e.title, count(r.id) AS registrations FROM events e LEFT JOIN registrations r ON r.event_id = e.id GROUP BY e.id;""",
    "trigger": """\
CREATE TRIGGER IF NOT EXISTS trg_events_slug AFTER INSERT ON events BEGIN UPDATE events SET slug = lower(replace(NEW.title, ' ', '-')) WHERE id = NEW.id AND slug IS NULL; END;""",
    "seed ignore": """\
INSERT OR IGNORE INTO settings (key, value) VALUES ('max_capacity', '500'), ('it''s', 'x');""",
    "seed upsert": """\
INSERT INTO settings (key, value) VALUES ('a', 'b') ON CONFLICT(key) DO UPDATE SET value = excluded.value;""",
    "partial unique on new column": """\
ALTER TABLE events ADD COLUMN short_code TEXT;
CREATE UNIQUE INDEX IF NOT EXISTS idx_events_short_code ON events(short_code) WHERE short_code IS NOT NULL;""",
    "expression index": "CREATE INDEX IF NOT EXISTS idx_users_email_lower ON users(lower(email));",
    "generated virtual": """\
ALTER TABLE events ADD COLUMN title_length INTEGER GENERATED ALWAYS AS (length(title)) VIRTUAL;""",
    "1:1 table": """\
CREATE TABLE IF NOT EXISTS user_preferences (user_id TEXT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE, theme TEXT NOT NULL DEFAULT 'system', created_at TEXT DEFAULT (datetime('now')));""",
    "cache table": """\
CREATE TABLE IF NOT EXISTS cache_entries (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS idx_cache_entries_expires_at ON cache_entries(expires_at);""",
    "denormalised view table": """\
CREATE TABLE IF NOT EXISTS trending_events (id TEXT PRIMARY KEY, event_id TEXT NOT NULL, score REAL NOT NULL DEFAULT 0, computed_at TEXT DEFAULT (datetime('now')), FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS idx_trending_events_event ON trending_events(event_id);
CREATE INDEX IF NOT EXISTS idx_trending_events_score ON trending_events(score DESC);""",
    "self reference": """\
CREATE TABLE IF NOT EXISTS comments (id TEXT PRIMARY KEY, parent_id TEXT REFERENCES comments(id) ON DELETE CASCADE, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS idx_comments_parent_id ON comments(parent_id);""",
    "strict table": """\
CREATE TABLE IF NOT EXISTS audit_log (id TEXT PRIMARY KEY, payload BLOB, at_ms INTEGER NOT NULL DEFAULT 0, note ANY) STRICT;""",
    "targeted delete": """\
DELETE FROM registrations WHERE status = 'cancelled' AND created_at < datetime('now', '-1 year');""",
    "json update": "UPDATE events SET tags = json_array() WHERE tags IS NULL OR json_valid(tags) = 0;",
    "drop index": """\
DROP INDEX IF EXISTS idx_events_host_id;
CREATE INDEX IF NOT EXISTS idx_events_host_id_starts_at ON events(host_id, starts_at);""",
    "column shuffle": """\
ALTER TABLE events ADD COLUMN capacity_text TEXT;
UPDATE events SET capacity_text = CAST(capacity AS TEXT) WHERE capacity IS NOT NULL;""",
    "fts": """\
CREATE VIRTUAL TABLE IF NOT EXISTS events_fts USING fts5(title, content='events', content_rowid='rowid');
CREATE TRIGGER IF NOT EXISTS events_ai AFTER INSERT ON events BEGIN
  INSERT INTO events_fts(rowid, title) VALUES (NEW.rowid, NEW.title);
END;
CREATE TRIGGER IF NOT EXISTS events_ad AFTER DELETE ON events BEGIN
  INSERT INTO events_fts(events_fts, rowid, title) VALUES ('delete', OLD.rowid, OLD.title);
END;
INSERT INTO events_fts(events_fts) VALUES ('rebuild');""",
    "comments everywhere": """\
-- why
/* block ; comment */
ALTER TABLE users /* x */ ADD COLUMN bio TEXT; -- trailing
-- the end""",
    "enum check": """\
ALTER TABLE events ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'private', 'unlisted'));""",
    "with cte update": """\
WITH c AS (SELECT event_id, count(*) AS n FROM registrations GROUP BY event_id) UPDATE events SET capacity = (SELECT n FROM c WHERE c.event_id = events.id) WHERE id IN (SELECT event_id FROM c);""",
    "quoted": """\
CREATE TABLE IF NOT EXISTS "order_items" ("id" TEXT PRIMARY KEY, "order" INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS "idx_order_items_order" ON "order_items"("order");""",
    "table swap of a new table": """\
CREATE TABLE IF NOT EXISTS x_notes (id TEXT PRIMARY KEY);
DROP TABLE IF EXISTS x_notes;""",
    "window": """\
CREATE VIEW IF NOT EXISTS ranked_events AS SELECT id, rank() OVER (ORDER BY starts_at DESC) AS r, group_concat(title, ', ') FROM events GROUP BY id;""",
    "date default date()": """\
CREATE TABLE IF NOT EXISTS daily_stats (id TEXT PRIMARY KEY, day TEXT NOT NULL DEFAULT (date('now')), views INTEGER NOT NULL DEFAULT 0, UNIQUE (day));""",
    "now strftime": """\
CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), run_at TEXT DEFAULT CURRENT_TIMESTAMP);""",
    "autoinc in log": """\
UPDATE users SET display_name = trim(display_name) WHERE display_name <> trim(display_name);""",
    "optimize": "PRAGMA optimize;",
}


@pytest.mark.parametrize("name", GOOD)
def test_good_sql_is_left_in_peace_and_runs(name: str) -> None:
    sql = f"-- Migration 013: {name}\n{GOOD[name]}\n"
    assert lint(sql, schema=SCHEMA, file="worker/src/db/migrations/013_x.sql") == ()
    assert normalise(sql, number="013", description="x", schema=SCHEMA) == FixedScript(sql, ())
    assert prove(SCHEMA_SQL, sql).error is None


@pytest.mark.parametrize("name", GOOD)
def test_good_sql_is_left_in_peace_in_the_history_too(name: str) -> None:
    """A file of the history meets a schema that already contains it."""
    sql = f"-- Migration 013: {name}\n{GOOD[name]}\n"
    after = prove(SCHEMA_SQL, sql).schema_after
    assert after is not None
    assert lint(sql, schema=after, file="worker/src/db/migrations/013_x.sql", applied=True) == ()


@pytest.mark.parametrize("name", GOOD)
def test_line_endings_of_windows_make_no_difference(name: str) -> None:
    sql = f"-- Migration 013: {name}\r\n" + GOOD[name].replace("\n", "\r\n") + "\r\n"
    rules = {finding.rule for finding in lint(sql, schema=SCHEMA, file="013_x.sql")}
    assert rules <= {"trigger-line-endings"}
    assert normalise(sql, number="013", description="x", schema=SCHEMA) == FixedScript(sql, ())
