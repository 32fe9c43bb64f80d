-- A reading certificate for each page of a PDF, and the boxes around a fact's lines.

ALTER TABLE pages ADD COLUMN characters INTEGER;
ALTER TABLE pages ADD COLUMN unmapped_share DOUBLE;
ALTER TABLE pages ADD COLUMN reader_agreement DOUBLE;
ALTER TABLE pages ADD COLUMN french_share DOUBLE;
ALTER TABLE pages ADD COLUMN image_share DOUBLE;
COMMENT ON COLUMN pages.characters IS 'Characters that a person sees on the page; NULL for a text file.';
COMMENT ON COLUMN pages.unmapped_share IS 'Share of them that the fonts give no Unicode; NULL for a text file.';
COMMENT ON COLUMN pages.reader_agreement IS 'Share of digits that both readers of the PDF see at one place; NULL where the second one failed, and for a text file.';
COMMENT ON COLUMN pages.french_share IS 'Share of everyday French words among the words; NULL where there are fewer than twenty, and for a text file.';
COMMENT ON COLUMN pages.image_share IS 'Share of the page that pictures cover; NULL for a text file.';

CREATE TABLE fact_boxes (
    fact_id VARCHAR NOT NULL REFERENCES facts,
    line    INTEGER NOT NULL,
    x0 DOUBLE NOT NULL, top DOUBLE NOT NULL, x1 DOUBLE NOT NULL, bottom DOUBLE NOT NULL,
    PRIMARY KEY (fact_id, line)
);
COMMENT ON TABLE fact_boxes IS 'The boxes around the lines that a fact of a PDF quotes; facts has their union.';
COMMENT ON COLUMN fact_boxes.fact_id IS 'Fact that quotes the line.';
COMMENT ON COLUMN fact_boxes.line IS 'Number of the line in the quotation, from 1.';
COMMENT ON COLUMN fact_boxes.x0 IS 'Left edge in PDF points from the page''s left as seen.';
COMMENT ON COLUMN fact_boxes.top IS 'Upper edge in PDF points from the page''s top as seen.';
COMMENT ON COLUMN fact_boxes.x1 IS 'Right edge in PDF points from the page''s left as seen.';
COMMENT ON COLUMN fact_boxes.bottom IS 'Lower edge in PDF points from the page''s top as seen.';
