-- severity: warning
-- kind: reading
-- notes: Every number of the source is a figure, part of a story, or ignored by a named rule.
-- mend: Say what it counts with chezsoi settle, or in decisions.toml; chezsoi explain shows what it may be.
SELECT d.edition_id, n.site_id, n.document_id, n.char_start, n.char_end, n.text AS observed, 'explained' AS expected, false AS holds,
       format('nobody knows what "{}" counts{}: …{}…', n.text, coalesce(' (perhaps: ' || r.perhaps || ')', ''),
              regexp_replace(d.body[greatest(n.char_start - 39, 1):n.char_end + 40], '\s+', ' ', 'g')) AS message
FROM numerals n JOIN documents d USING (document_id) LEFT JOIN numerals_to_review r USING (document_id, page, char_start)
WHERE n.disposition = 'unexplained' OR starts_with(n.reason, 'decision: ')
