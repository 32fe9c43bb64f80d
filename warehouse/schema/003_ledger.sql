-- Beyond the contract: whose sheet a mention stands in, what an unexplained number may count, and which equations decided a reading.

ALTER TABLE mentions ADD COLUMN site_id VARCHAR;
COMMENT ON COLUMN mentions.site_id IS 'Site whose sheet it stands in; NULL before the first heading.';

CREATE TABLE proposals (
    document_id VARCHAR NOT NULL REFERENCES documents,
    page        INTEGER NOT NULL,
    char_start  INTEGER NOT NULL,
    rank        INTEGER NOT NULL CHECK (rank > 0),
    says        VARCHAR NOT NULL,
    probability DOUBLE NOT NULL CHECK (probability BETWEEN 0 AND 1),
    against     VARCHAR,
    PRIMARY KEY (document_id, page, char_start, rank)
);
COMMENT ON TABLE proposals IS 'What an unexplained number may count: the readings that were not certain enough to be taken.';
COMMENT ON COLUMN proposals.document_id IS 'Document that states the number.';
COMMENT ON COLUMN proposals.page IS 'Page of the number, from 1.';
COMMENT ON COLUMN proposals.char_start IS 'First code point of the number in documents.body.';
COMMENT ON COLUMN proposals.rank IS 'From 1, the most probable first.';
COMMENT ON COLUMN proposals.says IS 'The reading: table, measure and value.';
COMMENT ON COLUMN proposals.probability IS 'How probable it is; of what a person taught in nearly the same words, how like they are.';
COMMENT ON COLUMN proposals.against IS 'What speaks against it; NULL where nothing does.';

CREATE TABLE spent_equations (
    fact_id    VARCHAR NOT NULL REFERENCES facts,
    check_name VARCHAR NOT NULL,
    PRIMARY KEY (fact_id, check_name)
);
COMMENT ON TABLE spent_equations IS 'Checks whose equation decided what a fact says: of that fact they are no check any more, though they still run.';
COMMENT ON COLUMN spent_equations.fact_id IS 'Fact that was decided.';
COMMENT ON COLUMN spent_equations.check_name IS 'Check that states the equation.';
