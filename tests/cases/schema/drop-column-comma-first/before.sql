CREATE TABLE t
( a TEXT
, b TEXT -- gone
, c TEXT
);
