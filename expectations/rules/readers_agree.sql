-- severity: critical
-- kind: reading
-- notes: The two readers of a PDF see the same digits at the same places, which the file contradicts nowhere and the text has all.
-- mend: Look at the page: print the brochure anew to PDF, or type the figures of that page into a text file.
SELECT edition_id, site_id, document_id, char_start, char_end, coalesce(nullif(text, ''), 'page ' || page) AS observed, 'seen by both readers' AS expected,
       false AS holds, message
FROM findings WHERE kind IN ('readers_disagree', 'text_contradicted', 'digits_unbalanced')
