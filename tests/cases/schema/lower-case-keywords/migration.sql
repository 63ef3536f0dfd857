alter table a add column y text;
create index j on a(y);
