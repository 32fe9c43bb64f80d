CREATE VIEW completeness AS
WITH item AS (
    SELECT d.edition_id, 'numbers' AS kind, n.disposition, n.reason, f.settled_by
    FROM numerals n JOIN documents d USING (document_id) LEFT JOIN facts f ON f.fact_id = n.fact_id
    UNION ALL
    SELECT d.edition_id, 'mentions', m.disposition, m.reason, f.settled_by
    FROM mentions m JOIN documents d USING (document_id) LEFT JOIN facts f ON f.fact_id = m.fact_id
), became AS (
    SELECT edition_id, kind, CASE WHEN disposition = 'unexplained' THEN 'open'
                                  WHEN settled_by = 'person' OR reason = 'settled_by_a_person' OR starts_with(reason, 'decision: ') THEN 'settled'
                                  ELSE 'read' END AS became
    FROM item
)
SELECT e.edition_id,
       count(*) FILTER (kind = 'numbers' AND became = 'read') AS numbers_read,
       count(*) FILTER (kind = 'numbers' AND became = 'settled') AS numbers_settled,
       count(*) FILTER (kind = 'numbers' AND became = 'open') AS numbers_open,
       count(*) FILTER (kind = 'mentions' AND became = 'read') AS mentions_read,
       count(*) FILTER (kind = 'mentions' AND became = 'settled') AS mentions_settled,
       count(*) FILTER (kind = 'mentions' AND became = 'open') AS mentions_open,
       coalesce(any_value(u.files), 0) AS files_unread,
       numbers_open + mentions_open + files_unread = 0 AS is_complete
FROM editions e LEFT JOIN became b USING (edition_id)
LEFT JOIN (SELECT edition_id, count(*) AS files FROM documents WHERE status = 'quarantined' GROUP BY ALL) u USING (edition_id)
GROUP BY e.edition_id
ORDER BY e.edition_id;
COMMENT ON VIEW completeness IS 'How many numbers and mentions of each edition were read (figures, stories, and what a named rule ignores), settled by a person, or are open, and how many of its files were not read.';
