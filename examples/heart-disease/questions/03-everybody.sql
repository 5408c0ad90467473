SELECT count(*) AS n, count(DISTINCT patient_id) AS patients, count(chol) AS measured, avg(chol), stddev(chol), var_pop(chol)
FROM patient
