CREATE TABLE a (xx TEXT, y TEXT, z TEXT, w TEXT);
INSERT INTO a (xx, y, z) VALUES ('1,', (2), 'three'), ('a', 'b', 'c'); -- seeds
INSERT INTO a (xx, y, z) VALUES ('p', 'q', 'r');
