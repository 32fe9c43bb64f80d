-- The checks themselves, what the list of landlords says of their territory, and which run an edition was read by.

CREATE TABLE checks (
    check_name VARCHAR PRIMARY KEY,
    severity   VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    covers     VARCHAR,
    notes      VARCHAR NOT NULL,
    mend       VARCHAR NOT NULL
);
COMMENT ON TABLE checks IS 'Every check of the run that built this file.';
COMMENT ON COLUMN checks.check_name IS 'Name, as check_results and checked_facts quote it.';
COMMENT ON COLUMN checks.severity IS 'critical: a break stops publication; warning: it is shown.';
COMMENT ON COLUMN checks.kind IS 'What a figure is held against: equation, bound, likeness, reference; or completeness, reading, integrity.';
COMMENT ON COLUMN checks.covers IS 'Which parts of a figure an error is seen in by it: number, communes, period, month, name; NULL where none.';
COMMENT ON COLUMN checks.notes IS 'What it protects.';
COMMENT ON COLUMN checks.mend IS 'What to do about a break.';

ALTER TABLE landlords ADD COLUMN kind VARCHAR;
ALTER TABLE landlords ADD COLUMN territory VARCHAR;
ALTER TABLE landlords ADD COLUMN region_code VARCHAR;
COMMENT ON COLUMN landlords.kind IS 'social, association, foundation or public_body; NULL where the landlord is not known.';
COMMENT ON COLUMN landlords.territory IS 'Where it lets: a place, or France for several regions; NULL where unknown.';
COMMENT ON COLUMN landlords.region_code IS 'INSEE code of the region that the territory lies in; NULL where that is several, or unknown.';

ALTER TABLE editions ADD COLUMN run_id VARCHAR;
COMMENT ON COLUMN editions.run_id IS 'Run that read the edition as it stands here: an earlier one than this file''s where it was kept as it was live before.';
COMMENT ON TABLE runs IS 'The run that built this file, last, and those that editions were kept from.';
