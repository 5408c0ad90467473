SELECT cp, count(*) AS n, avg(trestbps) AS pressure, avg(oldpeak) AS depression, stddev_pop(oldpeak) AS spread
FROM patient GROUP BY cp ORDER BY cp
