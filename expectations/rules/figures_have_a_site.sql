-- severity: critical
-- kind: reading
-- notes: Every figure stands under a site's heading.
-- mend: Say which line is the site's heading with chezsoi settle, or as a heading in decisions.toml.
SELECT edition_id, NULL::VARCHAR AS site_id, document_id, char_start, char_end, text AS observed, 'a site''s heading above' AS expected, false AS holds, message
FROM findings WHERE kind = 'figure_without_site'
