-- severity: critical
-- kind: integrity
-- notes: A site has one sheet in an edition: no measure of it is printed under two headings.
-- mend: Remove the sheet that is printed twice, or the file that repeats it.
WITH printed AS (
    SELECT f.edition_id, f.site_id, f.measure, k.fact_id,
           (SELECT max(h.char_start) FROM facts h
            WHERE h.document_id = k.document_id AND h.pattern = 'site_heading' AND h.char_start <= k.char_start) AS heading,
           k.document_id, k.char_start
    FROM figures f JOIN facts k USING (fact_id)
), sheets AS (
    SELECT edition_id, site_id, measure, count(DISTINCT (document_id, heading)) AS sheets, list(fact_id ORDER BY document_id, char_start) AS fact_ids
    FROM printed GROUP BY ALL
)
SELECT edition_id, site_id, flatten(list(fact_ids ORDER BY sheets DESC, measure)) AS fact_ids, max(sheets) || ' sheets' AS observed, '1 sheet' AS expected, max(sheets) = 1 AS holds,
       format('{} is printed under {} headings', coalesce(string_agg(measure, ', ' ORDER BY measure) FILTER (sheets > 1), 'nothing'), max(sheets)) AS message
FROM sheets GROUP BY edition_id, site_id
