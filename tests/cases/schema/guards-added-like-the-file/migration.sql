create table b (x text);
