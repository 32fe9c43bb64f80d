CREATE VIEW quoted_figures AS
SELECT f.edition_id, s.name AS site, f.measure, f.value, f.qualifier, k.text AS words, d.path, k.page,
       length(left(d.body, k.char_start)) - length(replace(left(d.body, k.char_start), chr(10), '')) + 1 AS line,
       k.pattern, k.settled_by, k.confidence, f.fact_id
FROM figures f JOIN sites s USING (site_id) JOIN facts k USING (fact_id) JOIN documents d USING (document_id)
ORDER BY f.edition_id, d.path, k.char_start;
COMMENT ON VIEW quoted_figures IS 'Headline figures with the words that they were read from, the place, who settled how they are read, and how sure that is.';
