-- severity: critical
-- kind: bound
-- covers: number
-- notes: Housed now ≤ ever housed ≤ in the programme ≤ in the study, wherever two of them are printed.
-- mend: Compare the two numbers in the source; "about" leaves a tenth of room.
WITH bounded AS (
    SELECT *, CASE measure WHEN 'currently_housed' THEN 1 WHEN 'ever_housed' THEN 2 WHEN 'in_programme' THEN 3 ELSE 4 END AS rank,
           CASE qualifier WHEN 'less_than' THEN 0 WHEN 'about' THEN 0.9 * persons ELSE persons END AS lower,
           CASE qualifier WHEN 'more_than' THEN 'Infinity'::DOUBLE WHEN 'about' THEN 1.1 * persons ELSE persons END AS upper
    FROM population_counts
)
SELECT a.edition_id, a.site_id, [a.fact_id, b.fact_id] AS fact_ids,
       a.measure || ' ' || a.persons AS observed, 'at most ' || b.measure || ' ' || b.persons AS expected, a.lower <= b.upper AS holds,
       format('{} is {}, more than {} with {}', a.measure, a.persons, b.measure, b.persons) AS message
FROM bounded a JOIN bounded b ON (a.edition_id, a.site_id) = (b.edition_id, b.site_id) AND a.rank < b.rank
