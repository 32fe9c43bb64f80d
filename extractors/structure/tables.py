"""Tables whose columns are sites or dates: which column each number stands in, and which row's label speaks of it."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from extractors.language.dates import DateMention
from extractors.language.places import Site, find_place
from extractors.source.document import LINE_END, Span
from extractors.view.view import View

_BAR = regex.compile(r"[^|\n]+")
_TAB = regex.compile(r"[^\t\n]+")
_GAP = regex.compile(r"[^\s](?:[^\s]| (?! ))*")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_BEFORE = regex.compile(r"N ?[-–] ?1|(?:exercice |année )?précédente?|rappel\b.*", regex.IGNORECASE)
_NOW = regex.compile(r"N|(?:exercice|année) (?:N|en cours)", regex.IGNORECASE)
_YOUTH = regex.compile(r"(?<town>.+?) jeunes", regex.IGNORECASE)
_MOST = 3
"""Blank or empty lines that may part the rows of one table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a number stands in a table: in a site's column, or in a date's; `row` numbers the table's lines.

    `is_earlier` says that the table has a later column than this one.
    """

    row: int
    site: Site | None = None
    date: datetime.date | None = None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    rank: int
    among: int
    site: Site | None
    date: datetime.date | None
    is_earlier: bool = False


def find_cells(view: View, dates: Sequence[DateMention]) -> dict[int, Cell]:
    """The cell of each number that stands in a column with a site or a date as its head, by the number's place in the view.

    >>> view = View("| | Lille | Paris |\\n| Logements | 12 | 30 |")
    >>> [cell.site.site_id for cell in find_cells(view, []).values()]
    ['lille', 'paris']
    """
    days = {view.source(date.span).start: date.value for date in dates if date.value is not None}
    numerals = [(view.source(Span(at, at + 1)).start, at) for at in view.numerals]
    return dict(_cells(view.body, days, numerals))


def _lines(body: str) -> Iterator[Span]:
    start = 0
    for m in LINE_END.finditer(body):
        yield Span(start, m.start())
        start = m.end()
    yield Span(start, len(body))


def _cells(body: str, days: Mapping[int, datetime.date], numerals: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Cell]]:
    heads: list[_Head] = []
    splitter, empty, index = _BAR, 0, 0
    for row, line in enumerate(_lines(body)):
        here = []
        while index < len(numerals) and numerals[index][0] < line.end:
            here.append(numerals[index])
            index += 1
        text = body[line.start : line.end]
        kind = _splitter(text)
        if kind is None:
            empty += 1
            if empty > _MOST or (heads and text.strip() and not here and splitter is not _GAP):
                heads = []
            continue
        cells = [(m.start(), m.end()) for m in kind.finditer(body, line.start, line.end)]
        found = _heads(body, cells, days)
        if found and (not heads or empty):
            heads, splitter, empty = found, kind, 0
            continue
        if not heads or kind is not splitter:
            continue
        empty = 0
        for place, at in here:
            head = _under(heads, cells, place)
            if head is not None:
                yield at, Cell(row, head.site, head.date, head.is_earlier)


def _splitter(text: str) -> "regex.Pattern[str] | None":
    """What parts the cells of a line: bars, tabs, or gaps of two spaces; None where it is no row."""
    if text.count("|") >= 2:
        return _BAR
    if "\t" in text.strip():
        return _TAB
    return _GAP if "  " in text.strip() else None


def _heads(body: str, cells: Sequence[tuple[int, int]], days: Mapping[int, datetime.date]) -> list[_Head]:
    """The heads of columns on a line that holds little else; none where it is a row of figures."""
    heads: list[_Head] = []
    others = 0
    for rank, (start, end) in enumerate(cells):
        text = body[start:end].strip(" \u00a0*")
        first = start + len(body[start:end]) - len(body[start:end].lstrip())
        date = next((days[at] for at in range(first, min(first + 12, end)) if at in days), None) if text[-1:].isdigit() else None
        if date is None and _YEAR.fullmatch(text):
            date = datetime.date(int(text), 12, 31)
        site = _site(text) if text[:1].isupper() and date is None else None
        if date or site or _BEFORE.fullmatch(text) or _NOW.fullmatch(text):
            heads.append(_Head(rank, len(cells), site, date, bool(_BEFORE.fullmatch(text))))
        elif text and any(c.isdigit() for c in text):
            return []
        else:
            others += bool(text)
    if len(heads) < 2 or others > 1 or len({head.site for head in heads if head.site}) == 1:
        return []
    newest = max((head.date for head in heads if head.date), default=None)
    return [_Head(h.rank, h.among, h.site, h.date, h.is_earlier or bool(h.date and newest and h.date < newest)) for h in heads]


def _site(text: str) -> Site | None:
    place = find_place(text)
    if place is None and (m := _YOUTH.fullmatch(text)) and (town := find_place(m["town"])):
        return Site(f"{town.site_id}-jeunes", f"{town.name} Jeunes", town.commune_code, town.department_code, town.region_code)
    return place


def _under(heads: Sequence[_Head], cells: Sequence[tuple[int, int]], place: int) -> _Head | None:
    """The head above a number, by the rank of its cell; a head's line may leave out the first cell, above the labels."""
    rank = next((n for n, (start, end) in enumerate(cells) if start <= place < end), None)
    shift = len(cells) - heads[0].among
    if not rank or shift not in (0, 1):
        return None
    return next((head for head in heads if head.rank == rank - shift), None)
