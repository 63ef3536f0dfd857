CREATE TABLE t (
  a TEXT DEFAULT 'x, y; -- z', /* a, b; */
  c TEXT,
  d TEXT DEFAULT ', /* ; */'
);
