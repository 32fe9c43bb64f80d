-- severity: warning
-- kind: integrity
-- notes: No file is there twice.
-- mend: Remove the copy; the content was loaded once.
SELECT edition_id, NULL::VARCHAR AS site_id, NULL::VARCHAR AS document_id, NULL::INTEGER AS char_start, NULL::INTEGER AS char_end,
       path AS observed, 'content of its own' AS expected, false AS holds, format('{}: {}', path, message) AS message
FROM findings WHERE kind = 'duplicate'
