"""A document read: its figures with their quotations, and an account of every number and mention."""

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from itertools import islice
from types import MappingProxyType

from extractors.deciding.doubts import torn
from extractors.deciding.evidence import Learned, using
from extractors.deciding.figures import Figures
from extractors.deciding.lessons import Lesson
from extractors.deciding.lost import find_lost
from extractors.deciding.settled import Settlements
from extractors.deciding.told import READERS, Taken
from extractors.language.glossary import rows_defined
from extractors.language.seen import taught
from extractors.language.spelling import plain
from extractors.language.taught import rows_taught
from extractors.ledger import Disposition, Fact, Figure, Finding, LedgerEntry, Mention, MentionKind, Reading
from extractors.measures.edition import find_edition
from extractors.measures.found import Found
from extractors.measures.keywords import find_keywords
from extractors.measures.row import Row, Value
from extractors.source.decisions import Decisions
from extractors.source.document import Document, Span
from extractors.structure.told import site_told
from extractors.view.numerals import ARTICLE, BOUND, DAMAGED

__all__ = ["Fact", "Figure", "Finding", "LedgerEntry", "Mention", "Reading", "read_document"]

EDITION_WIDE = frozenset({"editions"})
"""Tables whose rows speak of the edition, wherever they stand."""
OF_A_SHEET = frozenset({"contacts", "keywords", "zooms"})
"""Tables whose rows count only in a site's sheet."""
_NAMES = ("reported_name", "intermediary", "role")
"""Columns whose words may be printed elsewhere too."""
_OVERLAPPING = 50
"""Facts among which the one is looked for that quotes a place."""
LISTED = frozenset({"landlord_counts", "other_figures", "staff"})
"""Tables whose rows come from lists: one that is there twice is printed twice."""


def read_document(
    document: Document,
    decisions: Decisions | None = None,
    earlier: Mapping[str, Decisions] | None = None,
    learned: Learned | None = None,
    explained: Mapping[str, str] = MappingProxyType({}),
) -> Reading:
    """Read one document: find what it names, decide what its numbers count, and account for all of it.

    What a person decided about the edition outranks what is read; that and what was decided
    about earlier ones of the series (`earlier`, by edition) teach how the same words are read elsewhere.
    Evidence is weighed as settled editions taught (`learned`), else with the weights of the package.
    `explained` has what the edition's files say that abbreviations stand for.
    """
    decisions, earlier = decisions or Decisions(), earlier or {}
    names = [name for of in (*earlier.values(), decisions) for name in of.names]
    more = defaultdict[str, list[Mapping[str, str]]](list)
    for rows in (rows_taught(names), rows_defined(document.body, explained)):
        for table, added in rows.items():
            more[table] += added
    with taught(more), using(learned.weights) if learned else nullcontext():
        return _Reader(document, decisions, earlier).read()


class _Reader:
    def __init__(self, document: Document, decisions: Decisions, earlier: Mapping[str, Decisions]) -> None:
        self.document = document
        self.settlements = Settlements(
            document, decisions, [h for of in earlier.values() for h in of.headings]
        )
        self.found = Found(document, self.settlements.headings)
        self.view, self.sections = self.found.view, self.found.sections
        sheets = [(self.view.source(section.span), section.site.site_id) for section in self.sections]
        lessons = [
            Lesson(f"taught by {edition} figure {number}", figure)
            for edition, of in (*earlier.items(), (document.edition_id, decisions))
            for number, figure in enumerate(of.figures, 1)
        ]
        said = self.settlements.numbers(self.view, sheets)
        self.found.told_stories = self.settlements.stories()
        self.figures_of = Figures(self.found, said, lessons)
        self._sources = [(sheet.start, site_id) for sheet, site_id in sheets]
        """Where in the body each section starts, and its site."""
        self.facts: list[Fact] = []
        self.figures: list[Figure] = []
        self.findings: list[Finding] = []
        self.doubtful = frozenset(
            at for fault in document.faults if fault.span for at in self._numerals_at(fault.span)
        )
        """Numerals that only one of a PDF's two readers sees: no figure is taken from them."""
        self._torn = torn(self.found)
        """Numerals that are ends of a range or pieces of one number."""
        self._became: dict[int, tuple[Disposition, str | None, str | None]] = {}
        """What became of numerals: their disposition, fact and reason."""
        self._said: dict[tuple[str | None, str, tuple[Value, ...]], str] = {}
        """What was read of each site, and the first fact that says it."""
        self._told: dict[tuple[str | None, str], str] = {}
        """The landlords, intermediaries and roles that a person says a site has, and the fact of each."""
        self._read: list[tuple[Span, str]] = []
        """Where rows were read, and their facts, in the order of their places once all are read."""

    def read(self) -> Reading:
        self._headings()
        for taken in sorted(self._taken(), key=lambda taken: taken.settled_by != "person"):
            self._take(taken)
        self._find_faults()
        for lost in find_lost(self.found, self.figures_of):
            self._find(lost.kind, lost.span, lost.message)
        sites = {section.site.site_id: section.site for section in self.sections}
        for cell in self.found.cells.values():
            if cell.site is not None and any(figure.site_id == cell.site.site_id for figure in self.figures):
                sites.setdefault(cell.site.site_id, cell.site)
        told = [row.statement.site for rows in self.figures_of.said.values() for row in rows]
        sites.update({site: site_told(site) for site in told if site is not None and site not in sites})
        self._read.sort()
        numbers = (*self._numerals(), *self._list_numbers())
        return Reading(
            self.document,
            tuple(sites.values()),
            tuple(self.facts),
            tuple(self.figures),
            numbers,
            tuple(self.findings),
            tuple(self._mentions()),
            tuple(self.settlements.outcomes),
        )

    # rows → facts and figures

    def _headings(self) -> None:
        for section in self.sections:
            if section.is_sheet:
                fact = self._fact(
                    Taken(Row("sites", {}, section.heading, ()), "site_heading"),
                    section.site.site_id,
                    section.site.name,
                )
                self.facts.append(fact)
                self._read.append((section.heading, fact.fact_id))

    def _taken(self) -> Iterator[Taken]:
        yield from self.figures_of.rows()
        for told in (row for row in self.settlements.rows if row.statement.table != "zooms"):
            statement = told.statement
            row = Row(statement.table, dict(statement.values), told.quote, (), site_id=statement.site)
            yield Taken(row, READERS.get(row.table, row.table), "person")
        for story in self.found.stories:
            yield Taken(story.row, "story", "person" if story.is_told else "pattern")
        whole = self.found.reference_dates.get(None)
        if whole is not None:
            parts = tuple(at for date in self.found.dates if date.span == whole[1] for at in date.numerals)
            yield Taken(Row("editions", {"as_of": whole[0]}, whole[1], parts), "reference_date")
        contacts, _ = self.found.contacts
        for readers, rows in (
            ("contact", contacts),
            ("word_cloud", find_keywords(self.view, self.sections)),
            ("stated_sites", find_edition(self.view, self.sections)),
        ):
            for row in rows:
                yield Taken(row, readers)

    def _take(self, taken: Taken) -> None:
        row = taken.row
        if taken.settled_by != "person" and (
            self.doubtful.intersection(row.extracted)
            or (row.table != "other_figures" and self._torn.intersection(row.extracted))
        ):
            return
        is_bare = not row.extracted or row.table == "zooms"  # « Trois clés » is a title
        if is_bare and taken.settled_by != "person" and self.settlements.replaces(row.table, row.span):
            return
        section = None if row.table in EDITION_WIDE else self.found.section(row.span.start)
        site_id = (
            None if row.table in EDITION_WIDE else row.site_id or (section.site.site_id if section else None)
        )
        is_of_the_programme = row.table == "other_figures" and bool(self.sections)
        if site_id is None and row.table not in EDITION_WIDE and not is_of_the_programme:
            if row.table not in OF_A_SHEET and row.table != "other_figures":
                self._find("figure_without_site", row.span, "this stands before any site's heading")
            return
        role = plain(str(row.values.get("role")))
        is_uncounted = row.table == "staff" and row.values["headcount"] is None
        if is_uncounted and taken.settled_by != "person" and (site_id, role) in self._told:
            return
        said = (site_id, row.table, tuple(row.values.values()))
        known = self._said.get(said) if row.table not in LISTED else None
        if known is not None:
            became: tuple[Disposition, str | None, str | None] = (
                ("extracted", known, None) if site_id is None else ("ignored", None, "restated")
            )
            self._became.update({at: became for at in row.extracted if at not in self._became})
            return
        fact = self._fact(taken, site_id, repr(said))
        self._said[said] = fact.fact_id
        self.facts.append(fact)
        self.figures.append(Figure(row.table, site_id, row.values, fact.fact_id))
        self._read.append((row.span, fact.fact_id))
        if taken.settled_by == "person":
            names = (row.values.get(column) for column in _NAMES)
            self._told.update({(site_id, plain(str(name))): fact.fact_id for name in names if name})
        became = ("narrative", None, "story") if row.table == "zooms" else ("extracted", fact.fact_id, None)
        self._became.update(dict.fromkeys(row.extracted, became))
        self._became.update(dict.fromkeys(row.named, ("ignored", None, "digits_in_a_name")))

    def _fact(self, taken: Taken, site_id: str | None, says: str) -> Fact:
        source = self.view.source(taken.row.span)
        identity = f"{self.document.document_id} {source.start} {source.end} {taken.reader} {says}"
        fact_id = hashlib.sha256(identity.encode()).hexdigest()[:16]
        return Fact(
            fact_id,
            site_id,
            taken.reader,
            self.document.page_at(source.start),
            source,
            self.document.quote(source),
            self.document.words.lines(source),
            taken.settled_by,
            round(taken.confidence, 4),
            taken.spent,
            taken.printed,
        )

    # the ledger

    def _numerals(self) -> Iterator[LedgerEntry]:
        for at, numeral in self.view.numerals.items():
            became = self._became.get(at) or self._otherwise(at)
            if became is None:
                continue
            disposition, fact_id, reason = became
            span, section = self.view.places[at], self.found.section(at)
            yield LedgerEntry(
                self.document.page_at(span.start),
                span,
                self.document.quote(span),
                float(numeral.value),
                disposition,
                section.site.site_id if section else None,
                fact_id,
                reason,
                proposals=self.figures_of.proposals.get(at, ()) if disposition == "unexplained" else (),
            )

    def _otherwise(self, at: int) -> tuple[Disposition, str | None, str | None] | None:
        """What became of a number that no row uses: part of a story, ignored by a rule, or unexplained; None
        for an article."""
        kind = self.view.numerals[at].kind
        if at in self.figures_of.said:
            return "ignored", None, "settled_by_a_person"
        taught = self.figures_of.taught.get(at)
        if taught is not None and not any(said.statement.table for said in taught.rows):
            return "ignored", None, taught.lesson
        if kind == ARTICLE:
            return None
        if at in self.doubtful or kind == DAMAGED:
            return "unexplained", None, None
        if self.found.is_told(at):
            is_overlooked = at in self.figures_of.overlooked
            return ("unexplained", None, None) if is_overlooked else ("narrative", None, "story")
        start = self.view.places[at].start
        beside = next(
            (aside.kind for aside in self.document.asides if aside.span.start <= start < aside.span.end), None
        )
        if beside is not None:
            return "ignored", None, beside
        if at in self.found.dated:
            return "ignored", None, "date"
        section = self.found.section(at)
        if section is not None and section.heading.start <= at < section.heading.end:
            return "ignored", None, "number_of_a_heading"
        if at in self.figures_of.totals:
            return "ignored", None, "total_of_all_sites"
        if at in self.found.outline:
            return "ignored", None, "heading_number"
        aside = self.found.asides.get(at)
        if aside is not None and not aside.is_explained:
            return "unexplained", None, None
        if aside is not None and self.figures_of.taken(at) is None:
            return "ignored", None, aside.kind
        if kind == BOUND:
            return "ignored", None, "digits_in_a_word"
        cell = self.found.cells.get(at)
        if cell is not None and cell.is_other:
            reason = "date" if cell.is_head else "target" if cell.is_target else "earlier"
            reason = "total_of_all_sites" if cell.is_total else reason
            return "ignored", None, reason
        return "unexplained", None, None

    def _list_numbers(self) -> Iterator[LedgerEntry]:
        for span in self.view.list_numbers:
            site = next((site for start, site in reversed(self._sources) if start <= span.start), None)
            text = self.document.quote(span)
            yield LedgerEntry(
                self.document.page_at(span.start),
                span,
                text,
                float(text),
                "ignored",
                site,
                reason="list_number",
            )

    def _mentions(self) -> Iterator[Mention]:
        seen: set[tuple[int, str]] = set()
        for kind, span, found, why in self._named():
            disposition, reason = found, why
            fact = self._fact_at(span.start)
            told = self._told_by(span) if kind in ("landlord", "role") and found == "unexplained" else None
            is_read = fact is not None and span not in self.figures_of.open_names
            if found == "unexplained" and (is_read or told):
                fact, disposition, reason = (fact if is_read else told), "extracted", None
            elif found == "unexplained" and self.found.is_told(span.start):
                disposition, reason = "narrative", "story"
            source, section = self.view.source(span), self.found.section(span.start)
            if (source.start, kind) in seen:
                continue
            seen.add((source.start, kind))
            yield Mention(
                kind,
                self.document.page_at(source.start),
                source,
                self.document.quote(source),
                disposition,
                section.site.site_id if section else None,
                fact if disposition == "extracted" else None,
                reason,
            )

    def _told_by(self, name: Span) -> str | None:
        """The fact of a person's row that has a name at its site."""
        section = self.found.section(name.start)
        site = section.site.site_id if section else None
        roles = [role for one in self.found.roles if one.span == name for role in one.roles]
        names = (plain(text) for text in (self.view.quote(name), *roles))
        return next((self._told[site, one] for one in names if (site, one) in self._told), None)

    def _fact_at(self, at: int) -> str | None:
        """The fact that quotes a place; of several the one that starts last."""
        index = bisect_right(self._read, at, key=lambda read: read[0].start)
        near = islice(reversed(self._read[:index]), _OVERLAPPING)
        return next((fact_id for where, fact_id in near if at < where.end), None)

    def _named(self) -> Iterator[tuple[MentionKind, Span, Disposition, str | None]]:
        """Every mention, with what became of it unless a row has it."""
        contacts, loose = self.found.contacts
        for row in contacts:
            if row.values["email"]:
                yield "email", row.span, "unexplained", None
        for address in loose:
            yield "email", address.span, ("ignored" if address.reason else "unexplained"), address.reason
        for listed in self.found.lists:
            for item in listed.items:
                lost = item.at is None  # a finding of its own
                yield (
                    "landlord",
                    item.name,
                    ("ignored" if lost else "unexplained"),
                    ("listed_without_its_number" if lost else None),
                )
        for name in self.figures_of.open_names:
            yield "landlord", name, "unexplained", None
        for mention in self.found.landlords:
            yield "landlord", mention.span, "ignored", "named_without_a_number"
        team = self.found.team
        outside = {role.span for role in team.loose}.difference(role.span for role in team.open)
        for role in self.found.roles:
            ignored = role.span in outside and not self.found.is_told(role.span.start)
            yield (
                "role",
                role.span,
                ("ignored" if ignored else "unexplained"),
                ("named_outside_a_team" if ignored else None),
            )
        used = {at for figure in self._became for at in (figure,) if self._became[figure][0] == "extracted"}
        for date in self.found.dates:
            is_used = used.issuperset(date.numerals)
            yield "date", date.span, ("unexplained" if is_used else "ignored"), (None if is_used else "date")
        for section in self.sections:
            yield "place", section.heading, "unexplained", None
        for story in self.found.stories:
            yield "story", story.title_span, "unexplained", None
        for title in self.found.open_titles:
            yield "story", title, "unexplained", None

    # places

    def _numerals_at(self, source: Span) -> Iterator[int]:
        """The numerals of the view that stand at a span of the body."""
        for at, span in self.view.places.items():
            if span.overlaps(source):
                yield at

    def _find_faults(self) -> None:
        """What is wrong with the pages of a PDF, told for each site that has a part of the page."""
        for fault in self.document.faults:
            page = self.document.pages[fault.page - 1].span
            place = fault.span or Span(page.start, page.start)
            before = [site for start, site in self._sources if start <= place.start][-1:]
            sites = (
                before
                if fault.span
                else [*before, *(site for start, site in self._sources if page.start <= start < page.end)]
            )
            named: list[str | None] = [*dict.fromkeys(sites)]
            for site in named or [None]:
                self.findings.append(
                    Finding(fault.kind, site, fault.page, place, self.document.quote(place), fault.message)
                )

    def _find(self, kind: str, span: Span, message: str) -> None:
        source = self.view.source(span)
        section = self.found.section(span.start)
        site_id = section.site.site_id if section else None
        self.findings.append(
            Finding(
                kind,
                site_id,
                self.document.page_at(source.start),
                source,
                self.document.quote(source),
                message,
            )
        )
