-- severity: warning
-- kind: reference
-- covers: name
-- notes: Every landlord is in the reference list.
-- mend: Add the landlord, or this spelling of it, to the reference data; the printed name is kept meanwhile.
SELECT l.edition_id, l.site_id, [l.fact_id] AS fact_ids, l.reported_name AS observed, 'a known landlord' AS expected, r.is_known AS holds,
       format('"{}" is in no list of landlords', l.reported_name) AS message
FROM landlord_counts l JOIN landlords r USING (landlord_id)
