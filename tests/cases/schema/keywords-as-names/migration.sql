ALTER TABLE "order" RENAME COLUMN key TO "select";
ALTER TABLE "order" ADD COLUMN "unique" TEXT;
ALTER TABLE "order" RENAME TO "table";
