-- severity: critical
-- kind: completeness
-- notes: Every site that has a heading has figures.
-- mend: The sheet's wording is new, or its figures are missing: see the unexplained numbers of the site.
SELECT s.edition_id, s.site_id, list(DISTINCT s.fact_id) AS fact_ids,
       count(DISTINCT f.fact_id) || ' figures' AS observed, 'at least 1 figure' AS expected, count(DISTINCT f.fact_id) > 0 AS holds,
       'no figure was read under this site''s heading' AS message
FROM site_sections s LEFT JOIN figures f USING (edition_id, site_id)
GROUP BY s.edition_id, s.site_id
