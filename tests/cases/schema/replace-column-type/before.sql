CREATE TABLE t (
  a TEXT,
  n TEXT, -- how many
  z TEXT
);
