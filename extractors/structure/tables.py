"""Tables whose columns are sites or dates: which column each number stands in, and which row's label speaks
of it."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from extractors.language.dates import DateMention
from extractors.language.places import Site, read_place
from extractors.language.spelling import plain
from extractors.source.document import LINE_END, Span
from extractors.view.view import View

_BAR = regex.compile(r"[|\n]+")
_TAB = regex.compile(r"\t")
_GAP = regex.compile(r"[ \u00a0]{2,}|[ \u00a0]*(?:[.…][ \u00a0]?){3,}[ \u00a0]*|_{3,}")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_BEFORE = regex.compile(r"N ?[-–] ?1|(?:exercice |annee )?precedente?|rappel\b.*", regex.IGNORECASE)
_NOW = regex.compile(r"N|(?:exercice|annee) (?:N|en cours)", regex.IGNORECASE)
_MOST = 3
"""Lines that may part the rows of one table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a number stands in a table: in a site's column, or in a date's; `row` numbers the document's
    lines.

    `is_earlier` says that the table has a later column than this one; `is_value` that the number is the first
    of its cell,
    what the row's label counts: in « 74 sur 9 communes » the 74.
    """

    row: int
    site: Site | None = None
    date: datetime.date | None = None
    is_earlier: bool = False
    is_value: bool = True


@dataclass(frozen=True, slots=True)
class _Head:
    """A column's head: the rank of its cell among those of the heads' line, and what it names."""

    rank: int
    among: int
    site: Site | None
    date: datetime.date | None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a line: its place in the body, and its words."""

    start: int
    end: int
    text: str


def find_cells(view: View, dates: Sequence[DateMention]) -> dict[int, Cell]:
    """The cell of each number that stands in a column with a site or a date as its head, by the number's
    place in the view.

    >>> view = View("| | Lille | Paris |\\n| Logements | 12 | 30 |")
    >>> [cell.site.site_id for cell in find_cells(view, []).values()]
    ['lille', 'paris']
    """
    if not _may_have_tables(view.body):
        return {}
    days = {view.source(date.span).start: date.value for date in dates if date.value is not None}
    numerals = [(span.start, at) for at, span in view.places.items()]
    return dict(_cells(view.body, days, numerals))


def _may_have_tables(body: str) -> bool:
    return "|" in body or "\t" in body or "   " in body or "...." in body


def lines_in(body: str) -> Iterator[Span]:
    start = 0
    for m in LINE_END.finditer(body):
        yield Span(start, m.start())
        start = m.end()
    yield Span(start, len(body))


def _cells(
    body: str, days: Mapping[int, datetime.date], numerals: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, Cell]]:
    heads: list[_Head] = []
    above: list[Part] = []
    empty = index = 0
    for row, line in enumerate(lines_in(body)):
        first = index
        while index < len(numerals) and numerals[index][0] < line.end:
            index += 1
        parts = parts_of(body, line)
        found = _heads(parts, days) or _heads(_joined(above, parts), days)
        above = parts
        if found and (not heads or empty):
            heads, empty = found, 0
        elif len(parts) < 2:
            empty += 1
            if empty > _MOST or (parts and first < index):
                heads = []
        else:
            empty = 0
            last = None
            for place, at in numerals[first:index]:
                head = _under(heads, parts, place)
                if head is not None:
                    yield at, Cell(row, head.site, head.date, head.is_earlier, head is not last)
                last = head


def parts_of(body: str, line: Span) -> list[Part]:
    """The cells of a line, parted by bars, tabs, leaders or gaps of two spaces; cells between bars or tabs
    may be empty."""
    text = body[line.start : line.end].rstrip()
    kind = _BAR if text.count("|") >= 2 else _TAB if "\t" in text.strip() else _GAP
    parts: list[Part] = []
    at = 0
    for start, end in [*((m.start(), m.end()) for m in kind.finditer(text)), (len(text), len(text))]:
        if start > at or kind is _TAB:
            parts.append(Part(line.start + at, line.start + start, text[at:start].strip(" \u00a0*")))
        at = end
    if kind is _BAR and not text.strip("|-+=: "):
        return []
    return parts if kind is not _GAP else [part for part in parts if part.text]


def _joined(above: Sequence[Part], parts: Sequence[Part]) -> list[Part]:
    """Heads that take two lines, as one: each cell with the one above it."""
    if (
        len(above) != len(parts)
        or len(parts) < 2
        or any(c.isdigit() for part in (*above, *parts) for c in part.text)
    ):
        return []
    return [
        Part(
            part.start,
            part.end,
            (f"{top.text}{part.text}" if top.text.endswith("-") else f"{top.text} {part.text}").strip(),
        )
        for top, part in zip(above, parts, strict=True)
    ]


def _heads(parts: Sequence[Part], days: Mapping[int, datetime.date]) -> list[_Head]:
    """The heads of columns on a line that holds little else; none where it is a row of figures."""
    heads: list[_Head] = []
    others = 0
    for rank, part in enumerate(parts):
        text = plain(part.text)
        date = _date(part, days)
        site = _site(part.text) if part.text[:1].isupper() and date is None else None
        if date or site or _BEFORE.fullmatch(text) or _NOW.fullmatch(part.text):
            heads.append(_Head(rank, len(parts), site, date, bool(_BEFORE.fullmatch(text))))
        elif any(c.isdigit() for c in text):
            return []
        else:
            others += bool(text)
    if len(heads) < 2 or others > 1 or len({head.site for head in heads if head.site}) == 1:
        return []
    newest = max((head.date for head in heads if head.date), default=None)
    return [
        _Head(h.rank, h.among, h.site, h.date, h.is_earlier or bool(h.date and newest and h.date < newest))
        for h in heads
    ]


def _date(part: Part, days: Mapping[int, datetime.date]) -> datetime.date | None:
    """The date that a cell is, if it is one."""
    if _YEAR.fullmatch(part.text):
        return datetime.date(int(part.text), 12, 31)
    if not part.text[-1:].isdigit():
        return None
    return next((day for at, day in days.items() if part.start <= at < part.end), None)


def _site(text: str) -> Site | None:
    """The site that a column's head names."""
    named = read_place(_unaccented(text))
    return named.site if named is not None and named.inhabitants != 0 else None


def _unaccented(text: str) -> str:
    """Words without accents, their capitals kept."""
    low = plain(text)
    return (
        "".join(b.upper() if a.isupper() else b for a, b in zip(text, low, strict=True))
        if len(low) == len(text)
        else text
    )


def _under(heads: Sequence[_Head], parts: Sequence[Part], place: int) -> _Head | None:
    """The head above a number, by the rank of its cell; a line of heads may leave out the first cell, above
    the labels."""
    rank = next((n for n, part in enumerate(parts) if part.start <= place < part.end), None)
    shift = len(parts) - heads[0].among if heads else -1
    if not rank or shift not in (0, 1):
        return None
    return next((head for head in heads if head.rank == rank - shift), None)
