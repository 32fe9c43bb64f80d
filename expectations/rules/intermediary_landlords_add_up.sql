-- severity: critical
-- kind: equation
-- covers: number
-- notes: The landlords behind an intermediary add up to the dwellings that are stated for it.
-- mend: Compare the intermediary's list with its stated number in the source.
WITH listed AS (
    SELECT edition_id, site_id, tenure, intermediary_id, sum(dwellings)::INTEGER AS dwellings, list(fact_id) AS fact_ids,
           string_agg(reported_name || ' ' || dwellings, ', ' ORDER BY dwellings DESC, reported_name) AS names
    FROM landlord_counts WHERE intermediary_id IS NOT NULL GROUP BY ALL
)
SELECT edition_id, site_id, [s.fact_id] || l.fact_ids AS fact_ids,
       l.dwellings::VARCHAR AS observed, s.dwellings::VARCHAR AS expected, l.dwellings = s.dwellings AS holds,
       format('the landlords that let through {} add up to {} ({}), the brochure states {}', i.name, l.dwellings, l.names, s.dwellings) AS message
FROM housing_counts s
JOIN listed l USING (edition_id, site_id, tenure, intermediary_id)
JOIN landlords i ON i.landlord_id = s.intermediary_id
WHERE s.qualifier = 'exact'
