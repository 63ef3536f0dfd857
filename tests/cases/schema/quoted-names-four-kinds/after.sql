CREATE TABLE "my table" (
  "a ""b""" TEXT,
  `plain` TEXT,
  'g h' TEXT,
  [new one] TEXT
);
CREATE INDEX [i x] ON `my table` ("a ""b""", [plain]);
