-- severity: warning
-- kind: bound
-- covers: period
-- notes: A period since the start is no longer than the programme had existed by then (its first sites opened in 2011).
-- mend: Compare the period with the edition's date in the source.
WITH period AS (
    SELECT edition_id, site_id, measure AS what, period_years, fact_id FROM population_counts
    UNION ALL SELECT edition_id, site_id, 'encounters', period_years, fact_id FROM encounters
)
SELECT edition_id, site_id, [fact_id] AS fact_ids, period_years || ' years' AS observed, format('at most {} years', year(as_of) - 2011) AS expected,
       period_years <= year(as_of) - 2011 AS holds,
       format('{} counts over {} years; the programme began in 2011, the edition is of {}', what, period_years, year(as_of)) AS message
FROM period JOIN editions USING (edition_id) WHERE period_years IS NOT NULL AND as_of IS NOT NULL
