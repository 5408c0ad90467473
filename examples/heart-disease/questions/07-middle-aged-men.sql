SELECT count(*) AS n, avg(chol) AS mean_chol, variance(chol) AS var_chol, sum(trestbps) AS pressure
FROM patient WHERE sex = 1 AND age BETWEEN 40 AND 59
