CREATE VIEW site_summary AS
WITH open AS (
    SELECT edition_id, site_id, count(*) AS numbers FROM numerals JOIN documents USING (document_id) WHERE disposition = 'unexplained' GROUP BY ALL
), unread AS (
    SELECT edition_id, site_id, string_agg(DISTINCT CASE measure WHEN 'dwellings_all' THEN 'dwellings' WHEN 'rent_all' THEN 'rent'
                                                    ELSE replace(measure, 'dwellings_', '') END, ', ') AS measures
    FROM figures_unread GROUP BY ALL
), place AS (
    SELECT edition_id, site_id FROM site_sections UNION SELECT edition_id, site_id FROM figures UNION SELECT edition_id, site_id FROM open
)
SELECT p.edition_id, s.name AS site, coalesce(any_value(o.numbers), 0) AS open, any_value(u.measures) AS unread,
       max(value) FILTER (measure = 'in_study')::INTEGER AS in_study,
       max(value) FILTER (measure = 'in_programme')::INTEGER AS in_programme,
       max(value) FILTER (measure = 'ever_housed')::INTEGER AS ever_housed,
       max(value) FILTER (measure = 'currently_housed')::INTEGER AS currently_housed,
       max(value) FILTER (measure = 'dwellings_all')::INTEGER AS dwellings,
       max(value) FILTER (measure = 'dwellings_social')::INTEGER AS social,
       max(value) FILTER (measure = 'dwellings_associative_lease')::INTEGER AS associative_lease,
       max(value) FILTER (measure = 'dwellings_private')::INTEGER AS private,
       max(value) FILTER (measure = 'dwellings_private_regulated')::INTEGER AS private_regulated,
       max(value) FILTER (measure = 'rent_all') AS rent,
       max(value) FILTER (measure = 'rent_social') AS rent_social,
       max(value) FILTER (measure = 'rent_private') AS rent_private,
       max(value) FILTER (measure = 'encounters')::INTEGER AS encounters,
       string_agg(measure || ' ' || qualifier, ', ' ORDER BY measure) FILTER (qualifier <> 'exact') AS not_exact
FROM place p LEFT JOIN figures f ON (f.edition_id, f.site_id) = (p.edition_id, p.site_id) LEFT JOIN sites s ON s.site_id = p.site_id
LEFT JOIN open o ON o.edition_id = p.edition_id AND o.site_id IS NOT DISTINCT FROM p.site_id
LEFT JOIN unread u ON u.edition_id = p.edition_id AND u.site_id IS NOT DISTINCT FROM p.site_id
GROUP BY p.edition_id, p.site_id, s.name
ORDER BY p.edition_id, s.name NULLS LAST;
COMMENT ON VIEW site_summary IS 'One line a site and edition with every headline figure, and one without a site for open numbers outside any sheet. open counts the sheet''s numbers that nobody read, unread names the empty columns that one of them may be; not_exact names those printed with a qualifier.';
