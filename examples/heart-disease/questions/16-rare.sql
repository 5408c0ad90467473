SELECT sex, count(*) AS n, sum(CASE WHEN age > 75 THEN 1 ELSE 0 END) AS over_75, count(*) FILTER (WHERE age > 75) AS over_75_again
FROM patient GROUP BY sex ORDER BY sex
