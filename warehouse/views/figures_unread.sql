CREATE VIEW figures_unread AS
WITH proposed AS (
    SELECT n.*, p.says, p.probability, string_split(p.says, ' ') AS words
    FROM numerals n JOIN proposals p USING (document_id, page, char_start)
    WHERE n.disposition = 'unexplained' AND p.probability >= 0.1 AND p.says <> 'nothing'
), measured AS (
    SELECT *, CASE words[1] WHEN 'population' THEN words[2] WHEN 'housing' THEN 'dwellings_' || words[2] WHEN 'rent' THEN 'rent_' || words[2]
                            ELSE words[1] END AS measure
    FROM proposed
)
SELECT d.edition_id, m.site_id, m.measure, m.text, m.says, m.probability, d.path, m.page,
       length(left(d.body, m.char_start)) - length(replace(left(d.body, m.char_start), chr(10), '')) + 1 AS line, m.document_id, m.char_start, m.char_end
FROM measured m JOIN documents d USING (document_id)
ANTI JOIN figures f ON (f.edition_id, f.measure) = (d.edition_id, m.measure) AND f.site_id IS NOT DISTINCT FROM m.site_id
ORDER BY d.edition_id, d.path, m.char_start, m.probability DESC;
COMMENT ON VIEW figures_unread IS 'Measures that a sheet has no figure of though an open number of it may be one: printed and unread, not left out.';
