CREATE TABLE d (id INTEGER PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE g USING fts5(t, content='d', content_rowid='id');
CREATE TRIGGER x AFTER INSERT ON d BEGIN INSERT INTO g(rowid, t) VALUES (new.id, new.t); END;
