-- The public tables: queries written against these names keep working. A later migration may add, never rename or drop.

CREATE TABLE editions (
    edition_id   VARCHAR PRIMARY KEY,
    programme    VARCHAR NOT NULL,
    as_of        DATE,
    stated_sites INTEGER CHECK (stated_sites > 0)
);
COMMENT ON TABLE editions IS 'One brochure edition: one folder under raw/.';
COMMENT ON COLUMN editions.edition_id IS 'Name of the folder, such as 2014.';
COMMENT ON COLUMN editions.programme IS 'Name of the programme.';
COMMENT ON COLUMN editions.as_of IS 'Last day of the latest month that a figure of the edition refers to.';
COMMENT ON COLUMN editions.stated_sites IS 'How many sites the text says there are; NULL where it does not say.';

CREATE TABLE documents (
    document_id VARCHAR PRIMARY KEY,
    edition_id  VARCHAR NOT NULL REFERENCES editions,
    path        VARCHAR NOT NULL,
    media_type  VARCHAR NOT NULL,
    byte_size   BIGINT NOT NULL,
    page_count  INTEGER,
    status      VARCHAR NOT NULL CHECK (status IN ('loaded', 'quarantined')),
    reason      VARCHAR,
    body        VARCHAR,
    CHECK ((status = 'quarantined') = (body IS NULL)),
    CHECK ((status = 'quarantined') = (reason IS NOT NULL))
);
COMMENT ON TABLE documents IS 'One file of an edition, known by its content: the same bytes in two places are one document.';
COMMENT ON COLUMN documents.document_id IS 'SHA-256 of the file''s bytes in lower-case hexadecimal; of its path where the bytes could not be read.';
COMMENT ON COLUMN documents.edition_id IS 'Edition whose folder holds the file.';
COMMENT ON COLUMN documents.path IS 'Path relative to the raw folder, with slashes.';
COMMENT ON COLUMN documents.media_type IS 'text/plain or application/pdf, or what else was found.';
COMMENT ON COLUMN documents.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN documents.page_count IS 'Number of pages; 1 for a text file, NULL where the file could not be opened.';
COMMENT ON COLUMN documents.status IS 'loaded, or quarantined: kept out with a reason.';
COMMENT ON COLUMN documents.reason IS 'Why the file is quarantined, in a line that a person can act on.';
COMMENT ON COLUMN documents.body IS 'The whole text in reading order; every char_start and char_end counts its code points from 0, end exclusive.';

CREATE TABLE sites (
    site_id         VARCHAR PRIMARY KEY,
    name            VARCHAR NOT NULL,
    commune_code    VARCHAR CHECK (regexp_matches(commune_code, '^[0-9][0-9AB][0-9]{3}$')),
    department_code VARCHAR,
    region_code     VARCHAR
);
COMMENT ON TABLE sites IS 'A team and its territory: a town, a département, a région, or a scheme of its own such as Lille Jeunes.';
COMMENT ON COLUMN sites.site_id IS 'Slug of the name.';
COMMENT ON COLUMN sites.name IS 'Name as reference data spells it; as printed where no list has it.';
COMMENT ON COLUMN sites.commune_code IS 'INSEE code of the commune, as text; NULL where the territory is no single commune.';
COMMENT ON COLUMN sites.department_code IS 'INSEE code of the département, as text.';
COMMENT ON COLUMN sites.region_code IS 'INSEE code of the région, as text.';

CREATE TABLE facts (
    fact_id     VARCHAR PRIMARY KEY,
    document_id VARCHAR NOT NULL REFERENCES documents,
    site_id     VARCHAR,
    pattern     VARCHAR NOT NULL,
    page        INTEGER NOT NULL CHECK (page > 0),
    char_start  INTEGER NOT NULL CHECK (char_start >= 0),
    char_end    INTEGER NOT NULL,
    x0          DOUBLE,
    top         DOUBLE,
    x1          DOUBLE,
    bottom      DOUBLE,
    text        VARCHAR NOT NULL,
    settled_by  VARCHAR NOT NULL DEFAULT 'pattern' CHECK (settled_by IN ('pattern', 'evidence', 'arithmetic', 'person')),
    confidence  DOUBLE NOT NULL DEFAULT 1 CHECK (confidence BETWEEN 0 AND 1),
    CHECK (char_start < char_end)
);
COMMENT ON TABLE facts IS 'A quotation: the place in the source that a figure was read from.';
COMMENT ON COLUMN facts.fact_id IS 'Hash of the document, the place, the pattern and what it read: the same in every run.';
COMMENT ON COLUMN facts.document_id IS 'Document that is quoted.';
COMMENT ON COLUMN facts.site_id IS 'Site that the place speaks of; NULL where it speaks of the programme.';
COMMENT ON COLUMN facts.pattern IS 'Name of the pattern that matched.';
COMMENT ON COLUMN facts.page IS 'Page on which the quotation starts, from 1.';
COMMENT ON COLUMN facts.char_start IS 'First code point of the quotation in documents.body, from 0.';
COMMENT ON COLUMN facts.char_end IS 'Code point after the last one of the quotation.';
COMMENT ON COLUMN facts.x0 IS 'Left edge in PDF points from the page''s left as seen; NULL for a text file.';
COMMENT ON COLUMN facts.top IS 'Upper edge in PDF points from the page''s top as seen; NULL for a text file.';
COMMENT ON COLUMN facts.x1 IS 'Right edge in PDF points from the page''s left as seen; NULL for a text file.';
COMMENT ON COLUMN facts.bottom IS 'Lower edge in PDF points from the page''s top as seen; NULL for a text file.';
COMMENT ON COLUMN facts.text IS 'The source''s own words: documents.body[char_start:char_end].';
COMMENT ON COLUMN facts.settled_by IS 'Who decided what it says: pattern (form alone), evidence (the weighed words around it), arithmetic (the only reading that closes an equation, which is then no check of it), person.';
COMMENT ON COLUMN facts.confidence IS 'Probability that the reading is right, as measured on writers nobody tuned for; 1 for a person.';

CREATE TABLE pages (
    document_id VARCHAR NOT NULL REFERENCES documents,
    page        INTEGER NOT NULL CHECK (page > 0),
    char_start  INTEGER NOT NULL,
    char_end    INTEGER NOT NULL,
    width       DOUBLE,
    height      DOUBLE,
    PRIMARY KEY (document_id, page)
);
COMMENT ON TABLE pages IS 'One page of a document, as an interval of its body.';
COMMENT ON COLUMN pages.document_id IS 'Document of the page.';
COMMENT ON COLUMN pages.page IS 'Number of the page, from 1.';
COMMENT ON COLUMN pages.char_start IS 'First code point of the page in documents.body.';
COMMENT ON COLUMN pages.char_end IS 'Code point after the page''s last one.';
COMMENT ON COLUMN pages.width IS 'Width in PDF points; NULL for a text file.';
COMMENT ON COLUMN pages.height IS 'Height in PDF points; NULL for a text file.';

CREATE TABLE numerals (
    document_id VARCHAR NOT NULL REFERENCES documents,
    page        INTEGER NOT NULL,
    char_start  INTEGER NOT NULL,
    char_end    INTEGER NOT NULL,
    text        VARCHAR NOT NULL,
    value       DOUBLE NOT NULL,
    disposition VARCHAR NOT NULL CHECK (disposition IN ('extracted', 'narrative', 'ignored', 'unexplained')),
    fact_id     VARCHAR REFERENCES facts,
    reason      VARCHAR,
    PRIMARY KEY (document_id, page, char_start)
);
COMMENT ON TABLE numerals IS 'The ledger: every number that a source states, in digits or in words, and what became of it.';
COMMENT ON COLUMN numerals.document_id IS 'Document that states the number.';
COMMENT ON COLUMN numerals.page IS 'Page of the number, from 1.';
COMMENT ON COLUMN numerals.char_start IS 'First code point of the number in documents.body.';
COMMENT ON COLUMN numerals.char_end IS 'Code point after the number''s last one.';
COMMENT ON COLUMN numerals.text IS 'The number as printed.';
COMMENT ON COLUMN numerals.value IS 'Its value.';
COMMENT ON COLUMN numerals.disposition IS 'extracted, narrative (part of a story), ignored by a named rule, or unexplained: a person must look.';
COMMENT ON COLUMN numerals.fact_id IS 'Fact that uses the number, where it was extracted.';
COMMENT ON COLUMN numerals.reason IS 'Rule that says why the number is narrative or ignored.';

CREATE TABLE mentions (
    document_id VARCHAR NOT NULL REFERENCES documents,
    page        INTEGER NOT NULL,
    char_start  INTEGER NOT NULL,
    char_end    INTEGER NOT NULL,
    kind        VARCHAR NOT NULL CHECK (kind IN ('email', 'landlord', 'role', 'date', 'place', 'story')),
    text        VARCHAR NOT NULL,
    disposition VARCHAR NOT NULL CHECK (disposition IN ('extracted', 'narrative', 'ignored', 'unexplained')),
    fact_id     VARCHAR REFERENCES facts,
    reason      VARCHAR,
    PRIMARY KEY (document_id, page, char_start, kind)
);
COMMENT ON TABLE mentions IS 'The ledger of what is no number: e-mail addresses, landlords, roles, dates, places that may be headings and stories, and what became of each. It holds personal data.';
COMMENT ON COLUMN mentions.document_id IS 'Document that has it.';
COMMENT ON COLUMN mentions.page IS 'Page on which it starts, from 1.';
COMMENT ON COLUMN mentions.char_start IS 'First code point of it in documents.body.';
COMMENT ON COLUMN mentions.char_end IS 'Code point after its last one.';
COMMENT ON COLUMN mentions.kind IS 'email, landlord (or association), role, date, place (that may be a heading) or story (its heading).';
COMMENT ON COLUMN mentions.text IS 'Its words as printed.';
COMMENT ON COLUMN mentions.disposition IS 'extracted, narrative (part of a story), ignored by a named rule, or unexplained: a person must look.';
COMMENT ON COLUMN mentions.fact_id IS 'Fact that uses it, where it was extracted.';
COMMENT ON COLUMN mentions.reason IS 'Rule that says why it is narrative or ignored.';

CREATE TABLE landlords (
    landlord_id     VARCHAR PRIMARY KEY,
    name            VARCHAR NOT NULL,
    siren           VARCHAR CHECK (regexp_matches(siren, '^[0-9]{9}$')),
    successor_id    VARCHAR,
    successor_since DATE,
    is_known        BOOLEAN NOT NULL
);
COMMENT ON TABLE landlords IS 'Landlords as they were in the edition''s year: a merger since then is a link to the successor.';
COMMENT ON COLUMN landlords.landlord_id IS 'Slug of the name.';
COMMENT ON COLUMN landlords.name IS 'Canonical name; the printed name where no list has it.';
COMMENT ON COLUMN landlords.siren IS 'SIREN, nine digits as text; NULL where unknown.';
COMMENT ON COLUMN landlords.successor_id IS 'Landlord that it has become; NULL where none is known.';
COMMENT ON COLUMN landlords.successor_since IS 'Day of the succession, where a source gives it.';
COMMENT ON COLUMN landlords.is_known IS 'False where the name is in no reference list: a person must look.';

CREATE TABLE landlord_aliases (
    alias       VARCHAR PRIMARY KEY,
    landlord_id VARCHAR NOT NULL REFERENCES landlords
);
COMMENT ON TABLE landlord_aliases IS 'Spellings of landlords'' names, from reference data and as printed.';
COMMENT ON COLUMN landlord_aliases.alias IS 'Name as a brochure prints it.';
COMMENT ON COLUMN landlord_aliases.landlord_id IS 'Landlord that it names.';

CREATE TABLE contacts (
    edition_id VARCHAR NOT NULL REFERENCES editions,
    site_id    VARCHAR NOT NULL REFERENCES sites,
    name       VARCHAR,
    email      VARCHAR,
    fact_id    VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE contacts IS 'Person to write to at a site. Personal data: exports leave it out unless asked for.';
COMMENT ON COLUMN contacts.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN contacts.site_id IS 'Site of the contact.';
COMMENT ON COLUMN contacts.name IS 'Name as printed.';
COMMENT ON COLUMN contacts.email IS 'E-mail address as printed.';
COMMENT ON COLUMN contacts.fact_id IS 'Where it was read.';

CREATE TABLE population_counts (
    edition_id   VARCHAR NOT NULL REFERENCES editions,
    site_id      VARCHAR NOT NULL REFERENCES sites,
    measure      VARCHAR NOT NULL CHECK (measure IN ('in_study', 'in_programme', 'ever_housed', 'currently_housed')),
    persons      INTEGER NOT NULL CHECK (persons >= 0),
    qualifier    VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'more_than', 'less_than', 'about')),
    period_years INTEGER CHECK (period_years > 0),
    as_of        DATE,
    fact_id      VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE population_counts IS 'How many persons, by measure.';
COMMENT ON COLUMN population_counts.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN population_counts.site_id IS 'Site that it counts.';
COMMENT ON COLUMN population_counts.measure IS 'in_study, in_programme, ever_housed (since the start) or currently_housed.';
COMMENT ON COLUMN population_counts.persons IS 'Number of persons.';
COMMENT ON COLUMN population_counts.qualifier IS 'exact, more_than, less_than or about, as printed.';
COMMENT ON COLUMN population_counts.period_years IS 'ever_housed only: over how many years, where stated.';
COMMENT ON COLUMN population_counts.as_of IS 'currently_housed only: last day of the stated month.';
COMMENT ON COLUMN population_counts.fact_id IS 'Where it was read.';

CREATE TABLE housing_counts (
    edition_id      VARCHAR NOT NULL REFERENCES editions,
    site_id         VARCHAR NOT NULL REFERENCES sites,
    tenure          VARCHAR NOT NULL CHECK (tenure IN ('all', 'social', 'associative_lease', 'private', 'private_regulated')),
    intermediary_id VARCHAR REFERENCES landlords (landlord_id),
    dwellings       INTEGER NOT NULL CHECK (dwellings >= 0),
    qualifier       VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'more_than', 'less_than', 'about')),
    communes        INTEGER CHECK (communes > 0),
    fact_id         VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE housing_counts IS 'How many dwellings were captured since the start, by tenure. A tenure that is not printed has no row: unknown is not 0.';
COMMENT ON COLUMN housing_counts.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN housing_counts.site_id IS 'Site that it counts.';
COMMENT ON COLUMN housing_counts.tenure IS 'all, social, associative_lease, private or private_regulated.';
COMMENT ON COLUMN housing_counts.intermediary_id IS 'Body through which a part of the tenure is let; NULL on a tenure''s own total.';
COMMENT ON COLUMN housing_counts.dwellings IS 'Number of dwellings, a running total and not today''s stock.';
COMMENT ON COLUMN housing_counts.qualifier IS 'exact, more_than, less_than or about, as printed.';
COMMENT ON COLUMN housing_counts.communes IS 'Number of communes that they are spread over, where stated.';
COMMENT ON COLUMN housing_counts.fact_id IS 'Where it was read.';

CREATE TABLE landlord_counts (
    edition_id      VARCHAR NOT NULL REFERENCES editions,
    site_id         VARCHAR NOT NULL REFERENCES sites,
    tenure          VARCHAR NOT NULL CHECK (tenure IN ('social', 'associative_lease', 'private', 'private_regulated')),
    landlord_id     VARCHAR NOT NULL REFERENCES landlords,
    reported_name   VARCHAR NOT NULL,
    intermediary_id VARCHAR REFERENCES landlords (landlord_id),
    dwellings       INTEGER NOT NULL CHECK (dwellings >= 0),
    fact_id         VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE landlord_counts IS 'How many dwellings each landlord gave, as its list says.';
COMMENT ON COLUMN landlord_counts.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN landlord_counts.site_id IS 'Site of the list.';
COMMENT ON COLUMN landlord_counts.tenure IS 'Tenure whose list names the landlord.';
COMMENT ON COLUMN landlord_counts.landlord_id IS 'The landlord.';
COMMENT ON COLUMN landlord_counts.reported_name IS 'Its name as printed, misprints kept.';
COMMENT ON COLUMN landlord_counts.intermediary_id IS 'Body through which it lets, where stated.';
COMMENT ON COLUMN landlord_counts.dwellings IS 'Number of dwellings.';
COMMENT ON COLUMN landlord_counts.fact_id IS 'Where it was read.';

CREATE TABLE rents (
    edition_id       VARCHAR NOT NULL REFERENCES editions,
    site_id          VARCHAR NOT NULL REFERENCES sites,
    tenure           VARCHAR NOT NULL CHECK (tenure IN ('all', 'social', 'associative_lease', 'private', 'private_regulated')),
    monthly_eur      DECIMAL(8, 2) NOT NULL CHECK (monthly_eur >= 0),
    qualifier        VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'more_than', 'less_than', 'about')),
    charges_included BOOLEAN,
    fact_id          VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE rents IS 'Mean monthly rents. Means of different scopes are never averaged.';
COMMENT ON COLUMN rents.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN rents.site_id IS 'Site of the rent.';
COMMENT ON COLUMN rents.tenure IS 'Tenure that the mean is stated for; all where no scope is printed.';
COMMENT ON COLUMN rents.monthly_eur IS 'Euros a month.';
COMMENT ON COLUMN rents.qualifier IS 'exact, more_than, less_than or about, as printed.';
COMMENT ON COLUMN rents.charges_included IS 'Whether charges are included; NULL where the brochure does not say.';
COMMENT ON COLUMN rents.fact_id IS 'Where it was read.';

CREATE TABLE staff (
    edition_id VARCHAR NOT NULL REFERENCES editions,
    site_id    VARCHAR NOT NULL REFERENCES sites,
    role       VARCHAR NOT NULL,
    headcount  INTEGER CHECK (headcount > 0),
    fact_id    VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE staff IS 'The team: one row a role.';
COMMENT ON COLUMN staff.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN staff.site_id IS 'Site of the team.';
COMMENT ON COLUMN staff.role IS 'Role in French, masculine singular.';
COMMENT ON COLUMN staff.headcount IS 'How many; NULL where the brochure says "des".';
COMMENT ON COLUMN staff.fact_id IS 'Where it was read.';

CREATE TABLE encounters (
    edition_id   VARCHAR NOT NULL REFERENCES editions,
    site_id      VARCHAR NOT NULL REFERENCES sites,
    encounters   INTEGER NOT NULL CHECK (encounters >= 0),
    qualifier    VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'more_than', 'less_than', 'about')),
    period_years INTEGER CHECK (period_years > 0),
    fact_id      VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE encounters IS 'Encounters with tenants, at home or on the way.';
COMMENT ON COLUMN encounters.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN encounters.site_id IS 'Site that it counts.';
COMMENT ON COLUMN encounters.encounters IS 'Number of encounters.';
COMMENT ON COLUMN encounters.qualifier IS 'exact, more_than, less_than or about, as printed.';
COMMENT ON COLUMN encounters.period_years IS 'Over how many years, where stated.';
COMMENT ON COLUMN encounters.fact_id IS 'Where it was read.';

CREATE TABLE zooms (
    edition_id VARCHAR NOT NULL REFERENCES editions,
    site_id    VARCHAR NOT NULL REFERENCES sites,
    title      VARCHAR NOT NULL,
    body       VARCHAR NOT NULL,
    fact_id    VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE zooms IS 'The story of a site.';
COMMENT ON COLUMN zooms.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN zooms.site_id IS 'Site of the story.';
COMMENT ON COLUMN zooms.title IS 'Title without what introduces it.';
COMMENT ON COLUMN zooms.body IS 'Its paragraphs, parted by a blank line.';
COMMENT ON COLUMN zooms.fact_id IS 'Where its title was read.';

CREATE TABLE other_figures (
    edition_id VARCHAR NOT NULL REFERENCES editions,
    site_id    VARCHAR REFERENCES sites,
    kind       VARCHAR NOT NULL,
    label      VARCHAR NOT NULL,
    value      DOUBLE NOT NULL,
    unit       VARCHAR,
    qualifier  VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'more_than', 'less_than', 'about')),
    as_of      DATE,
    fact_id    VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE other_figures IS 'Numbers that a sheet states and no other table counts: shares, full-time equivalents, team sizes, ages, capacities, targets, budgets, last year''s figures.';
COMMENT ON COLUMN other_figures.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN other_figures.site_id IS 'Site that it is said of; NULL where it is said of the programme as a whole.';
COMMENT ON COLUMN other_figures.kind IS 'share, full_time_equivalents, team_size, age, capacity, target, budget, earlier, other, and more.';
COMMENT ON COLUMN other_figures.label IS 'The words that say what it counts, as printed.';
COMMENT ON COLUMN other_figures.value IS 'The number.';
COMMENT ON COLUMN other_figures.unit IS 'Its unit, such as %, ETP, € or ans; NULL where it has none.';
COMMENT ON COLUMN other_figures.qualifier IS 'exact, more_than, less_than or about, as printed.';
COMMENT ON COLUMN other_figures.as_of IS 'Day that it is stated for, where there is one.';
COMMENT ON COLUMN other_figures.fact_id IS 'Where it was read.';

CREATE TABLE keywords (
    edition_id VARCHAR NOT NULL REFERENCES editions,
    site_id    VARCHAR NOT NULL REFERENCES sites,
    keyword    VARCHAR NOT NULL,
    PRIMARY KEY (edition_id, site_id, keyword)
);
COMMENT ON TABLE keywords IS 'Words of the word cloud.';
COMMENT ON COLUMN keywords.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN keywords.site_id IS 'Site of the cloud.';
COMMENT ON COLUMN keywords.keyword IS 'A word or set phrase in lower case.';

CREATE TABLE check_results (
    run_id     VARCHAR NOT NULL,
    edition_id VARCHAR NOT NULL,
    site_id    VARCHAR,
    check_name VARCHAR NOT NULL,
    severity   VARCHAR NOT NULL CHECK (severity IN ('critical', 'warning')),
    success    BOOLEAN NOT NULL,
    observed   VARCHAR,
    expected   VARCHAR,
    checked_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE check_results IS 'What each check of each run said: the gate''s memory.';
COMMENT ON COLUMN check_results.run_id IS 'Run that checked.';
COMMENT ON COLUMN check_results.edition_id IS 'Edition that was checked.';
COMMENT ON COLUMN check_results.site_id IS 'Site that the result is about; NULL where the edition as a whole is meant.';
COMMENT ON COLUMN check_results.check_name IS 'Name of the check.';
COMMENT ON COLUMN check_results.severity IS 'critical stops publication, warning does not.';
COMMENT ON COLUMN check_results.success IS 'Whether it holds; an accepted finding stays false here.';
COMMENT ON COLUMN check_results.observed IS 'What the brochure says.';
COMMENT ON COLUMN check_results.expected IS 'What it should say.';
COMMENT ON COLUMN check_results.checked_at IS 'When, in UTC.';
