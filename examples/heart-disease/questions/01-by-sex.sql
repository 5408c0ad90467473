SELECT sex, count(*) AS n, avg(age), stddev(chol) FROM patient GROUP BY sex ORDER BY sex
