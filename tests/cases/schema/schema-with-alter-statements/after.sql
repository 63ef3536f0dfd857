CREATE TABLE a (
  x TEXT
);
-- later
ALTER TABLE a ADD COLUMN yy TEXT; -- why
