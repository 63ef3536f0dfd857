CREATE TABLE t ("old name" TEXT, [b] TEXT);
CREATE VIEW v AS SELECT "old name", `b` FROM t;
