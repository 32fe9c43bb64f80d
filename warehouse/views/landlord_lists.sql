CREATE VIEW landlord_lists AS
WITH part AS (
    SELECT edition_id, site_id, tenure, dwellings, fact_id FROM landlord_counts WHERE intermediary_id IS NULL
    UNION ALL SELECT edition_id, site_id, tenure, dwellings, fact_id FROM housing_counts WHERE intermediary_id IS NOT NULL
)
SELECT edition_id, site_id, tenure, sum(dwellings)::INTEGER AS dwellings, list(fact_id) AS fact_ids FROM part GROUP BY ALL;
COMMENT ON VIEW landlord_lists IS 'How many dwellings the landlords and intermediaries listed under a tenure have together, and the facts that say so.';
