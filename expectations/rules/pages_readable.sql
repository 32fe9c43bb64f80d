-- severity: critical
-- kind: reading
-- notes: The fonts of a PDF's pages say truly which characters they show.
-- mend: Export the brochure again, for example as PDF/A, so that its fonts say which letters they show, or put its text in its place.
SELECT edition_id, site_id, document_id, char_start, char_end, 'page ' || page AS observed, 'readable' AS expected, false AS holds, message
FROM findings WHERE kind = 'page_unreadable'
