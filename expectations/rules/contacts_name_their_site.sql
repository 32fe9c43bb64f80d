-- severity: warning
-- kind: reference
-- covers: name
-- notes: A contact's e-mail address does not name another site of the edition.
-- mend: Look whether the contact stands in the right sheet.
WITH spelt AS (SELECT DISTINCT edition_id, site_id, name, replace(site_id, '-', '') AS word FROM site_sections JOIN sites USING (site_id)),
     address AS (SELECT *, regexp_replace(strip_accents(lower(email)), '[^a-z]', '', 'g') AS letters FROM contacts WHERE email IS NOT NULL),
     named AS (
         SELECT a.edition_id, a.site_id, a.fact_id, a.email, arg_max(s.site_id, length(s.word)) AS other, arg_max(s.name, length(s.word)) AS name
         FROM address a JOIN spelt s ON s.edition_id = a.edition_id AND length(s.word) > 3 AND contains(a.letters, s.word) GROUP BY ALL
     )
SELECT edition_id, site_id, [fact_id] AS fact_ids, email AS observed, 'an address of this site' AS expected, other = site_id AS holds,
       format('{} names {}', email, name) AS message
FROM named
