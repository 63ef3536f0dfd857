create table a (
    x text,
    y text
);

create index i on a(x);
create index j on a(y);
