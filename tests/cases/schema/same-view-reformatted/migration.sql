DROP VIEW v;
create view if not exists "v" as
  select "x"  from a;
ALTER TABLE a ADD COLUMN y TEXT;
