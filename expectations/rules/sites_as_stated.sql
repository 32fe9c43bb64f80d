-- severity: warning
-- kind: equation
-- covers: number
-- notes: The edition has as many sites as it says.
-- mend: Look for a sheet that is missing, or whose heading nobody recognised.
SELECT e.edition_id, NULL::VARCHAR AS site_id,
       (SELECT list(fact_id ORDER BY document_id, char_start) FROM facts JOIN documents d USING (document_id) WHERE pattern = 'stated_sites' AND d.edition_id = e.edition_id) AS fact_ids,
       s.sites || ' sites' AS observed, e.stated_sites || ' sites' AS expected, s.sites = e.stated_sites AS holds,
       format('the brochure speaks of {} sites, {} have a sheet ({})', e.stated_sites, s.sites, s.names) AS message
FROM editions e JOIN (
    SELECT edition_id, count(DISTINCT site_id) AS sites, string_agg(DISTINCT name, ', ' ORDER BY name) AS names
    FROM site_sections JOIN sites USING (site_id) GROUP BY ALL
) s USING (edition_id)
WHERE e.stated_sites IS NOT NULL
