CREATE TABLE a (x TEXT, y TEXT, z TEXT);
INSERT INTO a (x, y, z) VALUES ('1,', (2), 'three'), ('a', lower('b, c'), 'c');
