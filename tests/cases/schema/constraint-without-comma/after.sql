CREATE TABLE a (x TEXT, why TEXT, z TEXT, UNIQUE (x) CHECK (why <> x));
