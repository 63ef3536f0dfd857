CREATE TABLE a (x TEXT, y TEXT, UNIQUE (x) CHECK (y <> x));
