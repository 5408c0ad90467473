SELECT ca, count(*) AS n FROM patient GROUP BY ca ORDER BY ca
