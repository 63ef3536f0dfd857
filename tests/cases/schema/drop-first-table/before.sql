CREATE TABLE a (x TEXT);

-- stays
CREATE TABLE b (x TEXT);
