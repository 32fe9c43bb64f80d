CREATE VIEW figures AS
SELECT edition_id, site_id, measure, persons::DECIMAL(12, 2) AS value, qualifier, fact_id FROM population_counts
UNION ALL SELECT edition_id, site_id, 'dwellings_' || tenure, dwellings, qualifier, fact_ids[1] FROM dwellings_by_tenure WHERE len(fact_ids) = 1
UNION ALL SELECT edition_id, site_id, 'rent_' || tenure, monthly_eur, qualifier, fact_id FROM rents
UNION ALL SELECT edition_id, site_id, 'encounters', encounters, qualifier, fact_id FROM encounters;
COMMENT ON VIEW figures IS 'Every headline figure in long form: one row a figure, with its measure, value, qualifier and fact.';
