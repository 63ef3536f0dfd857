CREATE TABLE t (alpha TEXT, b TEXT, PRIMARY KEY (alpha, b), CHECK (alpha <> b), FOREIGN KEY (b) REFERENCES t(alpha));
