-- People
CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY, boss TEXT REFERENCES people(id));
CREATE TABLE posts (id TEXT, author TEXT REFERENCES people(id) ON DELETE CASCADE);
CREATE INDEX idx_users_boss ON people(boss);
CREATE VIEW bosses AS SELECT people.id FROM people;
CREATE TRIGGER tr AFTER INSERT ON people BEGIN INSERT INTO posts VALUES ('users', NEW.id); END;
INSERT INTO people (id) VALUES ('u1');
