CREATE TABLE 'b' ("y" TEXT);
CREATE INDEX i ON "b"("y");
