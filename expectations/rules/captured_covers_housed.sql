-- severity: critical
-- kind: bound
-- covers: number
-- notes: No more persons are housed now than dwellings were captured since the start.
-- mend: Compare the two numbers in the source.
SELECT h.edition_id, h.site_id, [h.fact_id, p.fact_id] AS fact_ids,
       h.dwellings || ' dwellings captured' AS observed, 'at least ' || p.persons AS expected, h.dwellings >= p.persons AS holds,
       format('{} persons are housed now, but only {} dwellings were captured', p.persons, h.dwellings) AS message
FROM housing_counts h JOIN population_counts p USING (edition_id, site_id)
WHERE h.tenure = 'all' AND h.intermediary_id IS NULL AND p.measure = 'currently_housed'
  AND h.qualifier IN ('exact', 'less_than') AND p.qualifier IN ('exact', 'more_than')
