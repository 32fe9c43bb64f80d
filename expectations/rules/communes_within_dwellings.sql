-- severity: critical
-- kind: bound
-- covers: number, communes
-- notes: Dwellings are spread over no more communes than there are dwellings.
-- mend: Compare the two numbers in the source.
SELECT edition_id, site_id, [fact_id] AS fact_ids, communes || ' communes' AS observed, 'at most ' || dwellings AS expected,
       communes <= dwellings AS holds, format('{} dwellings cannot lie in {} communes', dwellings, communes) AS message
FROM housing_counts WHERE communes IS NOT NULL AND qualifier IN ('exact', 'less_than')
