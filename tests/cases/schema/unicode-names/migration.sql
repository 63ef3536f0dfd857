ALTER TABLE mhuri ADD COLUMN makore INTEGER; -- 🎉
ALTER TABLE mhuri RENAME COLUMN "kušamba é" TO "é";
