CREATE TABLE events (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL CHECK (length(title) > 0), -- the title
  slug TEXT GENERATED ALWAYS AS (lower(title)) VIRTUAL,
  UNIQUE (title)
);
CREATE INDEX idx_events_title ON events(lower( title )) WHERE title IS NOT NULL;
CREATE TABLE links (event_title TEXT REFERENCES events(title));
CREATE VIEW v AS
  SELECT e.title AS title, -- shown
         id
    FROM events AS e WHERE title <> 'title';
CREATE TRIGGER tr AFTER UPDATE OF title ON events
BEGIN
  -- keep links
  UPDATE links SET event_title = NEW.title WHERE event_title = OLD.title;
  SELECT 1;
END;
