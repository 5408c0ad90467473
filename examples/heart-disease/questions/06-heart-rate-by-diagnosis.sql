SELECT num > 0 AS diseased, count(thalach) AS n, avg(thalach), var_samp(thalach), var_samp(oldpeak), stddev_samp(oldpeak)
FROM patient GROUP BY num > 0 ORDER BY diseased
