CREATE TABLE a (x TEXT, y TEXT, z TEXT);

-- Indexes for the feed
CREATE INDEX i2 ON a(y);
