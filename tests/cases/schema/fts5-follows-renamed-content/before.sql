CREATE TABLE d (id INTEGER PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE f USING fts5(t, content='d', content_rowid='id'); -- search
