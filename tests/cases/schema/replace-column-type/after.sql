CREATE TABLE t (
  a TEXT,
  z TEXT,
  n INTEGER -- how many
);
