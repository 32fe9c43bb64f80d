-- severity: critical
-- kind: reading
-- notes: Every file of an edition can be read.
-- mend: Follow the reason given with the file.
SELECT edition_id, NULL::VARCHAR AS site_id, document_id, NULL::INTEGER AS char_start, NULL::INTEGER AS char_end,
       coalesce(reason, 'loaded') AS observed, 'a readable file' AS expected, status = 'loaded' AS holds,
       format('{}: {}', path, coalesce(reason, 'loaded')) AS message
FROM documents
