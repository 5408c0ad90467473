SELECT sex, 100.0 * sum(CASE WHEN num > 0 THEN 1 ELSE 0 END) / count(*) AS percent, round(avg(age), 1) AS age
FROM patient GROUP BY sex ORDER BY percent DESC
