CREATE TABLE main.b (x, y);
CREATE INDEX main.i ON b(x);
