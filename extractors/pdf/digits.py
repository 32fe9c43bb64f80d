"""Where two readers of a page see its digits, and where only one does."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from extractors.layout import Glyph

if TYPE_CHECKING:
    from extractors.pdf.confirming import Collector
    from extractors.pdf.leading import SeenPage

_OF_SIGNS = regex.compile(rb"dingbat|wingding|webding", regex.IGNORECASE)
_OF_SYMBOLS = regex.compile(rb"symbol", regex.IGNORECASE)


def is_of_signs(font: bytes, char: str) -> bool:
    """Whether a character of a font is a sign such as a bullet, whatever its code; symbol fonts have digits.

    >>> is_of_signs(b"Wingdings-Regular", "4"), is_of_signs(b"SymbolMT", "4"), is_of_signs(b"SymbolMT", "n")
    (True, False, True)
    """
    if char.isspace():
        return False
    return bool(_OF_SIGNS.search(font) or (_OF_SYMBOLS.search(font) and not char.isdecimal()))


OLD_STYLE = {0xF730 + digit: str(digit) for digit in range(10)}
"""Old-style digits as Adobe's names of glyphs have them (`nineoldstyle`), for `str.translate`."""


def cells(x: float, y: float) -> Iterable[tuple[int, int]]:
    """The points in whole numbers around a place, any of which is the same place seen otherwise."""
    return {(round(x + dx), round(y + dy)) for dx in (-0.4, 0, 0.4) for dy in (-0.4, 0, 0.4)}


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit at its origin in the page's own coordinates, or at the other place where its text begins."""

    char: str
    x: float
    y: float
    or_x: float | None = None
    or_y: float | None = None

    def places(self) -> "Iterable[Digit]":
        yield self
        if self.or_x is not None and self.or_y is not None:
            yield Digit(self.char, self.or_x, self.or_y)


@dataclass
class Differing:
    """What only one reader sees on a page: PDFium's glyphs, and runs of digits that it does not have.

    `agreement` is the share of digits that both see at one place, None where the second reader failed;
    `characters` are how many each of them sees, on the page and beside it.
    """

    agreement: float | None = None
    glyphs: list[Glyph] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    characters: tuple[int, int] = (0, 0)


_NEAR = 1.5
"""Points between the origins of a digit as two readers place it."""


def compare(sheet: "SeenPage", confirming: "Collector | None") -> Differing:
    """Match the digits of two readers by their place; a digit drawn twice at a place is one."""
    if confirming is None:
        return Differing(None, [glyph for _, glyph in sheet.digits])
    confirmed = confirming.digits
    near = max(_NEAR, 0.15 * max((glyph.size for _, glyph in sheet.digits), default=0.0))
    mine = _grid((digit for digit, _ in sheet.digits), near)
    theirs = _grid((place for digit in confirmed for place in digit.places()), near)
    alone = [(digit, glyph) for digit, glyph in sheet.digits if not _is_in(theirs, digit, near)]
    others = [digit for digit in confirmed if not any(_is_in(mine, place, near) for place in digit.places())]
    alone, others = _without_shifted(alone, others, near)
    unseen: list[str] = []
    last: Digit | None = None
    for digit in others:
        if last is None or abs(digit.y - last.y) > near:
            unseen.append("")
        unseen[-1] += digit.char
        last = digit
    total = len(sheet.digits) + len(confirmed)
    return Differing(
        1 - (len(alone) + len(others)) / total if total else 1.0,
        [glyph for _, glyph in alone],
        unseen,
        (sheet.drawn, confirming.characters),
    )


def _without_shifted(
    alone: Sequence[tuple[Digit, Glyph]], others: Sequence[Digit], near: float
) -> tuple[list[tuple[Digit, Glyph]], list[Digit]]:
    """What is left once the digits are matched that one reader places further along their line.

    A width that one of them does not know (« € », an accent) moves the rest of its line: its digits are the
    same in the same order, or those near each other are.
    """
    rows: dict[int, tuple[list[tuple[Digit, Glyph]], list[Digit]]] = {}
    for digit, glyph in sorted(alone, key=lambda found: found[0].x):
        rows.setdefault(round(digit.y / near), ([], []))[0].append((digit, glyph))
    for other in sorted(others, key=lambda found: found.x):
        y = round(other.y / near)
        rows.setdefault(next((row for row in (y, y - 1, y + 1) if row in rows), y), ([], []))[1].append(other)
    left: list[tuple[Digit, Glyph]] = []
    missed: list[Digit] = []
    for mine, theirs in rows.values():
        if [digit.char for digit, _ in mine] == [other.char for other in theirs]:
            continue
        for digit, glyph in mine:
            twin = next(
                (o for o in theirs if o.char == digit.char and abs(o.x - digit.x) <= glyph.size), None
            )
            theirs.remove(twin) if twin else left.append((digit, glyph))
        missed += theirs
    return left, missed


def _grid(digits: Iterable[Digit], cell: float) -> dict[tuple[str, int, int], list[Digit]]:
    grid: dict[tuple[str, int, int], list[Digit]] = {}
    for digit in digits:
        grid.setdefault(_cell(digit, cell), []).append(digit)
    return grid


def _is_in(grid: Mapping[tuple[str, int, int], Sequence[Digit]], digit: Digit, near: float) -> bool:
    column, row = int(digit.x // near), int(digit.y // near)
    return any(
        abs(other.x - digit.x) <= near and abs(other.y - digit.y) <= near
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for other in grid.get((digit.char, column + dx, row + dy), ())
    )


def unbalanced(glyphs: Iterable[Glyph], text: str) -> tuple[str, str]:
    """The digits drawn on a page that its text lacks, and those that its text has beyond them, in order.

    This looks at places alone and shares no step with the layout; what is drawn twice at a place is one.
    """
    grids: dict[int, dict[tuple[str, int, int], list[Digit]]] = {}
    drawn: Counter[str] = Counter()
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.char.isdigit():
            grid, near = grids.setdefault(round(glyph.size), {}), 0.15 * round(glyph.size) or 0.1
            digit = Digit(glyph.char, glyph.box.x0, glyph.box.top)
            if (last is not None and last.box == glyph.box) or not _is_in(grid, digit, near):
                drawn[str(unicodedata.digit(glyph.char))] += 1
                grid.setdefault(_cell(digit, near), []).append(digit)
        last = glyph
    read = Counter(str(unicodedata.digit(char)) for char in text if char.isdigit())
    lost, added = drawn - read, read - drawn
    return "".join(sorted(lost.elements())), "".join(sorted(added.elements()))


def _cell(digit: Digit, size: float) -> tuple[str, int, int]:
    return digit.char, int(digit.x // size), int(digit.y // size)
