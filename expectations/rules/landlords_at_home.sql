-- severity: warning
-- kind: reference
-- covers: name
-- notes: A social landlord that lets in one region is not listed in another.
-- mend: Look at the name in the source; where the landlord really lets there, correct its territory in the reference data.
SELECT c.edition_id, c.site_id, [c.fact_id] AS fact_ids, c.reported_name AS observed, 'a landlord of the region' AS expected,
       l.region_code = s.region_code AS holds,
       format('"{}" lets in {}, which is another region', c.reported_name, l.territory) AS message
FROM landlord_counts c JOIN landlords l USING (landlord_id) JOIN sites s USING (site_id)
WHERE l.kind = 'social' AND l.region_code IS NOT NULL AND s.region_code IS NOT NULL
