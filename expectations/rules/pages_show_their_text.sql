-- severity: warning
-- kind: reading
-- notes: A PDF's pages have text, of whole characters and nothing laid over it, and a person sees all of it.
-- mend: Look at the page: a scan needs OCR, for example ocrmypdf; hidden text is left out on purpose.
SELECT edition_id, site_id, document_id, char_start, char_end, 'page ' || page AS observed, 'text that can be seen' AS expected, false AS holds, message
FROM findings WHERE kind IN ('page_without_text', 'hidden_text', 'broken_character', 'text_overlaid', 'annotations')
