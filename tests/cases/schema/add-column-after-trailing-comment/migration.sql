ALTER TABLE t ADD COLUMN c TEXT; -- what c is for
