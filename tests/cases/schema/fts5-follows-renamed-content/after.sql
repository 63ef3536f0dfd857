CREATE TABLE docs (id INTEGER PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE f USING fts5(t, content='docs', content_rowid='id'); -- search
