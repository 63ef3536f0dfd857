CREATE TABLE t
( a TEXT
, b TEXT -- second
, c TEXT
, UNIQUE (a)
);
