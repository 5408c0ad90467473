SELECT sex, max(age) AS oldest, count(*) AS n FROM patient GROUP BY sex ORDER BY sex
