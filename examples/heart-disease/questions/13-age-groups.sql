SELECT CASE WHEN age < 45 THEN 'under 45' WHEN age < 60 THEN '45 to 59' ELSE '60 and over' END AS age_group,
       count(*) AS n, stddev_pop(thalach) AS spread, avg(CASE WHEN exang = 1 THEN 1.0 ELSE 0.0 END) AS angina
FROM patient GROUP BY 1 ORDER BY n DESC
