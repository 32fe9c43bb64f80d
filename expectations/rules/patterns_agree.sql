-- severity: warning
-- kind: reading
-- notes: No number is wanted by two patterns, or by a pattern and a rule that ignores it.
-- mend: The number was left unexplained: see which reading is right.
SELECT edition_id, site_id, document_id, char_start, char_end, text AS observed, 'one reading' AS expected, false AS holds, message
FROM findings WHERE kind IN ('read_two_ways', 'read_and_ignored')
