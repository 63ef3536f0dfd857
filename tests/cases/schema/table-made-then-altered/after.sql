CREATE TABLE z (x TEXT);

-- Things.
CREATE TABLE a (
  x TEXT, -- one
  yy TEXT,
  w TEXT -- later
);
