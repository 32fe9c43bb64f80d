-- severity: critical
-- kind: bound
-- covers: number
-- notes: The dwellings of all tenures together never exceed the dwellings captured.
-- mend: Compare the tenures' numbers with the number of captured dwellings in the source.
WITH part AS (
    SELECT edition_id, site_id, sum(dwellings)::INTEGER AS dwellings, flatten(list(fact_ids)) AS fact_ids,
           string_agg(tenure || ' ' || dwellings, ', ' ORDER BY tenure) AS parts
    FROM dwellings_by_tenure WHERE tenure <> 'all' AND qualifier IN ('exact', 'more_than') GROUP BY ALL
)
SELECT edition_id, site_id, [s.fact_id] || p.fact_ids AS fact_ids,
       p.dwellings::VARCHAR AS observed, 'at most ' || s.dwellings AS expected, p.dwellings <= s.dwellings AS holds,
       format('the tenures add up to {} ({}), more than the {} dwellings captured', p.dwellings, p.parts, s.dwellings) AS message
FROM housing_counts s JOIN part p USING (edition_id, site_id)
WHERE s.tenure = 'all' AND s.intermediary_id IS NULL AND s.qualifier IN ('exact', 'less_than')
