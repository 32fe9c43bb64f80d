-- severity: warning
-- kind: likeness
-- notes: What the last edition of the series printed of a site is printed again: the site, its measures, its landlords.
-- mend: Look for it in the new edition: it may be worded anew; where it is really gone, accept it in decisions.toml.
WITH printed AS (
    SELECT edition_id, site_id, 'a sheet' AS what, NULL AS landlord_id, fact_id FROM site_sections
    UNION ALL SELECT edition_id, site_id, measure, NULL, fact_id FROM figures
    UNION ALL SELECT edition_id, site_id, 'landlord ' || l.name, landlord_id, fact_id FROM landlord_counts JOIN landlords l USING (landlord_id)
), before AS (
    SELECT edition_id, site_id, what, any_value(landlord_id) AS landlord_id, arg_min(text, char_start) AS words
    FROM printed JOIN facts USING (fact_id, site_id) GROUP BY ALL
), now AS (SELECT DISTINCT edition_id, site_id, what, landlord_id FROM printed),
heading AS (
    SELECT edition_id, CASE WHEN grouping(h.site_id) = 0 THEN h.site_id END AS site_id, list(fact_id ORDER BY document_id, char_start) AS fact_ids,
           string_agg('« ' || regexp_replace(text, '\s+', ' ', 'g') || ' »', ', ' ORDER BY document_id, char_start) AS words
    FROM site_sections h JOIN facts USING (fact_id) GROUP BY GROUPING SETS ((edition_id, h.site_id), (edition_id))
), unread AS (
    SELECT edition_id, site_id, measure, string_agg('« ' || text || ' » in line ' || line, ' or ' ORDER BY path, char_start) AS numbers FROM figures_unread GROUP BY ALL
)
SELECT s.edition_id, h.site_id, h.fact_ids, 'no ' || CASE b.what WHEN 'a sheet' THEN 'sheet of ' || b.site_id ELSE b.what END AS observed,
       'as in ' || s.earlier_id AS expected, n.site_id IS NOT NULL AS holds,
       format('{} of {} was printed in {} (« {} »), not here {} {}', b.what, b.site_id, s.earlier_id, regexp_replace(b.words, '\s+', ' ', 'g'),
              CASE b.what WHEN 'a sheet' THEN 'beside' ELSE 'under' END, h.words)
       || coalesce('; the open number ' || u.numbers || ' may be it', '') AS message
FROM succession s JOIN before b ON b.edition_id = s.earlier_id
JOIN heading h ON h.edition_id = s.edition_id AND h.site_id IS NOT DISTINCT FROM CASE WHEN b.what <> 'a sheet' THEN b.site_id END
LEFT JOIN landlords l ON l.landlord_id = b.landlord_id
LEFT JOIN unread u ON (u.edition_id, u.site_id, u.measure) = (s.edition_id, b.site_id, b.what)
LEFT JOIN now n ON n.edition_id = s.edition_id AND n.site_id = b.site_id AND (n.what = b.what OR n.landlord_id = l.successor_id)
