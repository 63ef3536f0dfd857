CREATE TABLE a (x TEXT);

CREATE TABLE b (x TEXT);

-- Things that people lend.
-- One row a thing.
CREATE TABLE things (
  id TEXT PRIMARY KEY -- uuid
); -- lent
CREATE INDEX idx_things_id ON things(id);
