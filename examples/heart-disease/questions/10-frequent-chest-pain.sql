SELECT cp, count(*) AS n FROM patient GROUP BY cp HAVING count(*) > 100 ORDER BY count(*) DESC LIMIT 2
