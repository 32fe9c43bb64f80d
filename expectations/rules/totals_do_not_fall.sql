-- severity: warning
-- kind: likeness
-- covers: number
-- notes: What is counted since the start does not fall from one edition of a series to the next.
-- mend: Compare both editions' words: one of the numbers is a misprint, or it counts something else now.
WITH running AS (
    SELECT f.edition_id, f.site_id, f.measure, f.value, f.fact_id, k.text, coalesce(p.period_years, e.period_years, 0) AS years
    FROM figures f JOIN facts k USING (fact_id)
    LEFT JOIN population_counts p USING (fact_id) LEFT JOIN encounters e USING (fact_id)
    WHERE f.measure IN ('dwellings_all', 'ever_housed', 'encounters') AND f.qualifier <> 'less_than'
)
SELECT n.edition_id, n.site_id, [n.fact_id] AS fact_ids, n.value::INTEGER::VARCHAR AS observed, 'at least ' || b.value::INTEGER AS expected,
       n.value >= b.value AS holds,
       format('{} fell from {} in {} (« {} ») to {} (« {} »)', n.measure, b.value::INTEGER, s.earlier_id, regexp_replace(b.text, '\s+', ' ', 'g'),
              n.value::INTEGER, regexp_replace(n.text, '\s+', ' ', 'g')) AS message
FROM succession s JOIN running b ON b.edition_id = s.earlier_id
JOIN running n ON (n.edition_id, n.site_id, n.measure) = (s.edition_id, b.site_id, b.measure) AND n.years >= b.years
