"""A pattern is a value that proves itself: what it reads, how, and the wordings that show it."""

import datetime
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Literal, TypeAlias

import regex
from regex import Match as Found
from regex import Pattern as Compiled

from extractors.grammar import QUARTERS, expand, last_day, month_number
from extractors.source.document import LINE_END, Document, Span
from extractors.view.numerals import ARTICLE
from extractors.view.view import View

Value: TypeAlias = str | int | bool | Decimal | datetime.date | None

TIME_LIMIT = 1.0
"""Seconds of processor time that one pattern may spend on one text."""


_HYPHEN = regex.compile(
    rf"(?<=\p{{Ll}})[-\u00ad\u2010]\s*(?:{LINE_END.pattern})\s*(?=\p{{Ll}})|(?<=\p{{L}}-)\s*(?:{LINE_END.pattern})\s*(?=\p{{Lu}})"
)


_WITH_NUMBERS = regex.compile(r"^[^\n]*[01][^\n]*(?:\n[^\n]*[01][^\n]*)*$", regex.MULTILINE)
"""Blocks that state a number, as long as they follow each other."""
_NOT_INSIDE_A_WORD = r"(?:(?<!\p{L})|(?!\p{L}))"
"""No pattern starts in the middle of a word: saying so first spares it four starts of five."""


@cache
def _compiled(source: str) -> Compiled[str]:
    return regex.compile(expand(source), regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE)


def _compile(source: str, **lists: Any) -> Compiled[str]:
    if lists:
        return regex.compile(expand(source), regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE, **lists)
    return _compiled(source)


_POSITIVE = ("stated_sites", "communes", "headcount", "period_years")
"""Columns that are a positive number or unknown; none of them is ever 0."""


class Decline(Exception):
    """A reader's word that its match is no figure after all: the numbers stay for others."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a contract table, read from `span` of the view.

    `extracted` and `named` are the places of the numerals that it uses: as figures, and as digits inside a name or
    an address.
    """

    table: str
    values: Mapping[str, Value]
    span: Span
    extracted: tuple[int, ...]
    named: tuple[int, ...] = ()


class Match:
    """A match of a pattern on a view, with its numbers and the printed words behind its groups."""

    def __init__(self, found: Found[str], view: View, document: Document, before: Sequence[Row] = (), around: Sequence[Row] = ()) -> None:
        self.found, self.view, self.document = found, view, document
        self.span = Span(*found.span())
        self.before = before
        """Rows already read in the same block, in order, or above it where the match opens its block."""
        self.around = around
        """Rows of the same block, before and after the match, and of the blocks right above it."""

    def __getitem__(self, group: str) -> str | None:
        text: str | None = self.found.groupdict().get(group)
        return text

    def __contains__(self, group: str) -> bool:
        return self[group] is not None

    def within(self, source: str, span: Span) -> "Match | None":
        """The first place inside a span where another expression, written like a pattern's, matches."""
        found = _compile(source).search(self.view.text, span.start, span.end)
        return Match(found, self.view, self.document, self.before) if found else None

    def all_within(self, source: str, span: Span) -> "Iterator[Match]":
        """Every place inside a span where another expression matches, in order."""
        for found in _compile(source).finditer(self.view.text, span.start, span.end):
            yield Match(found, self.view, self.document, self.before)

    def at(self, group: str) -> Span:
        return Span(*self.found.span(group))

    def spans(self, group: str) -> list[Span]:
        """All the places that a repeated group took."""
        return [Span(*span) for span in self.found.spans(group)] if group in self.found.re.groupindex else []

    def printed(self, span: Span) -> str:
        """The source's own words, line breaks and the hyphens of line ends joined, accents composed."""
        words = unicodedata.normalize("NFC", self.document.quote(self.view.source(span)))
        words = _HYPHEN.sub("", words)
        return " ".join(words.replace("\u00ad", "").split())

    def whole(self, at: int) -> int:
        """The whole number at a place of the view; declines a fraction."""
        value = self.view.numerals[at].value
        if value != int(value) or abs(value) >= 2**31:
            raise Decline
        return int(value)

    def count(self, group: str = "count") -> int | None:
        return self.whole(self.at(group).start) if group in self else None

    def required(self, group: str = "count") -> int:
        count = self.count(group)
        if count is None:
            raise Decline
        return count

    def decimal(self, group: str) -> Decimal:
        return self.view.numerals[self.at(group).start].value

    def qualifier(self, group: str = "count") -> str:
        for name, words in (("more_than", "more"), ("less_than", "less"), ("about", "about")):
            if words in self:
                return name
        return "about" if self.view.numerals[self.at(group).start].is_approximate else "exact"

    def date(self) -> datetime.date | None:
        """The last day of the month that the grammar's `date` found; None where there is none."""
        if "year" not in self:
            return None
        year = self.required("year")
        if year < 100 and "month" in self:
            raise Decline  # « octobre 20 14 »
        year += 2000 if year < 100 else 0
        if "quarter" in self:
            return last_day(year, QUARTERS[str(self["quarter"]).lower()])
        month = 12 if "year_end" in self else month_number(self["month"] or "") if "month" in self else self.required("month_number")
        if not (1990 <= year <= 2100 and 1 <= month <= 12):
            raise Decline
        last = last_day(year, month)
        if not 1 <= (self.count("day") or 1) <= last.day:
            raise Decline  # the 32nd of March
        return last

    def row(self, table: str, span: Span | None = None, naming: Span | None = None, parts: Sequence[Span] = (), /, **values: Value) -> Row:
        """A row read from `span` (the whole match unless said): it uses every number there, but those inside `naming`.

        Where `parts` are given, the span reaches over words between them, and only the numbers inside them are used.
        """
        if any(values.get(column) == 0 for column in _POSITIVE):
            raise Decline  # « sur 0 communes » says nothing: the number is left for a person
        span = span or self.span
        places = [at for at in self.view.numerals_in(span) if not parts or any(part.start <= at < part.end for part in parts)]
        inside = tuple(at for at in places if naming and naming.start <= at < naming.end)
        counts = {s.start for group in self.found.re.groupindex for s in self.spans(group)}
        used = tuple(at for at in places if at not in inside and (self.view.numerals[at].kind != ARTICLE or at in counts))
        return Row(table, values, span, used, tuple(at for at in inside if self.view.numerals[at].kind != ARTICLE))


Reader: TypeAlias = Callable[[Match], Iterable[Row]]
Disposition: TypeAlias = Literal["extracted", "ignored", "narrative", "unexplained"]


@dataclass(frozen=True, eq=False)
class Pattern:
    """What reads one family of wordings, or names a family of numbers that are no facts of the warehouse.

    `regex` is verbose and written for a View, with calls `(?&name)` into the grammar; `read` turns a match into rows
    (a pattern without `read` ignores the numbers it spans). `examples` go from what is read to its wordings: rows as
    `render` writes them, or the ignored numbers; `never` are wordings in which it reads nothing. `seen` says where the
    wording was met. A rule without `read` ignores only numbers within `values`, and only matches that
    `holds` confirms. A contextual pattern is read after the others, with the rows of its block before it.
    """

    name: str
    regex: str
    examples: Mapping[str, Sequence[str]]
    read: Reader | None = None
    never: Sequence[str] = ()
    seen: str = "brochure 2014"
    disposition: Disposition = "extracted"
    is_contextual: bool = False
    values: tuple[int, int] | None = None
    holds: Callable[[Match], bool] | None = None
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def compiled(self) -> Compiled[str]:
        lists: dict[str, Any] = {name: list(words) for name, words in self.lists.items()}
        anchor = "" if self.regex.lstrip().startswith("^") else _NOT_INSIDE_A_WORD
        return _compile(f"{anchor}(?:{self.regex}\n)", **lists)

    @cached_property
    def is_counting(self) -> bool:
        """Whether each match holds a number and stays in its block, so that blocks without one need no look."""
        return bool({"count", "dwellings"} & set(self.compiled.groupindex)) and r"\n(" not in self.regex

    def matches(self, text: str) -> Iterator[Found[str]]:
        """Every place of a view's text where the pattern matches; TimeoutError past TIME_LIMIT."""
        limit = TIME_LIMIT * max(1, len(text) // 10_000)
        stretches = [m.span() for m in _WITH_NUMBERS.finditer(text)] if self.is_counting else [(0, len(text))]
        for start, end in stretches:
            yield from self.compiled.finditer(text, start, end, timeout=limit)


def render(row: Row) -> str:
    """A row as examples write it: its values in order, without what is unknown or exact.

    >>> render(Row("rents", {"tenure": "social", "monthly_eur": 336, "qualifier": "exact", "charges_included": None}, Span(0, 1), ()))
    'social, 336'
    """
    return ", ".join(str(value) for value in row.values.values() if value not in (None, "exact"))
