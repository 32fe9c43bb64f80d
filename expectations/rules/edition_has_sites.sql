-- severity: critical
-- kind: completeness
-- notes: An edition names at least one site.
-- mend: Say which lines are the sites' headings with chezsoi settle, or put each site's name on a line of its own above its figures; or remove the folder.
SELECT e.edition_id, NULL::VARCHAR AS site_id, count(s.site_id) || ' sites' AS observed, 'at least 1 site' AS expected, count(s.site_id) > 0 AS holds,
       'no site''s heading was recognised in this edition' AS message
FROM editions e LEFT JOIN site_sections s USING (edition_id)
GROUP BY e.edition_id
