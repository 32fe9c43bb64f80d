-- severity: warning
-- kind: equation
-- covers: number
-- notes: Where each role of a team has its number, they add up to the size that the sheet states for the team.
-- mend: Compare the list of roles with the team's size in the source; where the size leaves somebody out, accept it in decisions.toml.
WITH size AS (
    SELECT edition_id, site_id, list(DISTINCT value::INTEGER ORDER BY value::INTEGER) AS sizes, list(fact_id ORDER BY fact_id) AS fact_ids
    FROM other_figures WHERE kind = 'team_size' AND qualifier = 'exact' AND value = trunc(value) GROUP BY ALL
), roles AS (
    SELECT edition_id, site_id, sum(headcount)::INTEGER AS members, list(fact_id ORDER BY fact_id) AS fact_ids,
           string_agg(role || ' ' || headcount, ', ' ORDER BY headcount DESC, role) AS names
    FROM staff GROUP BY ALL HAVING count(*) = count(headcount)
)
SELECT edition_id, site_id, s.fact_ids || r.fact_ids AS fact_ids,
       r.members::VARCHAR AS observed, array_to_string(s.sizes, ' or ') AS expected, list_contains(s.sizes, r.members) AS holds,
       format('the roles add up to {} ({}), the sheet states a team of {}', r.members, r.names, array_to_string(s.sizes, ' or ')) AS message
FROM size s JOIN roles r USING (edition_id, site_id)
