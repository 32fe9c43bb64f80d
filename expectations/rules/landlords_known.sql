-- severity: warning
-- kind: reference
-- covers: name
-- notes: Every landlord is in the reference list.
-- mend: Say which landlord it is, or that it is a new one, as a name in decisions.toml; the printed name is kept meanwhile.
SELECT l.edition_id, l.site_id, [l.fact_id] AS fact_ids, l.reported_name AS observed, 'a known landlord' AS expected, r.is_known AS holds,
       format('"{}" is in no list of landlords', l.reported_name) AS message
FROM landlord_counts l JOIN landlords r USING (landlord_id)
