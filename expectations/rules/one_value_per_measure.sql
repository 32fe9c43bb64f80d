-- severity: critical
-- notes: A site's sheet states one value for a measure.
-- mend: Two passages of the source contradict each other: see which one is meant.
SELECT edition_id, site_id, list(fact_id) AS fact_ids,
       string_agg(DISTINCT value::VARCHAR, ' and ' ORDER BY value::VARCHAR) AS observed, 'one value' AS expected, count(DISTINCT (value, qualifier)) = 1 AS holds,
       format('{} is stated as {}', measure, string_agg(DISTINCT value::VARCHAR, ' and ' ORDER BY value::VARCHAR)) AS message
FROM figures GROUP BY edition_id, site_id, measure
