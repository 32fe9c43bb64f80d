-- severity: critical
-- kind: equation
-- covers: number
-- notes: Everywhere the brochure says how many sites there are, it says the same number.
-- mend: Compare the passages in the source.
SELECT k.edition_id, NULL::VARCHAR AS site_id, list(fact_id ORDER BY document_id, char_start) AS fact_ids,
       string_agg(DISTINCT value::INTEGER::VARCHAR, ' and ' ORDER BY value::INTEGER::VARCHAR) AS observed, 'one number' AS expected, count(DISTINCT value) <= 1 AS holds,
       format('the number of sites is stated as {}', string_agg(DISTINCT value::INTEGER::VARCHAR, ' and ' ORDER BY value::INTEGER::VARCHAR)) AS message
FROM (SELECT d.edition_id, d.document_id, f.fact_id, f.char_start, n.value FROM facts f JOIN documents d USING (document_id) JOIN numerals n USING (fact_id) WHERE f.pattern = 'stated_sites') k
GROUP BY k.edition_id HAVING count(*) > 1
