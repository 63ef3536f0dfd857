DROP TRIGGER docs_ai;
DROP TABLE docs_fts;
ALTER TABLE docs RENAME COLUMN body TO text;
CREATE VIRTUAL TABLE docs_fts USING fts5(text, content='docs', content_rowid='id');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN
  INSERT INTO docs_fts(rowid, text) VALUES (new.id, new.text);
END;
