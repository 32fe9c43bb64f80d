-- severity: warning
-- kind: likeness
-- covers: month
-- notes: An edition of a series counts its tenants at another month than the edition before it.
-- mend: Look whether the folder holds the brochure that it should: it may be a copy of the earlier one.
SELECT s.edition_id, NULL AS site_id, [arg_min(p.fact_id, p.site_id)] AS fact_ids, n.as_of::VARCHAR AS observed, 'after ' || b.as_of AS expected, n.as_of > b.as_of AS holds,
       format('this edition counts at {}, as {} does', n.as_of, s.earlier_id) AS message
FROM succession s JOIN editions n ON n.edition_id = s.edition_id JOIN editions b ON b.edition_id = s.earlier_id
JOIN population_counts p ON p.edition_id = n.edition_id AND p.as_of = n.as_of
WHERE n.as_of IS NOT NULL AND b.as_of IS NOT NULL
GROUP BY ALL
