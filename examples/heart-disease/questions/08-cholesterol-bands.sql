SELECT chol / 50 * 50 AS band, count(*) AS n, avg(age) AS age
FROM patient WHERE chol IS NOT NULL GROUP BY chol / 50 * 50 ORDER BY band
