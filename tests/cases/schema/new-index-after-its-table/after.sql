CREATE TABLE a (
  x TEXT
);

CREATE INDEX idx_a_x ON a(x);

CREATE TABLE b (
  x TEXT
);

CREATE INDEX idx_b_x ON b(x);
