-- Every figure of an edition as the review page shows it: its measure, label, value and note, in the order of the measures given.
WITH figure AS (
    SELECT edition_id, site_id, fact_id, 'Contacts' AS measure, 1 AS rank, coalesce(name, 'no name') AS label, coalesce(email, '–') AS value,
           'exact' AS qualifier, NULL AS note FROM contacts
    UNION ALL SELECT edition_id, site_id, fact_id, 'Persons', list_position(['in_study', 'in_programme', 'ever_housed', 'currently_housed'], measure),
           replace(measure, '_', ' '), persons::VARCHAR, qualifier,
           nullif(concat_ws(', ', 'over ' || period_years || if(period_years = 1, ' year', ' years'), 'on ' || strftime(as_of, '%-d %B %Y')), '') FROM population_counts
    UNION ALL SELECT edition_id, h.site_id, h.fact_id, 'Dwellings',
           list_position(['all', 'social', 'associative_lease', 'private', 'private_regulated'], tenure) * 2 + (intermediary_id IS NOT NULL)::INTEGER,
           CASE tenure WHEN 'all' THEN 'captured' ELSE replace(tenure, '_', ' ') END || coalesce(', through ' || i.name, ''),
           dwellings::VARCHAR, qualifier, 'in ' || communes || if(communes = 1, ' commune', ' communes')
           FROM housing_counts h LEFT JOIN landlords i ON i.landlord_id = h.intermediary_id
    UNION ALL SELECT edition_id, l.site_id, l.fact_id, 'Landlords',
           list_position(['social', 'associative_lease', 'private', 'private_regulated'], tenure), reported_name, dwellings::VARCHAR, 'exact',
           replace(tenure, '_', ' ') || coalesce(', through ' || i.name, '')
           FROM landlord_counts l LEFT JOIN landlords i ON i.landlord_id = l.intermediary_id
    UNION ALL SELECT edition_id, site_id, fact_id, 'Rents', list_position(['all', 'social', 'associative_lease', 'private', 'private_regulated'],
           tenure), 'monthly rent, ' || replace(tenure, '_', ' '), monthly_eur || ' €', qualifier,
           CASE charges_included WHEN TRUE THEN 'charges included' WHEN FALSE THEN 'without charges' END FROM rents
    UNION ALL SELECT edition_id, site_id, fact_id, 'Team', 1, role, coalesce(headcount::VARCHAR, 'some'), 'exact', NULL FROM staff
    UNION ALL SELECT edition_id, site_id, fact_id, 'Encounters', 1, 'encounters', encounters::VARCHAR, qualifier, 'over ' || period_years || if(period_years = 1, ' year', ' years')
           FROM encounters
    UNION ALL SELECT edition_id, site_id, fact_id, 'Stories', 1, title, '', 'exact', NULL FROM zooms
    UNION ALL SELECT edition_id, site_id, fact_id, 'Other figures', 1, label, format('{:.12g}', value) || coalesce(' ' || unit, ''), qualifier,
           replace(kind, '_', ' ') FROM other_figures
    UNION ALL SELECT edition_id, site_id, fact_id, 'Sheet', 1, 'heading', '', 'exact', NULL FROM site_sections
    UNION ALL SELECT d.edition_id, NULL, f.fact_id, 'Sheet', 2, 'number of sites', any_value(n.value)::INTEGER::VARCHAR, 'exact', NULL
           FROM facts f JOIN documents d USING (document_id) JOIN numerals n USING (fact_id) WHERE f.pattern = 'stated_sites' GROUP BY ALL
)
SELECT g.fact_id, g.site_id, measure, label, value, f.printed, qualifier, note, f.settled_by, f.confidence, f.document_id,
       f.char_start, f.char_end, f.text
FROM figure g JOIN facts f USING (fact_id) JOIN documents d USING (document_id)
WHERE g.edition_id = ?
ORDER BY list_position(?::VARCHAR[], measure), rank, d.path, f.char_start, label
