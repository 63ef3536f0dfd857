-- stays
CREATE TABLE b (x TEXT);
