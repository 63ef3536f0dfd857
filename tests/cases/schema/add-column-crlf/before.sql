-- schema
CREATE TABLE t (
  a TEXT, -- one
  b TEXT  -- two
);

CREATE INDEX i ON t(a);
