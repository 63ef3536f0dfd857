-- fast lookup by y
CREATE UNIQUE INDEX IF NOT EXISTS a2 ON a(y DESC) WHERE y IS NOT NULL; -- second
