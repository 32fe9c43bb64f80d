CREATE VIEW succession AS
SELECT edition_id, lag(edition_id) OVER (PARTITION BY series ORDER BY as_of NULLS LAST, edition_id) AS earlier_id FROM editions
QUALIFY earlier_id IS NOT NULL;
COMMENT ON VIEW succession IS 'Each edition that continues a series, with the edition before it; the first one of a series is not in it.';
