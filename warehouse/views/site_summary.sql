CREATE VIEW site_summary AS
SELECT edition_id, s.name AS site,
       max(value) FILTER (measure = 'in_study')::INTEGER AS in_study,
       max(value) FILTER (measure = 'in_programme')::INTEGER AS in_programme,
       max(value) FILTER (measure = 'ever_housed')::INTEGER AS ever_housed,
       max(value) FILTER (measure = 'currently_housed')::INTEGER AS currently_housed,
       max(value) FILTER (measure = 'dwellings_all')::INTEGER AS dwellings,
       max(value) FILTER (measure = 'dwellings_social')::INTEGER AS social,
       max(value) FILTER (measure = 'dwellings_associative_lease')::INTEGER AS associative_lease,
       max(value) FILTER (measure = 'dwellings_private')::INTEGER AS private,
       max(value) FILTER (measure = 'dwellings_private_regulated')::INTEGER AS private_regulated,
       max(value) FILTER (measure = 'rent_all') AS rent,
       max(value) FILTER (measure = 'rent_social') AS rent_social,
       max(value) FILTER (measure = 'rent_private') AS rent_private,
       max(value) FILTER (measure = 'encounters')::INTEGER AS encounters,
       string_agg(measure || ' ' || qualifier, ', ' ORDER BY measure) FILTER (qualifier <> 'exact') AS not_exact
FROM figures JOIN sites s USING (site_id)
GROUP BY edition_id, s.name
ORDER BY edition_id, s.name;
COMMENT ON VIEW site_summary IS 'One line a site and edition with every headline figure; not_exact names those printed with a qualifier.';
