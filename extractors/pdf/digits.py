"""Where two readers of a page see its digits, and where only one does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.layout import Glyph

if TYPE_CHECKING:
    from extractors.pdf.confirming import Collector
    from extractors.pdf.leading import SeenPage


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit at its origin in the page's own coordinates."""

    char: str
    x: float
    y: float


@dataclass
class Differing:
    """What only one reader sees on a page: PDFium's glyphs, and runs of digits that it does not have.

    `agreement` is the share of digits that both see at one place, None where the second reader failed;
    `characters` are
    how many each of them sees, on the page and beside it.
    """

    agreement: float | None = None
    glyphs: list[Glyph] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    characters: tuple[int, int] = (0, 0)
    lies: int = 0


_NEAR = 1.5
"""Points between the origins of a digit as two readers place it."""


def compare(sheet: "SeenPage", confirming: "Collector | None") -> Differing:
    """Match the digits of two readers by their place; a digit drawn twice at a place is one."""
    if confirming is None:
        return Differing(None, [glyph for _, glyph in sheet.digits])
    confirmed = confirming.digits
    near = max(_NEAR, 0.15 * max((glyph.size for _, glyph in sheet.digits), default=0.0))
    mine, theirs = _grid((digit for digit, _ in sheet.digits), near), _grid(confirmed, near)
    alone = [(digit, glyph) for digit, glyph in sheet.digits if not _is_in(theirs, digit, near)]
    others = [digit for digit in confirmed if not _is_in(mine, digit, near)]
    shifted: set[int] = set()
    glyphs = []
    for digit, glyph in alone:
        # an accent's width that one reader does not know moves the rest of its line a little
        twin = next(
            (
                o
                for o in others
                if id(o) not in shifted and o.char == digit.char and _is_beside(o, digit, near, glyph.size)
            ),
            None,
        )
        shifted.add(id(twin)) if twin else glyphs.append(glyph)
    unseen: list[str] = []
    last: Digit | None = None
    for digit in (other for other in others if id(other) not in shifted):
        if last is None or abs(digit.y - last.y) > near:
            unseen.append("")
        unseen[-1] += digit.char
        last = digit
    total = len(sheet.digits) + len(confirmed)
    lost = len(glyphs) + sum(map(len, unseen))
    return Differing(
        1 - lost / total if total else 1.0,
        glyphs,
        unseen,
        (sheet.drawn, confirming.characters),
        confirming.lies,
    )


def _is_beside(one: Digit, other: Digit, near: float, size: float) -> bool:
    return abs(one.y - other.y) <= near and abs(one.x - other.x) <= size


def _grid(digits: Iterable[Digit], cell: float) -> dict[tuple[str, int, int], list[Digit]]:
    grid: dict[tuple[str, int, int], list[Digit]] = {}
    for digit in digits:
        grid.setdefault((digit.char, int(digit.x // cell), int(digit.y // cell)), []).append(digit)
    return grid


def _is_in(grid: Mapping[tuple[str, int, int], Sequence[Digit]], digit: Digit, near: float) -> bool:
    column, row = int(digit.x // near), int(digit.y // near)
    return any(
        abs(other.x - digit.x) <= near and abs(other.y - digit.y) <= near
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for other in grid.get((digit.char, column + dx, row + dy), ())
    )
