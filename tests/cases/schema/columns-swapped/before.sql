CREATE TABLE a (x TEXT, y INT, CHECK (x <> y));
INSERT INTO a (x, y) VALUES (1, 2);
