-- Beyond the contract: where things come from, what a person accepted, and where a check points.

ALTER TABLE editions ADD COLUMN title VARCHAR;
ALTER TABLE editions ADD COLUMN publisher VARCHAR;
ALTER TABLE editions ADD COLUMN source VARCHAR;
ALTER TABLE editions ADD COLUMN accessed DATE;
ALTER TABLE editions ADD COLUMN licence VARCHAR;
ALTER TABLE editions ADD COLUMN series VARCHAR;
COMMENT ON COLUMN editions.title IS 'Title of the publication, from edition.toml.';
COMMENT ON COLUMN editions.publisher IS 'Who published it, from edition.toml.';
COMMENT ON COLUMN editions.source IS 'Where it was found, from edition.toml.';
COMMENT ON COLUMN editions.accessed IS 'When it was found, from edition.toml.';
COMMENT ON COLUMN editions.licence IS 'Terms of reuse, from edition.toml.';
COMMENT ON COLUMN editions.series IS 'Publication that the edition continues: editions are compared within a series only.';

ALTER TABLE documents ADD COLUMN encoding VARCHAR;
COMMENT ON COLUMN documents.encoding IS 'Encoding that a text file was read in.';

ALTER TABLE numerals ADD COLUMN site_id VARCHAR;
COMMENT ON COLUMN numerals.site_id IS 'Site whose sheet states the number; NULL before the first heading.';

ALTER TABLE sites ADD COLUMN is_known BOOLEAN;
COMMENT ON COLUMN sites.is_known IS 'False where no reference list has the place, or several places have its name.';

CREATE TABLE site_sections (
    edition_id VARCHAR NOT NULL REFERENCES editions,
    site_id    VARCHAR NOT NULL REFERENCES sites,
    fact_id    VARCHAR NOT NULL REFERENCES facts
);
COMMENT ON TABLE site_sections IS 'Each heading that opens a site''s sheet.';
COMMENT ON COLUMN site_sections.edition_id IS 'Edition that prints it.';
COMMENT ON COLUMN site_sections.site_id IS 'Site that it names.';
COMMENT ON COLUMN site_sections.fact_id IS 'Where the heading was read.';

CREATE TABLE findings (
    edition_id  VARCHAR NOT NULL,
    document_id VARCHAR,
    path        VARCHAR NOT NULL,
    site_id     VARCHAR,
    kind        VARCHAR NOT NULL,
    page        INTEGER,
    char_start  INTEGER,
    char_end    INTEGER,
    text        VARCHAR,
    message     VARCHAR NOT NULL
);
COMMENT ON TABLE findings IS 'What reading found and could not make a figure of; checks turn these into results.';
COMMENT ON COLUMN findings.edition_id IS 'Edition, or the folder''s name where it is no edition.';
COMMENT ON COLUMN findings.document_id IS 'Document, where the finding is inside one.';
COMMENT ON COLUMN findings.path IS 'File or folder, relative to the raw folder.';
COMMENT ON COLUMN findings.site_id IS 'Site whose sheet it is in.';
COMMENT ON COLUMN findings.kind IS 'What is wrong: the name of a kind.';
COMMENT ON COLUMN findings.page IS 'Page, from 1.';
COMMENT ON COLUMN findings.char_start IS 'First code point in documents.body.';
COMMENT ON COLUMN findings.char_end IS 'Code point after the last one.';
COMMENT ON COLUMN findings.text IS 'The words at that place.';
COMMENT ON COLUMN findings.message IS 'What a person should know.';

CREATE TABLE decisions (
    edition_id VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    check_name VARCHAR NOT NULL,
    site_id    VARCHAR,
    path       VARCHAR,
    char_start INTEGER,
    char_end   INTEGER,
    expect     VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL,
    expires    DATE NOT NULL
);
COMMENT ON TABLE decisions IS 'Findings that a person accepted, from decisions.toml.';
COMMENT ON COLUMN decisions.edition_id IS 'Edition of the decision.';
COMMENT ON COLUMN decisions.number IS 'Its place in the file, from 1.';
COMMENT ON COLUMN decisions.check_name IS 'Check whose finding is accepted.';
COMMENT ON COLUMN decisions.site_id IS 'Site of the finding; NULL for the edition.';
COMMENT ON COLUMN decisions.path IS 'Document, where the decision names a place.';
COMMENT ON COLUMN decisions.char_start IS 'First code point of the place.';
COMMENT ON COLUMN decisions.char_end IS 'Code point after the place.';
COMMENT ON COLUMN decisions.expect IS 'What the finding observed when it was accepted.';
COMMENT ON COLUMN decisions.reason IS 'Why it is accepted.';
COMMENT ON COLUMN decisions.expires IS 'Day from which the decision no longer counts.';

ALTER TABLE check_results ADD COLUMN message VARCHAR;
ALTER TABLE check_results ADD COLUMN path VARCHAR;
ALTER TABLE check_results ADD COLUMN page INTEGER;
ALTER TABLE check_results ADD COLUMN line INTEGER;
ALTER TABLE check_results ADD COLUMN char_start INTEGER;
ALTER TABLE check_results ADD COLUMN char_end INTEGER;
ALTER TABLE check_results ADD COLUMN quote VARCHAR;
ALTER TABLE check_results ADD COLUMN accepted VARCHAR;
COMMENT ON COLUMN check_results.message IS 'The result as a sentence.';
COMMENT ON COLUMN check_results.path IS 'File that it points to.';
COMMENT ON COLUMN check_results.page IS 'Page, from 1.';
COMMENT ON COLUMN check_results.line IS 'Line of the body, from 1.';
COMMENT ON COLUMN check_results.char_start IS 'First code point in documents.body.';
COMMENT ON COLUMN check_results.char_end IS 'Code point after the last one.';
COMMENT ON COLUMN check_results.quote IS 'The words that it points to.';
COMMENT ON COLUMN check_results.accepted IS 'Reason of the decision that accepts this finding; NULL where none does.';

CREATE TABLE checked_facts (
    check_name VARCHAR NOT NULL,
    fact_id    VARCHAR NOT NULL REFERENCES facts,
    success    BOOLEAN NOT NULL
);
COMMENT ON TABLE checked_facts IS 'Which checks looked at which figure in the run that built this file.';
COMMENT ON COLUMN checked_facts.check_name IS 'Name of the check.';
COMMENT ON COLUMN checked_facts.fact_id IS 'Figure that it looked at.';
COMMENT ON COLUMN checked_facts.success IS 'Whether the check holds there.';

CREATE TABLE runs (
    run_id      VARCHAR PRIMARY KEY,
    started_at  TIMESTAMP NOT NULL,
    fingerprint VARCHAR NOT NULL,
    version     VARCHAR NOT NULL
);
COMMENT ON TABLE runs IS 'The run that built this file.';
COMMENT ON COLUMN runs.run_id IS 'Its identity; check_results quotes it.';
COMMENT ON COLUMN runs.started_at IS 'When it started, in UTC.';
COMMENT ON COLUMN runs.fingerprint IS 'Hash of the raw folder''s content, of the program and of the decisions in force: the same means nothing to do.';
COMMENT ON COLUMN runs.version IS 'Version of the program.';
