CREATE VIEW dwellings_by_tenure AS
SELECT edition_id, site_id, tenure, dwellings, qualifier, [fact_id] AS fact_ids FROM housing_counts WHERE intermediary_id IS NULL
UNION ALL
SELECT edition_id, site_id, tenure, sum(dwellings)::INTEGER, CASE WHEN bool_and(qualifier = 'exact') THEN 'exact' ELSE 'about' END, list(fact_id ORDER BY fact_id)
FROM housing_counts part
WHERE intermediary_id IS NOT NULL AND NOT EXISTS (
    FROM housing_counts own WHERE own.intermediary_id IS NULL AND (own.edition_id, own.site_id, own.tenure) = (part.edition_id, part.site_id, part.tenure)
)
GROUP BY edition_id, site_id, tenure;
COMMENT ON VIEW dwellings_by_tenure IS 'Dwellings of each site and tenure: its own number or, where only parts let through intermediaries are printed, their sum; fact_ids are what it is made of.';
