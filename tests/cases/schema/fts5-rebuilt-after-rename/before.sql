CREATE TABLE docs (
  id INTEGER PRIMARY KEY,
  body TEXT
);

-- Search; fed by triggers
CREATE VIRTUAL TABLE docs_fts USING fts5(body, content='docs', content_rowid='id');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN
  INSERT INTO docs_fts(rowid, body) VALUES (new.id, new.body); -- new
END;
