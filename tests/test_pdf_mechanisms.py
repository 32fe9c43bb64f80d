"""Mechanisms of PDFs that offices make: each is read whole, or what is doubtful is said at its place and nothing else is."""

from collections.abc import Iterable, Iterator

import pytest

from extractors.layout import LaidPage, Sheet, lay_out
from extractors.pdf import read_pdf
from extractors.reading import read_document
from extractors.source.document import Document, Quarantined
from tests.conftest import SHARED
from tests.drawing import pdf, stream

CASES = SHARED / "pdf-cases"

SAYS = {
    "01_emoji": (["🏠 94 logements captés au 30 juin 2018"], set()),
    "02_rotated90": (["94 logements captés au 31/12/2022, dont 1 100 euros et 2 222 m2", "Lille : 113 personnes ont intégré"], set()),
    "02b_rotated_minus30": (["94 logements captés au 31/12/2022, dont 1 100 euros et 2 222 m2"], set()),
    "03_otf_type3": (["Un dispositif de 94 logements. Pour tous."], set()),
    "04_actualtext_tnum": (["94 logements captés"], set()),
    "05_two_euros_helvetica": (["Loyer moyen : 412,50 € par mois, 38 € de charges, 94 logements captés, dont 61 HLM"], set()),
    "06_zapf_check": (["• Lille : 94 logements captés"], set()),
    "07_actualtext_lies": (["Lille : 94 logements captés"], {"text_contradicted"}),
    "08_outlined_with_invisible_text": (["94 logements captés"], {"text_overlaid"}),
    "09_zero_width_space_splits_number": (["dont 120 logements sociaux"] * 12, set()),
    "10_split_loses_figure": (["144 logements captés, dont 120 logements sociaux et 24 logements privés"], set()),
}


def read(data: bytes) -> Document:
    told = read_pdf(data, "0" * 64, "2018", "2018/fiche.pdf")
    assert isinstance(told, Document), told
    return told


def kinds(document: Document) -> set[str]:
    return {fault.kind for fault in document.faults}


@pytest.mark.parametrize("name", SAYS)
def test_each_case_is_as_its_readme_says(name: str) -> None:
    path = CASES / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"../shared/pdf-cases/{name}.pdf is not beside this checkout")
    document = read(path.read_bytes())
    texts, faults = SAYS[name]
    text = " ".join(document.body.split())
    assert [sentence for sentence in texts if text.count(sentence) < texts.count(sentence)] == []
    assert kinds(document) == faults


def test_every_case_is_tested() -> None:
    assert not CASES.exists() or {path.stem for path in CASES.glob("*.pdf")} == set(SAYS)


def test_a_number_that_the_file_contradicts_is_left_to_a_person() -> None:
    content = (
        b"BT /F1 11 Tf 60 780 Td (Lille) Tj /Span <</ActualText (58)>> BDC 0 -40 Td (94) Tj EMC 40 0 Td ( logements capt\xe9s, dont 16 HLM) Tj ET"
    )
    told = read_document(read(pdf(content)))
    assert {entry.text: entry.disposition for entry in told.ledger}["58"] == "unexplained"
    assert [(finding.kind, finding.site_id) for finding in told.findings if finding.text == "58"] == [("text_contradicted", "lille")]


# fonts

MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange <30> <39> <%s> endbfrange\nendcmap end end"
)
"""A Unicode map of the codes of the ten digits."""
TEXT = b"BT /F1 12 Tf 60 700 Td (Lille : ) Tj /F2 12 Tf (94) Tj /F1 12 Tf ( logements captes, dont 16 HLM, 13 F2, 24 T3 et 41 autres) Tj ET"


def with_font(entries: bytes, first: bytes = b"0030") -> Document | Quarantined:
    font = b"<</Type/Font/FirstChar 48/LastChar 57/Widths[%s]/ToUnicode 10 0 R%s>>" % (b"556 " * 10, entries)
    return read_pdf(pdf(TEXT, {"F2": font}, {10: stream(MAP % first)}), "0" * 64, "2018", "2018/fiche.pdf")


DESCRIPTOR = b"/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags %d/FontBBox[0 0 1000 1000]/Ascent 800/Descent -200>>"
TYPE3 = b"/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 0 0]/CharProcs<<>>"


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(TYPE3 + b"/Encoding<</Differences[48/g0/g1/g2/g3/g4/g5/g6/g7/g8/g9]>>", id="Type 3, names of its own"),
        pytest.param(TYPE3 + b"/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[48/a0]>>", id="Type 3, a base encoding"),
        pytest.param(b"/Subtype/TrueType/BaseFont/AAAAAA+X/Encoding/WinAnsiEncoding" + DESCRIPTOR % 4, id="symbolic"),
        pytest.param(b"/Subtype/Type1/BaseFont/AAAAAA+X" + DESCRIPTOR % 32, id="no encoding"),
        pytest.param(b"/Subtype/Type1/BaseFont/AAAAAA+X/Encoding<</Differences[48/g1]>>" + DESCRIPTOR % 32, id="no base encoding"),
    ],
)
def test_a_font_whose_codes_are_its_own_is_read_by_its_unicode_map(entries: bytes) -> None:
    document = with_font(entries, b"0031")
    assert isinstance(document, Document)
    assert "text_contradicted" not in kinds(document)


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(b"/Subtype/Type1/BaseFont/AAAAAA+X/Encoding/WinAnsiEncoding" + DESCRIPTOR % 32, id="named encoding"),
        pytest.param(b"/Subtype/Type1/BaseFont/AAAAAA+X/Encoding<</Differences[57/nine]>>" + DESCRIPTOR % 4, id="a name that resolves"),
    ],
)
def test_a_font_that_contradicts_its_map_on_one_number_costs_that_number(entries: bytes) -> None:
    document = with_font(entries, b"0031")
    assert isinstance(document, Document)
    (fault,) = [fault for fault in document.faults if fault.kind == "text_contradicted"]
    assert fault.span is not None
    assert document.quote(fault.span) == ":5"
    assert "16 HLM, 13 F2, 24 T3" in document.body


# what is drawn

SEVEN = b"0 700 m 450 700 l 450 600 l 210 0 l 90 0 l 320 600 l 0 600 l h f"
ONE = b"160 0 m 250 0 l 250 700 l 180 700 l 40 590 l 40 500 l 160 580 l h f"


def showing(shapes: dict[bytes, bytes], names: bytes = b"49/one 55/seven", around: bytes = b"") -> Document:
    """A line « Lille : 17 logements captés » whose number is in a font that draws the given shapes; all of it else says 17."""
    objects = {20 + n: stream(b"500 0 0 0 450 700 d1 " + shape) for n, shape in enumerate(shapes.values())}
    named = b"".join(b"/%s %d 0 R" % (name, 20 + n) for n, name in enumerate(shapes))
    font = (
        b"<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 500 700]/FirstChar 48/LastChar 57/Widths[%s]"
        b"/Encoding<</Differences[%s]>>/CharProcs<<%s>>/ToUnicode 10 0 R>>" % (b"500 " * 10, names, named)
    )
    content = around + b"BT /F1 12 Tf 60 700 Td (Lille : ) Tj /F2 12 Tf (17) Tj /F1 12 Tf ( logements captes dont 6 HLM) Tj ET"
    return read(pdf(content, {"F2": font}, {10: stream(MAP % b"0030"), **objects}))


def test_a_digit_that_is_drawn_as_another_is_left_to_a_person() -> None:
    document = showing({b"one": SEVEN, b"seven": SEVEN})
    assert [(f.kind, f.span and document.quote(f.span), "draws other digits" in f.message) for f in document.faults] == [
        ("text_contradicted", "17", True)
    ]
    told = read_document(document)
    assert {entry.text: entry.disposition for entry in told.ledger}["17"] == "unexplained"


def test_digits_that_are_drawn_as_they_are_said_are_confirmed() -> None:
    assert showing({b"one": ONE, b"seven": SEVEN}).faults == ()


def test_two_nameless_fonts_of_a_page_are_looked_at_apart() -> None:
    def font(first: int) -> bytes:
        return (
            b"<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 500 700]/FirstChar 48/LastChar 57/Widths[%s]"
            b"/Encoding<</Differences[49/one 55/seven]>>/CharProcs<</one %d 0 R/seven 22 0 R>>/ToUnicode 10 0 R>>" % (b"500 " * 10, first)
        )

    glyphs = {20 + n: stream(b"500 0 0 0 450 700 d1 " + shape) for n, shape in enumerate((ONE, SEVEN, SEVEN))}
    words = b"BT /F1 12 Tf 60 700 Td (Lille : ) Tj /F2 12 Tf (17) Tj /F1 12 Tf ( logements, dont ) Tj /F3 12 Tf (11) Tj /F1 12 Tf ( HLM) Tj ET"
    document = read(pdf(words, {"F2": font(20), "F3": font(21)}, {10: stream(MAP % b"0030"), **glyphs}))
    assert [fault.span and document.quote(fault.span) for fault in document.faults] == ["11"]


def test_a_picture_settles_what_a_fonts_names_contradict() -> None:
    assert showing({b"seven": ONE, b"one": SEVEN}, b"49/seven 55/one").faults == ()
    assert kinds(showing({b"seven": SEVEN, b"one": ONE}, b"49/seven 55/one")) == {"text_contradicted"}


@pytest.mark.parametrize("ink", [b"1 g ", b"0.2 0.2 0.8 rg "], ids=["white on dark", "blue on dark"])
def test_what_is_drawn_is_seen_on_any_ground(ink: bytes) -> None:
    ground = b"0.1 g 50 690 300 30 re f " if ink == b"1 g " else b"0.9 g 50 690 300 30 re f "
    assert kinds(showing({b"one": SEVEN, b"seven": SEVEN}, around=ground + ink)) == {"text_contradicted"}


@pytest.mark.parametrize("shape", [b"0 0 450 700 re f", b"0 0 m 450 700 l 450 690 l 10 0 l h f", b""], ids=["a block", "a stroke", "nothing"])
def test_a_shape_that_is_like_no_digit_says_nothing(shape: bytes) -> None:
    assert "text_contradicted" not in kinds(showing({b"one": shape, b"seven": shape}))


@pytest.mark.parametrize("name", [b"ZapfDingbats", b"AAAAAA+Wingdings-Regular"])
def test_a_sign_at_a_digits_code_is_no_digit(name: bytes) -> None:
    content = b"BT /F2 12 Tf 60 700 Td (4) Tj /F1 12 Tf 20 0 Td (Lille : 94 logements) Tj ET"
    document = read(pdf(content, {"F2": b"<</Type/Font/Subtype/Type1/BaseFont/%s>>" % name}))
    assert (document.body.strip(), document.faults) == ("• Lille : 94 logements", ())


def test_digits_of_a_symbol_font_are_digits() -> None:
    content = b"BT /F2 12 Tf 60 700 Td (94) Tj /F1 12 Tf 20 0 Td (logements) Tj ET"
    document = read(pdf(content, {"F2": b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}))
    assert (document.body.strip(), document.faults) == ("94 logements", ())


@pytest.mark.parametrize("mapped", [b"", b"/ToUnicode 10 0 R"], ids=["no map", "a map"])
def test_old_style_digits_are_digits(mapped: bytes) -> None:
    names = b"/Subtype/Type1/BaseFont/AAAAAA+X/Encoding<</Differences[52/fouroldstyle 57/nineoldstyle]>>"
    font = b"<</Type/Font/FirstChar 48/LastChar 57/Widths[%s]%s%s%s>>" % (b"556 " * 10, names, DESCRIPTOR % 4, mapped)
    document = read(pdf(TEXT, {"F2": font}, {10: stream(MAP % b"0030")}))
    assert document.body.startswith("Lille : 94 logements")
    assert document.faults == ()


def test_marked_content_that_is_left_open_loses_nothing_in_silence() -> None:
    document = read(pdf(b"BT /F1 12 Tf 60 700 Td /Span <</ActualText (94)>> BDC (94) Tj ( logements, dont 16 HLM) Tj ET"))
    assert "94" in document.body
    assert "16" in document.body or "readers_disagree" in kinds(document)


def test_a_broken_annotation_costs_no_page() -> None:
    document = read(pdf(b"BT /F1 12 Tf 60 700 Td (Lille : 94 logements) Tj ET", page=b"/Annots[<</Subtype/Stamp/AP 7/Rect[0]>> 12]"))
    assert (document.body.strip(), document.faults) == ("Lille : 94 logements", ())


# turned text

WAYS = {"up": b"0 1 -1 0 300 100", "down": b"0 -1 1 0 300 700", "over": b"-1 0 0 -1 500 400", "slanted": b".7071 .7071 -.7071 .7071 100 100"}


@pytest.mark.parametrize("way", WAYS)
def test_turned_lines_are_read_in_the_frame_in_which_they_run(way: str) -> None:
    """A paragraph of two lines, its words parted by moves and not by spaces."""
    words = b"[(dont)-300(120)-300(logements)] TJ 0 -14 Td [(sociaux)-300(et)-300(24)-300(autres)] TJ"
    content = b"BT /F1 11 Tf 60 780 Td (Lille : 113 personnes) Tj ET q %s cm BT /F1 11 Tf %s ET Q" % (WAYS[way], words)
    document = read(pdf(content))
    assert "dont 120 logements sociaux et 24 autres" in " ".join(document.body.split())
    assert document.faults == ()


def test_a_page_whose_text_runs_up_is_laid_out_as_if_it_were_turned() -> None:
    rows = b"".join(b"BT /F1 11 Tf 1 0 0 1 0 %d Tm (%s) Tj 1 0 0 1 200 %d Tm (%d) Tj ET " % (-20 * n, label, -20 * n, 10 + n)
                    for n, label in enumerate((b"logements captes", b"parc social", b"parc prive", b"baux glissants")))  # fmt: skip
    upright = read(pdf(b"q 1 0 0 1 100 600 cm " + rows + b"Q"))
    turned = read(pdf(b"q 0 1 -1 0 300 100 cm " + rows + b"Q"))
    assert turned.body == upright.body
    box = turned.words.box(0)
    assert box.height > box.width  # its place on the page, not in its frame


def test_an_upright_heading_stays_before_its_turned_side_text() -> None:
    content = b"BT /F1 11 Tf 60 700 Td (Lille : 94 logements) Tj ET q 0 1 -1 0 580 100 cm BT /F1 8 Tf (Edition de janvier 2018) Tj ET Q"
    assert read(pdf(content)).body.split("\n")[0] == "Lille : 94 logements"


# hidden text


def test_text_without_ink_over_one_shade_stays_hidden() -> None:
    content = b".8 .9 1 rg 0 0 600 800 re f 0 g BT /F1 12 Tf 60 700 Td (Lille : 94 logements) Tj 3 Tr 0 -20 Td (dont 777 HLM) Tj ET"
    document = read(pdf(content))
    assert "777" not in document.body
    assert kinds(document) == {"hidden_text"}


# annotations and forms

APPEARANCE = b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
LILLE = b"BT /F1 12 Tf 60 700 Td (Lille) Tj ET"


def annotated(annotation: bytes, draws: bytes = b"BT /F1 12 Tf 2 5 Td (94 logements) Tj ET") -> Document:
    page = b"/Annots[<</Type/Annot/Rect[60 600 260 640]/AP<</N 10 0 R>>%s>>]" % annotation
    return read(pdf(LILLE, objects={10: stream(draws, APPEARANCE)}, page=page))


@pytest.mark.parametrize(
    ("annotation", "says"),
    [
        ("FreeText/Contents(58 logements)", "58 logements"),
        ("Stamp", "94"),
        ("Widget/FT/Tx/V(58 logements)", "58 logements"),
    ],
)
def test_what_lies_over_a_page_is_said(annotation: str, says: str) -> None:
    document = annotated(b"/Subtype/%s" % annotation.encode())
    assert [(fault.kind, f"says {says!r}," in fault.message) for fault in document.faults] == [("annotations", True)]
    assert document.body.strip() == "Lille"


@pytest.mark.parametrize("annotation", [b"/Subtype/Stamp/F 2", b"/Subtype/Text/Contents(page 3)", b"/Subtype/Popup/Contents(3)"])
def test_what_is_not_drawn_over_a_page_is_no_part_of_it(annotation: bytes) -> None:
    assert annotated(annotation).faults == ()


def test_a_field_without_an_appearance_is_said() -> None:
    document = read(pdf(LILLE, page=b"/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/Rect[60 600 160 620]/V(94 logements)>>]"))
    assert ["'94 logements'" in fault.message for fault in document.faults] == [True]


def test_a_link_changes_nothing() -> None:
    page = b"/Annots[<</Type/Annot/Subtype/Link/Rect[60 600 160 620]/Contents(page 3)>>]"
    assert read(pdf(LILLE, page=page)).faults == ()


# the balance


@pytest.mark.parametrize("change", ["lost", "added"])
def test_a_digit_that_the_layout_loses_or_adds_is_said(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong between the readers and the body."""

    def spoilt(sheets: Iterable[Sheet]) -> Iterator[LaidPage]:
        for page in lay_out(sheets):
            page.text = page.text.replace("4", "", 1) if change == "lost" else page.text + "7"
            yield page

    monkeypatch.setattr("extractors.pdf.lay_out", spoilt)
    document = read(pdf(b"BT /F1 12 Tf 60 700 Td (Lille : 94 logements, dont 44) Tj ET"))
    said = [fault.message for fault in document.faults if fault.kind == "digits_unbalanced"]
    assert len(said) == 1
    assert ("4 lost, none added" if change == "lost" else "none lost, 7 added") in said[0]


def test_shadows_and_footnote_marks_balance() -> None:
    content = (
        b"BT /F1 12 Tf 60 700 Td (94 logements) Tj .4 .4 Td (94 logements) Tj 1 0 0 1 140 704 Tm /F1 7 Tf (2) Tj "
        b"/F1 12 Tf 1 0 0 1 60 650 Tm (1144) Tj ET"
    )
    assert read(pdf(content)).faults == ()


# rules, and edges that values share


def set_text(x: float, y: float, text: str, size: float = 10) -> bytes:
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, text.encode("cp1252"))


def drawn(texts: Iterable[tuple[float, float, str] | tuple[float, float, str, float]], rules: Iterable[tuple[float, float, float]] = ()) -> str:
    """The body of a page with texts at places (from the bottom left) and level rules as (x0, x1, y)."""
    content = b"".join(b"%g %g %g .5 re f\n" % (x0, y, x1 - x0) for x0, x1, y in rules) + b"".join(set_text(*text) for text in texts)
    return read(pdf(content)).body


SITES = ("Lille", "Paris", "Nice")


@pytest.mark.parametrize(
    ("heads", "label", "first", "step"),
    [
        pytest.param(SITES, "Logements", 200.0, 120.0, id="far apart"),
        pytest.param(SITES, "Baux", 110.0, 34.0, id="in a narrow column"),
        pytest.param(("FICHE 1 - LILLE", "FICHE 2 - PARIS", "FICHE 3 - NICE"), "Baux", 140.0, 130.0, id="numbered heads"),
    ],
)
def test_a_ruled_table_keeps_its_empty_cells(heads: tuple[str, ...], label: str, first: float, step: float) -> None:
    """Each row has one figure: only heads and rules tell which column it stands in."""
    xs = [first + step * n for n in range(3)]
    texts = [(x, 700.0, head) for x, head in zip(xs, heads, strict=True)]
    for n, x in enumerate(xs):
        texts += [(50.0, 684.0 - 16 * n, f"{label} {'abc'[n]}"), (x, 684.0 - 16 * n, f"{11 * (n + 4)}")]
    rules = [(48.0, xs[-1] + step, 696.0 - 16 * n) for n in range(4)]
    body = drawn(texts, rules)
    assert body.strip().splitlines() == [
        f"|  | {heads[0]} | {heads[1]} | {heads[2]} |",
        f"| {label} a | 44 |  |  |",
        f"| {label} b |  | 55 |  |",
        f"| {label} c |  |  | 66 |",
    ]


def test_heads_over_two_lines_and_a_heading_between_two_tables() -> None:
    texts: list[tuple[float, float, str, float]] = []
    for top, title in ((700.0, "Public"), (600.0, "Logement")):
        texts += [(50, top + 40, title, 14), (200, top + 16, "Bassin", 10), (200, top + 4, "lillois", 10), (320, top + 4, "Paris", 10)]
        texts += [(x, top - 12 - 16 * n, text, 10) for n in (0, 1) for x, text in ((50, f"{title} {n}"), (200, "12"), (320, "30"))]
    rules = [(48.0, 400.0, top - 16 * n) for top in (700.0, 600.0) for n in range(3)]
    lines = drawn(texts, rules).strip().splitlines()
    assert lines.count("|  | Bassin lillois | Paris |") == 2
    assert "Logement" in lines
    assert "| Logement 1 | 12 | 30 |" in lines


def test_the_rules_of_a_table_keep_its_page_from_being_a_spread() -> None:
    """Its columns stand on either side of the middle, each below a large head."""
    texts: list[tuple[float, float, str, float]] = [(50, 700, "LILLE", 15), (350, 700, "PARIS", 15)]
    texts += [(x, 680 - 16 * n, f"{label} {n + 20}", 10) for n in range(4) for x, label in ((50, "baux"), (350, "places"))]
    body = drawn(texts, [(48, 550, 694 - 16 * n) for n in range(5)])
    assert body.index("places 20") < body.index("baux 21")


ROWS = (("Parc social", "33"), ("Parc associatif", "une vingtaine"), ("Loyer moyen", "438,60 €"), ("Personnes", "64"))


@pytest.mark.parametrize("edge", [250.0, 400.0, 550.0])
def test_values_that_end_at_one_edge_are_rows(edge: float) -> None:
    """In figures or words; what is set in small print below a label follows the figure."""
    texts: list[tuple[float, float, str, float]] = [(50, 740, "Une page qui dit", 10), (50, 600, "et finit", 10)]
    for n, (label, value) in enumerate(ROWS):
        width = sum(
            {" ": 2.78, ",": 2.78, "u": 5.56, "n": 5.56, "i": 2.22, "t": 2.78, "v": 5, "g": 5.56, "a": 5.56, "e": 5.56}.get(c, 5.56) for c in value
        )
        texts += [(50, 700 - 24 * n, label, 10), (edge - width, 700 - 24 * n, value, 10)]
    texts.append((50, 690, "dont 9 chez Sodiac", 8))
    body = drawn(texts)
    assert "| Parc social | 33 dont 9 chez Sodiac |\n| Parc associatif | une vingtaine |\n| Loyer moyen | 438,60 € |" in body


def test_a_heading_has_the_leading_of_its_size() -> None:
    """Where its first line is full; one that was broken on purpose stays two."""
    below = [(50.0, 640.0 - 12 * n, "une ligne de texte qui va jusqu'au bord de la colonne", 10.0) for n in range(5)]
    assert "Moselle, antenne de Metz" in drawn([(50, 700, "Un dispositif en Moselle,", 20), (50, 676, "antenne de Metz", 20), *below])
    assert "Metz\n" in drawn([(50, 700, "Metz", 20), (50, 676, "Moselle", 20), *below])


@pytest.mark.parametrize(("words", "read_as"), [("SDH - 6", "SDH - 6"), ("CISN - 2", "CISN - 2"), ("ICF : 12", "ICF : 12")])
def test_a_short_name_before_its_figure_is_not_letter_spaced(words: str, read_as: str) -> None:
    assert drawn([(50, 700, words)]).strip() == read_as


@pytest.mark.parametrize("last", ["13 Habitat", "Logirem"])
def test_a_cards_list_in_small_print_follows_its_figure(last: str) -> None:
    frame = b"40 600 200 130 re S\n"
    texts = [
        (50, 715, "Parc social", 10.0),
        (50, 690, "38", 22.0),
        (50, 672, "Vilogia", 8.0),
        (200, 672, "21", 8.0),
        (50, 660, last, 8.0),
        (200, 660, "17", 8.0),
    ]
    texts += [(50, 500 - 12 * n, "une ligne de texte qui va jusqu'au bord de la colonne", 10.0) for n in range(5)]
    assert f"| Parc social | 38 Vilogia 21 {last} 17 |" in read(pdf(frame + b"".join(set_text(*text) for text in texts))).body
