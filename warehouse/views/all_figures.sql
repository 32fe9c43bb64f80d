CREATE VIEW all_figures AS
WITH told AS (
    SELECT edition_id, site_id, replace(measure, '_', ' ') || ' persons people' AS label, persons::VARCHAR AS value, qualifier, fact_id FROM population_counts
    UNION ALL SELECT edition_id, site_id, CASE tenure WHEN 'all' THEN 'all captured dwellings' ELSE replace(tenure, '_', ' ') || ' dwellings' END
                                          || coalesce(' through ' || intermediary_id, ''), dwellings::VARCHAR, qualifier, fact_id FROM housing_counts
    UNION ALL SELECT edition_id, site_id, reported_name || ' landlord ' || replace(tenure, '_', ' ') || coalesce(' through ' || intermediary_id, ''),
                     dwellings::VARCHAR, 'exact', fact_id FROM landlord_counts
    UNION ALL SELECT edition_id, site_id, 'rent ' || replace(tenure, '_', ' '), monthly_eur::VARCHAR, qualifier, fact_id FROM rents
    UNION ALL SELECT edition_id, site_id, 'staff ' || role, coalesce(headcount::VARCHAR, 'some'), 'exact', fact_id FROM staff
    UNION ALL SELECT edition_id, site_id, 'encounters', encounters::VARCHAR, qualifier, fact_id FROM encounters
    UNION ALL SELECT edition_id, site_id, 'contact', concat_ws(', ', name, email), 'exact', fact_id FROM contacts
    UNION ALL SELECT edition_id, site_id, 'story zoom', title, 'exact', fact_id FROM zooms
    UNION ALL SELECT edition_id, site_id, 'site heading', site_id, 'exact', fact_id FROM site_sections
    UNION ALL SELECT d.edition_id, NULL, 'stated sites', n.value::INTEGER::VARCHAR, 'exact', f.fact_id
              FROM facts f JOIN documents d USING (document_id) JOIN numerals n USING (fact_id) WHERE f.pattern = 'stated_sites'
              QUALIFY row_number() OVER (PARTITION BY f.fact_id ORDER BY n.char_start) = 1
    UNION ALL SELECT edition_id, site_id, 'other figure ' || replace(kind, '_', ' ') || ' ' || label, format('{:.12g}', value) || coalesce(' ' || unit, ''),
                     qualifier, fact_id FROM other_figures
)
SELECT edition_id, t.site_id, label, value, qualifier, settled_by, confidence, fact_id FROM told t LEFT JOIN facts USING (fact_id);
COMMENT ON VIEW all_figures IS 'Everything that was read, with a label in words to find it by, who settled how it is read, and how sure that is.';
