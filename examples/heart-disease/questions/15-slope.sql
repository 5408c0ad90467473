SELECT slope, count(*) AS n, sum(oldpeak) AS total, avg(oldpeak) AS mean FROM patient GROUP BY slope ORDER BY slope
