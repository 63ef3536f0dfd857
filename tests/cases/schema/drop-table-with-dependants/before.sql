-- head of the file

-- Users sign in.
CREATE TABLE users (id TEXT PRIMARY KEY, a TEXT);
CREATE INDEX iu ON users(a); -- by a

-- Old things; to go.
CREATE TABLE IF NOT EXISTS things (id TEXT, b TEXT);
-- by b
CREATE INDEX it ON things(b);
CREATE TRIGGER tt AFTER INSERT ON things BEGIN SELECT ';'; END;
INSERT INTO things VALUES ('1', 'x');

-- Last.
CREATE TABLE z (id TEXT);
