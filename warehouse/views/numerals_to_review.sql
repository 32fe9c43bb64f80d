CREATE VIEW numerals_to_review AS
SELECT row_number() OVER (ORDER BY d.edition_id, d.path, n.char_start) AS number, d.edition_id, s.name AS site, d.path, n.page,
       length(left(d.body, n.char_start)) - length(replace(left(d.body, n.char_start), chr(10), '')) + 1 AS line,
       n.text, n.value, regexp_replace(d.body[greatest(n.char_start - 39, 1):n.char_end + 40], '\s+', ' ', 'g') AS context,
       (SELECT string_agg(format('{} ({:.2f})', p.says, p.probability) || coalesce(': ' || p.against, ''), '; ' ORDER BY p.rank) FROM proposals p
        WHERE (p.document_id, p.page, p.char_start) = (n.document_id, n.page, n.char_start)) AS perhaps,
       n.document_id, n.char_start, n.char_end
FROM numerals n JOIN documents d USING (document_id) LEFT JOIN sites s USING (site_id)
WHERE n.disposition = 'unexplained'
ORDER BY d.edition_id, d.path, n.char_start;
COMMENT ON VIEW numerals_to_review IS 'Numbers of the sources that nothing explains: a person must look. number is what explain knows it by (open 3); perhaps has what they may count, with its probability and what speaks against it.';
