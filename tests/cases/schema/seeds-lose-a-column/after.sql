CREATE TABLE a (x TEXT, z TEXT);
INSERT INTO a (x, z) VALUES ('1,', 'three'), ('a', 'c');
