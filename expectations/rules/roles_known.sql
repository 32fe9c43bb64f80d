-- severity: warning
-- kind: reference
-- notes: Every member of a team's list has a role that is known.
-- mend: Say which role it is as a name in decisions.toml; nobody was counted for it meanwhile.
SELECT edition_id, site_id, document_id, char_start, char_end, text AS observed, 'a known role' AS expected, false AS holds,
       format('"{}" is no role of the list', text) AS message
FROM findings WHERE kind = 'unknown_role'
