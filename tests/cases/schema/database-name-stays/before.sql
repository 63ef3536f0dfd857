CREATE TABLE main.a (x);
CREATE INDEX main.i ON a(x);
