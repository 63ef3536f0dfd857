CREATE TABLE "order" (
  "group" TEXT,
  key TEXT,
  "check" INTEGER
);
CREATE INDEX "index" ON "order"("group");
