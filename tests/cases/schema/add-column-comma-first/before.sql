CREATE TABLE t
( a TEXT
, b TEXT -- second
, UNIQUE (a)
);
