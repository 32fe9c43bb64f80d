-- The checks that look at each fact and hold, and those that fail and that nobody has accepted.
SELECT c.fact_id, c.check_name, bool_and(c.success) AS holds
FROM checked_facts c JOIN facts f USING (fact_id)
GROUP BY c.fact_id, c.check_name, f.site_id
HAVING holds OR EXISTS (
    FROM current_results r
    WHERE r.edition_id = ? AND r.check_name = c.check_name AND NOT r.success AND r.accepted IS NULL AND (r.site_id IS NULL OR r.site_id = f.site_id)
)
ORDER BY c.check_name
