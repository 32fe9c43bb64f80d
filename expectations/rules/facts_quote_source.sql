-- severity: critical
-- kind: integrity
-- notes: Every fact's words are the source's own at the place it names.
-- mend: This is a fault of the program: report it with the file.
SELECT d.edition_id, f.site_id, [f.fact_id] AS fact_ids, f.text AS observed, d.body[f.char_start + 1:f.char_end] AS expected,
       d.body[f.char_start + 1:f.char_end] IS NOT DISTINCT FROM f.text AS holds,
       format('fact {} says "{}" where the source says "{}"', f.fact_id, f.text, d.body[f.char_start + 1:f.char_end]) AS message
FROM facts f JOIN documents d USING (document_id)
