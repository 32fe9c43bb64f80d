-- severity: warning
-- kind: equation
-- covers: number
-- notes: Where both the social and the private stock are printed, the tenures usually account for all dwellings captured.
-- mend: Look for a tenure that the brochure prints and nobody read; where it really leaves a remainder, accept it in decisions.toml.
WITH part AS (
    SELECT edition_id, site_id, sum(dwellings)::INTEGER AS dwellings, flatten(list(fact_ids)) AS fact_ids,
           string_agg(tenure || ' ' || dwellings, ', ' ORDER BY tenure) AS parts
    FROM dwellings_by_tenure WHERE tenure <> 'all'
    GROUP BY ALL
    HAVING bool_or(tenure = 'social') AND bool_or(tenure = 'private') AND bool_and(qualifier = 'exact')
)
SELECT edition_id, site_id, [s.fact_id] || p.fact_ids AS fact_ids,
       p.dwellings::VARCHAR AS observed, s.dwellings::VARCHAR AS expected, p.dwellings >= s.dwellings AS holds,
       format('the tenures add up to {} ({}), {} dwellings were captured', p.dwellings, p.parts, s.dwellings) AS message
FROM housing_counts s JOIN part p USING (edition_id, site_id)
WHERE s.tenure = 'all' AND s.intermediary_id IS NULL AND s.qualifier = 'exact'
