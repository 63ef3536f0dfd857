CREATE TABLE t (
  amount INTEGER,
  b INTEGER GENERATED ALWAYS AS (amount * (2 + 1)) STORED, -- thrice
  c TEXT,
  d INTEGER AS (amount + 1) VIRTUAL
);
