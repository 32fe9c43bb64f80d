"""Numbers whose labels stand in their column: above or below them, or at the head of their table."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

import regex

from extractors.source.document import Span
from extractors.structure.tables import Part, rows_in, runs_in
from extractors.view.view import View

_NUMBER = regex.compile(
    r"[^\p{L}\d]*\d[\d .,\u00a0\u202f]*(?:€|euros?|%)?(?: ?[hc]c)?"
    r"(?: ?[(\[][^()\[\]]*[)\]])?[^\p{L}\d]*",
    regex.IGNORECASE,
)
"""A number with its unit and what is added to it: « 405,50 € HC », « 15 (2033 : 16) »."""
_DIGIT, _YEAR = regex.compile(r"\d"), regex.compile(r"(?:\d\d?[./-]){0,2}(?:19|20)\d\d")
_MOST = 3
"""Lines of a label."""


class Head(NamedTuple):
    """What a number of a table stands under: the words above its column, and those above the rows' labels."""

    column: tuple[Span, ...]
    corner: tuple[Span, ...]


@lru_cache(maxsize=2)
def find_cards(view: View) -> dict[int, tuple[Span, ...]]:
    """The places in the body of each number's label, by the number's place in the view.

    >>> view = View("84        71\\nentrées    logées\\nen 3 ans   aujourd'hui")
    >>> cards = find_cards(view)
    >>> {view.quote(Span(at, at + 1)): [view.body[s.start : s.end] for s in cards[at]] for at in cards}
    {'84': ['entrées', 'en 3 ans'], '71': ['logées', "aujourd'hui"]}
    """
    return {
        at: tuple(Span(part.start, part.end) for part in label)
        for run in _runs(view)
        for number, label in _grid(run)
        for at in _first(view, number)
    }


@lru_cache(maxsize=2)
def find_heads(view: View) -> dict[int, Head]:
    """What the numbers of tables stand under, by their places in the view.

    >>> view = View("Parc    Nombre de    Loyer\\n        logements    moyen\\nSocial  28         338,50 €")
    >>> [" ".join(view.body[s.start : s.end] for s in head.column) for head in find_heads(view).values()]
    ['Nombre de logements', 'Loyer moyen']
    """
    return {
        at: Head(column, corner)
        for run in _runs(view)
        for heads, rows in _tables(run)
        for number, column, corner in _headed(view.body, heads, rows)
        for at in _first(view, number)
    }


def _runs(view: View) -> Iterator[Sequence[Sequence[Part]]]:
    """The lines between two blank ones, as cells."""
    lines = rows_in(view.body)
    yield from ([lines[number] for number in run if lines[number]] for run in runs_in(view.body))


def _first(view: View, number: Part) -> Iterator[int]:
    """The place in the view of the number that a cell is."""
    at = view.place(Span(number.start, number.end)).start
    yield from view.numerals_in(Span(at, at + len(number.text) + 1))[:1]


def _grid(run: Sequence[Sequence[Part]]) -> Iterator[tuple[Part, list[Part]]]:
    """The numbers that stand side by side in lines of their own, each with the lines of its label."""
    is_below = bool(run) and _is_numbers(run[0])
    for index, numbers in enumerate(run):
        if not _is_numbers(numbers):
            continue
        near = run[index + 1 : index + 1 + _MOST] if is_below else run[max(index - _MOST, 0) : index][::-1]
        lines = list(takewhile(lambda parts: not any(map(_is_number, parts)), near))
        if not lines or len(lines[0]) != len(numbers):
            continue
        labels: list[list[Part]] = [[] for _ in numbers]
        for parts in lines if is_below else lines[:1]:
            for column, part in zip(_columns(parts, numbers), parts, strict=True):
                labels[column].append(part)
        yield from zip(numbers, labels, strict=True)


def _tables(run: Sequence[Sequence[Part]]) -> Iterator[tuple[list[Sequence[Part]], list[Sequence[Part]]]]:
    """The tables of a run: the lines of their heads, and their rows."""
    heads: list[Sequence[Part]] = []
    rows: list[Sequence[Part]] = []
    for parts in run:
        is_head = not any(_DIGIT.search(_YEAR.sub("", part.text)) for part in parts)
        if (is_head and rows) or (len(parts) < 2 and not (is_head and heads)):
            yield heads, rows
            heads, rows = [], []
        if is_head and (heads or len(parts) > 1):
            heads = [*heads, parts][-_MOST:]
        elif heads:
            rows.append(parts)
    yield heads, rows


def _headed(
    body: str, heads: Sequence[Sequence[Part]], rows: Sequence[Sequence[Part]]
) -> Iterator[tuple[Part, tuple[Span, ...], tuple[Span, ...]]]:
    """The numbers of a table with the words above their columns and their labels; in lists side by side under
    one head each, that head, also where one list is shorter."""
    pairs = [[*zip(row[::2], row[1::2], strict=False)] for row in rows]
    is_listed = all(_is_number(n) and not _is_number(name) for row in pairs for name, n in row)
    most = max(map(len, rows), default=0)
    titles = heads[-1] if heads else ()
    if len(titles) == most and len({part.text for part in titles[1::2]}) == 1:
        titles = titles[::2]  # « Parc social | Nombre | Bail glissant | Nombre »
    if is_listed and all(len(row) % 2 == 0 for row in rows) and 2 < most == 2 * len(titles):
        for name, number in (pair for row in pairs for pair in row):
            head = min(titles, key=lambda head: abs(head.column - name.column))
            yield number, (head.span(body),), ()
        return
    for width in {len(row) for row in rows}:
        yield from _under(body, heads, [row for row in rows if len(row) == width])


def _under(
    body: str, heads: Sequence[Sequence[Part]], rows: Sequence[Sequence[Part]]
) -> Iterator[tuple[Part, tuple[Span, ...], tuple[Span, ...]]]:
    """The numbers of a table's rows of one width, with the words above their columns and their labels."""
    shift = len(rows[0]) - len(heads[-1])
    if all(len(head) == len(rows[0]) for head in heads) or (len(heads) == 1 and shift == 1):
        ranks = range(-shift, len(heads[-1]))
        columns = [tuple(head[n].span(body) for head in heads if n >= 0) for n in ranks]
    else:
        columns = _above(body, heads, rows)
    for row in rows:
        labels = [*takewhile(lambda part: not _is_number(part), row)]
        corner = tuple(span for column in columns[: len(labels)] for span in column)
        for part, column in zip(row, columns, strict=True):
            if labels and _is_number(part) and any(len(span) for span in column):
                yield part, column, corner


def _above(
    body: str, heads: Sequence[Sequence[Part]], rows: Sequence[Sequence[Part]]
) -> list[tuple[Span, ...]]:
    """The words above each column of rows that are parted by spaces: each cell of a head over the column that
    it is nearest to, its words one by one where it stands over several."""
    columns = [
        (min(p.column for p in parts), max(p.last for p in parts)) for parts in zip(*rows, strict=True)
    ]
    found: list[list[Span]] = [[] for _ in columns]
    for part in (part for head in heads for part in head):
        over = [n for n, (start, end) in enumerate(columns) if part.column < end and start < part.last]
        words = part.words(body) if len(over) > 1 else [part]
        for word in words:
            near = min(range(len(columns)), key=lambda n: _apart(word, columns[n]))
            found[near].append(word.span(body))
            columns[near] = min(columns[near][0], word.column), max(columns[near][1], word.last)
    return [tuple(spans) for spans in found]


def _apart(part: Part, column: tuple[int, int]) -> int:
    """How far a part stands from a column, less than nothing where it stands over it."""
    return max(column[0] - part.last, part.column - column[1])


def _columns(parts: Sequence[Part], numbers: Sequence[Part]) -> list[int]:
    """The column of each part: its rank where the line is whole, else the number nearest to it on paper."""
    if len(parts) == len(numbers):
        return [*range(len(parts))]
    middles = [_middle(number) for number in numbers]
    return [min(range(len(numbers)), key=lambda n: abs(middles[n] - _middle(part))) for part in parts]


def _middle(part: Part) -> float:
    return part.column + len(part.text) / 2


def _is_numbers(parts: Sequence[Part]) -> bool:
    return len(parts) > 1 and all(map(_is_number, parts))


def _is_number(part: Part) -> bool:
    return _NUMBER.fullmatch(part.text) is not None
