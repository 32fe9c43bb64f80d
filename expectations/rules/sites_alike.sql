-- severity: warning
-- notes: A figure is of the size that it has at the other sites of the edition.
-- mend: Look at the quoted words: a digit may be lost or doubled; where the site really is so, accept it in decisions.toml.
WITH limits (measure, factor) AS (VALUES ('in_study', 6.0), ('in_programme', 6.0), ('ever_housed', 6.0), ('currently_housed', 6.0), ('dwellings_all', 6.0), ('encounters', 12.0)),
     compared AS (
         SELECT f.*, l.factor, (SELECT median(o.value) FROM figures o WHERE o.edition_id = f.edition_id AND o.measure = f.measure AND o.site_id <> f.site_id) AS usual,
                (SELECT count(DISTINCT o.site_id) FROM figures o WHERE o.edition_id = f.edition_id AND o.measure = f.measure AND o.site_id <> f.site_id) AS others
         FROM figures f JOIN limits l USING (measure)
     )
SELECT edition_id, site_id, [fact_id] AS fact_ids, value::INTEGER::VARCHAR AS observed, format('{:.0f} to {:.0f}', usual / factor, usual * factor) AS expected,
       value BETWEEN usual / factor AND usual * factor AS holds,
       format('{} is {}, the median of the other sites is {:g}', measure, value::INTEGER, usual) AS message
FROM compared WHERE others >= 2
