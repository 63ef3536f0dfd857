CREATE TABLE t (
  a TEXT DEFAULT 'x, y; -- z', /* a, b; */
  b TEXT DEFAULT 'it''s, (', -- b, c;
  c TEXT
);
