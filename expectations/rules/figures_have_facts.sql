-- severity: critical
-- kind: integrity
-- notes: No figure without the place it was read from, and that place speaks of the same site of the same edition.
-- mend: This is a fault of the program: report it with the file.
WITH figure AS (
    SELECT edition_id, site_id, fact_id FROM contacts UNION ALL SELECT edition_id, site_id, fact_id FROM population_counts
    UNION ALL SELECT edition_id, site_id, fact_id FROM housing_counts UNION ALL SELECT edition_id, site_id, fact_id FROM landlord_counts
    UNION ALL SELECT edition_id, site_id, fact_id FROM rents UNION ALL SELECT edition_id, site_id, fact_id FROM staff
    UNION ALL SELECT edition_id, site_id, fact_id FROM encounters UNION ALL SELECT edition_id, site_id, fact_id FROM zooms
    UNION ALL SELECT edition_id, site_id, fact_id FROM other_figures
)
SELECT r.edition_id, r.site_id, [r.fact_id] AS fact_ids,
       coalesce(coalesce(f.site_id, 'no site') || ' in ' || d.edition_id, 'no fact') AS observed, coalesce(r.site_id, 'no site') || ' in ' || r.edition_id AS expected,
       f.site_id IS NOT DISTINCT FROM r.site_id AND d.edition_id IS NOT DISTINCT FROM r.edition_id AS holds,
       format('a figure of {} in {} quotes {}', coalesce(r.site_id, 'no site'), r.edition_id, coalesce(coalesce(f.site_id, 'no site') || ' in ' || d.edition_id, 'no fact')) AS message
FROM figure r LEFT JOIN facts f USING (fact_id) LEFT JOIN documents d USING (document_id)
