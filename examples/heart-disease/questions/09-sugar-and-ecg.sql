SELECT fbs, restecg, count(*) AS n FROM patient WHERE fbs IN (0, 1) GROUP BY fbs, restecg ORDER BY fbs, restecg
