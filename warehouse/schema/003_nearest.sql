-- For a number that nobody explained: the family of wordings that came nearest.

ALTER TABLE numerals ADD COLUMN nearest VARCHAR;
ALTER TABLE numerals ADD COLUMN module VARCHAR;
ALTER TABLE numerals ADD COLUMN example VARCHAR;
COMMENT ON COLUMN numerals.nearest IS 'Where unexplained: the family of wordings that came nearest, and what was missing.';
COMMENT ON COLUMN numerals.module IS 'Where unexplained: the module under extractors/patterns/ that such an example goes into.';
COMMENT ON COLUMN numerals.example IS 'Where unexplained: an example to paste there and correct.';
