CREATE TABLE t (
  a TEXT CHECK (length(trim(a, ' (,);')) > (1 + (2 * 3))),
  b TEXT DEFAULT (json_object('k', json_array(1, (2), ')'))),
  c INTEGER DEFAULT (((0)))
);
