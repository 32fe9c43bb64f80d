"""A view's lines as a person sees them: a paragraph is one, and so is each label and each number of a
card."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import regex

from extractors.language.tokens import BROKEN_LINE, NUMBER, Token
from extractors.view.view import View

_SHORT = 48
"""Characters of a line that is a label or a cell rather than a part of a paragraph."""
_LABEL = 3
"""Lines that one label may take."""
_CELLS = 3
"""Cells of a row that has one number: its label, the number, a remark."""
_PARTS = regex.compile(r"[|\t]|[ ]{3,}|(?:\.[ ]?){4,}|_{4,}|…{2,}", regex.VERBOSE)
"""What parts the cells of a row."""
_EDGE = frozenset({".", "_", ":", ",", "-", "…"})
"""Marks that stand between cells."""


@dataclass(frozen=True, slots=True)
class Line:
    """A block, or a line of a block that is set line by line; `gap` counts the blank lines before it.

    `is_bare` says that it holds a number and no word that says what it counts.
    """

    tokens: Sequence[Token]
    gap: int
    is_bullet: bool
    is_bare: bool
    has_number: bool


def lines_of(view: View, blocks: Sequence[Sequence[Token]]) -> list[Line]:
    """The lines of a view's blocks, given the tokens of each."""
    rows = _Rows(view)
    return [
        line
        for block, tokens in zip(view.blocks, blocks, strict=True)
        for line in _lines(rows, tokens, block.gap, block.is_bullet)
    ]


def _lines(rows: "_Rows", tokens: Sequence[Token], gap: int, is_bullet: bool) -> Iterator[Line]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.word == BROKEN_LINE:
            parts.append([])
        else:
            parts[-1].append(token)
    if not _is_set_in_lines(parts, is_bullet):
        parts = [[token for token in tokens if token.word != BROKEN_LINE]]
    arranged = [line for part in parts for line in rows.arranged(part)]
    for number, part in enumerate(arranged):
        has_number = _has_number(part)
        yield Line(
            part, 0 if number else gap, is_bullet and not number, has_number and _is_bare(part), has_number
        )


def _is_set_in_lines(parts: Sequence[Sequence[Token]], is_bullet: bool) -> bool:
    """Whether the lines of a block are each something of their own: short, and most of them with a number, or
    one a bare number."""
    if len(parts) < 2 or any(part and part[-1].span.end - part[0].span.start > _SHORT for part in parts):
        return False
    if is_bullet and any(part and part[0].word[0].isalpha() and not part[0].is_capital for part in parts[1:]):
        return False  # a bullet that was wrapped
    numbered = [_has_number(part) for part in parts]
    bare = [has and _is_bare(part) for has, part in zip(numbered, parts, strict=True)]
    return any(bare) or sum(numbered[1:]) >= 0.6 * (len(parts) - 1)


class _Rows:
    """The rows of tables, whose cells bars, tabs, leaders or gaps part, in the order in which a sentence has
    them."""

    def __init__(self, view: View) -> None:
        self.view = view
        parts = list(_PARTS.finditer(view.body))
        self.starts, self.ends = [m.start() for m in parts], [m.end() for m in parts]

    def arranged(self, tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
        """A row with one number as it would be said: the number, its label if that has numbers too, a remark
        with numbers
        as a line of its own. What is no such row is given back as it is.
        """
        cells = self._cells(tokens)
        numbers = [n for n, cell in enumerate(cells) if _is_bare(cell)]
        if not 1 < len(cells) <= _CELLS or len(numbers) != 1:
            yield tokens
            return
        value = cells[numbers[0]]
        label = [token for cell in cells[: numbers[0]] for token in cell]
        remarks = cells[numbers[0] + 1 :]
        if not any(token.word[0].isalpha() for token in label):
            yield tokens
            return
        row = [*value, *label] if _has_number(label) else [*label, Token(value[0].span, ":", ()), *value]
        yield [*row, *(token for cell in remarks if not _has_number(cell) for token in cell)]
        yield from (cell for cell in remarks if _has_number(cell))

    def _cells(self, tokens: Sequence[Token]) -> list[list[Token]]:
        """The cells of a row, without the marks between them; none where it is no row, or has an empty
        cell."""
        if not tokens:
            return []
        start, end = (self.view.source(token.span).start for token in (tokens[0], tokens[-1]))
        first, last = bisect_right(self.starts, start), bisect_right(self.starts, end)
        if first == last or last - first >= _CELLS:
            return []
        places = [bisect_right(self.starts, self.view.source(token.span).start) for token in tokens]
        groups = groupby(zip(places, tokens, strict=True), key=lambda pair: pair[0])
        cells = [_trimmed([token for _, token in pairs]) for _, pairs in groups]
        return cells if all(cells) else []


def _trimmed(cell: list[Token]) -> list[Token]:
    """A cell without the marks at its edges."""
    while cell and cell[0].word in _EDGE:
        del cell[0]
    while cell and cell[-1].word in _EDGE:
        del cell[-1]
    return cell


def _has_number(tokens: Sequence[Token]) -> bool:
    return any(NUMBER in token.classes for token in tokens)


def _is_bare(tokens: Sequence[Token]) -> bool:
    numbers = sum(NUMBER in token.classes for token in tokens)
    words = sum(
        token.word[0].isalpha() and not {"MONEY", "QUALIFIER", "FUNCTION"} & set(token.classes)
        for token in tokens
    )
    return numbers == 1 and words == 0


def labels(lines: Sequence[Line]) -> dict[int, tuple[int, ...]]:
    """For each bare number its label's lines: above it or below it, as its run of lines and the whole view
    have it.

    A run ends at a blank line. One that starts with a bare number has its labels below, one that ends with
    one above.
    """
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].gap:
            runs.append((start, index))
            start = index
    votes = sum(lines[a].is_bare - lines[b - 1].is_bare for a, b in runs if b - a > 1)
    found: dict[int, tuple[int, ...]] = {}
    for a, b in runs:
        is_below = lines[a].is_bare or (not lines[b - 1].is_bare and votes > 0)
        for index in range(a, b):
            if not lines[index].is_bare:
                continue
            step = 1 if is_below else -1
            label: list[int] = []
            at = index + step
            while a <= at < b and not lines[at].is_bare and len(label) < (_LABEL if is_below else 1):
                label.append(at)
                at += step
            if not label and b - a == 1:  # a number alone between blank lines
                label = [
                    n
                    for n in (index - 1 if votes <= 0 else index + 1,)
                    if 0 <= n < len(lines) and not lines[n].is_bare
                ]
            found[index] = tuple(label)
    return found
