"""One derived test proves all patterns: each example, read with everything, gives its measure with its number and nothing else."""

import datetime

import pytest
import regex

from extractors.ledger import Figure, Reading
from extractors.measures.frames import frames
from extractors.measures.patterns import Pattern, patterns, read_patterns
from extractors.reading import read_document
from extractors.view.view import View
from tests.sheets import SHEET, document, read

EXAMPLES = [(pattern, wording) for pattern in patterns() for wording in pattern.examples]
NEVER = [(pattern, wording) for pattern in patterns() for wording in pattern.never]
NUMBERS = ("persons", "dwellings", "monthly_eur", "encounters")


def number(pattern: Pattern, wording: str) -> int:
    """The number that an example's own pattern reads in it."""
    view = View(wording)
    (at,) = [at for at, measure in read_patterns(view).items() if measure == pattern.measure]
    return int(view.numerals[at].value)


def figures(reading: Reading) -> list[Figure]:
    """What was read of Paris as one of the measures."""
    return [figure for figure in reading.figures if figure.site_id == "paris" and figure.table != "other_figures"]


def measured(reading: Reading) -> list[tuple[str, str, int]]:
    """The figures of Paris: table, measure and number; a rent's measure is that it is one."""
    told: list[tuple[str, str, int]] = []
    for figure in figures(reading):
        values = figure.values
        (value,) = [int(str(values[name]).split(".")[0]) for name in NUMBERS if values.get(name) is not None]
        measure = values.get("measure") or values.get("tenure") if figure.table.endswith("_counts") else None
        told.append((figure.table, str(measure or figure.table.rstrip("s")), value))
    return told


def wanted(pattern: Pattern, wording: str) -> list[tuple[str, str, int]]:
    table = frames()[pattern.measure].table
    return [(table, pattern.measure if table.endswith("_counts") else table.rstrip("s"), number(pattern, wording))]


@pytest.mark.parametrize(("pattern", "wording"), EXAMPLES, ids=[f"{p.measure}: {w[:50]}" for p, w in EXAMPLES])
def test_example_gives_its_measure_with_its_number_and_nothing_else(pattern: Pattern, wording: str) -> None:
    reading = read(wording)
    assert measured(reading) == wanted(pattern, wording)
    assert "other_figures" not in [figure.table for figure in reading.figures if figure.site_id == "paris"]
    assert [e.text for e in reading.ledger if e.disposition == "unexplained" and e.site_id == "paris"] == []
    assert all(reading.document.quote(fact.span) == fact.text for fact in reading.facts)


@pytest.mark.parametrize(("pattern", "wording"), NEVER, ids=[f"{p.measure}: {w[:50]}" for p, w in NEVER])
def test_never_gives_no_figure_of_the_pattern(pattern: Pattern, wording: str) -> None:
    assert pattern.measure not in read_patterns(View(wording)).values()
    assert pattern.measure not in [measure for _, measure, _ in measured(read(wording))]


@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.measure)
def test_every_place_of_the_number_takes_part_in_some_example(pattern: Pattern) -> None:
    parts = pattern.expression.split("(?<n>")
    marked = "".join(f"{part}(?<n{i}>" for i, part in enumerate(parts[:-1])) + parts[-1]
    expression = regex.compile(f"(?:{marked})", regex.IGNORECASE)
    seen = {name for wording in pattern.examples for m in expression.finditer(View(wording).text) for name, text in m.groupdict().items() if text}
    assert seen == set(expression.groupindex)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "  ", "\t"], ids=["no-break", "narrow no-break", "thin", "two", "tab"])
@pytest.mark.parametrize(("pattern", "wording"), EXAMPLES, ids=[f"{p.measure}: {w[:50]}" for p, w in EXAMPLES])
def test_reading_survives_every_french_space(pattern: Pattern, wording: str, space: str) -> None:
    assert measured(read(wording.replace(" ", space))) == wanted(pattern, wording)


@pytest.mark.parametrize(("pattern", "wording"), EXAMPLES, ids=[f"{p.measure}: {w[:50]}" for p, w in EXAMPLES])
def test_reading_survives_a_line_break_at_every_space_of_a_bullet(pattern: Pattern, wording: str) -> None:
    for at in (i for i, c in enumerate(wording) if c == " "):
        broken = f"- {wording[:at]}\n  {wording[at + 1 :]}"
        assert measured(read(broken)) == wanted(pattern, wording), broken


def test_a_number_that_two_patterns_read_differently_has_no_pattern() -> None:
    assert read_patterns(View("Logements captés : 16 logements dans le parc social")) == {}


HOSTILE = {
    "numbers": "1 " * 5000,
    "one number": "1" * 10_000,
    "letters": "a" * 10_000,
    "capitals": "A " * 5000,
    "open parentheses": "Paris (" * 1500,
    "closed parentheses": "12) " * 2500,
    "landlords without end": "4 logements dans le parc social : " + "Vilogia, " * 1100,
    "landlords with counts": "4 logements dans le parc social : " + "Vilogia (3), " * 800,
    "open quotes": "« dans le volet " * 650,
    "people": "57 personnes logées " * 500,
    "roles": "un coordinateur, " * 600,
    "e-mails": "contact : a@b." * 700,
    "dots": "." * 10_000,
    "line breaks": "\n" * 10_000,
    "bullets": "- \n" * 3000,
    "headings": "Lyon\n\n" * 1600,
    "table": "12 | 13 |\n" * 1000,
    "words in numbers": "quatre-vingt-" * 770,
    "leaders": "logements captés " + "." * 9900 + " 58",
    "rent without end": "loyer moyen " + "de base " * 1200,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_and_quoted(body: str) -> None:
    """Ten thousand characters; what bounds the steps of every expression is that this test ends."""
    reading = read_document(document(SHEET + body[:10_000]))
    assert all(reading.document.quote(fact.span) == fact.text for fact in reading.facts)


def test_dates_are_the_last_day_of_the_month() -> None:
    (figure,) = figures(read("53 personnes logées et accompagnées au 3 février 2016"))
    assert figure.values["as_of"] == datetime.date(2016, 2, 29)
