CREATE TABLE t ("fresh" TEXT, [b c] TEXT);
CREATE VIEW v AS SELECT "fresh", `b c` FROM t;
