CREATE VIEW redundancy AS
WITH printed AS (
    SELECT edition_id, site_id, measure, 'number' AS part, fact_id FROM figures
    UNION ALL SELECT edition_id, site_id, 'through an intermediary', 'number', fact_id FROM housing_counts WHERE intermediary_id IS NOT NULL
    UNION ALL SELECT edition_id, site_id, 'communes', 'communes', fact_id FROM housing_counts WHERE communes IS NOT NULL
    UNION ALL SELECT edition_id, site_id, 'landlord_' || tenure, unnest(['number', 'name']), fact_id FROM landlord_counts
    UNION ALL SELECT edition_id, site_id, 'staff', 'number', fact_id FROM staff WHERE headcount IS NOT NULL
    UNION ALL SELECT edition_id, site_id, measure, 'period', fact_id FROM population_counts WHERE period_years IS NOT NULL
    UNION ALL SELECT edition_id, site_id, 'encounters', 'period', fact_id FROM encounters WHERE period_years IS NOT NULL
    UNION ALL SELECT edition_id, site_id, measure, 'month', fact_id FROM population_counts WHERE as_of IS NOT NULL
    UNION ALL SELECT edition_id, site_id, 'contact', 'name', fact_id FROM contacts
    UNION ALL SELECT edition_id, site_id, 'other_' || kind, 'number', fact_id FROM other_figures
    UNION ALL SELECT edition_id, NULL, 'stated_sites', 'number', fact_id FROM facts JOIN documents USING (document_id) WHERE pattern = 'stated_sites'
), check_of AS (
    SELECT f.fact_id, c.check_name, c.kind, unnest(string_split(c.covers, ', ')) AS part
    FROM checked_facts f JOIN checks c USING (check_name) ANTI JOIN spent_equations s ON (s.fact_id, s.check_name) = (f.fact_id, c.check_name)
)
SELECT edition_id, p.site_id, p.measure, p.part, fact_id,
       count(DISTINCT c.check_name) FILTER (c.kind = 'equation') AS equations, count(DISTINCT c.check_name) FILTER (c.kind = 'bound') AS bounds,
       count(DISTINCT c.check_name) FILTER (c.kind IN ('likeness', 'reference')) AS likenesses, count(DISTINCT c.check_name) AS checks
FROM printed p LEFT JOIN check_of c USING (fact_id, part)
GROUP BY ALL;
COMMENT ON VIEW redundancy IS 'Each part of each figure, and how many checks hold it against something else: where there are none, the gate cannot see an error in it. A check whose equation decided how a figure is read is none of it.';
