-- severity: warning
-- kind: likeness
-- covers: number
-- notes: Where the other sites' lists under a tenure account for all of its dwellings, this site's list does so too.
-- mend: Compare the list with the tenure's number in the source; where the brochure really names only some landlords, accept it in decisions.toml.
WITH compared AS (
    SELECT s.edition_id, s.site_id, s.tenure, l.dwellings, s.dwellings AS stated, [s.fact_id] || l.fact_ids AS fact_ids
    FROM housing_counts s JOIN landlord_lists l USING (edition_id, site_id, tenure)
    WHERE s.intermediary_id IS NULL AND s.tenure <> 'social' AND s.qualifier = 'exact'
)
SELECT c.edition_id, c.site_id, c.fact_ids, c.dwellings::VARCHAR AS observed, c.stated::VARCHAR AS expected, c.dwellings >= c.stated AS holds,
       format('{} of {} dwellings under {} are listed; the lists of the other sites account for all', c.dwellings, c.stated, c.tenure) AS message
FROM compared c JOIN compared o ON o.edition_id = c.edition_id AND (o.site_id, o.tenure) <> (c.site_id, c.tenure)
GROUP BY ALL HAVING count(*) >= 2 AND bool_and(o.dwellings = o.stated)
