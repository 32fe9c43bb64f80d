-- severity: critical
-- kind: integrity
-- notes: An edition that was published is still in the raw folder, with every file that was read.
-- mend: Put the folder or the file back, or let it go with the command that the message names.
SELECT edition_id, NULL::VARCHAR AS site_id, NULL::VARCHAR AS document_id, NULL::INTEGER AS char_start, NULL::INTEGER AS char_end,
       path AS observed, 'in its place' AS expected, false AS holds, format('{} {}', path, message) AS message
FROM findings WHERE kind = 'vanished'
