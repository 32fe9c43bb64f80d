-- severity: warning
-- kind: completeness
-- notes: A measure that all other sites of an edition print is not missing from one.
-- mend: Look for the line in the sheet: it may be worded anew, or left out by the brochure itself; then accept it in decisions.toml.
WITH printed AS (
         SELECT DISTINCT edition_id, site_id, measure FROM figures
         WHERE measure IN ('in_study', 'in_programme', 'ever_housed', 'currently_housed', 'dwellings_all', 'encounters')
         UNION SELECT edition_id, site_id, 'a social stock' FROM figures WHERE measure = 'dwellings_social'
         UNION SELECT edition_id, site_id, 'a rent' FROM rents
         UNION SELECT edition_id, site_id, 'a month of reference' FROM population_counts WHERE as_of IS NOT NULL
         UNION SELECT edition_id, site_id, 'a contact' FROM contacts
         UNION SELECT edition_id, site_id, 'a team' FROM staff
         UNION SELECT edition_id, site_id, 'a story' FROM zooms
     ),
     sites_of AS (SELECT DISTINCT edition_id, site_id FROM site_sections),
     spread AS (SELECT edition_id, measure, count(*) AS sites FROM printed GROUP BY ALL),
     size AS (SELECT edition_id, count(*) AS sites FROM sites_of GROUP BY ALL),
     unread AS (
         SELECT edition_id, site_id, CASE WHEN measure = 'dwellings_social' THEN 'a social stock' WHEN starts_with(measure, 'rent_') THEN 'a rent' ELSE measure END AS measure,
                string_agg('« ' || text || ' » in line ' || line, ' or ' ORDER BY path, char_start) AS numbers
         FROM figures_unread GROUP BY ALL
     )
SELECT s.edition_id, s.site_id, (SELECT list(fact_id ORDER BY fact_id) FROM site_sections h WHERE (h.edition_id, h.site_id) = (s.edition_id, s.site_id)) AS fact_ids,
       'no ' || m.measure AS observed, m.measure AS expected, p.site_id IS NOT NULL AS holds,
       format('{} is printed for every other site of the edition, not here', m.measure) || coalesce('; the open number ' || u.numbers || ' may be it', '') AS message
FROM sites_of s JOIN size z USING (edition_id) JOIN spread m ON m.edition_id = s.edition_id AND m.sites >= z.sites - 1 AND z.sites >= 3
LEFT JOIN printed p ON (p.edition_id, p.site_id, p.measure) = (s.edition_id, s.site_id, m.measure)
LEFT JOIN unread u ON (u.edition_id, u.site_id, u.measure) = (s.edition_id, s.site_id, m.measure)
WHERE p.site_id IS NOT NULL OR m.measure <> 'in_study' OR (s.edition_id, s.site_id) IN (SELECT (edition_id, site_id) FROM sites_in_a_study)
