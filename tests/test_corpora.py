"""The annotated editions are honest: what a row states stands in the lines that it speaks of."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import regex

from tests.conftest import ROOT, SHARED
from tests.corpora import COLUMNS, MARK, QUALIFIERS, Annotation, Edition, corpora, parse, row_of, truth

EDITIONS = corpora()
FIGURES = {"persons", "dwellings", "communes", "period_years", "headcount", "encounters", "monthly_eur"}
NAMES = {"reported_name", "intermediary", "name", "email", "title"}
SMALL = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt"
UNITS = SMALL.split()
TENS = dict(zip(range(20, 70, 10), ("vingt", "trente", "quarante", "cinquante", "soixante"), strict=True))
ROUND = {
    10: "dizaine",
    12: "douzaine",
    15: "quinzaine",
    20: "vingtaine",
    30: "trentaine",
    40: "quarantaine",
    50: "cinquantaine",
    60: "soixantaine",
    100: "centaine",
}


def in_words(n: int) -> str:
    """A number below a million in French, without plural marks and with « une » as « un »."""
    if n <= 20:
        return UNITS[n]
    if n < 100:
        tens = 60 if 70 <= n < 80 else 80 if n >= 80 else n // 10 * 10
        head, rest = "quatre-vingt" if tens == 80 else TENS[tens], n - tens
        return head if not rest else f"{head}-et-{in_words(rest)}" if rest in (1, 11) and tens != 80 else f"{head}-{in_words(rest)}"
    power, word = (1000, "mille") if n >= 1000 else (100, "cent")
    many, rest = divmod(n, power)
    return "-".join([*([in_words(many)] if many > 1 else []), word, *([in_words(rest)] if rest else [])])


def plain(text: str) -> str:
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    text = regex.sub("[’‘`´]", "'", regex.sub(r"[\u00ad\u200b]", "", text)).replace("\u2010", "-").replace("\u2011", "-")
    return " ".join(text.split())


def stated(value: str, text: str) -> bool:
    """Whether a number stands in plain text, in digits or in words."""
    whole, _, cents = value.partition(".")
    digits = regex.escape(f"{int(whole):,}").replace(",", r"[ .']?")
    ends = rf"(?: ?(?:€|euros?) ?|[,.]){cents.rstrip('0')}0?" if cents.strip("0") else r"(?:[,.]00?)?"
    if regex.search(rf"(?<![\d,.]){digits}{ends}(?!\d)", text):
        return True
    words = regex.sub(r"\b(vingt|cent|mille)s\b", r"\1", text.replace("-", " ")).replace("une", "un")
    said = in_words(int(whole)).replace("-", " ")
    return not cents.strip("0") and any(regex.search(rf"\b{word}\b", words) for word in (said, ROUND.get(int(whole), said)))


def faults(edition: Edition, a: Annotation) -> list[str]:
    """The columns of a row that its window does not state."""
    if a.kind in ("site", "staff?") or a.is_lifted:
        return []
    table, values = row_of(a)
    window = edition.files[a.file][slice(*a.window)]
    whole = regex.sub(r"(?<=\p{L}-)\n\s*(?=\p{Lu})", "", window)
    text, joined = plain(whole), plain(regex.sub(r"(?<=\p{Ll})[-\u00ad\u2010]\n\s*(?=\p{Ll})", "", whole))
    return [
        f"{column} {value}"
        for column, value in zip(COLUMNS[table][2:], values, strict=True)
        if value
        and ((column in FIGURES and not stated(value, text)) or (column in NAMES and plain(value) not in text and plain(value) not in joined))
    ]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.edition_id)
def test_each_figure_and_name_stands_in_the_lines_that_its_row_speaks_of(edition: Edition) -> None:
    assert [(a.kind, a.values, missing) for a in edition.annotations if (missing := faults(edition, a))] == []


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.edition_id)
def test_windows_follow_each_other_without_a_gap(edition: Edition) -> None:
    for file, text in edition.files.items():
        assert MARK not in text
        at = 0
        for start, end in dict.fromkeys(a.window for a in edition.annotations if a.file == file):
            assert start == at
            assert end in (start, len(text)) or text[end] == "\n"
            at = max(start, end + 1)


def test_every_value_is_one_that_the_warehouse_knows() -> None:
    tenures = {"all", "social", "associative_lease", "private", "private_regulated"}
    for edition in EDITIONS:
        for table, rows in truth(edition).items():
            for row in (dict(zip(COLUMNS[table], values, strict=True)) for values in rows):
                assert row.get("qualifier", "exact") in QUALIFIERS
                assert row.get("tenure", "all") in tenures
                assert row.get("measure", "in_study") in {"in_study", "in_programme", "ever_housed", "currently_housed"}
                assert row.get("site_id", edition.sites[0]) in edition.sites
                assert row.get("region_code", "11"), f"{row} is a site without codes"


def test_an_edition_has_a_name_of_its_own() -> None:
    assert [name for name, n in Counter(edition.edition_id for edition in EDITIONS).items() if n > 1] == []


def test_the_edition_of_2014_is_the_brochure() -> None:
    (edition,) = (edition for edition in EDITIONS if edition.writer == "o")
    assert edition.files["brochure.txt"].rstrip() == (ROOT / "raw/2014/brochure.txt").read_text(encoding="utf-8").rstrip()


@pytest.mark.parametrize(("folder", "writers"), [("samples/2014/truth", "o"), ("samples/more/truth", "m"), ("samples/dev/text/truth", "s")])
def test_the_rows_are_those_of_the_samples(folder: str, writers: str) -> None:
    if not (SHARED / folder).exists():
        pytest.skip(f"shared/{folder} is not here")
    for table in set(COLUMNS) - {"sites"}:
        stated = Counter(row for edition in EDITIONS if edition.writer in writers for row in truth(edition)[table])
        assert stated == Counter(_csv_rows(SHARED / folder / f"{table}.csv", COLUMNS[table]))


def _csv_rows(path: Path, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(f"{float(row[c]):.2f}" if c == "monthly_eur" else row[c] for c in columns) for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", ["housing all", "dwellings all 12", "housing all 12 3"])
def test_a_line_that_is_no_row_is_named(row: str) -> None:
    with pytest.raises(ValueError, match=f"edition:5: '{row}' is no row"):
        parse(f"edition: x\n---\nLille\n#= site lille\n#= {row}\n")


def test_a_figure_that_its_lines_do_not_state_is_found() -> None:
    edition = parse("edition: x\n---\nLille\n#= site lille\n1.250 logements dont quatre-vingt-un sociaux\n#= housing all 250\n#= housing social 81\n")
    assert [faults(edition, a) for a in edition.annotations] == [[], ["dwellings 250"], []]
