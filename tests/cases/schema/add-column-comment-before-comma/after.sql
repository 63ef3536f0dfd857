CREATE TABLE t (
  a TEXT -- the comma comes below
  ,
  b TEXT /* here too */ ,
  c TEXT, /* nothing after */
  d TEXT
);
