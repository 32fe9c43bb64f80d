-- severity: warning
-- kind: likeness
-- covers: number
-- notes: A figure is of the size that it has at the other sites of the edition.
-- mend: Look at the quoted words: a digit may be lost or doubled; where the site really is so, accept it in decisions.toml.
WITH limits (family, factor) AS (
         VALUES ('in_study', 6.0), ('in_programme', 6.0), ('ever_housed', 6.0), ('currently_housed', 6.0), ('dwellings_all', 6.0), ('encounters', 12.0),
                ('rent', 1.8), ('staff', 4.0)
     ),
     figure AS (
         SELECT edition_id, site_id, measure, value, fact_id, regexp_replace(measure, '^rent_.*', 'rent') AS family, family AS counterpart FROM figures
         UNION ALL SELECT edition_id, site_id, 'the number of ' || role, headcount, fact_id, 'staff', role FROM staff WHERE headcount IS NOT NULL
     ),
     compared AS (
         SELECT f.edition_id, f.site_id, f.measure, f.value, f.fact_id, l.factor, median(o.value) AS usual
         FROM figure f JOIN limits l USING (family)
         JOIN figure o ON (o.edition_id, o.family, o.counterpart) = (f.edition_id, f.family, f.counterpart) AND o.site_id <> f.site_id
         GROUP BY ALL HAVING count(DISTINCT o.site_id) >= 2
     )
SELECT edition_id, site_id, [fact_id] AS fact_ids, value::INTEGER::VARCHAR AS observed, format('{:.0f} to {:.0f}', usual / factor, usual * factor) AS expected,
       value BETWEEN usual / factor AND usual * factor AS holds,
       format('{} is {}, the median of the other sites is {:g}', measure, value::INTEGER, usual) AS message
FROM compared
