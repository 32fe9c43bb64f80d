"""One derived test proves all patterns: each example, read with every pattern, gives what it says and nothing else."""

import datetime

import pytest

from extractors.pattern import Pattern, Row, render
from extractors.patterns import patterns
from extractors.reading import Reading, read_document
from extractors.source.document import Document, Page, Span
from extractors.view.view import View

SHEET = "Paris\n\n"
EXAMPLES = [(p, says, wording) for p in patterns() for says, wordings in p.examples.items() for wording in wordings]
NEVER = [(p, wording) for p in patterns() for wording in p.never]


def document(body: str) -> Document:
    return Document("0" * 64, "2014", "2014/brochure.txt", "text/plain", len(body), body, (Page(1, Span(0, len(body))),))


def read(wording: str) -> Reading:
    return read_document(document(f"{SHEET}{wording}\n\n\n\nSite de Lille\n\nContact : Jean Dupont 2 logements\n"))


def said(reading: Reading) -> str:
    """What was read for Paris, in order, as examples write it."""
    starts = {fact.fact_id: fact.span.start for fact in reading.facts}
    told = [(starts[f.fact_id], render(Row(f.table, f.values, Span(0, 1), ()))) for f in reading.figures if f.site_id != "lille"]
    told += [
        (x.span.start, f"{x.kind}, {' '.join(x.text.split())}")
        for x in reading.findings
        if x.kind in ("landlord_without_count", "unknown_role", "number_missing", "doubt_stated") and x.site_id == "paris"
    ]
    return "; ".join(text for _, text in sorted(told, key=lambda place: place[0]))


def ignored(reading: Reading, rule: str) -> str:
    return ", ".join(f"{e.value:.10g}" for e in reading.ledger if e.reason == rule and e.site_id == "paris")


def expect(pattern: Pattern, says: str, wording: str) -> None:
    reading = read(wording)
    if pattern.read is None:
        assert ignored(reading, pattern.name) == says
        assert said(reading) == ""
    else:
        assert said(reading) == says
    for fact in reading.facts:
        assert reading.document.quote(fact.span) == fact.text
    unexplained = [e.text for e in reading.ledger if e.disposition == "unexplained" and e.site_id == "paris"]
    assert unexplained == []


@pytest.mark.parametrize(("pattern", "says", "wording"), EXAMPLES, ids=[f"{p.name}: {w[:50]}" for p, _, w in EXAMPLES])
def test_example_gives_what_it_says_and_nothing_else(pattern: Pattern, says: str, wording: str) -> None:
    expect(pattern, says, wording)


@pytest.mark.parametrize(("pattern", "wording"), NEVER, ids=[f"{p.name}: {w[:50]}" for p, w in NEVER])
def test_never_gives_no_figure_of_the_pattern(pattern: Pattern, wording: str) -> None:
    reading = read(wording)
    assert [f for f in reading.facts if f.pattern == pattern.name and f.site_id == "paris"] == []
    assert pattern.read is not None or ignored(reading, pattern.name) == ""


def test_every_named_group_takes_part_in_some_example() -> None:
    """A group that patterns share must be seen in one of them."""
    written, seen = set(), set()
    for pattern in (p for p in patterns() if p.read):
        written |= {name for name in pattern.compiled.groupindex if f"(?<{name}>" in pattern.regex}
        views = [View(SHEET + wording) for wordings in pattern.examples.values() for wording in wordings]
        for m in (m for view in views for m in pattern.matches(view.text)):
            seen |= {name for name, texts in m.capturesdict().items() if texts}
    assert written - seen == set()


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "  ", "\t"], ids=["no-break", "narrow no-break", "thin", "two", "tab"])
@pytest.mark.parametrize("pattern", [p for p in patterns() if p.read], ids=lambda p: p.name)
def test_reading_survives_every_french_space(pattern: Pattern, space: str) -> None:
    for says, wordings in pattern.examples.items():
        for wording in wordings:
            assert said(read(wording.replace(" ", space))) == says


@pytest.mark.parametrize("pattern", [p for p in patterns() if p.read and p.name not in ("story", "word_cloud")], ids=lambda p: p.name)
def test_reading_survives_a_line_break_at_every_space_of_a_bullet(pattern: Pattern) -> None:
    for says, wordings in pattern.examples.items():
        for wording in (w for w in wordings if "\n" not in w and not w.startswith("Contact")):
            for at in (i for i, c in enumerate(wording) if c == " "):
                assert said(read(f"- {wording[:at]}\n  {wording[at + 1 :]}")) == says


HOSTILE = {
    "numbers": "1 " * 5000,
    "one number": "1" * 10_000,
    "letters": "a" * 10_000,
    "capitals": "A " * 5000,
    "open parentheses": "Paris (" * 1500,
    "landlords without end": "4 logements dans le parc social : " + "Vilogia, " * 1100,
    "landlords with counts": "4 logements dans le parc social : " + "Vilogia (3), " * 800,
    "open quotes": "« dans le volet " * 650,
    "people": "57 personnes logées " * 500,
    "roles": "un coordinateur, " * 600,
    "e-mails": "contact : a@b." * 700,
    "dots": "." * 10_000,
    "line breaks": "\n" * 10_000,
    "bullets": "- \n" * 3000,
    "words in numbers": "quatre-vingt-" * 770,
    "leaders": "logements captés " + "." * 9900 + " 58",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_within_every_patterns_time_limit(body: str) -> None:
    """A pattern past its limit raises TimeoutError; whatever is read quotes the source."""
    reading = read_document(document(SHEET + body[:10_000]))
    assert all(reading.document.quote(fact.span) == fact.text for fact in reading.facts)


def test_dates_are_the_last_day_of_the_month() -> None:
    (row,) = [f for f in read("53 personnes logées et accompagnées au 3 février 2016").figures if f.table == "population_counts"]
    assert row.values["as_of"] == datetime.date(2016, 2, 29)
