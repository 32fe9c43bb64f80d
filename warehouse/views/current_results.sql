CREATE VIEW current_results AS
SELECT r.* FROM check_results r LEFT JOIN editions e USING (edition_id)
WHERE r.run_id = coalesce(e.run_id, (SELECT arg_max(run_id, started_at) FROM runs));
COMMENT ON VIEW current_results IS 'What the checks say of each edition as this file shows it; check_results has earlier runs too.';
