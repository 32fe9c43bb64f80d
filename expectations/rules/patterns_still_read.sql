-- severity: warning
-- notes: A pattern that read figures in the last edition of the series reads some in this one.
-- mend: See what the lines that it used to read say now (chezsoi diff): they may be worded anew, or gone from the brochure.
WITH ordered AS (
    SELECT edition_id, lag(edition_id) OVER (PARTITION BY series ORDER BY as_of NULLS LAST, edition_id) AS earlier FROM editions
), read AS (
    SELECT d.edition_id, f.pattern, count(*) AS facts, arg_min(f.text, f.char_start) AS words
    FROM facts f JOIN documents d USING (document_id) GROUP BY ALL
)
SELECT o.edition_id, NULL AS site_id, coalesce(n.facts, 0) || ' figures by ' || b.pattern AS observed, 'at least 1' AS expected, n.facts IS NOT NULL AS holds,
       format('{} read {} figures in {}, such as « {} », and none here', b.pattern, b.facts, o.earlier, regexp_replace(b.words, '\s+', ' ', 'g')) AS message
FROM ordered o JOIN read b ON b.edition_id = o.earlier LEFT JOIN read n ON (n.edition_id, n.pattern) = (o.edition_id, b.pattern)
