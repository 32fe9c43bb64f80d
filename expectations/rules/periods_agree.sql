-- severity: warning
-- kind: bound
-- covers: period
-- notes: Encounters are not counted over more years than persons were housed.
-- mend: Compare the two periods in the source.
SELECT n.edition_id, n.site_id, [n.fact_id, p.fact_id] AS fact_ids,
       n.period_years || ' years' AS observed, 'at most ' || p.period_years || ' years' AS expected, n.period_years <= p.period_years AS holds,
       format('encounters are counted over {} years, persons housed over {}', n.period_years, p.period_years) AS message
FROM encounters n JOIN population_counts p USING (edition_id, site_id)
WHERE p.measure = 'ever_housed' AND n.period_years IS NOT NULL AND p.period_years IS NOT NULL
