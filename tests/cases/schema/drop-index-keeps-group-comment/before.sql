CREATE TABLE a (x TEXT, y TEXT, z TEXT);

-- Indexes for the feed
CREATE INDEX i1 ON a(x);
CREATE INDEX i2 ON a(y);
CREATE INDEX i3 ON a(z); -- rarely
