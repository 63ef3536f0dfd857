CREATE TABLE t (
  a TEXT,

  -- times
  created TEXT,
  b TEXT,
  c TEXT,
  -- trailing remark
  CHECK (a <> '')
);
