CREATE TABLE "my table" (
  "a b" TEXT,
  `c,d` TEXT,
  [e;f] TEXT,
  'g h' TEXT
);
CREATE INDEX [i x] ON `my table` ("a b", [c,d]);
