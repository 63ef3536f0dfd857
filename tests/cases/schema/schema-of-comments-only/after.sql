-- Nothing here yet

CREATE TABLE a (x TEXT);
