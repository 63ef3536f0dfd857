PRAGMA foreign_keys = ON;

CREATE TABLE a (x TEXT);

CREATE TABLE b (x TEXT);
