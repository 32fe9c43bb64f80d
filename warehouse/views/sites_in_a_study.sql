CREATE VIEW sites_in_a_study AS
WITH heading AS (
    SELECT s.edition_id, s.site_id, f.document_id, f.char_start, lead(f.char_start) OVER (PARTITION BY f.document_id ORDER BY f.char_start) AS char_end
    FROM site_sections s JOIN facts f USING (fact_id)
)
SELECT DISTINCT h.edition_id, h.site_id
FROM heading h JOIN documents d USING (document_id)
WHERE regexp_matches(strip_accents(lower(d.body[h.char_start + 1:coalesce(h.char_end, length(d.body))])),
                     '\b(?:etude|cohorte|randomis|tirage au sort|tires au sort|temoins?|recherche (?:evaluative|action)|protocole de recherche)');
COMMENT ON VIEW sites_in_a_study IS 'Sites whose sheet speaks of a study: many have none, and then nothing is missing where in_study is not printed.';
