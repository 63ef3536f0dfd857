CREATE TABLE mhuri (
  zita TEXT, -- “zita” — 名前 🎉
  "kušamba é" TEXT -- 🎉, last
);
