SELECT sex, count(*) AS n, count(exang) AS recorded, count(*) FILTER (WHERE exang = 1) AS angina
FROM patient GROUP BY 1 ORDER BY 1
