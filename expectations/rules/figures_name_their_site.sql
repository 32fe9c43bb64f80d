-- severity: warning
-- kind: reference
-- notes: A figure's line does not name another site of the edition.
-- mend: Look whether the line stands in the right sheet; where it only mentions the other site, accept it in decisions.toml.
WITH line AS (
    SELECT f.edition_id, f.site_id, f.fact_id, k.text || regexp_extract(d.body[k.char_end + 1:k.char_end + 80], '^[^\n\r]*') AS words
    FROM figures f JOIN facts k USING (fact_id) JOIN documents d USING (document_id)
), spelt AS (SELECT DISTINCT edition_id, site_id, name FROM site_sections JOIN sites USING (site_id))
SELECT l.edition_id, l.site_id, [l.fact_id] AS fact_ids, s.name AS observed, 'no other site' AS expected, false AS holds,
       format('« {} » names {}', regexp_replace(l.words, '\s+', ' ', 'g'), s.name) AS message
FROM line l JOIN spelt s ON s.edition_id = l.edition_id AND s.site_id <> l.site_id AND contains(l.words, s.name)
WHERE regexp_matches(l.words, '(?:\sà|\sde|:)\s+' || regexp_escape(s.name) || '\s*(?:[(),.;]|$)')
