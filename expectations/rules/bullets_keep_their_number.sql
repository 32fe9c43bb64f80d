-- severity: critical
-- kind: completeness
-- notes: A bullet that has a unit has its number.
-- mend: Put the number back as the original prints it; where the line never had one, accept it in decisions.toml.
SELECT edition_id, site_id, document_id, char_start, char_end, text AS observed, 'a number' AS expected, false AS holds, message
FROM findings WHERE kind = 'number_missing'
