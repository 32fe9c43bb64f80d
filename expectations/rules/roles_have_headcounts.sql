-- severity: warning
-- kind: completeness
-- notes: Where a team's list counts its members, each role has its number or an article.
-- mend: Put the number back as the original prints it; where the list really has none there, accept it in decisions.toml.
SELECT s.edition_id, s.site_id, [s.fact_id] AS fact_ids, f.text AS observed, 'a number of persons' AS expected,
       regexp_matches(f.text, '^(?i:des?|les|plusieurs|quelques|divers)\s') AS holds,
       format('"{}" has no number, other roles of the team have', regexp_replace(f.text, '\s+', ' ', 'g')) AS message
FROM staff s JOIN facts f USING (fact_id)
WHERE s.headcount IS NULL AND EXISTS (FROM staff o WHERE (o.edition_id, o.site_id) = (s.edition_id, s.site_id) AND o.headcount IS NOT NULL)
