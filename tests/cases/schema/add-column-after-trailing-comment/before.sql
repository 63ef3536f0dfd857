CREATE TABLE t (
  a TEXT, -- first
  b TEXT -- last, with a comma; and a semicolon
);
