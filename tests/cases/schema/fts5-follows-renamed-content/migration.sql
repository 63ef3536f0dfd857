DROP TABLE f;
ALTER TABLE d RENAME TO docs;
CREATE VIRTUAL TABLE f USING fts5(t, content='docs', content_rowid='id');
