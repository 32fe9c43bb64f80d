"""A document read: its figures with their quotations, and an account of every number it states."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from extractors.candidates import EDITION_WIDE, Candidate, Claim, rows_of, settle
from extractors.language.places import Site
from extractors.nearest import Nearest, nearest
from extractors.pattern import Disposition, Match, Value
from extractors.patterns import patterns
from extractors.patterns.stories import story_body
from extractors.sections import Section, find_sections
from extractors.source.document import Box, Document, Span
from extractors.view.numerals import ARTICLE, CARDINAL
from extractors.view.view import Block, View


@dataclass(frozen=True, slots=True)
class Fact:
    """A quotation: where a figure was read, in code points of the body, and in a PDF the boxes of its lines on its page."""

    fact_id: str
    site_id: str | None
    pattern: str
    page: int
    span: Span
    text: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a contract table, and the fact it quotes."""

    table: str
    site_id: str | None
    values: Mapping[str, Value]
    fact_id: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one number of the source."""

    page: int
    span: Span
    text: str
    value: float
    disposition: Disposition
    site_id: str | None
    fact_id: str | None = None
    reason: str | None = None
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person must look at, at its place."""

    kind: str
    site_id: str | None
    page: int
    span: Span
    text: str
    message: str


@dataclass(frozen=True)
class Reading:
    """All that was read from one document."""

    document: Document
    sites: tuple[Site, ...] = ()
    facts: tuple[Fact, ...] = ()
    figures: tuple[Figure, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    disposition: Disposition
    fact_id: str | None = None
    reason: str | None = None


_HINTS = 200
"""Unexplained numbers of a document that get a hint."""

OF_A_SHEET = frozenset({"contacts", "keywords", "zooms"})
"""Tables whose rows count only in a site's sheet."""

LISTED = frozenset({"landlord_counts", "staff"})
"""Tables whose rows come from lists: one that is there twice is printed twice."""


def read_document(document: Document) -> Reading:
    """Read one document with every pattern.

    Where two patterns want a number, the match that holds the other one wins; where neither holds the other, or a rule
    that ignores reaches beyond a figure that wants the same number, nobody gets it: it stays unexplained, with a finding.
    """
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.view = View(document.body)
        self.sections = find_sections(self.view)
        self.view.headings = tuple(section.heading.start for section in self.sections)
        self._section_starts = [section.span.start for section in self.sections]
        self._sources = [(self.view.source(section.span).start, section.site.site_id) for section in self.sections]
        """Where in the body each section starts, and its site."""
        self.findings: list[Finding] = []
        self.disputed: frozenset[int] = frozenset()
        self.doubtful = frozenset(at for fault in document.faults if fault.span for at in self._numerals_at(fault.span))
        """Numerals that only one of a PDF's two readers sees: no figure is taken from them."""
        self.hints = 0

    def read(self) -> Reading:
        settled = settle(self.view, self.document, self.doubtful)
        self.disputed = settled.disputed
        for dispute in settled.disputes:
            self._find(dispute.kind, dispute.span, dispute.message)
        return self._account(settled.candidates, settled.claims)

    def _account(self, accepted: Sequence[Candidate], claims: Mapping[int, Sequence[Claim]]) -> Reading:
        facts = [self._fact("site_heading", s.heading, s.site.site_id, s.site.name) for s in self.sections]
        figures: list[Figure] = []
        entries: dict[int, _Entry] = {}
        first: dict[tuple[int | None, str, tuple[Value, ...]], str] = {}
        for pattern, row in ((candidate.pattern.name, row) for candidate in accepted for row in candidate.rows):
            section = None if row.table in EDITION_WIDE else self._section(row.span.start)
            if row.table == "contexts":
                continue  # it told other patterns what they stand under
            if row.table == "findings":
                kind, subject = row.values["kind"], row.values["subject"]
                self._find(str(kind), row.span, f"« {subject} »: the source doubts it" if kind == "doubt_stated" else f"{subject} has no number")
                continue
            if section is None and row.table in OF_A_SHEET:
                continue  # the programme's own address, a cloud on the cover
            if section is None and row.table not in EDITION_WIDE:
                self._find("figure_without_site", row.span, "this stands before any site's heading")
                continue
            said = (section.heading.start if section else None, row.table, tuple(row.values.values()))
            if said in first and row.table not in LISTED:
                entries.update(
                    dict.fromkeys(row.extracted, _Entry("extracted", first[said]) if section is None else _Entry("ignored", reason="restated"))
                )
                continue
            fact = self._fact(pattern, row.span, section.site.site_id if section else None, repr(said))
            first[said] = fact.fact_id
            facts.append(fact)
            figures.append(Figure(row.table, fact.site_id, row.values, fact.fact_id))
            entry = _Entry("narrative", reason="story") if row.table == "zooms" else _Entry("extracted", fact.fact_id)
            entries.update(dict.fromkeys(row.extracted, entry))
            entries.update(dict.fromkeys(row.named, _Entry("ignored", reason="digits_in_a_name")))
        stories = [story_body(self.view, c.span) for c in accepted if c.pattern.name == "story"]
        self._find_faults()
        ledger = dict(self._ledger(entries, claims, stories))
        self._missing_numbers(accepted, stories, {at for at, entry in ledger.items() if entry.disposition == "unexplained"})
        numbers = (*ledger.values(), *self._list_numbers())
        return Reading(self.document, tuple(s.site for s in self.sections), tuple(facts), tuple(figures), numbers, tuple(self.findings))

    def _ledger(
        self, entries: Mapping[int, "_Entry"], claims: Mapping[int, Sequence[Claim]], stories: Sequence[Span]
    ) -> Iterator[tuple[int, LedgerEntry]]:
        told = {at for story in stories for at in self.view.numerals_in(story)}
        for at, numeral in self.view.numerals.items():
            entry, section = entries.get(at), self._section(at)
            if entry is None:
                if numeral.kind == ARTICLE:
                    continue
                rule = max(claims.get(at, ()), key=lambda c: len(c.span), default=None)
                if at in self.disputed:
                    entry = _Entry("unexplained")
                elif at in told and numeral.kind == CARDINAL:
                    entry = _Entry("narrative", reason="story")
                elif aside := self._aside(at):
                    entry = _Entry("ignored", reason=aside)
                elif section and section.heading.start <= at < section.heading.end:
                    entry = _Entry("ignored", reason="number_of_a_heading")
                else:
                    entry = _Entry(rule.disposition, reason=rule.reason) if rule else _Entry("unexplained")
            span = self.view.source(Span(at, at + 1))
            yield at, LedgerEntry(
                self.document.page_at(span.start), span, self.document.quote(span), float(numeral.value), entry.disposition,
                section.site.site_id if section else None, entry.fact_id, entry.reason,
                self._nearest(at) if entry.disposition == "unexplained" else None,
            )  # fmt: skip

    def _aside(self, at: int) -> str | None:
        """Which kind of text beside the text a number stands in, if any."""
        start = self.view.source(Span(at, at + 1)).start
        return next((aside.kind for aside in self.document.asides if aside.span.start <= start < aside.span.end), None)

    def _numerals_at(self, source: Span) -> Iterator[int]:
        """The numerals of the view that stand at a span of the body."""
        for at in self.view.numerals:
            if self.view.source(Span(at, at + 1)).overlaps(source):
                yield at

    def _find_faults(self) -> None:
        """What is wrong with the pages of a PDF, told for each site that has a part of the page."""
        for fault in self.document.faults:
            page = self.document.pages[fault.page - 1].span
            place = fault.span or Span(page.start, page.start)
            before = [site for start, site in self._sources if start <= place.start][-1:]
            sites = before if fault.span else [*before, *(site for start, site in self._sources if page.start <= start < page.end)]
            named: list[str | None] = [*dict.fromkeys(sites)]
            for site in named or [None]:
                self.findings.append(Finding(fault.kind, site, fault.page, place, self.document.quote(place), fault.message))

    def _list_numbers(self) -> Iterator[LedgerEntry]:
        for span in self.view.list_numbers:
            site = next((site for start, site in reversed(self._sources) if start <= span.start), None)
            text = self.document.quote(span)
            yield LedgerEntry(self.document.page_at(span.start), span, text, float(text), "ignored", site, reason="list_number")

    def _nearest(self, at: int) -> Nearest | None:
        """The nearest family of an unexplained number, for the first ones: a text with more is no brochure."""
        self.hints += 1
        return nearest(self.view, self.document, at) if self.hints <= _HINTS else None

    def _missing_numbers(self, accepted: Sequence[Candidate], stories: Sequence[Span], unexplained: set[int]) -> None:
        """A line among figures that would read as one if a number stood in it has lost its number.

        A number of it that nobody explains may be the one; those in parentheses belong to a list's members. A line that
        only names what the next one lists needs none, unless it begins in the middle of a sentence beside one with a number.
        """
        tables: dict[int, set[str]] = {}
        for row in (row for c in accepted for row in c.rows):
            tables.setdefault(self.view.block_at(row.span.start).span.start, set()).add(row.table)
        figures = {at for at, kinds in tables.items() if kinds != {"contexts"}}
        told = {block.span.start for story in stories for block in self.view.blocks_in(story)}
        starts = [block.span.start for block in self.view.blocks]
        for at, before, after, block in zip(starts, [-1, *starts], [*starts[1:], -1], self.view.blocks, strict=False):
            source = self.view.source(Span(at, at + 1)).start
            is_row = self.document.body[max(source - 2, 0) : source] == "| " or {before, after} <= figures
            is_listed = block.is_bullet or (is_row and not any(self.view.numerals_in(block.span)))
            is_cut = self.document.body[source].islower() and "0" in (self.view.text[before : before + 1], self.view.text[after : after + 1])
            is_heading = tables.get(at) == {"contexts"} and "landlord_counts" in tables.get(after, ()) and not is_cut
            is_loud = any(number in unexplained and self.view.text[number - 1] != "(" for number in self.view.numerals_in(block.span))
            if is_listed and not (at in figures or at in told or is_heading or is_loud) and self._section(at):
                name = _would_read(self.view, block, self.document)
                if name:
                    self._find("number_missing", block.span, f"{name} would read this line if it had its count")

    def _section(self, at: int) -> Section | None:
        index = bisect_right(self._section_starts, at) - 1
        return self.sections[index] if index >= 0 else None

    def _fact(self, pattern: str, span: Span, site_id: str | None, says: str) -> Fact:
        source = self.view.source(span)
        identity = f"{self.document.document_id} {source.start} {source.end} {pattern} {says}"
        fact_id = hashlib.sha256(identity.encode()).hexdigest()[:16]
        boxes = self.document.words.lines(source)
        return Fact(fact_id, site_id, pattern, self.document.page_at(source.start), source, self.document.quote(source), boxes)

    def _find(self, kind: str, span: Span, message: str) -> None:
        source = self.view.source(span)
        section = self._section(span.start)
        site_id = section.site.site_id if section else None
        self.findings.append(Finding(kind, site_id, self.document.page_at(source.start), source, self.document.quote(source), message))


_SLOT = regex.compile(
    r"^|(?<=\ (?:de|a|pres\ de|plus\ de|moins\ de|environ|moyen|:)\ )|(?<=\ d')|\ ?(?=(?:euros?\b|€))|$",
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_LONGEST = 400


def _would_read(view: View, block: Block, document: Document) -> str | None:
    if len(block.span) > _LONGEST:
        return None
    for slot in _SLOT.finditer(view.text, block.span.start, block.span.end):
        probe = view.with_number(block.span, slot.end())
        for pattern in patterns():
            if pattern.read is None or pattern.is_contextual or "count" not in pattern.compiled.groupindex:
                continue
            for m in pattern.matches(probe.text):
                match = Match(m, probe, document)
                if probe.numerals.get(match.at("count").start) and match.at("count").start == probe.phantom and rows_of(pattern, match):
                    return pattern.name
    return None
