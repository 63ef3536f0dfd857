CREATE TABLE IF NOT EXISTS a (x TEXT);

create table if not exists b (x text);
