-- severity: warning
-- kind: likeness
-- notes: A pattern that read figures in the last edition of the series reads some in this one.
-- mend: See what the lines that it used to read say now (chezsoi diff): they may be worded anew, or gone from the brochure.
WITH read AS (
    SELECT d.edition_id, f.pattern, count(*) AS facts, arg_min(f.text, f.char_start) AS words
    FROM facts f JOIN documents d USING (document_id) GROUP BY ALL
), heading AS (
    SELECT edition_id, string_agg('« ' || regexp_replace(text, '\s+', ' ', 'g') || ' »', ', ' ORDER BY document_id, char_start) AS words
    FROM site_sections JOIN facts USING (fact_id) GROUP BY ALL
)
SELECT s.edition_id, NULL AS site_id, coalesce(n.facts, 0) || ' figures by ' || b.pattern AS observed, 'at least 1' AS expected, n.facts IS NOT NULL AS holds,
       format('{} read {} in {}, such as « {} », and none here under {}', b.pattern, CASE b.facts WHEN 1 THEN '1 figure' ELSE b.facts || ' figures' END,
              s.earlier_id, regexp_replace(b.words, '\s+', ' ', 'g'), h.words) AS message
FROM succession s JOIN read b ON b.edition_id = s.earlier_id
LEFT JOIN read n ON (n.edition_id, n.pattern) = (s.edition_id, b.pattern) JOIN heading h ON h.edition_id = s.edition_id
