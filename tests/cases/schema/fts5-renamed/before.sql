CREATE TABLE d (id INTEGER PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE f USING fts5(t, content='d', content_rowid='id');
CREATE TRIGGER x AFTER INSERT ON d BEGIN INSERT INTO f(rowid, t) VALUES (new.id, new.t); END;
