/* The schema.

   Two paragraphs. */

CREATE TABLE a (

  x TEXT,

  /* y,
     y */
  y TEXT,

  z TEXT

);



-- far
CREATE TABLE b (x TEXT);
