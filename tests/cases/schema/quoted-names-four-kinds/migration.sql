ALTER TABLE "my table" RENAME COLUMN "c,d" TO plain;
ALTER TABLE "my table" RENAME COLUMN "a b" TO "a ""b""";
ALTER TABLE "my table" ADD COLUMN [new one] TEXT;
ALTER TABLE "my table" DROP COLUMN [e;f];
