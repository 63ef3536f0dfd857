CREATE TABLE a (x TEXT);
CREATE TABLE b (x TEXT);
create table c (x text);
CREATE INDEX ia ON a(x);
CREATE INDEX ic ON a(x DESC);
CREATE INDEX ib ON b(x);
