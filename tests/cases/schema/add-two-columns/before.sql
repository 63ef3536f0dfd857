CREATE TABLE t (
  a TEXT,

  -- times
  created TEXT,
  -- trailing remark
  CHECK (a <> '')
);
