-- severity: warning
-- kind: reference
-- notes: Every site is a place that official lists have, and only one place has its name.
-- mend: Check the heading's spelling, or say which place it is as a name in decisions.toml; the printed name is kept meanwhile, without codes.
SELECT edition_id, site_id, [fact_id] AS fact_ids, name AS observed, 'a known place' AS expected, is_known AS holds,
       format('"{}" is no place of the official lists, or several have that name', name) AS message
FROM site_sections JOIN sites USING (site_id)
