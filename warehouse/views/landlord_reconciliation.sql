CREATE VIEW landlord_reconciliation AS
WITH stated AS (SELECT edition_id, site_id, tenure, intermediary_id, max(dwellings) AS stated, any_value(fact_id) AS fact_id
                FROM housing_counts WHERE tenure <> 'all' GROUP BY ALL),
     listed AS (SELECT edition_id, site_id, tenure, intermediary_id, sum(dwellings)::INTEGER AS summed, count(*) AS landlords
                FROM landlord_counts GROUP BY ALL),
     through AS (SELECT edition_id, site_id, tenure, sum(stated)::INTEGER AS through_intermediaries
                 FROM stated WHERE intermediary_id IS NOT NULL GROUP BY ALL)
SELECT s.edition_id, sites.name AS site, s.tenure, i.name AS intermediary, s.stated,
       coalesce(l.landlords, 0) AS landlords, l.summed, l.summed + coalesce(t.through_intermediaries, 0) - s.stated AS difference,
       greatest(s.stated - coalesce(l.summed, 0) - coalesce(t.through_intermediaries, 0), 0) AS unlabelled,
       s.fact_id
FROM stated s
JOIN sites USING (site_id)
LEFT JOIN landlords i ON i.landlord_id = s.intermediary_id
LEFT JOIN listed l ON (l.edition_id, l.site_id, l.tenure) = (s.edition_id, s.site_id, s.tenure)
                  AND l.intermediary_id IS NOT DISTINCT FROM s.intermediary_id
LEFT JOIN through t ON (t.edition_id, t.site_id, t.tenure) = (s.edition_id, s.site_id, s.tenure) AND s.intermediary_id IS NULL
ORDER BY ALL;
COMMENT ON VIEW landlord_reconciliation IS 'For each tenure and intermediary: the stated dwellings, the sum over its landlords, the difference, and the remainder that no landlord is named for.';
