"""Numbers whose labels stand in their column: above or below them, or at the head of their table."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

import regex

from extractors.source.document import Span
from extractors.structure.tables import Part, rows_in, runs_in
from extractors.view.view import View

_NUMBER = regex.compile(r"[^\p{L}\d]*\d[\d .,\u00a0\u202f]*(?:€|euros?|%)?[^\p{L}\d]*")
_DIGIT, _YEAR = regex.compile(r"\d"), regex.compile(r"(?:\d\d?[./-]){0,2}(?:19|20)\d\d")
_MOST = 3
"""Lines of a label."""


class Head(NamedTuple):
    """What a number of a table stands under: its column's head, and the cell above the rows' labels."""

    column: Span
    corner: Span | None


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


def find_heads(view: View) -> dict[int, Head]:
    """What the numbers of tables stand under, by their places in the view.

    >>> view = View("Parc     Nombre    Loyer moyen\\nSocial   28        338,50 €")
    >>> [view.body[head.column.start : head.column.end] for head in find_heads(view).values()]
    ['Nombre', 'Loyer moyen']
    """
    return {
        at: Head(Span(head.start, head.end), Span(corner.start, corner.end) if corner else None)
        for run in _runs(view)
        for number, head, corner in _table(run)
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


def _table(run: Sequence[Sequence[Part]]) -> Iterator[tuple[Part, Part, Part | None]]:
    """The numbers of a table's rows, each with its column's head and the head of the rows' labels."""
    heads: Sequence[Part] = ()
    for parts in run:
        if len(parts) < 2:
            heads = ()
        elif not any(_DIGIT.search(_YEAR.sub("", part.text)) for part in parts):
            heads = parts
        elif heads and not _is_number(parts[0]) and len(parts) - len(heads) in (0, 1):
            shift = len(parts) - len(heads)
            for rank, part in enumerate(parts[1:], 1):
                if _is_number(part) and heads[rank - shift].text:
                    yield part, heads[rank - shift], None if shift else heads[0]


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
