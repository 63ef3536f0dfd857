create table if not exists c (x text);
CREATE INDEX IF NOT EXISTS ic ON a(x DESC);
