-- People
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, boss TEXT REFERENCES users(id));
CREATE TABLE posts (id TEXT, author TEXT REFERENCES users(id) ON DELETE CASCADE);
CREATE INDEX idx_users_boss ON users(boss);
CREATE VIEW bosses AS SELECT users.id FROM users;
CREATE TRIGGER tr AFTER INSERT ON users BEGIN INSERT INTO posts VALUES ('users', NEW.id); END;
INSERT INTO users (id) VALUES ('u1');
