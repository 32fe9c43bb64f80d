-- severity: critical
-- kind: equation
-- covers: number
-- notes: The landlords listed for the social stock add up to the social dwellings that the brochure states.
-- mend: Compare the list with the stated total in the source; a misprint that is really printed is accepted in decisions.toml.
WITH stated AS (
    SELECT edition_id, site_id, dwellings, fact_id FROM housing_counts
    WHERE tenure = 'social' AND intermediary_id IS NULL AND qualifier = 'exact'
), listed AS (
    SELECT edition_id, site_id, sum(dwellings)::INTEGER AS dwellings, list(fact_id) AS fact_ids,
           string_agg(reported_name || ' ' || dwellings, ', ' ORDER BY dwellings DESC, reported_name) AS names
    FROM landlord_counts WHERE tenure = 'social' GROUP BY ALL
)
SELECT edition_id, site_id, [s.fact_id] || l.fact_ids AS fact_ids,
       l.dwellings::VARCHAR AS observed, s.dwellings::VARCHAR AS expected, l.dwellings = s.dwellings AS holds,
       format('the landlords of the social stock add up to {} ({}), the brochure states {}', l.dwellings, l.names, s.dwellings) AS message
FROM stated s JOIN listed l USING (edition_id, site_id)
