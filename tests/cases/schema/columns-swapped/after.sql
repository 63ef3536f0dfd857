CREATE TABLE a (y TEXT, x INT, CHECK (y <> x));
INSERT INTO a (y, x) VALUES (1, 2);
