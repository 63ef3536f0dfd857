create table a (
    x text
);

create index i on a(x);
