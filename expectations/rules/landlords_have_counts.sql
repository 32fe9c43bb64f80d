-- severity: critical
-- kind: completeness
-- notes: Every landlord in a list has its number of dwellings.
-- mend: Put the number back as the original prints it.
SELECT edition_id, site_id, document_id, char_start, char_end, text AS observed, 'a number of dwellings' AS expected, false AS holds, message
FROM findings WHERE kind = 'landlord_without_count'
