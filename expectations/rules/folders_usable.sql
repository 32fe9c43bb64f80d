-- severity: critical
-- kind: reading
-- notes: Every folder and sidecar file under raw/ can be used.
-- mend: Follow the message: it names the file and what to change.
SELECT edition_id, NULL::VARCHAR AS site_id, NULL::VARCHAR AS document_id, NULL::INTEGER AS char_start, NULL::INTEGER AS char_end,
       path AS observed, 'usable' AS expected, false AS holds, format('{}: {}', path, message) AS message
FROM findings WHERE kind IN ('not_an_edition', 'bad_sidecar', 'sha256_mismatch', 'not_in_an_edition')
