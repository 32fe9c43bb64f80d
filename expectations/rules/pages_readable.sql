-- severity: critical
-- kind: reading
-- notes: The fonts of a PDF's pages say truly which characters they show.
-- mend: Run OCR on the PDF, for example ocrmypdf --force-ocr, and put the result in its place.
SELECT edition_id, site_id, document_id, char_start, char_end, 'page ' || page AS observed, 'readable' AS expected, false AS holds, message
FROM findings WHERE kind = 'page_unreadable'
