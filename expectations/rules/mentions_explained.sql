-- severity: warning
-- kind: reading
-- notes: Every e-mail address, landlord, role, date, place and story of the source is read, part of a story, or ignored by a named rule.
-- mend: Say what it is with chezsoi settle, or accept it as no part of a figure in decisions.toml.
SELECT d.edition_id, m.site_id, m.document_id, m.char_start, m.char_end, m.kind || ' ' || m.text AS observed, 'explained' AS expected, false AS holds,
       format('nobody knows what the {} "{}" belongs to: …{}…', m.kind, m.text,
              regexp_replace(d.body[greatest(m.char_start - 39, 1):m.char_end + 40], '\s+', ' ', 'g')) AS message
FROM mentions m JOIN documents d USING (document_id) WHERE m.disposition = 'unexplained' OR starts_with(m.reason, 'decision: ')
