-- severity: critical
-- kind: equation
-- covers: number
-- notes: A site's sheet states one value for a measure.
-- mend: Two passages of the source contradict each other: see which one is meant.
WITH printed AS (
    SELECT f.*, coalesce(r.charges_included, max(r.charges_included) OVER (PARTITION BY f.edition_id, f.site_id, f.measure)) AS charges, k.document_id, k.char_start, CASE f.qualifier WHEN 'exact' THEN '' ELSE replace(f.qualifier, '_', ' ') || ' ' END
              || CASE WHEN value = trunc(value) THEN value::BIGINT::VARCHAR ELSE value::VARCHAR END AS words
    FROM figures f LEFT JOIN facts k USING (fact_id) LEFT JOIN rents r USING (fact_id)
)
SELECT edition_id, site_id, list(fact_id ORDER BY document_id, char_start) AS fact_ids,
       string_agg(DISTINCT words, ' and ' ORDER BY words) AS observed, 'one value' AS expected, count(DISTINCT words) = 1 AS holds,
       format('{} is stated as {}', measure, string_agg(DISTINCT words, ' and ' ORDER BY words)) AS message
FROM printed GROUP BY edition_id, site_id, measure, charges HAVING count(*) > 1
