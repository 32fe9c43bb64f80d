-- severity: critical
-- kind: integrity
-- notes: What a person settled is still in the source, and still can say it.
-- mend: Quote the words as they stand now in decisions.toml, or remove the decision.
SELECT edition_id, NULL AS site_id, status = 'held' AS holds, status AS observed, 'held' AS expected,
    format('{} {} of decisions.toml: {}', kind, number, message) AS message, document_id, char_start, char_end
FROM settlements
