-- Migration 007: things

-- Things that people lend.
-- One row a thing.
CREATE TABLE IF NOT EXISTS things (
  id TEXT PRIMARY KEY -- uuid
); -- lent
CREATE INDEX IF NOT EXISTS idx_things_id ON things(id);
