-- severity: warning
-- kind: likeness
-- covers: number
-- notes: A site's numbers stand in the proportions that the programme's sites have: half of a study is in the programme, most are housed.
-- mend: Look at both numbers in the source: a digit may be wrong; where the site really is so, accept it in decisions.toml.
WITH limits (part, whole, low, high) AS (
    VALUES ('in_programme', 'in_study', 0.42, 0.58), ('ever_housed', 'in_programme', 0.5, NULL), ('currently_housed', 'in_programme', 0.4, NULL),
           ('currently_housed', 'ever_housed', 0.5, NULL), ('dwellings_all', 'ever_housed', 0.8, 2.2), ('dwellings_all', 'in_programme', 0.6, 1.8)
)
SELECT p.edition_id, p.site_id, [p.fact_id, w.fact_id] AS fact_ids, round(p.value / w.value, 2)::VARCHAR AS observed,
       coalesce(format('{} to {} of {}', low, high, whole), format('at least {} of {}', low, whole)) AS expected,
       p.value / w.value BETWEEN low AND coalesce(high, 'Infinity'::DOUBLE) AS holds,
       format('{} is {}, {} is {}', part, p.value::INTEGER, whole, w.value::INTEGER) AS message
FROM limits JOIN figures p ON p.measure = part JOIN figures w ON (w.edition_id, w.site_id, w.measure) = (p.edition_id, p.site_id, whole)
WHERE w.value > 0
