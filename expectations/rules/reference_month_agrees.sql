-- severity: warning
-- kind: likeness
-- covers: month
-- notes: All sites of an edition count their tenants in the same month.
-- mend: Compare the dates in the source; where a site really counts at another date, accept it in decisions.toml.
WITH month AS (SELECT edition_id, as_of, count(*) AS figures FROM population_counts WHERE as_of IS NOT NULL GROUP BY ALL),
     usual AS (
         SELECT edition_id, list(as_of::VARCHAR ORDER BY as_of) AS months FROM (FROM month QUALIFY figures = max(figures) OVER (PARTITION BY edition_id)) GROUP BY ALL
     )
SELECT p.edition_id, p.site_id, [p.fact_id] AS fact_ids, p.as_of::VARCHAR AS observed, array_to_string(u.months, ' or ') AS expected,
       u.months = [p.as_of::VARCHAR] AS holds,
       format('persons housed are counted at {}, in the edition mostly at {}', p.as_of, array_to_string(u.months, ' or ')) AS message
FROM population_counts p JOIN usual u USING (edition_id)
WHERE p.as_of IS NOT NULL
