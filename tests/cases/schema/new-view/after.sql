CREATE TABLE a (x TEXT);
CREATE VIEW v1 AS SELECT x FROM a;

-- What is shown.
CREATE VIEW IF NOT EXISTS v2 AS
  SELECT x, count(*) AS n
    FROM a GROUP BY x;

-- seeds
INSERT INTO a VALUES ('1');
