-- severity: critical
-- kind: reading
-- notes: Every figure stands under a site's heading.
-- mend: Put the site's name on a line of its own above its figures.
SELECT edition_id, NULL::VARCHAR AS site_id, document_id, char_start, char_end, text AS observed, 'a site''s heading above' AS expected, false AS holds, message
FROM findings WHERE kind = 'figure_without_site'
