-- Things.
CREATE TABLE a (
  x TEXT, -- one
  y TEXT
);
ALTER TABLE a ADD COLUMN w TEXT; -- later
ALTER TABLE a RENAME COLUMN y TO yy;
