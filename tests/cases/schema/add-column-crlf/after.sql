-- schema
CREATE TABLE t (
  a TEXT, -- one
  b TEXT, -- two
  c TEXT
);

CREATE INDEX i ON t(a);
CREATE INDEX j ON t(c);

-- Things.
CREATE TABLE u (
  a TEXT
);
