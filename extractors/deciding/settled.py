"""What a person decided, found at its places in one document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.deciding.evidence import OTHER
from extractors.language.places import Site
from extractors.language.spelling import plain
from extractors.ledger import Settled, SettledKind
from extractors.measures.row import Value
from extractors.measures.stories import Told
from extractors.source.decisions import CorrectionDecision, Decisions, FigureDecision, HeadingDecision, Quoted
from extractors.source.document import LINE_END, Document, Span
from extractors.source.notation import NOTHING, Statement, parse_statement
from extractors.source.quotes import find_quote, nearest
from extractors.structure.told import site_told
from extractors.view.view import View


@dataclass(frozen=True)
class Said:
    """A row that a person says a number is; `printed` where the number as printed is a misprint."""

    statement: Statement
    quote: Span
    printed: str | None = None

    @property
    def measure(self) -> str:
        """What the evidence would call it; no measure where other tables have it."""
        values = self.statement.values
        match self.statement.table:
            case "population_counts":
                return str(values["measure"])
            case "housing_counts" if values.get("intermediary") is None:
                return str(values["tenure"])
            case "rents":
                return "rent"
            case "encounters":
                return "encounters"
        return OTHER


class Settlements:
    """Decisions about quoted words of one document: headings first, numbers once it has a view."""

    def __init__(
        self, document: Document, decisions: Decisions, earlier: Iterable[HeadingDecision] = ()
    ) -> None:
        self.document, self.decisions = document, decisions
        self.outcomes: list[Settled] = []
        self.headings: dict[Span, Site | None] = {}
        self.unread: list[Span] = []
        """Words that say nothing, whatever numbers they have, in the view."""
        self.rows: list[Said] = []
        """Rows without a number: stories, contacts, roles."""
        for heading in earlier:
            places = find_quote(document.body, heading.quote)
            if len(places) == 1 and heading.site != NOTHING and _is_line(document.body, places[0]):
                self.headings[places[0]] = site_told(heading.site)
        for number, heading in enumerate(decisions.headings, 1):
            if place := self._place("heading", number, heading, ()):
                self.headings[place] = None if heading.site == NOTHING else site_told(heading.site)
                self._tell("heading", number, heading, place)

    def replaces(self, table: str, span: Span) -> bool:
        """Whether a person says that words without a number are nothing, or another row of the table."""
        rows = (said.quote for said in self.rows if said.statement.table == table)
        return any(told.overlaps(span) for told in (*self.unread, *rows))

    def stories(self) -> list[Told]:
        """What a person says of titles of stories, once the numbers are known."""
        rows = [said for said in self.rows if said.statement.table == "zooms"]
        titled = [Told(said.quote, str(said.statement.values["title"]), said.statement.site) for said in rows]
        return [*titled, *map(Told, self.unread)]

    def numbers(self, view: View, sites: Sequence[tuple[Span, str]]) -> dict[int, list[Said]]:
        """What a person says of the numbers of a view, by their places; `sites` are the body's sheets."""
        said: dict[int, list[Said]] = {}
        decided: dict[int, tuple[str, tuple[str, ...]]] = {}
        kinds: tuple[tuple[SettledKind, Sequence[FigureDecision | CorrectionDecision]], ...] = (
            ("figure", self.decisions.figures),
            ("correction", self.decisions.corrections),
        )
        for kind, decisions in kinds:
            for number, decision in enumerate(decisions, 1):
                place = self._place(kind, number, decision, sites)
                if place is None:
                    continue
                try:
                    found = list(_bound(view, place, decision))
                except LookupError as error:
                    self._tell(kind, number, decision, place, "changed", str(error.args[0]))
                    continue
                again = next((decided[at] for at, _ in found if at in decided), None)
                if again is not None and again[1] != decision.reads:
                    twice = f"« {decision.quote} » is decided by {again[0]} already: keep one of the two"
                    self._tell(kind, number, decision, place, "changed", twice)
                    continue
                found = [(at, row) for at, row in found if at not in decided]
                decided.update(
                    {at: (f"{kind} {number}", decision.reads) for at, _ in found if at is not None}
                )
                if decision.reads == (NOTHING,) and decision.number is None:
                    self.unread.append(view.place(place))
                for at, row in found:
                    if at is None:
                        self.rows.append(row)
                    else:
                        said.setdefault(at, []).append(row)
                self._tell(kind, number, decision, place)
        return said

    def _place(
        self, kind: SettledKind, number: int, decision: Quoted, sites: Sequence[tuple[Span, str]]
    ) -> Span | None:
        """Where the quoted words stand; what is told where they do not, or in several places."""
        if decision.path is not None and decision.path not in (
            self.document.path,
            self.document.path.partition("/")[2],
        ):
            return None
        body = self.document.body
        places = find_quote(body, decision.quote)
        site = getattr(decision, "site", None) if kind != "heading" else None
        if site is not None:
            places = [p for p in places if any(s == site and sheet.contains(p) for sheet, s in sites)]
        if not places:
            moved = nearest(body, decision.quote)
            where = f"; did it become « {' '.join(body[moved.start : moved.end].split())} »?" if moved else ""
            self._tell(
                kind,
                number,
                decision,
                moved,
                "gone",
                f"« {decision.quote} » is not in the source any more{where}",
            )
            return None
        if decision.occurrence is None and len(places) > 1:
            many = (
                f"« {decision.quote} » stands {len(places)} times: "
                "say which with occurrence = 1, or quote more words"
            )
            self._tell(kind, number, decision, places[0], "changed", many)
            return None
        index = (decision.occurrence or 1) - 1
        if index >= len(places):
            few = f"« {decision.quote} » stands {len(places)} times, not {index + 1}"
            self._tell(kind, number, decision, places[-1], "changed", few)
            return None
        return places[index]

    def _tell(
        self, kind: SettledKind, number: int, decision: Quoted, span: Span | None,
        status: str = "held", message: str = "",
    ) -> None:  # fmt: skip
        reads = (
            decision.site
            if isinstance(decision, HeadingDecision)
            else " + ".join(getattr(decision, "reads", ()))
        )
        self.outcomes.append(
            Settled(
                kind, number, decision.quote, str(reads), decision.by, decision.why, status, span, message
            )
        )


def _is_line(body: str, place: Span) -> bool:
    """Whether words stand on a line of their own."""
    before = body[: place.start].rstrip(" \t")[-1:]
    after = body[place.end :].lstrip(" \t")[:1]
    return all(not mark or LINE_END.fullmatch(mark) for mark in (before, after))


def _bound(
    view: View, place: Span, decision: FigureDecision | CorrectionDecision
) -> Iterator[tuple[int | None, Said]]:
    """The numbers of a quote, each with what a person says of it, and rows that have none; LookupError where
    it has no such number or word."""
    quote = view.place(place)
    numbers = view.numerals_in(quote)
    named = [at for at in numbers if _same(view.quote(Span(at, at + 1)), decision.number)]
    if decision.number is not None and not named:
        raise LookupError(f"« {decision.quote} » has no number {decision.number}")
    is_correction = isinstance(decision, CorrectionDecision)
    free = list(named or numbers)
    for text in decision.reads:
        statement = parse_statement(text)
        if statement.table == "":
            yield from ((at, Said(statement, quote)) for at in (named[:1] or numbers))
            continue
        is_one = statement.table == "staff" and statement.count == 1  # « la directrice »
        if statement.table in ("zooms", "contacts") or (not numbers and (statement.count is None or is_one)):
            _check_words(view.quote(quote), statement)
            yield None, Said(statement, quote)
            continue
        if statement.count is None or named:
            at = next(iter(named or free), None)
        elif is_correction:
            at = free[0] if len(free) == 1 else None
        else:
            at = next((n for n in (*free, *numbers) if view.numerals[n].value == statement.count), None)
        if not numbers:
            raise LookupError(
                f"« {decision.quote} » has no number: all that can be said of it is `{NOTHING}`"
            )
        if at is None:
            printed = ", ".join(view.quote(Span(n, n + 1)) for n in numbers)
            raise LookupError(
                f"« {decision.quote} » has the numbers {printed}: say which one counts {text!r} with number"
            )
        if not is_correction and statement.count not in (None, view.numerals[at].value):
            words = view.quote(Span(at, at + 1))
            raise LookupError(
                f"the source prints {words}, reads says {statement.count}: a misprint is a [[correction]]"
            )
        free = [n for n in free if n != at] if not named else free
        yield at, Said(statement, quote, view.quote(Span(at, at + 1)) if is_correction else None)


def _check_words(quote: str, statement: Statement) -> None:
    """LookupError where quoted words do not have the name, title or address of a row without a number."""
    words = plain(quote)
    for column in ("title", "name", "email"):
        value = statement.values.get(column)
        if value is not None and " ".join(plain(str(value)).split()) not in " ".join(words.split()):
            raise LookupError(f"« {' '.join(quote.split())} » does not print {value}")


def _same(printed: str, number: str | None) -> bool:
    return number is not None and "".join(printed.split()) == "".join(number.split())


def merged(said: Said, read: Mapping[str, Value]) -> dict[str, Value]:
    """The columns of a row: those that a person names, the others as the source was read."""
    statement = said.statement
    whole = dict(statement.values)
    whole.update(
        {column: value for column, value in read.items() if column in whole and column not in statement.said}
    )
    return whole


def valued(saids: Iterable[Said], value: Decimal) -> Decimal:
    """What a number is worth in the sheet's arithmetic: as corrected."""
    return next(
        (said.statement.count for said in saids if said.printed and said.statement.count is not None), value
    )
