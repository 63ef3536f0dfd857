CREATE TABLE 'a' ('x' TEXT);
CREATE INDEX i ON 'a'('x');
