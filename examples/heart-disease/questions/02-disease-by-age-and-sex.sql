SELECT age / 10 * 10 AS decade, sex, count(*) AS n,
       sum(CASE WHEN num > 0 THEN 1 ELSE 0 END) AS diseased,
       avg(CASE WHEN num > 0 THEN 1 ELSE 0 END) AS share
FROM patient
GROUP BY age / 10 * 10, sex
ORDER BY decade, sex
