-- severity: warning
-- kind: bound
-- covers: period
-- notes: Encounters are counted over the years over which persons were housed, or one year less: a team may begin to count them later.
-- mend: Compare the two periods in the source.
WITH period AS (
    SELECT n.edition_id, n.site_id, [n.fact_id, p.fact_id] AS fact_ids, n.period_years AS encounters, p.period_years AS persons
    FROM encounters n JOIN population_counts p USING (edition_id, site_id)
    WHERE p.measure = 'ever_housed' AND n.period_years IS NOT NULL AND p.period_years IS NOT NULL
), before AS (SELECT edition_id, site_id, bool_and(encounters = persons) AS are_equal FROM period GROUP BY ALL),
least AS (
    SELECT p.*, CASE WHEN b.are_equal THEN persons ELSE greatest(persons - 1, 1) END AS fewest
    FROM period p LEFT JOIN succession s USING (edition_id) LEFT JOIN before b ON (b.edition_id, b.site_id) = (s.earlier_id, p.site_id)
)
SELECT edition_id, site_id, fact_ids, encounters || ' years' AS observed,
       CASE WHEN fewest < persons THEN fewest || ' or ' ELSE '' END || persons || ' years' AS expected,
       encounters BETWEEN fewest AND persons AS holds,
       format('encounters are counted over {} years, persons housed over {}', encounters, persons) AS message
FROM least
