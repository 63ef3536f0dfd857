-- What is shown.
CREATE VIEW IF NOT EXISTS v2 AS
  SELECT x, count(*) AS n
    FROM a GROUP BY x;
