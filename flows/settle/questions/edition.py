"""What a built warehouse has of one edition, as questions need it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import duckdb
import regex

from extractors.language.lexicon import classes_of
from extractors.language.spelling import plain
from extractors.source.document import Span
from flows.settle.questions.asked import Answer, Kind, Question, Table
from flows.settle.quotes import line_quote, quote_of
from flows.settle.sheets import PARTS, Reads, Stated, sheets

CONTEXT = 160
"""Characters of the source on each side of what a question is about."""
BESIDE = 60
"""Characters beside a number in which words are looked for that say what it counts."""


class Document(NamedTuple):
    document_id: str
    path: str
    body: str


class Numeral(NamedTuple):
    document_id: str
    page: int
    span: Span
    text: str
    value: Decimal
    disposition: str
    fact_id: str | None
    site_id: str | None


class Place(NamedTuple):
    """Where a fact stands, and whose it is."""

    document_id: str
    page: int
    span: Span
    text: str
    pattern: str
    site_id: str | None


class Break(NamedTuple):
    check_name: str
    severity: str
    kind: str
    site_id: str | None
    observed: str | None
    message: str | None
    path: str | None
    page: int | None
    char_start: int | None
    char_end: int | None


class OpenEdition:
    """What a warehouse has of one edition."""

    def __init__(self, con: duckdb.DuckDBPyConnection, edition_id: str) -> None:
        self.edition_id = edition_id
        self._con = con
        self.documents = {
            row[0]: Document(*row)
            for row in self.rows("SELECT document_id, path, body FROM documents WHERE edition_id = $edition AND body IS NOT NULL ORDER BY path")
        }
        self.numerals = [
            Numeral(document, page, Span(start, end), text, _decimal(value), disposition, fact, site)
            for document, page, start, end, text, value, disposition, fact, site in self.rows(
                "SELECT n.document_id, n.page, n.char_start, n.char_end, n.text, n.value, n.disposition, n.fact_id, n.site_id"
                " FROM numerals n JOIN documents d USING (document_id) WHERE edition_id = $edition ORDER BY path, n.char_start"
            )
        ]
        self.facts = {
            row[0]: Place(row[1], row[2], Span(row[3], row[4]), *row[5:])
            for row in self.rows(
                "SELECT fact_id, document_id, page, char_start, char_end, text, pattern, site_id"
                " FROM facts JOIN documents USING (document_id) WHERE edition_id = $edition ORDER BY path, char_start"
            )
        }
        self.sheets = sheets(con, edition_id)
        self.others = {(fact, _decimal(value)): kind for fact, value, kind in self.rows(
            "SELECT fact_id, value, kind FROM other_figures WHERE edition_id = $edition AND value IS NOT NULL"
        )}  # fmt: skip
        """The kinds of other figures, by their fact and value."""
        self.breaks = [
            Break(*row)
            for row in self.rows(
                "SELECT check_name, r.severity, c.kind, site_id, observed, message, path, page, char_start, char_end FROM current_results r"
                " JOIN checks c USING (check_name) WHERE edition_id = $edition AND NOT success AND accepted IS NULL"
                " ORDER BY ALL"
            )
        ]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._con.execute(sql, {"edition": self.edition_id}).fetchall()

    def failing(self, check: str) -> Iterator[tuple[str, list[Stated]]]:
        """The figures of each site in which a check fails."""
        open_sites = {b.site_id for b in self.breaks if b.check_name == check}
        failing = self._con.execute("SELECT fact_id FROM checked_facts WHERE check_name = ? AND NOT success", [check]).fetchall()
        facts = {fact for (fact,) in failing}
        for site_id, sheet in self.sheets.items():
            if site_id in open_sites and (stated := [one for one in sheet.stated if one.fact_id in facts]):
                yield site_id, stated

    @cached_property
    def usual(self) -> list[Reads]:
        """Every measure that a sheet of the edition states, and every tenure."""
        told = [one.reads for sheet in self.sheets.values() for one in sheet.stated if one.reads.kind not in ("landlord", "staff")]
        told = [Reads(reads.kind, reads.scope, None) for reads in told]
        return list(dict.fromkeys([*told, *(Reads("housing", tenure, None) for tenure in ("all", *PARTS))]))

    def accepted(self, key: str, one: Break) -> list[Answer]:
        """The answer that accepts a finding as it is, and mentions that are printed alike all at once; none where it observes nothing."""
        if not one.observed:
            return []
        values: dict[str, object] = {"check": one.check_name, "expect": one.observed}
        if one.site_id and len({b.site_id for b in self.alike(one)}) < 2:
            values["site"] = one.site_id
        label = "it is part of no figure" if one.check_name == "mentions_explained" else "it is printed so: accept it"
        return [Answer(key, label, "decision", values)]

    def alike(self, one: Break) -> list[Break]:
        """The findings that a decision about one of them accepts too."""
        is_mention = one.check_name == "mentions_explained"
        return [b for b in self.breaks if (b.check_name, b.observed) == (one.check_name, one.observed) and (is_mention or b.site_id == one.site_id)]

    def site_at(self, document_id: str, at: int) -> str | None:
        """The site whose sheet a place is in; None before the first heading."""
        above = [start for found, start in self.headings if found == document_id and start <= at]
        return self.headings[document_id, max(above)] if above else None

    @cached_property
    def headings(self) -> Mapping[tuple[str, int], str]:
        """The site of each heading, by its place."""
        rows = self.rows("SELECT document_id, char_start, s.site_id FROM site_sections s JOIN facts USING (fact_id) WHERE s.edition_id = $edition")
        return {(document_id, start): site for document_id, start, site in rows}

    @cached_property
    def told_headings(self) -> list[tuple[str, Span]]:
        """The paths and lines of which a person says whether they open a sheet."""
        rows = self.rows("SELECT path, char_start, char_end FROM settlements WHERE edition_id = $edition AND kind = 'heading' AND status = 'held'")
        return [(path, Span(start, end)) for path, start, end in rows if start is not None]

    def number_of(self, one: Stated) -> Span:
        """Where the number of a figure stands."""
        mine = [n.span for n in self.numerals if n.fact_id == one.fact_id and n.value == one.reads.value]
        return mine[0] if mine else self.facts[one.fact_id].span

    def document_of(self, one: Stated) -> str:
        return self.facts[one.fact_id].document_id

    def beside(self, one: Stated) -> set[str]:
        """The classes of the words around a figure's number."""
        span, body = self.number_of(one), self.documents[self.facts[one.fact_id].document_id].body
        return {*classes(body[max(0, span.start - BESIDE) : span.start]), *classes(body[span.end : span.end + BESIDE])}

    def quote(self, one: Stated) -> dict[str, object]:
        place = self.facts[one.fact_id]
        return self.quote_at(place.document_id, self.number_of(one))

    def quote_of(self, n: Numeral) -> dict[str, object]:
        return self.quote_at(n.document_id, n.span)

    def line_of(self, place: Place) -> dict[str, object]:
        """The words of a figure that has no number."""
        return line_quote(self.documents[place.document_id].body, place.span)

    def quote_at(self, document_id: str, span: Span) -> dict[str, object]:
        body = self.documents[document_id].body
        printed = body[span.start : span.end].split()
        same = [n.span for n in self.numerals if n.document_id == document_id and n.text.split() == printed]
        return quote_of(body, span, same)

    def answer(self, key: str, label: str, table: Table, values: Mapping[str, object], document_id: str, effect: str = "") -> Answer:
        """An answer about words of a document, which is named where the edition has several."""
        if len(self.documents) > 1:
            values = {**values, "path": self.documents[document_id].path.partition("/")[2]}
        return Answer(key, label, table, values, effect)

    def about(self, one: Break, kind: Kind, ask: str, answers: Sequence[Answer]) -> Question:
        document = next((d for d in self.documents.values() if d.path == one.path), None)
        span = Span(one.char_start, one.char_end or one.char_start) if one.char_start is not None else None
        is_critical = one.severity == "critical"
        identity = f"{one.check_name} {one.site_id} {one.observed}"
        return self.question(kind, document and document.document_id, one.page, span, one.site_id, ask, answers, identity, is_critical=is_critical)

    def question(
        self, kind: Kind, document_id: str | None, page: int | None, span: Span | None, site_id: str | None, ask: str,
        answers: Sequence[Answer], identity: str = "", *, is_critical: bool = False,
    ) -> Question:  # fmt: skip
        body = self.documents[document_id].body if document_id else ""
        path = self.documents[document_id].path if document_id else None
        start, end = span if span is not None and document_id else (0, 0)
        quoted = {key: answers[0].values[key] for key in ("quote", "number", "occurrence") if key in answers[0].values}
        known = f"{self.edition_id} {kind} {path} {site_id} {identity or quoted}"
        return Question(
            hashlib.sha256(known.encode()).hexdigest()[:12], kind, self.edition_id, site_id, path, page,
            start if document_id and span else None, end if document_id and span else None,
            body[start:end], body[max(0, start - CONTEXT) : start] if span else "", body[end : end + CONTEXT] if span else "",
            ask, tuple(answers), is_critical, words=line_quote(body, span) if document_id and span and body[start:end].strip() else {},
        )  # fmt: skip


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.12g}")


def classes(text: str) -> list[str]:
    """The classes of a text's words, in order."""
    return [name for word in regex.findall(r"\p{L}+|€|%", plain(text)) for name in classes_of(word)]
