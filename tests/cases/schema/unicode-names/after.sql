CREATE TABLE mhuri (
  zita TEXT, -- “zita” — 名前 🎉
  "é" TEXT, -- 🎉, last
  makore INTEGER -- 🎉
);
