-- head of the file

-- Users sign in.
CREATE TABLE users (id TEXT PRIMARY KEY, a TEXT);
CREATE INDEX iu ON users(a); -- by a

-- Last.
CREATE TABLE z (id TEXT);
