"""Tables whose columns are sites or dates, or whose rows are sites: where each number stands."""

import datetime
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from extractors.language.dates import DateMention
from extractors.language.places import Site, read_place
from extractors.source.document import LINE_END, Span
from extractors.view.view import View
from extractors.view.words import any_of

_GAP = regex.compile(r"[ \u00a0]{2,}|[ \u00a0]*(?:[.…][ \u00a0]?){3,}[ \u00a0]*|_{3,}")
_SIGNS = ("  ", "\u00a0", "|", "\t", "..", ". .", "…", "__")
"""Of what parts cells one is in each line of several."""
_YEAR = regex.compile(r"(?:19|20)\d\d")
_BEFORE = regex.compile(r"N ?[-–] ?1|(?:exercice |ann[eé]e )?pr[eé]c[eé]dente?|rappel\b.*", regex.IGNORECASE)
_NOW = regex.compile(rf"N|(?:exercice|ann[eé]e) (?:N|en cours)|{any_of('column_current')}", regex.IGNORECASE)
_TARGET = regex.compile(
    rf"{any_of('column_target')}(?: (?:(?:[àa]|au|fin|pour|en|de) )*(?:\d\d?[./])*(?:19|20)\d\d)?",
    regex.IGNORECASE,
)
_WORDS = regex.compile(r"\S+")
_DIGITS = regex.compile(r"\d+")
_LEAD = regex.compile(
    r"^(?:fiche|site|partie|volet|territoire)? ?(?:n[o°] ?)?(?:\d{1,2}|[A-H])(?: ?[.):/–-])+ ?",
    regex.IGNORECASE,
)
"""What numbers a title: « Fiche 1 – », « 4. »."""
_MOST = 12
"""Lines that may part the rows of one table: a page's foot and the next one's head."""


class Cell(NamedTuple):
    """Where a number stands in a table: in a site's column, or in a date's; `row` numbers the
    document's lines.

    `is_earlier` says that the table has a later column than this one, `is_target` that the column is of what
    is planned; `is_value` that the number is the first
    of its cell, what the row's label counts: in « 74 sur 9 communes » the 74.
    """

    row: int
    site: Site | None = None
    date: datetime.date | None = None
    is_earlier: bool = False
    is_value: bool = True
    is_target: bool = False
    is_head: bool = False
    is_row: bool = False
    """Whether the site is its row's, and not its column's."""
    is_total: bool = False
    """Whether it is in the row below those of the sites, that of all of them."""

    @property
    def is_other(self) -> bool:
        """Whether the number is no site's of this edition: an earlier column's, a plan's, a total of all
        sites, or a column's head."""
        return self.is_earlier or self.is_target or self.is_head or self.is_total


class Part(NamedTuple):
    """One cell of a line: its place in the body, its words, and where in its line it begins."""

    start: int
    end: int
    text: str
    column: int = 0

    def span(self, body: str) -> Span:
        """Its words without the spaces around them."""
        words = self.words(body)
        return Span(words[0].start, words[-1].end) if words else Span(self.start, self.start)

    @property
    def last(self) -> int:
        """Where in its line it ends."""
        return self.column + self.end - self.start

    def words(self, body: str) -> "list[Part]":
        """Its words, each as a part."""
        found = _WORDS.finditer(body, self.start, self.end)
        return [Part(*m.span(), m[0], self.column + m.start() - self.start) for m in found]


def find_cells(view: View, dates: Sequence[DateMention], sheets: Sequence[Site] = ()) -> dict[int, Cell]:
    """The cell of each number that stands in a column with a site or a date as its head, or in a site's row,
    by the number's place in the view.

    A row is a site's that has a sheet (`sheets`) or lies in one's region, or any place's without sheets.

    >>> view = View("| | Lille | Paris |\\n| Logements | 12 | 30 |")
    >>> [cell.site.site_id for cell in find_cells(view, []).values()]
    ['lille', 'paris']
    """
    found: dict[int, Cell] = dict(_site_rows(view, sheets))
    rows = rows_in(view.body)
    if not any(len(parts) > 1 for parts in rows):
        return found
    days = {view.source(date.span).start: date.value for date in dates if date.value is not None}
    places = [*view.places]
    starts = [view.places[at].start for at in places]
    heads, among, apart = dict[int, Cell](), 0, 0
    above: Sequence[Part] = ()
    for row, parts in enumerate(rows):
        new = _heads(parts, days) or _heads(_joined(above, parts), days)
        above = parts
        is_fitting = len(parts) in (among, among + 1)
        if (
            is_fitting
            and any(head.site for head in heads.values())
            and all(head.date for head in new.values())
        ):
            new = {}  # « Année d'ouverture | 2019 | 2021 » is a row of the table of sites
        if new and (not heads or apart):
            heads, among, apart = new, len(parts), 0
            for rank in (rank for rank, head in new.items() if head.date):
                span = slice(*(bisect_left(starts, at) for at in parts[rank][:2]))
                found.update(
                    (at, new[rank]._replace(row=row, is_value=False, is_head=True)) for at in places[span]
                )
        elif len(parts) < 2:
            apart += 1
            line = _LEAD.sub("", parts[0].text, 1) if parts else ""
            if apart > _MOST or (_DIGITS.search(line) and not _is_foot(line, view.body)):
                heads = {}
        elif apart and not (is_fitting and any(map(_has_digit, parts))):
            heads = {}
        elif heads:
            apart = 0
            shift, last = len(parts) - among, None  # a line of heads may leave out the cell above the labels
            for index in range(bisect_left(starts, parts[0].start), bisect_left(starts, parts[-1].end)):
                rank = bisect_right(parts, starts[index], key=lambda part: part.start) - 1
                head = heads.get(rank - shift) if rank and shift in (0, 1) else None
                if head is not None:
                    found[places[index]] = head._replace(row=row, is_value=head is not last)
                last = head
    return found


def _site_rows(view: View, sheets: Sequence[Site]) -> Iterator[tuple[int, Cell]]:
    """The numbers of tables in which each row begins with another site's name."""
    rows = rows_in(view.body)
    for run in runs_in(view.body):
        figured = [n for n in run if any(map(_has_digit, rows[n][1:]))]
        sites = {n: _site(rows[n][0].text) for n in figured if rows[n][0].text[:1].isupper()}
        named = {n: site for n, site in sites.items() if site and (not sheets or _has_sheet(site, sheets))}
        if len({site.site_id for site in named.values()}) < max(2, 0.6 * len(figured)):
            continue
        totals = {n: None for n in figured if n > max(named) and sites.get(n) not in sheets}
        for n, site in {**named, **totals}.items():
            start, end = (view.place(Span(at, at)).start for at in (rows[n][1].start, rows[n][-1].end))
            cell = Cell(n, site, is_row=True, is_total=n in totals)
            yield from ((at, cell) for at in view.numerals_in(Span(start, end + 1)))


def _has_sheet(site: Site, sheets: Iterable[Site]) -> bool:
    return any(sheet.site_id == site.site_id or sheet.holds(site) for sheet in sheets)


@lru_cache(maxsize=2)
def rows_in(body: str) -> list[list[Part]]:
    """The cells of each line, parted by bars, tabs, leaders or gaps of two spaces; cells between bars or tabs
    may be empty."""
    rows: list[list[Part]] = []
    start = 0
    for m in [*LINE_END.finditer(body), None]:
        end = m.start() if m else len(body)
        rows.append(_parts(body[start:end].rstrip(), start))
        start = m.end() if m else end
    return rows


@lru_cache(maxsize=2)
def runs_in(body: str) -> list[list[int]]:
    """The numbers of the lines between two blank ones, without the rules among them."""
    runs: list[list[int]] = [[]]
    for number, line in enumerate(LINE_END.split(body)):
        if not line.strip():
            runs.append([])
        elif any(map(str.isalnum, line)):
            runs[-1].append(number)
    return runs


def _parts(text: str, start: int) -> list[Part]:
    if not any(sign in text for sign in _SIGNS):
        return [Part(start, start + len(text), text)] if text else []
    if text.count("|") < 2 and "\t" not in text.strip():
        gaps = [m.span() for m in _GAP.finditer(text)]
    else:
        sign = "|" if text.count("|") > 1 else "\t"
        if not text.strip("|-+=: "):
            return []
        gaps = [(at, at + 1) for at, c in enumerate(text) if c == sign]
    parts: list[Part] = []
    at = 0
    for before, after in [*gaps, (len(text), 0)]:
        if before > at or text[at - 1 : at] == "\t":
            parts.append(Part(start + at, start + before, text[at:before].strip(" \u00a0*"), at))
        at = after
    return parts


def _is_foot(line: str, body: str) -> bool:
    """Whether a line with a number is a page's head or foot: a number alone, or words that come again."""
    words = max(_DIGITS.split(line), key=len)
    return not any(map(str.isalpha, line)) or body.count(words) > 1


def _joined(above: Sequence[Part], parts: Sequence[Part]) -> list[Part]:
    """Heads that take two lines, as one: each cell with the one above it."""
    if not 1 < len(parts) == len(above) or any(map(_has_digit, (*above, *parts))):
        return []
    tops = (top.text if top.text.endswith("-") else f"{top.text} " for top in above)
    return [part._replace(text=f"{top}{part.text}".strip()) for top, part in zip(tops, parts, strict=True)]


def _has_digit(part: Part) -> bool:
    return any(c.isdigit() for c in part.text)


def _heads(parts: Sequence[Part], days: Mapping[int, datetime.date]) -> dict[int, Cell]:
    """The heads of columns on a line that holds little else, by rank; none where it is a row of figures."""
    heads: dict[int, Cell] = {}
    if len(parts) < 2:
        return heads
    others = 0
    for rank, part in enumerate(parts):
        is_before, is_target = bool(_BEFORE.fullmatch(part.text)), bool(_TARGET.fullmatch(part.text))
        date = None if is_target else _date(part, days)
        site = _site(part.text) if part.text[:1].isupper() and date is None else None
        if date or site or is_before or is_target or _NOW.fullmatch(part.text):
            heads[rank] = Cell(0, site, date, is_before, is_target=is_target)
        elif _has_digit(part):
            return {}
        else:
            others += bool(part.text and rank)
    sites = {head.site for head in heads.values() if head.site}
    if len(heads) < 2 - any(head.is_target for head in heads.values()) or others > 1 or len(sites) == 1:
        return {}
    newest = max((head.date for head in heads.values() if head.date), default=datetime.date.min)
    return {
        rank: head._replace(is_earlier=head.is_earlier or (head.date or newest) < newest)
        for rank, head in heads.items()
    }


def _date(part: Part, days: Mapping[int, datetime.date]) -> datetime.date | None:
    """The date that a cell is, if it is one."""
    if _YEAR.fullmatch(part.text):
        return datetime.date(int(part.text), 12, 31)
    if not part.text[-1:].isdigit() or part.text.isdigit():
        return None
    return next((days[at] for at in range(part.start, part.end) if at in days), None)


@lru_cache(maxsize=1024)
def _site(text: str) -> Site | None:
    """The site that a column's head names, whatever number it has."""
    if lead := _LEAD.match(text):
        text = text[lead.end() :]
    named = read_place("".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)))
    return named.site if named is not None and named.inhabitants != 0 else None
