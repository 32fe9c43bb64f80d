-- Beyond the contract: what a person settled about the source's words.
CREATE TABLE settlements (
    edition_id  VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL CHECK (kind IN ('figure', 'heading', 'correction', 'name')),
    number      INTEGER NOT NULL,
    quote       VARCHAR NOT NULL,
    reads       VARCHAR NOT NULL,
    decided_by  VARCHAR,
    why         VARCHAR,
    status      VARCHAR NOT NULL CHECK (status IN ('held', 'gone', 'changed')),
    document_id VARCHAR,
    path        VARCHAR,
    char_start  INTEGER,
    char_end    INTEGER,
    message     VARCHAR
);
COMMENT ON TABLE settlements IS 'What a person settled about words of the source, from decisions.toml.';
COMMENT ON COLUMN settlements.edition_id IS 'Edition of the decision.';
COMMENT ON COLUMN settlements.kind IS 'figure, heading, correction or name: the table in decisions.toml.';
COMMENT ON COLUMN settlements.number IS 'Its place among those of its kind in the file, from 1.';
COMMENT ON COLUMN settlements.quote IS 'The words that it is about.';
COMMENT ON COLUMN settlements.reads IS 'What they say: rows in the notation, a site, or what a name is.';
COMMENT ON COLUMN settlements.decided_by IS 'Who decided.';
COMMENT ON COLUMN settlements.why IS 'Why.';
COMMENT ON COLUMN settlements.status IS 'held, gone (the words are not in the source any more) or changed (they no longer say what was decided).';
COMMENT ON COLUMN settlements.document_id IS 'Document that the words stand in.';
COMMENT ON COLUMN settlements.path IS 'Its file, relative to the raw folder.';
COMMENT ON COLUMN settlements.char_start IS 'First code point in documents.body of the words, or of the place that they may have moved to.';
COMMENT ON COLUMN settlements.char_end IS 'Code point after the last one.';
COMMENT ON COLUMN settlements.message IS 'What is wrong with it.';

ALTER TABLE facts ADD COLUMN printed VARCHAR;
COMMENT ON COLUMN facts.printed IS 'The number as printed, where a person corrected it; NULL where what is printed is what is used.';
