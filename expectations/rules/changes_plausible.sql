-- severity: warning
-- kind: likeness
-- covers: number
-- notes: A figure changes from one edition of a series to the next about as much as it does at the other sites.
-- mend: Compare both editions' words: a digit may be wrong; where the change is real, accept it in decisions.toml.
WITH limits (family, factor, least) AS (VALUES ('persons', 2.0, 15), ('dwellings', 2.0, 15), ('rent', 1.3, 30), ('encounters', 3.0, 1000)),
     change AS (
         SELECT s.edition_id, s.earlier_id, n.site_id, n.measure, n.value, b.value AS earlier, n.fact_id, n.value / b.value AS ratio,
                median(n.value / b.value) OVER (PARTITION BY s.edition_id, n.measure) AS usual,
                CASE WHEN n.measure LIKE 'dwellings%' THEN 'dwellings' WHEN n.measure LIKE 'rent%' THEN 'rent' WHEN n.measure = 'encounters' THEN 'encounters' ELSE 'persons' END AS family,
                b.fact_id AS earlier_fact
         FROM succession s JOIN figures b ON b.edition_id = s.earlier_id
         JOIN figures n ON (n.edition_id, n.site_id, n.measure) = (s.edition_id, b.site_id, b.measure)
         WHERE b.value > 0 AND n.value > 0
     )
SELECT c.edition_id, c.site_id, [c.fact_id] AS fact_ids, round(c.ratio, 2)::VARCHAR || ' times as much' AS observed,
       format('{:.2f} to {:.2f} times as much', c.usual / l.factor, c.usual * l.factor) AS expected,
       abs(c.value - c.earlier) < l.least OR c.ratio BETWEEN c.usual / l.factor AND c.usual * l.factor AS holds,
       format('{} went from {:g} in {} (« {} ») to {:g} (« {} »)', c.measure, c.earlier::DOUBLE, c.earlier_id, regexp_replace(k.text, '\s+', ' ', 'g'), c.value::DOUBLE,
              regexp_replace(f.text, '\s+', ' ', 'g')) AS message
FROM change c JOIN limits l USING (family) JOIN facts f ON f.fact_id = c.fact_id JOIN facts k ON k.fact_id = c.earlier_fact
