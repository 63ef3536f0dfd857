PRAGMA foreign_keys = ON;

CREATE TABLE a (x TEXT);
