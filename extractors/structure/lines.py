"""A view's lines as a person sees them: a paragraph is one, and so is each label and each number of a
card."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

import regex

from extractors.language.tokens import BROKEN_LINE, Token
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

_SHORT = 48
"""Characters of a line that is a label or a cell rather than a part of a paragraph."""
_LABEL = 3
"""Lines that one label may take."""
_TURNS = 8
"""Numbers on each side of one that may say where their labels are."""
_CELLS = 3
"""Cells of a row that has one number: its label, the number, a remark."""
_PARTS = regex.compile(r"[|\t]|[ ]{3,}|(?:\.[ ]?){4,}|_{4,}|…{2,}", regex.VERBOSE)
"""What parts the cells of a row."""
_EDGE = frozenset({".", "_", ":", ",", "-", "…"})
"""Marks that stand between cells."""
_SILENT = frozenset({"MONEY", "QUALIFIER", "FUNCTION"})
"""Classes of words that do not say what a number counts."""
_AMOUNT = _SILENT | {"CHARGES", "INCLUDED", "EXCLUDED"}
"""And of what may be added to a rent."""
_UNITS = _AMOUNT | {"PERSON", "DWELLING", "HOUSEHOLD", "VISIT"}
"""Classes of words that a number may have beside it under a line that says the rest."""


class Line(NamedTuple):
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
    found: list[Line] = []
    separators = [m.start() for m in _PARTS.finditer(view.body)]
    for block, tokens in zip(view.blocks, blocks, strict=True):
        gap, is_bullet = block.gap, block.is_bullet
        for part in _set_lines(tokens, is_bullet):
            has_number = _has_number(part)
            rows = _said(_cells(view, part, separators)) if has_number and separators else []
            for row in filter(None, rows or [part]):
                found.append(
                    Line(row, gap, is_bullet, has_number and _is_bare(row), has_number and _has_number(row))
                )
                gap, is_bullet = 0, False
    return found


def _set_lines(tokens: Sequence[Token], is_bullet: bool) -> list[Sequence[Token]]:
    """The lines of a block, if each is something of its own: short, and most of them with a number, or one a
    bare number; else the block."""
    breaks = [at for at, token in enumerate(tokens) if token.word == BROKEN_LINE]
    if not breaks:
        return [tokens]
    whole = [token for token in tokens if token.word != BROKEN_LINE]
    parts = [tokens[start + 1 : end] for start, end in pairwise([-1, *breaks, len(tokens)])]
    if any(part and part[-1].span.end - part[0].span.start > _SHORT for part in parts):
        return [whole]
    if is_bullet and any(part and part[0].word[0].isalpha() and not part[0].is_capital for part in parts[1:]):
        return [whole]  # a bullet that was wrapped
    for at in range(len(parts) - 2, -1, -1):
        if _is_wrapped(parts[at], parts[at + 1]):
            parts[at : at + 2] = [[*parts[at], *parts[at + 1]]]
    is_set = any(map(_is_bare, parts)) or sum(map(_has_number, parts[1:])) >= 0.6 * (len(parts) - 1)
    return parts if is_set and len(parts) > 1 else [whole]


def _is_wrapped(line: Sequence[Token], below: Sequence[Token]) -> bool:
    """Whether a line of words and numbers breaks off before what its last word leads to: « 402 en »."""
    if not line or not below or _is_bare(line) or not _has_number(line):
        return False
    is_going_on = below[0].word[0].isalpha() and not below[0].is_capital
    return is_going_on and "FUNCTION" in line[-1].classes


def _said(cells: Sequence[Sequence[Token]]) -> list[Sequence[Token]]:
    """A row of a table with one number as it would be said: the number, its label if that has numbers too, a
    remark with numbers as a line of its own; nothing where it is no such row."""
    numbers = [n for n, cell in enumerate(cells) if _is_bare(cell) or _is_amount(cell)]
    if not 1 < len(cells) <= _CELLS or len(numbers) != 1:
        return []
    value, remarks = cells[numbers[0]], cells[numbers[0] + 1 :]
    label = [token for cell in cells[: numbers[0]] for token in cell]
    if not any(token.word[0].isalpha() for token in label):
        return []
    row = [*value, *label] if _has_number(label) else [*label, Token(value[0].span, ":", ()), *value]
    row += (token for cell in remarks if not _has_number(cell) for token in cell)
    return [row, *filter(_has_number, remarks)]


def _cells(view: View, tokens: Sequence[Token], separators: Sequence[int]) -> list[Sequence[Token]]:
    """The cells of a row, which bars, tabs, leaders or gaps part, without the marks between them; none where
    it is no row, or has an empty cell."""
    start, end = (view.source(token.span).start for token in (tokens[0], tokens[-1]))
    if not 0 < bisect_right(separators, end) - bisect_right(separators, start) < _CELLS:
        return []
    places = [bisect_right(separators, view.source(token.span).start) for token in tokens]
    groups = groupby(zip(places, tokens, strict=True), key=lambda pair: pair[0])
    cells = [_trimmed([token for _, token in pairs]) for _, pairs in groups]
    return cells if all(cells) else []


def _trimmed(cell: Sequence[Token]) -> Sequence[Token]:
    """A cell without the marks at its edges."""
    inside = [at for at, token in enumerate(cell) if token.word not in _EDGE]
    return cell[inside[0] : inside[-1] + 1] if inside else ()


def _has_number(tokens: Sequence[Token]) -> bool:
    return any(token.word == CARDINAL for token in tokens)


def _is_amount(cell: Sequence[Token]) -> bool:
    """Whether a cell is an amount and what it has of charges: « 331 € HC »."""
    return bool(cell) and cell[0].word == CARDINAL and _is_bare(cell, _AMOUNT)


def _is_bare(tokens: Sequence[Token], silent: frozenset[str] = _SILENT) -> bool:
    words = [token for token in tokens if token.word[0].isalpha()]
    is_silent = not any(silent.isdisjoint(token.classes) for token in words)
    return is_silent and sum(token.word == CARDINAL for token in tokens) == 1


def _is_unit(tokens: Sequence[Token]) -> bool:
    """Whether some words are a number and its unit, no more: « 57 personnes (54 ménages) »."""
    own = [*takewhile(lambda token: token.word != "(", tokens)]
    words = [token for token in own if token.word[0].isalpha()]
    is_said = any(_UNITS.isdisjoint(token.classes) for token in words)
    return not is_said and sum(token.word == CARDINAL for token in own) == 1


def labels(lines: Sequence[Line]) -> dict[int, tuple[int, ...]]:
    """For each bare number its label's lines: above it or below it, as its run of lines and the whole view
    have it.

    A run ends at a blank line. One that starts with a bare number has its labels below, one that ends with
    one above; what stands between several is set like the one or like the other of the lines at its ends. A
    number with nothing but its unit has the line above it.
    """
    starts = [index for index, line in enumerate(lines) if line.gap or not index]
    runs = list(pairwise([*starts, len(lines)]))
    alone = {a for a, b in runs if b - a == 1}
    votes = sum(_side(lines, a, b) or 0 for a, b in runs if b - a > 1)
    found: dict[int, tuple[int, ...]] = {}
    for a, b in runs:
        for index in range(a, b):
            if not lines[index].is_bare:
                continue
            first, last = _by_turns(lines, alone, index) if b - a == 1 else (a, b)
            side = _side(lines, first, last)
            if side is None and not votes:
                continue  # a line too many, and nothing says which
            step = 1 if (side or votes) > 0 else -1
            label: list[int] = []
            at = index + step
            while first <= at < last and not lines[at].is_bare and len(label) < _longest(lines[at], step):
                label.append(at)
                at += step
            found[index] = tuple(label)
    taken = {at for label in found.values() for at in label}
    for at, (above, line) in enumerate(pairwise(lines)):
        is_label = not (above.has_number or line.gap or at in taken) and above.tokens[-1].word[0].isalnum()
        if is_label and line.has_number and not line.is_bare and _is_unit(line.tokens):
            found[at + 1] = (at,)
    return found


def _side(lines: Sequence[Line], first: int, last: int) -> int | None:
    """Whether the labels of a run's numbers stand below them (1) or above (-1): as its ends say, else the
    line that several have on their inner side; 0 where there is one number only, None where nothing says."""
    is_below, is_above = lines[first].is_bare, lines[last - 1].is_bare
    numbers = [at for at in range(first, last) if lines[at].is_bare]
    if is_below or is_above or len(numbers) < 2:
        return is_below - is_above
    title, label, remark = (_look(lines[at]) for at in (numbers[0] - 1, numbers[0] + 1, numbers[-1] + 1))
    return (label == remark) - (label == title) or None


def _look(line: Line) -> tuple[bool, bool]:
    """How a line is set: whether it begins with a capital, and whether all of its words do."""
    return line.tokens[0].is_capital, _is_loud(line)


def _is_loud(line: Line) -> bool:
    return all(token.is_capital or not token.word[0].isalpha() for token in line.tokens)


def _longest(line: Line, step: int) -> int:
    """How many lines a label may take that this one belongs to: above a number one, unless in capitals."""
    return _LABEL if step > 0 or _is_loud(line) else 1


def _by_turns(lines: Sequence[Line], alone: Collection[int], index: int) -> tuple[int, int]:
    """The bounds of the lines between blank ones around a number that are numbers and labels by turns."""
    ends = []
    for step in (-1, 1):
        at = index
        for _ in range(_TURNS):
            if at + step not in alone or at + 2 * step not in alone:
                break
            if lines[at + step].is_bare or not lines[at + 2 * step].is_bare:
                break
            at += 2 * step
        ends.append(at + step)
    return max(ends[0], 0), min(ends[1] + 1, len(lines))
