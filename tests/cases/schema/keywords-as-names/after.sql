CREATE TABLE "table" (
  "group" TEXT,
  "select" TEXT,
  "check" INTEGER,
  "unique" TEXT
);
CREATE INDEX "index" ON "table"("group");
