CREATE TABLE t (
  a TEXT CHECK (length(trim(a, ' (,);')) > (1 + (2 * 3))),
  c INTEGER DEFAULT (((0))),
  d TEXT DEFAULT ('(;,)')
);
