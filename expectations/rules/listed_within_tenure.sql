-- severity: critical
-- kind: bound
-- covers: number
-- notes: Landlords and intermediaries listed under a tenure never have more dwellings than the tenure.
-- mend: Compare the list with the tenure's stated number in the source.
SELECT edition_id, site_id, [s.fact_id] || l.fact_ids AS fact_ids,
       l.dwellings::VARCHAR AS observed, 'at most ' || s.dwellings AS expected, l.dwellings <= s.dwellings AS holds,
       format('{} dwellings are listed under {}, the brochure states {} in all', l.dwellings, tenure, s.dwellings) AS message
FROM housing_counts s JOIN landlord_lists l USING (edition_id, site_id, tenure)
WHERE s.intermediary_id IS NULL AND s.tenure <> 'social' AND s.qualifier IN ('exact', 'less_than')
