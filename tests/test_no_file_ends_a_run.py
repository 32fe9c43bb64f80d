"""No file ends a run: each stage is fed with hostile values, and only the document that has them is lost."""

import dataclasses
import hashlib
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.ledger import Reading
from extractors.pdf import read_pdf
from extractors.pdf.leading import joined
from extractors.reading import read_document
from extractors.source.document import Aside, Box, Document, Page, Quarantined, ReadingFault, Span, Words
from extractors.source.vetting import vetted
from flows import readings, steps
from flows.plan import make_plan
from flows.raw import Source
from tests.conftest import build
from tests.corpora import corpora
from tests.drawing import pdf
from tests.sheets import document as of_text
from warehouse.build import migrate, open_warehouse
from warehouse.load import Edition

PARIS = "Paris\n\nAu 1er mars 2018, 58 logements captés, dont 16 dans le parc social.\n"
GOOD = "2014/brochure.txt"
BAD = "2014/fiche.pdf"


def document(body: str = PARIS, document_id: str = "0" * 64, **changes: Any) -> Document:
    page = Page(1, Span(0, len(body)), 600, 800)
    return dataclasses.replace(Document(document_id, "2014", BAD, "application/pdf", 9, body, (page,)), **changes)


def words(*box: float) -> Words:
    found = Words()
    found.append(Span(0, 5), 1, Box(*box))
    return found


# the border


def test_halves_of_characters_are_joined() -> None:
    assert "".join(char for _, char in joined([0xD83C, 0xDFE0, 0x20, 0xDFE0, 0xD83C])) == "🏠 \udfe0\ud83c"


def test_a_lone_half_is_a_fault_of_its_place() -> None:
    told = vetted(document("Paris \udfe0\n"))
    assert isinstance(told, Document)
    assert told.body == "Paris \ufffd\n"
    assert told.faults == (ReadingFault("broken_character", 1, "page 1: half of a character stands here", Span(6, 7)),)


@pytest.mark.parametrize(
    ("hostile", "says"),
    [
        pytest.param(document("Paris e" + "\u0301\u0323" * 100_000), "a hundred accents on one letter", id="combining marks"),
        pytest.param(document(words=words(math.nan, 0, 1, 1)), "no place on their page", id="NaN box"),
        pytest.param(document(words=words(0, 0, math.inf, 1)), "no place on their page", id="infinite box"),
        pytest.param(document(pages=()), "do not hold its text", id="no pages"),
        pytest.param(document(asides=(Aside(Span(0, 9_999), "x"),)), "do not hold its text", id="a span beyond the text"),
    ],
)
def test_what_is_no_sound_document_is_quarantined(hostile: Document, says: str) -> None:
    told = vetted(hostile)
    assert isinstance(told, Quarantined)
    assert says in told.reason


# the reader and its worker


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"BT /F1 12 Tf 1e38 0 0 1e38 60 700 Tm (58 logements) Tj ET", id="huge size"),
        pytest.param(b"BT /F1 -12 Tf 60 700 Td (58 logements) Tj ET", id="negative size"),
        pytest.param(b"BT /F1 12 Tf 0 0 0 0 60 700 Tm (58 logements) Tj ET", id="no size"),
        pytest.param(b"1e38 0 0 1e38 1e38 1e38 cm BT /F1 1e38 Tf 60 700 Td (58 logements) Tj ET", id="no place"),
        pytest.param(b"BT /F1 12 Tf 60 700 Td (58" + b"\\000" * 2_000 + b" logements) Tj ET", id="NUL"),
    ],
)
def test_hostile_pages_are_read_or_quarantined_and_their_digits_never_vanish(content: bytes) -> None:
    told = read_pdf(pdf(content), "0" * 64, "2014", BAD)
    if isinstance(told, Document):
        assert "58" in told.body.replace("\ufffd", "") or told.faults


# the reading of the text, and the loader


def source() -> Source:
    return Source("2014", BAD, b"x", "0" * 64)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PARIS + "\x00" * 100_000 + " 12 logements", id="NUL"),
        pytest.param(PARIS + "12" + "\u0301\u0323" * 50_000 + " logements", id="combining marks"),
        pytest.param(PARIS + "\ud83c 12 logements \udfe0", id="lone halves"),
        pytest.param(PARIS + "9" * 20_000 + " logements captés", id="a number without end"),
        pytest.param(PARIS + "(" * 20_000 + "12 logements", id="parentheses"),
    ],
)
@pytest.mark.parametrize("is_vetted", [True, False], ids=["vetted", "as it is"])
def test_hostile_text_is_read_or_quarantined_and_the_others_are_loaded(
    body: str, is_vetted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is: what would come if the border let it through."""
    monkeypatch.setattr("flows.raw.read_isolated", lambda data, document_id, *_: document(body, document_id))
    if not is_vetted:
        monkeypatch.setattr("flows.raw.vetted", lambda read: read)
    assert loaded([good(), bad(tmp_path)])[GOOD] == "loaded"


def good() -> Source:
    return Source("2014", GOOD, PARIS.encode(), "a" * 64)


def bad(folder: Path) -> Source:
    """A file that no other test has: readings are kept."""
    return Source("2014", BAD, b"x", hashlib.sha256(bytes(folder)).hexdigest())


def loaded(sources: list[Source]) -> dict[str, str]:
    """The status of each file once all are read and loaded."""
    read = readings.read_sources(sources)
    told, lost = [r for r in read if isinstance(r, Reading)], [r for r in read if isinstance(r, Quarantined)]
    with duckdb.connect(":memory:") as con:
        migrate(con)
        steps.load_sound(con, [Edition("2014", readings=tuple(told), quarantined=tuple(lost))])
        return dict(con.execute("SELECT path, status FROM documents").fetchall())


def test_an_exception_of_the_reader_costs_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Reading:
        raise KeyError("\ud83c")

    monkeypatch.setattr(readings, "open_source", lambda _: document())
    monkeypatch.setattr("extractors.reading.read_document", fail)
    (told,) = readings.read_sources([source()])
    assert isinstance(told, Quarantined)
    assert without_line(told.reason) == "the program fails on it (KeyError: '\\ud83c' at test_no_file_ends_a_run.py"


def without_line(reason: str) -> str:
    return reason.rsplit(":", 2)[0]


Spoil = Callable[[Reading], Reading]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda r: dataclasses.replace(r, document=dataclasses.replace(r.document, body="\ud83c" + r.document.body[1:])), id="lone half"),
        pytest.param(
            lambda r: dataclasses.replace(r, ledger=tuple(dataclasses.replace(e, span=Span(0, 10**12)) for e in r.ledger)), id="a place out of reach"
        ),
        pytest.param(lambda r: dataclasses.replace(r, figures=tuple(dataclasses.replace(f, table="nowhere") for f in r.figures)), id="no such table"),
        pytest.param(lambda r: dataclasses.replace(r, facts=r.facts * 2), id="a fact twice"),
    ],
)
def test_rows_that_cannot_be_loaded_cost_their_document(spoil: Spoil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.raw.read_isolated", lambda data, document_id, *_: document(PARIS.replace("Paris", "Brest"), document_id))
    monkeypatch.setattr(
        "extractors.reading.read_document", lambda read, *of: spoil(read_document(read)) if read.path == BAD else read_document(read, *of)
    )
    assert loaded([good(), bad(tmp_path)]) == {GOOD: "loaded", BAD: "quarantined"}


def test_a_run_is_published_beside_a_file_that_the_program_fails_on(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / BAD).write_bytes(bytes(tmp_path))
    monkeypatch.setattr("flows.raw.read_isolated", lambda data, document_id, *_: document(PARIS[:-1] + "\ud83c\n", document_id))
    monkeypatch.setattr("flows.raw.vetted", lambda read: read)
    _, results, verdict = build(raw, tmp_path / "live.duckdb")
    assert [r.path for r in results if r.rule.name == "documents_readable" and not r.success] == [BAD]
    with open_warehouse(verdict.path) as con:
        assert con.execute("SELECT count(*) FROM housing_counts WHERE site_id = 'lille'").fetchone() != (0,)


def test_a_kept_reading_that_is_damaged_is_read_anew(raw: Path, tmp_path: Path) -> None:
    plan = make_plan(raw, tmp_path / "live.duckdb")
    (file,) = plan.folders[0].sources
    readings.read_sources([file])
    for kept in (readings.cache_folder() / "readings").rglob(f"{file.sha256}-*.pickle"):
        kept.write_bytes(b"no reading")
    assert isinstance(readings.read_sources([file])[0], Reading)


@pytest.mark.parametrize("rule", ["_" * 72, "-" * 60, "." * 40, "* * *", "=" * 30])
@pytest.mark.parametrize("below", ["communes", "logements", "12 logements captés", "Lille"])
def test_a_rule_of_signs_above_a_word_ends_nothing(rule: str, below: str) -> None:
    body = f"Un chez-soi d'abord\n\n\nParis\n\n58 logements captés\n\n{rule}\n{below}\n"
    assert {figure.values["dwellings"] for figure in read_document(of_text(body)).figures if figure.table == "housing_counts"} >= {58}


@pytest.mark.parametrize("seed", range(4))
def test_lines_of_all_editions_in_any_order_are_read(seed: int) -> None:
    """A reader that stumbles over an order of lines loses a whole document; the lines are those that authors wrote."""
    rng = random.Random(seed)
    lines = [line for edition in corpora() for text in edition.files.values() for line in text.split("\n")]
    for _ in range(15):
        body = "\n".join(rng.choice(lines) for _ in range(60))
        reading = read_document(of_text(body))
        assert all(reading.document.body[fact.span.start : fact.span.end] == fact.text for fact in reading.facts)
