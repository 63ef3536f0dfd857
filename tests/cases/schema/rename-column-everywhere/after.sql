CREATE TABLE events (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) > 0), -- the title
  slug TEXT GENERATED ALWAYS AS (lower(name)) VIRTUAL,
  UNIQUE (name)
);
CREATE INDEX idx_events_title ON events(lower( name )) WHERE name IS NOT NULL;
CREATE TABLE links (event_title TEXT REFERENCES events(name));
CREATE VIEW v AS
  SELECT e.name AS title, -- shown
         id
    FROM events AS e WHERE name <> 'title';
CREATE TRIGGER tr AFTER UPDATE OF name ON events
BEGIN
  -- keep links
  UPDATE links SET event_title = NEW.name WHERE event_title = OLD.name;
  SELECT 1;
END;
