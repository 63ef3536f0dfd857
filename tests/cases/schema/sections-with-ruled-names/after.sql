-- ---- Users ----
CREATE TABLE users (id TEXT PRIMARY KEY);

CREATE TABLE user_tags (user_id TEXT REFERENCES users(id));
CREATE INDEX idx_user_tags ON user_tags(user_id);

-- ---- Events ----
CREATE TABLE events (id TEXT PRIMARY KEY);
