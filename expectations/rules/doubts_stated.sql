-- severity: warning
-- kind: reading
-- notes: The source does not itself call a figure wrong, provisional or to be verified.
-- mend: Ask the publisher for the final figure; where the doubt is about something else, accept it in decisions.toml.
SELECT edition_id, site_id, document_id, char_start, char_end, text AS observed, 'no doubt' AS expected, false AS holds,
       format('the source says « {} »', text) AS message
FROM findings WHERE kind = 'doubt_stated'
