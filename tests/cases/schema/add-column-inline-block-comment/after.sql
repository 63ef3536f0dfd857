CREATE TABLE t (a TEXT, b TEXT /* last */, c TEXT);
