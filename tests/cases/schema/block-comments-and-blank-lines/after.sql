/* The schema.

   Two paragraphs. */

CREATE TABLE a (

  x TEXT,

  z TEXT,
  w TEXT

);



-- far
CREATE TABLE b (x TEXT);
