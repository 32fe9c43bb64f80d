-- severity: warning
-- notes: All sites of an edition count their tenants in the same month.
-- mend: Compare the dates in the source; where a site really counts at another date, accept it in decisions.toml.
SELECT p.edition_id, p.site_id, [p.fact_id] AS fact_ids, p.as_of::VARCHAR AS observed, e.as_of::VARCHAR AS expected, p.as_of = e.as_of AS holds,
       format('persons housed are counted at {}, elsewhere in the edition at {}', p.as_of, e.as_of) AS message
FROM population_counts p JOIN editions e USING (edition_id)
WHERE p.as_of IS NOT NULL
