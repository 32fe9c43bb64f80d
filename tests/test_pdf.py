"""PDFs: layouts of several producers, files made to hurt, and boxes that hold their words."""

import csv
import hashlib
import io
import random
import shutil
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pdfplumber
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import layout
from extractors.language.landlords import find_landlord
from extractors.layout import Glyph, Sheet, lay_out
from extractors.pdf import draw_page, read_pdf
from extractors.reading import Reading, read_document
from extractors.source.document import Box, Document, Quarantined, Span
from flows import isolation
from tests.conftest import SHARED, breaks, build
from warehouse.build import open_warehouse

LAYOUTS = Path(__file__).parent / "layouts"
DRAWN = sorted(path.stem for path in LAYOUTS.glob("*.pdf"))
HARD = LAYOUTS / "hard"
SAMPLES = SHARED / "samples/dev"
HOSTILE = SHARED / "hostile"

TABLES = ("editions", "contacts", "population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters", "zooms")

Row = tuple[str, ...]


def plain(value: Any) -> str:
    """A value as the truth's CSV writes it, with plain hyphens and apostrophes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).replace("’", "'").replace("\u2010", "-").split())


def truth(table: str) -> tuple[list[str], Counter[Row]]:
    """The columns of a table's truth, and its rows."""
    with (LAYOUTS / f"truth/{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows: Counter[Row] = Counter()
        for row in reader:
            if row.get("intermediary"):
                row["intermediary"] = find_landlord(row["intermediary"]).landlord_id
            if "monthly_eur" in row:
                row["monthly_eur"] = f"{float(row['monthly_eur']):.2f}"
            rows[tuple(plain(value) for value in row.values())] += 1
        return list(reader.fieldnames or ()), rows


def found(con: duckdb.DuckDBPyConnection, table: str, columns: list[str], edition: str) -> Counter[Row]:
    select = ", ".join("intermediary_id" if column == "intermediary" else column for column in columns)
    rows = con.execute(f"SELECT {select} FROM {table} WHERE edition_id = ?", [edition]).fetchall()
    return Counter(tuple(plain(value) for value in row) for row in rows)


def read(path: Path) -> Document | Quarantined:
    data = path.read_bytes()
    return read_pdf(data, hashlib.sha256(data).hexdigest(), "2022", f"2022/{path.name}")


def reading(path: Path) -> Reading:
    document = read(path)
    assert isinstance(document, Document), document
    return read_document(document)


def lower(rows: Counter[Row]) -> Counter[Row]:
    """Rows without letter case: a layout may print a title in capitals."""
    return Counter({tuple(value.lower() for value in row): count for row, count in rows.items()})


# layouts


@pytest.mark.parametrize("name", DRAWN)
def test_every_layout_gives_the_same_figures(name: str, tmp_path: Path) -> None:
    (tmp_path / "raw/2022").mkdir(parents=True)
    shutil.copy(LAYOUTS / f"{name}.pdf", tmp_path / "raw/2022/brochure.pdf")
    _, results, verdict = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    lost = spurious = 0
    with open_warehouse(verdict.path) as con:
        for table in TABLES:
            columns, rows = truth(table)
            expected, seen = lower(rows), lower(found(con, table, columns, "2022"))
            lost += (expected - seen).total()
            spurious += sum(row[2:3] != ("équipe de captation et gestion locative",) for row in (seen - expected).elements())
    assert (lost, spurious) == (0, 0)
    assert [r for r in results if r.is_open and r.rule.severity == "critical"] == []


@pytest.mark.parametrize("name", DRAWN)
def test_every_box_holds_the_words_of_its_fact(name: str) -> None:
    """An independent reader finds a fact's digits inside its boxes, and each box lies on its page."""
    told = reading(LAYOUTS / f"{name}.pdf")
    holding = [(fact, [box for box in fact.boxes]) for fact in told.facts]
    with pdfplumber.open(LAYOUTS / f"{name}.pdf") as pdf:
        for fact, boxes in random.Random(name).sample(holding, min(len(holding), 25)):
            page = told.document.pages[fact.page - 1]
            assert boxes
            assert page.width
            assert page.height
            for box in boxes:
                assert -0.5 <= box.x0 < box.x1 <= page.width + 0.5
                assert -0.5 <= box.top < box.bottom <= page.height + 0.5
            if name in ("rotated90", "cropbox_marks", "shadow_fakebold"):
                continue  # pdfplumber's page is turned or cropped another way, or doubles what is drawn twice
            inside = "".join(
                char["text"]
                for char in pdf.pages[fact.page - 1].chars
                for box in boxes
                if box.contains_point((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
            )
            assert Counter(regex.findall(r"\d", fact.text)) <= Counter(regex.findall(r"\d", inside)), fact.text
        for page_object in pdf.pages:
            page_object.close()


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/samples is not beside this checkout")
def test_text_and_pdf_of_an_edition_give_the_same_tables(tmp_path: Path) -> None:
    told: dict[str, dict[str, Counter[Row]]] = {}
    for form in ("text", "pdf"):
        _, _, verdict = build(SAMPLES / form / "raw", tmp_path / f"{form}.duckdb")
        assert verdict.is_published
        with open_warehouse(verdict.path) as con:
            editions = [name for (name,) in con.execute("SELECT edition_id FROM editions ORDER BY 1").fetchall()]
            told[form] = {f"{edition} {table}": found(con, table, truth(table)[0], edition) for table in TABLES for edition in editions}
    assert len(told["text"]) == 6 * len(TABLES)
    assert told["pdf"] == told["text"]


def test_a_page_is_drawn_with_its_words_marked() -> None:
    from PIL import Image

    path = LAYOUTS / "cards_3x3_above.pdf"
    fact = next(fact for fact in reading(path).facts if fact.pattern == "dwellings")
    plain, marked = (Image.open(io.BytesIO(draw_page(path.read_bytes(), fact.page, boxes))) for boxes in ((), fact.boxes))
    box = fact.boxes[0]
    inside, outside = (int(box.x0 * 2) + 1, int(box.top * 2) + 1), (5, 5)
    assert plain.getpixel(inside) != marked.getpixel(inside)
    assert plain.getpixel(outside) == marked.getpixel(outside)


# files made to hurt

WHOLE = 93
"""Figures of the edition in tests/layouts, without its keywords."""
QUARANTINED = {
    "encrypted_user": "asks for a password",
    "zero_bytes": "the file is empty",
    "zero_pages": "the PDF is damaged",
    "zero_pages_valid": "the PDF is damaged",
    "truncated_half": "the PDF is cut off",
    "truncated_tail": "the PDF is cut off",
    "not_a_pdf": "has no PDF header",
    "pagetree_loop": "page 2 cannot be loaded",
    "scan_image_only": "no text layer .*: run OCR",
    "pages_10000": "10000 pages are no brochure: keep only its",
    "content_bomb_300MB": "no text layer",
    "no_tounicode_cid": "do not say which letters",
    "white_on_white_all": "a person cannot see",
    "tounicode_lies_winansi": "do not say which letters",
}
READ = (
    "control_plain", "encrypted_owner", "encrypted_owner_rc4", "junk_before_header", "number_drawn_twice", "ocr_layer_invisible",
    "huge_page", "huge_page_normal_text", "huge_userunit", "text_outside_page", "white_on_white_extra", "tounicode_lies_subset",
)  # fmt: skip


@pytest.mark.parametrize(("name", "reason"), QUARANTINED.items(), ids=QUARANTINED)
def test_a_pdf_that_cannot_be_read_truly_is_quarantined_with_its_reason(name: str, reason: str) -> None:
    document = read(HARD / f"{name}.pdf")
    assert isinstance(document, Quarantined)
    assert regex.search(reason, document.reason), document.reason


@pytest.mark.parametrize("name", ["no_tounicode_cid", "white_on_white_all", "tounicode_lies_winansi"])
def test_ocr_is_not_advised_for_a_file_that_has_text(name: str) -> None:
    document = read(HARD / f"{name}.pdf")
    assert isinstance(document, Quarantined)
    assert "OCR" not in document.reason
    assert "export it again" in document.reason


@pytest.mark.parametrize("name", READ)
def test_a_pdf_that_only_looks_hard_is_read_whole(name: str) -> None:
    told = reading(HARD / f"{name}.pdf")
    assert sum(figure.table not in ("keywords", "other_figures") for figure in told.figures) == WHOLE
    assert {entry.value for entry in told.ledger} & {999, 888, 777} == set()  # what stands off the page, or white on white
    assert [fault for fault in told.document.faults if fault.kind != "hidden_text"] == []


def test_text_that_nobody_can_see_is_said() -> None:
    assert {fault.kind for fault in reading(HARD / "white_on_white_extra.pdf").document.faults} == {"hidden_text"}


def test_numbers_that_only_one_reader_sees_stop_publication_and_name_the_site(tmp_path: Path) -> None:
    (tmp_path / "raw/2022").mkdir(parents=True)
    shutil.copy(HARD / "no_tounicode_numbers_only.pdf", tmp_path / "raw/2022/brochure.pdf")
    _, results, verdict = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    assert not verdict.is_published
    assert any(rule in ("readers_agree", "figures_have_a_site") for rule, _ in breaks(results))


def test_a_digit_that_only_one_reader_sees_gives_no_figure() -> None:
    document = read(LAYOUTS / "two_columns.pdf")
    assert isinstance(document, Document)
    whole = read_document(document)
    figure = next(f for f in whole.figures if f.table == "housing_counts")
    fact = next(f for f in whole.facts if f.fact_id == figure.fact_id)
    at = fact.span.start + regex.search(r"\d+", fact.text).start()  # type: ignore[union-attr]
    fault = layout_fault(document, Span(at, at + 2))
    told = read_document(fault)
    assert figure.values not in [f.values for f in told.figures]
    assert any(entry.span.start == at and entry.disposition == "unexplained" for entry in told.ledger)
    assert [finding.site_id for finding in told.findings if finding.kind == "readers_disagree"] == [figure.site_id]


def layout_fault(document: Document, span: Span) -> Document:
    from dataclasses import replace

    from extractors.source.document import ReadingFault

    return replace(document, faults=(ReadingFault("readers_disagree", document.page_at(span.start), "only one reader sees it", span),))


@pytest.mark.skipif(not HOSTILE.exists(), reason="../shared/hostile is not beside this checkout")
def test_the_hostile_files_end_loaded_or_quarantined_and_give_no_figure() -> None:
    seen: dict[str, set[str]] = {}
    for path in sorted(HOSTILE.glob("*.pdf")):
        data = path.read_bytes()
        document = isolation.read_isolated(data, hashlib.sha256(data).hexdigest(), "2022", path.name)
        kind = regex.sub(r"-\d+$", "", path.stem)
        if isinstance(document, Quarantined):
            assert len(document.reason) > 20
            seen.setdefault(kind, set()).add("quarantined")
            continue
        told = read_document(document)
        assert told.figures == ()
        assert all("cid" not in document.body[max(0, e.span.start - 5) : e.span.start] for e in told.ledger)
        seen.setdefault(kind, set()).add("loaded")
    assert seen["password"] == seen["exception"] == seen["no_text"] == {"quarantined"}
    assert seen["plain"] == {"loaded"}
    assert sum(map(len, seen.values())) >= 9


# isolation


def test_a_document_that_takes_too_long_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (HARD / "content_bomb_300MB.pdf").read_bytes()
    monkeypatch.setattr(isolation, "DEADLINE", 0.5)
    slow = isolation.read_isolated(data, "0" * 64, "2022", "2022/slow.pdf")
    assert isinstance(slow, Quarantined)
    assert "took over" in slow.reason
    monkeypatch.setattr(isolation, "DEADLINE", 60.0)
    good = (LAYOUTS / "two_columns.pdf").read_bytes()
    assert isinstance(isolation.read_isolated(good, "1" * 64, "2022", "2022/good.pdf"), Document)


def test_a_document_that_kills_its_reader_costs_itself_only() -> None:
    data = (HARD / "form_loop.pdf").read_bytes()
    lost = isolation.read_isolated(data, "0" * 64, "2022", "2022/loop.pdf")
    assert isinstance(lost, Quarantined)
    assert regex.search("crashed|memory|cannot be read|no text", lost.reason)
    good = (LAYOUTS / "two_columns.pdf").read_bytes()
    assert isinstance(isolation.read_isolated(good, "1" * 64, "2022", "2022/good.pdf"), Document)


# geometry


def line(text: str, x: float, baseline: float, size: float = 10.0, pitch: float = 0.5) -> list[Glyph]:
    """A line of glyphs of one width; a space is a gap."""
    width = pitch * size
    return [
        Glyph(char, Box(x + i * width, baseline - 0.8 * size, x + (i + 1) * width, baseline + 0.2 * size), baseline, size)
        for i, char in enumerate(text)
        if char != " "
    ]


def text_of(*lines: list[Glyph]) -> str:
    (page,) = lay_out([Sheet([glyph for part in lines for glyph in part], (), 600, 800)])
    return page.text.strip()


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [line(f"gauche numero {n} de la colonne", 50, 100 + 14 * n) for n in range(6)]
    right = [line(f"droite numero {n} de la colonne", 330, 100 + 14 * n) for n in range(6)]
    text = text_of(*(part for pair in zip(left, right, strict=True) for part in pair))
    assert text.index("gauche numero 5") < text.index("droite numero 0")


def test_a_big_figure_stands_with_its_label() -> None:
    assert text_of(line("58", 100, 120, 24), line("logements captes", 80, 138), line("16", 300, 120, 24), line("logements HLM", 285, 138)).split(
        "\n"
    )[0] in ("58 logements captes", "16 logements HLM")


def test_a_table_with_sites_as_columns_keeps_its_columns() -> None:
    """An empty cell keeps its place, and what stands below a figure stays in its cell."""
    rows = [
        line("Rennes", 200, 100), line("Nantes", 300, 100),
        line("logements captes", 50, 120), line("74", 200, 120), line("59", 300, 120), line("9 communes", 200, 130, 8),
        line("baux associatifs", 50, 145), line("20", 300, 145),
        line("parc prive", 50, 165), line("28", 200, 165), line("32", 300, 165),
    ]  # fmt: skip
    assert text_of(*rows).split("\n") == [
        "|  | Rennes | Nantes |",
        "| logements captes | 74 9 communes | 59 |",
        "| baux associatifs |  | 20 |",
        "| parc prive | 28 | 32 |",
    ]


def test_labels_and_the_words_beside_them_are_read_row_by_row() -> None:
    labels = ("Parc social", "dont bailleurs", "Loyer moyen", "Ouverture")
    values = ("24 logements dans la ville", "Vilogia 8 et Habitat 16", "389 euros charges comprises", "en avril 2019")
    sides = ((line(label, 50, y), line(value, 250, y)) for y, label, value in zip(range(100, 200, 14), labels, values, strict=False))
    assert text_of(*(part for row in sides for part in row)).split("\n")[1] == "| dont bailleurs | Vilogia 8 et Habitat 16 |"


def test_rows_that_are_drawn_with_bars_are_no_columns() -> None:
    rows = [f"| {label:<20} | {n} | {n + 1} |" for label, n in (("parc social", 11), ("parc prive", 21), ("baux", 31), ("loyer", 41))]
    text = text_of(*(line(row, 50, 100 + 14 * n, 8) for n, row in enumerate(rows)))
    assert text.split("\n")[2] == "| baux | 31 | 32 |"


def test_short_lines_that_were_broken_on_purpose_stay_lines() -> None:
    wide = line("une ligne bien plus longue qui dit jusqu'ou va la colonne", 50, 60)
    assert "Parc social\n67\n" in text_of(wide, line("Parc social", 50, 100), line("67", 50, 112), line("dont 8 a Vilogia", 50, 124))


def test_the_number_of_a_note_in_small_print_is_none_of_its_figures() -> None:
    text = text_of(line("58 logements captes", 50, 100), line("1", 146, 96, 6), line("1 Depuis l'ouverture", 50, 700, 7))
    assert "¹ Depuis" in text


def test_what_is_drawn_twice_is_read_once() -> None:
    assert text_of(line("58 logements", 100, 120), line("58 logements", 100.6, 120.6)) == "58 logements"


def test_a_word_parted_at_a_lines_end_is_whole_and_has_two_boxes() -> None:
    sheet = Sheet([*line("personnes accompagnees et lo-", 50, 100), *line("gees en octobre", 50, 112)], (), 600, 800)
    (page,) = lay_out([sheet])
    assert "logees" in page.text
    at = page.text.index("logees")
    assert len([word for word in page.words if word.span.overlaps(Span(at, at + 6))]) == 2


def test_letter_spaced_headings_are_closed_up() -> None:
    assert text_of(line("L i l l e", 50, 100, 20)) == "Lille"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(alphabet="abc12", min_size=1, max_size=6), st.integers(0, 50), st.integers(2, 40), st.sampled_from([8.0, 10.0, 20.0])),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_every_glyph_is_read_once_wherever_it_stands(words: list[tuple[str, int, int, float]]) -> None:
    """Whatever the layout, nothing is lost and nothing is doubled."""
    places = {(column, row): (text, size) for text, column, row, size in words}
    glyphs = [g for (column, row), (text, size) in places.items() for g in line(text, 10 + column * 140, row * 30, size)]
    (page,) = lay_out([Sheet(glyphs, (), 8000, 1300)])
    written = regex.sub(r"[^\w]", "", page.text)
    assert Counter(written) == Counter(glyph.char for glyph in glyphs)
    for word in page.words:
        assert 0 <= word.span.start < word.span.end <= len(page.text)
    assert statistics.median(word.box.width for word in page.words) > 0


def test_running_heads_and_page_numbers_stand_beside_the_text() -> None:
    def sheet(number: int) -> Sheet:
        head, body, foot = line("Un chez-soi d'abord", 50, 20), line("58 logements captes", 50, 400), line(f"page {number}", 280, 790)
        return Sheet([*head, *body, *foot], (), 600, 800)

    pages = list(lay_out([sheet(n) for n in range(1, 5)]))
    assert all({aside.kind for aside in page.asides} == {"running_head"} for page in pages)
    assert all(page.text.strip().startswith("58 logements") for page in pages)
    assert layout.french_share([]) is None
