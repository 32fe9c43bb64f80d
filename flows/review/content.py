"""What the review page shows of one edition, from a built warehouse."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from expectations.rules import Result, evaluate, sql_rules
from extractors.source.document import Box, Span, Words
from extractors.source.notation import parse_statement
from flows.review.marks import Mark, joined
from flows.settle.questions import Question, read_figures
from flows.settle.questions import asked as all_asked

MEASURES = ("Contacts", "Persons", "Dwellings", "Landlords", "Rents", "Team", "Encounters", "Stories", "Other figures", "Sheet")
"""Groups of figures, in the order of the tables in the contract; the last one has headings and what is said of the edition."""
HEADLINES = {
    "Persons": ("in programme", "ever housed", "currently housed"),
    "Dwellings": ("captured", "social", "associative lease", "private"),
    "Encounters": ("encounters",),
}
"""Figures that most sheets print: where one is not there, the page says whether it may be among the open numbers."""
_SHOWN_KINDS = ("equation", "bound")
"""Checks of which the page shows each thing that they looked at."""


@cache
def _statement(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Figure:
    """One row of the warehouse with what stands behind it."""

    fact_id: str
    site_id: str | None
    measure: str
    label: str
    value: str
    printed: str | None
    qualifier: str
    note: str | None
    settled_by: str
    confidence: float
    document_id: str
    span: Span
    words: str
    holding: tuple[str, ...] = ()
    """Checks that look at it and hold."""
    failing: tuple[str, ...] = ()
    change: Question | None = None
    """What a person answers who finds it read wrongly; None where it has no number of its own."""

    @property
    def key(self) -> str:
        return f"fact={self.fact_id}"

    @property
    def said(self) -> str:
        """
        >>> Figure("1", None, "Persons", "in study", "58", None, "more_than", None, "pattern", 1, "", Span(0, 1), "").said
        'more than 58'
        """
        return self.value if self.qualifier == "exact" else f"{self.qualifier.replace('_', ' ')} {self.value}"


@dataclass(frozen=True)
class Missing:
    """A figure that most sheets print and this one has not; it may be among `open` numbers that nobody read."""

    label: str
    open: int


@dataclass
class Sheet:
    """What one site states; the edition as a whole where it has no site."""

    site_id: str
    name: str
    start: tuple[str, int]
    figures: list[Figure] = field(default_factory=list)
    keywords: tuple[str, ...] = ()
    open: int = 0

    @property
    def groups(self) -> dict[str, list[Figure]]:
        """Its figures by measure; the place of its heading is that of its name."""
        shown = [figure for figure in self.figures if not (figure.measure == "Sheet" and figure.label == "heading")]
        return {measure: rows for measure in MEASURES if (rows := [figure for figure in shown if figure.measure == measure])}

    @property
    def heading(self) -> Figure | None:
        return next((figure for figure in self.figures if figure.measure == "Sheet" and figure.label == "heading"), None)

    @property
    def missing(self) -> list[Missing]:
        if not self.site_id:
            return []
        there = {(figure.measure, figure.label) for figure in self.figures}
        return [Missing(label, self.open) for measure, labels in HEADLINES.items() for label in labels if (measure, label) not in there]


@dataclass(frozen=True)
class Unread:
    """A number or mention of the ledger that gave no figure: `disposition` is open, story or ignored."""

    key: str
    disposition: str
    what: str
    text: str
    reason: str | None
    site_id: str | None
    document_id: str
    span: Span


@dataclass(frozen=True)
class Finding:
    """What a check says of one thing: its arithmetic where it has one, else its message, and the figures it looked at."""

    status: str
    text: str
    site_id: str | None
    keys: tuple[str, ...] = ()
    reason: str | None = None


@dataclass
class Check:
    """One check of this edition."""

    name: str
    severity: str
    kind: str
    notes: str
    mend: str
    findings: list[Finding] = field(default_factory=list)
    held: int = 0
    """Things that it looked at and that hold."""

    @property
    def status(self) -> str:
        found = {finding.status for finding in self.findings}
        return next((status for status in ("critical", "warning", "accepted") if status in found), "holds" if self.held else "idle")


@dataclass(frozen=True)
class Settled:
    """What a person decided about words of the source, or a finding that one accepted."""

    kind: str
    quote: str
    reads: str
    by: str | None
    why: str | None
    status: str
    message: str | None
    key: str | None
    table: str
    number: int
    """Which of the tables of decisions.toml it is, counted from 1."""


@dataclass(frozen=True)
class PageOf:
    """A page of a document as an interval of its body; its size in points where it is a PDF's."""

    number: int
    span: Span
    width: float | None
    height: float | None


@dataclass
class Source:
    """One document with everything that is marked in it."""

    index: int
    document_id: str
    path: str
    media_type: str
    reason: str | None
    body: str
    pages: tuple[PageOf, ...]
    marks: list[Mark] = field(default_factory=list)
    numbers: list[Span] = field(default_factory=list)
    boxes: dict[tuple[int, int], list[Box]] = field(default_factory=dict)
    """Where a PDF's facts stand, by their span."""
    note: str = ""


@dataclass
class Content:
    """Everything that the page shows."""

    edition_id: str
    title: str
    about: str
    sources: list[Source]
    sheets: list[Sheet]
    questions: list[Question]
    warnings: list[Question]
    unread: list[Unread]
    checks: list[Check]
    settled: list[Settled]
    by_person: int
    """Numbers that a person settled."""

    @property
    def counts(self) -> dict[str, int]:
        """Numbers by what became of them."""
        found = Counter(entry.disposition for entry in self.unread if entry.what == "number")
        return {"read": sum(len(source.numbers) for source in self.sources), **{name: found[name] for name in ("open", "story", "ignored")}}

    @property
    def open_mentions(self) -> int:
        return sum(entry.disposition == "open" and entry.what != "number" for entry in self.unread)

    @property
    def unasked(self) -> list[Unread]:
        """What is open and no question is about."""
        asked = {
            span for source in self.sources for mark in source.marks if any(key.startswith("question=") for key in mark.keys)
            for span in [(source.document_id, mark.span)]
        }  # fmt: skip
        return [entry for entry in self.unread if entry.disposition == "open" and (entry.document_id, entry.span) not in asked]


def collect(con: duckdb.DuckDBPyConnection, edition_id: str, open_now: tuple[Sequence[Question], Sequence[Question]] | None = None) -> Content:
    """What a warehouse has of one edition; `open_now` are its questions and warnings, where they are known already."""
    asked, odd = open_now or all_asked(con, edition_id)
    sources = list(_sources(con, edition_id))
    by_id = {source.document_id: source for source in sources}
    by_path = {source.path: source for source in sources}
    figures = list(_changeable(_figures(con, edition_id), read_figures(con, edition_id)))
    unread = list(_unread(con, edition_id, by_id))
    checks, places = _checks(con, edition_id, figures, by_path)
    names = dict(con.execute("SELECT site_id, name FROM sites").fetchall())
    for source in sources:
        marks = [_fact_mark(figure, names) for figure in figures if figure.document_id == source.document_id]
        marks += list(_other_marks(con, source.document_id, {figure.fact_id for figure in figures}))
        marks += [_unread_mark(entry) for entry in unread if entry.document_id == source.document_id]
        marks += [
            Mark("open", Span(q.char_start, q.char_end or q.char_start), q.ask, [f"question={q.question_id}"], _traits(q.site_id, "", "open", None))
            for q in asked
            if q.path == source.path and q.char_start is not None
        ]
        source.marks = joined([*marks, *(mark for path, mark in places if path == source.path)])
    settled = list(_settled(con, edition_id, by_path))
    title, about = _about(con, edition_id)
    sheets = _sheets(con, edition_id, figures, unread, by_id, names)
    ((by_person,),) = con.execute("SELECT numbers_settled FROM completeness WHERE edition_id = ?", [edition_id]).fetchall()
    return Content(edition_id, title, about, sources, sheets, list(asked), list(odd), unread, checks, settled, by_person)


def box_marks(source: Source, words: Words | None) -> dict[int, list[tuple[Mark, list[Box]]]]:
    """The marks of a PDF with their boxes, by page; without its words, those of the facts are known."""
    found: dict[int, list[tuple[Mark, list[Box]]]] = {}
    for mark in source.marks:
        boxes = source.boxes.get(mark.span) or (list(words.lines(mark.span)) if words is not None else [])
        page = next((page.number for page in source.pages if page.span.start <= mark.span.start < page.span.end), None)
        if boxes and page is not None:
            found.setdefault(page, []).append((mark, boxes))
    for marks in found.values():
        marks.sort(key=lambda one: -len(one[0].span))  # the shortest lies on top
    return found


def _about(con: duckdb.DuckDBPyConnection, edition_id: str) -> tuple[str, str]:
    ((programme, title, as_of, publisher, run_at),) = con.execute(
        "SELECT programme, title, as_of, publisher, (SELECT max(started_at) FROM runs WHERE run_id = e.run_id) FROM editions e WHERE edition_id = ?",
        [edition_id],
    ).fetchall()
    parts = [publisher, f"figures as of {as_of}" if as_of else None, f"read on {run_at:%Y-%m-%d %H:%M} UTC" if run_at else None]
    return title or programme, " · ".join(part for part in parts if part)


def _sources(con: duckdb.DuckDBPyConnection, edition_id: str) -> Iterator[Source]:
    rows = con.execute(
        "SELECT document_id, path, media_type, reason, coalesce(body, '') FROM documents WHERE edition_id = ? ORDER BY path", [edition_id]
    ).fetchall()
    for index, (document_id, path, media_type, reason, body) in enumerate(rows):
        pages = con.execute(
            "SELECT page, char_start, char_end, width, height FROM pages WHERE document_id = ? ORDER BY page", [document_id]
        ).fetchall()
        numbers = con.execute(
            "SELECT char_start, char_end FROM numerals WHERE document_id = ? AND disposition = 'extracted' ORDER BY char_start", [document_id]
        ).fetchall()
        boxes: dict[tuple[int, int], list[Box]] = {}
        for start, end, *box in con.execute(
            "SELECT DISTINCT f.char_start, f.char_end, b.x0, b.top, b.x1, b.bottom FROM fact_boxes b JOIN facts f USING (fact_id)"
            " WHERE f.document_id = ? ORDER BY ALL", [document_id],
        ).fetchall():  # fmt: skip
            boxes.setdefault((start, end), []).append(Box(*box))
        found = tuple(PageOf(page, Span(start, end), width, height) for page, start, end, width, height in pages)
        yield Source(index, document_id, path, media_type, reason, body, found, [], [Span(*number) for number in numbers], boxes)


def _unread(con: duckdb.DuckDBPyConnection, edition_id: str, sources: Mapping[str, Source]) -> Iterator[Unread]:
    shown = {"unexplained": "open", "narrative": "story", "ignored": "ignored"}
    for document_id, start, end, what, text, disposition, reason, site_id in con.execute(
        """
        SELECT n.document_id, n.char_start, n.char_end, 'number', text, disposition, n.reason, site_id
        FROM numerals n JOIN documents USING (document_id) WHERE edition_id = $edition AND disposition <> 'extracted'
        UNION ALL
        SELECT m.document_id, m.char_start, m.char_end, kind, text, disposition, m.reason, site_id
        FROM mentions m JOIN documents USING (document_id) WHERE edition_id = $edition AND disposition <> 'extracted'
        ORDER BY 1, 2, 3, 4
        """,
        {"edition": edition_id},
    ).fetchall():
        key = f"{what}={sources[document_id].index}:{start}"
        yield Unread(key, shown[disposition], what, text, reason, site_id, document_id, Span(start, end))


def _figures(con: duckdb.DuckDBPyConnection, edition_id: str) -> Iterator[Figure]:
    checked = _checked(con, edition_id)
    for fact, site, measure, label, value, printed, qualifier, note, by, confidence, document_id, start, end, words in con.execute(
        _statement("figures.sql"), [edition_id, list(MEASURES)]
    ).fetchall():
        held, failed = (tuple(checked.get((fact, holds), ())) for holds in (True, False))
        place = Span(start, end)
        yield Figure(fact, site, measure, label, value, printed, qualifier, note, by, confidence, document_id, place, words, held, failed)


def _changeable(figures: Iterable[Figure], asked: Iterable[Question]) -> Iterator[Figure]:
    """The figures, each with the question about its number, or about its words where it has none."""
    known = {(question.fact_id, parse_statement(question.now).count): question for question in asked}
    for figure in figures:
        try:
            value: Decimal | None = Decimal(figure.value.partition(" ")[0])
        except InvalidOperation:
            value = None
        yield replace(figure, change=known.get((figure.fact_id, value), known.get((figure.fact_id, None))))


def _checked(con: duckdb.DuckDBPyConnection, edition_id: str) -> dict[tuple[str, bool], list[str]]:
    """The checks of each fact that hold, and those that fail and that nobody has accepted."""
    found: dict[tuple[str, bool], list[str]] = {}
    for fact, name, success in con.execute(_statement("checked.sql"), [edition_id]).fetchall():
        found.setdefault((fact, success), []).append(name)
    return found


def _sheets(
    con: duckdb.DuckDBPyConnection, edition_id: str, figures: Iterable[Figure], unread: Iterable[Unread],
    sources: Mapping[str, Source], names: Mapping[str, str],
) -> list[Sheet]:  # fmt: skip
    """The sheets in the order of the source, the edition as a whole first."""
    keywords = dict(
        con.execute("SELECT site_id, list(keyword ORDER BY keyword) FROM keywords WHERE edition_id = ? GROUP BY site_id", [edition_id]).fetchall()
    )
    found: dict[str, Sheet] = {}
    for figure in figures:
        site = figure.site_id or ""
        start = (sources[figure.document_id].path, figure.span.start)
        sheet = found.setdefault(site, Sheet(site, names.get(site, site) or "The edition as a whole", start))
        sheet.start = min(sheet.start, start)
        sheet.figures.append(figure)
    for entry in unread:
        if entry.disposition == "open" and (sheet_of := found.get(entry.site_id or "")):
            sheet_of.open += entry.what == "number"
    for site, sheet in found.items():
        sheet.keywords = tuple(keywords.get(site, ()))
    return sorted(found.values(), key=lambda sheet: (bool(sheet.site_id), sheet.start))


def _traits(site_id: str | None, measure: str, disposition: str, confidence: float | None) -> dict[str, str]:
    return {"site": site_id or "", "measure": measure, "disposition": disposition, "confidence": "" if confidence is None else f"{confidence:.4f}"}


def traits(figure: Figure) -> dict[str, str]:
    """What the filters know a figure by."""
    return _traits(figure.site_id, figure.measure, figure.settled_by, figure.confidence)


def _fact_mark(figure: Figure, names: Mapping[str, str]) -> Mark:
    said = ", ".join(filter(None, (names.get(figure.site_id or ""), figure.label, figure.note)))
    return Mark("fact", figure.span, f"{said}: {figure.said}" if figure.value else said, [figure.key], traits(figure))


def _other_marks(con: duckdb.DuckDBPyConnection, document_id: str, shown: Collection[str]) -> Iterator[Mark]:
    """Facts that no figure quotes, and numbers that say again what a fact says elsewhere."""
    for fact, site, pattern, settled_by, confidence, start, end, is_again in con.execute(
        "SELECT fact_id, site_id, pattern, settled_by, confidence, char_start, char_end, FALSE FROM facts WHERE document_id = $document"
        " UNION ALL SELECT fact_id, f.site_id, f.pattern, settled_by, confidence, n.char_start, n.char_end, TRUE"
        " FROM numerals n JOIN facts f USING (fact_id) WHERE n.document_id = $document"
        " AND NOT (f.document_id = n.document_id AND f.char_start <= n.char_start AND n.char_end <= f.char_end) ORDER BY 6, 7, 1",
        {"document": document_id},
    ).fetchall():
        if is_again or fact not in shown:
            label = f"{pattern.replace('_', ' ')}{', said again' if is_again else ''}"
            yield Mark("fact", Span(start, end), label, [f"fact={fact}"], _traits(site, "Sheet", settled_by, confidence))


def _unread_mark(entry: Unread) -> Mark:
    label = f"{entry.what} that nobody explained" if entry.disposition == "open" else f"{entry.what}: {entry.reason or entry.disposition}"
    return Mark(entry.disposition, entry.span, label, [entry.key], _traits(entry.site_id, "", entry.disposition, None))


def _settled(con: duckdb.DuckDBPyConnection, edition_id: str, sources: Mapping[str, Source]) -> Iterator[Settled]:
    for kind, number, quote, reads, by, why, status, message, path, start, end in con.execute(
        "SELECT kind, number, quote, reads, decided_by, why, status, message, path, char_start, char_end FROM settlements WHERE edition_id = ?"
        " ORDER BY kind, number",
        [edition_id],
    ).fetchall():
        source = sources.get(path or "")
        key = f"settled={source.index}:{start}" if source is not None and start is not None else None
        if source is not None and key is not None:
            place = Mark("finding", Span(start, end), f"settled: {reads}", [key], _traits(None, "", "person", None))
            source.marks = joined([*source.marks, place])
        yield Settled(kind, quote, reads, by, why, status, message, key, kind, number)
    for number, check, site, expect, reason, expires in con.execute(
        "SELECT number, check_name, site_id, expect, reason, expires FROM decisions WHERE edition_id = ? ORDER BY number", [edition_id]
    ).fetchall():
        yield Settled(
            "accepted", " ".join(filter(None, (check, site))), expect, None, f"{reason} (until {expires})", "held", None, None, "decision", number
        )


# checks


def _checks(
    con: duckdb.DuckDBPyConnection, edition_id: str, figures: Sequence[Figure], sources: Mapping[str, Source]
) -> tuple[list[Check], list[tuple[str, Mark]]]:
    """Every check, the failing ones first, and marks of the places that only a check points to."""
    checks = {row[0]: Check(*row) for row in con.execute("SELECT check_name, severity, kind, notes, mend FROM checks ORDER BY check_name").fetchall()}
    by_fact: dict[str, list[Figure]] = {}
    for figure in figures:
        by_fact.setdefault(figure.fact_id, []).append(figure)
    results_of = con.execute(
        "SELECT check_name, severity, site_id, observed, expected, message, path, char_start, char_end, accepted, success FROM current_results"
        " WHERE edition_id = ? ORDER BY ALL",
        [edition_id],
    ).fetchall()
    broken = {row[0] for row in results_of if not row[-1]}
    rules = {rule.name: rule for rule in sql_rules() if rule.name in checks}
    looked = {  # a check that holds says how often; what it looked at is worked out again where it is shown
        name: _ordered([result for result in evaluate(con, rule) if result.edition_id == edition_id], by_fact)
        for name, rule in rules.items()
        if name in broken or rule.kind in _SHOWN_KINDS
    }
    facts = {(r.rule.name, r.site_id, r.observed, r.message): r for results in looked.values() for r in results if not r.success}
    marks: list[tuple[str, Mark]] = []
    for name, severity, site_id, observed, expected, message, path, start, end, accepted, success in results_of:
        if name not in checks:
            continue
        if success:
            checks[name].held += int(observed.partition(" ")[0]) if name in rules else 1
            continue
        result = facts.get((name, site_id, observed, message))
        keys = [f"fact={fact}" for fact in result.fact_ids] if result else []
        if not keys and path in sources and start is not None:
            keys = [f"finding={sources[path].index}:{start}"]
            marks.append((path, Mark("finding", Span(start, end), message or name, keys, _traits(site_id, "", severity, None))))
        sum_ = arithmetic(result, by_fact) if result else ""
        text = message or f"{observed}, expected {expected}"
        text = f"{text} · {sum_}" if sum_ else text
        checks[name].findings.append(Finding("accepted" if accepted else severity, text, site_id, tuple(keys), accepted))
    for name, results in looked.items():
        check = checks[name]
        check.held = sum(r.success for r in results)
        for result in (r for r in results if r.success and r.fact_ids and check.kind in _SHOWN_KINDS):
            text = arithmetic(result, by_fact) or f"{result.observed}, expected {result.expected} ✓"
            check.findings.append(Finding("holds", text, result.site_id, tuple(f"fact={fact}" for fact in result.fact_ids)))
    order = ("critical", "warning", "accepted", "holds", "idle")
    return sorted(checks.values(), key=lambda c: (order.index(c.status), c.kind not in _SHOWN_KINDS, c.name)), marks


def _ordered(results: Sequence[Result], by_fact: Mapping[str, Sequence[Figure]]) -> list[Result]:
    """Results in the order of the source, and so the figures of each after its first: a query may give them in any."""

    def place(fact: str) -> tuple[str, int, str]:
        figures = by_fact.get(fact)
        return (figures[0].document_id, figures[0].span.start, fact) if figures else ("", 0, fact)

    sorted_ = [replace(r, fact_ids=(*r.fact_ids[:1], *sorted(r.fact_ids[1:], key=place))) for r in results]
    return sorted(sorted_, key=lambda r: ([place(fact) for fact in r.fact_ids], r.site_id or "", r.message or ""))


def arithmetic(result: Result, by_fact: Mapping[str, Sequence[Figure]]) -> str:
    """The sum that an equation makes of its figures, "" where it makes none.

    The parts are the figures after the first, which is the total.
    """
    if result.rule.kind != "equation" or result.observed is None:
        return ""
    try:
        observed = Decimal(result.observed)
        told = [[Decimal(figure.value.partition(" ")[0]) for figure in by_fact.get(fact, ())] for fact in dict.fromkeys(result.fact_ids)]
    except InvalidOperation:
        return ""
    for skipped in (1, 2):
        parts = [value for values in told[skipped:] for value in values]
        if parts and sum(parts) == observed:
            sign = "=" if result.expected == result.observed else "≥" if result.success else "≠"
            shown = f"{' + '.join(f'{part:f}' for part in parts)} = {observed:f}"
            return f"{shown} ✓" if sign == "=" else f"{shown} {sign} {result.expected} {'✓' if result.success else '✗'}"
    return ""


def editions(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The editions of a warehouse, the oldest first."""
    rows: list[tuple[Any, ...]] = con.execute("SELECT edition_id FROM editions ORDER BY as_of NULLS FIRST, edition_id").fetchall()
    return [name for (name,) in rows]
