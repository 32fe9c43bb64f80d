CREATE VIEW mentions_to_review AS
SELECT (SELECT count(*) FROM numerals WHERE disposition = 'unexplained') + row_number() OVER (ORDER BY d.edition_id, d.path, m.char_start, m.kind) AS number,
       d.edition_id, s.name AS site, d.path, m.page,
       length(left(d.body, m.char_start)) - length(replace(left(d.body, m.char_start), chr(10), '')) + 1 AS line,
       m.kind, m.text, regexp_replace(d.body[greatest(m.char_start - 39, 1):m.char_end + 40], '\s+', ' ', 'g') AS context,
       m.document_id, m.char_start, m.char_end
FROM mentions m JOIN documents d USING (document_id) LEFT JOIN sites s USING (site_id)
WHERE m.disposition = 'unexplained'
ORDER BY d.edition_id, d.path, m.char_start, m.kind;
COMMENT ON VIEW mentions_to_review IS 'E-mail addresses, landlords, roles, dates, places and stories of the sources that nothing explains: a person must look. number goes on from numerals_to_review.';
