"""Text that runs in several directions: each is a layer, laid out in the frame in which it runs from left to
right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.layout.words import Glyph, Sheet, Word, words_of
from extractors.source.document import Box, around

_UPRIGHT = (1.0, 0.0)
_STEP = 5
"""Degrees within which directions are one."""
_FOR_UPRIGHT = 3
"""How many times as much text must run another way for the upright text to stand beside it."""
_BOX_HEIGHT = 1.17
"""Height of a glyph's box in em, where its direction does not tell."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The words of a page that run one way, footnote marks apart, and its drawings, in the layer's frame."""

    direction: tuple[float, float]
    words: list[Word]
    marks: list[Word]
    drawings: Sequence[Box]

    @property
    def is_upright(self) -> bool:
        return self.direction == _UPRIGHT


def layers(sheet: Sheet) -> list[Layer]:
    """The layers of a page, the main one first: the upright one, unless most of the text runs another way."""
    groups: dict[tuple[float, float], list[Glyph]] = {_UPRIGHT: []}
    for glyph in sheet.glyphs:
        groups.setdefault(_direction(*glyph.direction), []).append(glyph)
    sizes = {way: len(glyphs) * (_FOR_UPRIGHT if way == _UPRIGHT else 1) for way, glyphs in groups.items()}
    return [_layer(way, groups[way], sheet.drawings) for way in sorted(groups, key=lambda way: -sizes[way])]


def _direction(dx: float, dy: float) -> tuple[float, float]:
    """A direction's own frame; what rises or falls a little is upright.

    >>> _direction(0.99, 0.05), _direction(0.0, -2.0)
    ((1.0, 0.0), (0.0, -1.0))
    """
    if dx > 0 and abs(dy) <= 0.1 * dx:
        return _UPRIGHT
    angle = math.radians(_STEP * round(math.degrees(math.atan2(dy, dx)) / _STEP))
    return round(math.cos(angle), 6) + 0.0, round(math.sin(angle), 6) + 0.0


def _layer(direction: tuple[float, float], glyphs: Sequence[Glyph], drawings: Sequence[Box]) -> Layer:
    if direction == _UPRIGHT:
        return Layer(direction, *words_of(glyphs), drawings)
    copies = [_framed(glyph, direction) for glyph in glyphs]
    framed = {id(copy): glyph for copy, glyph in zip(copies, glyphs, strict=True)}
    words, marks = words_of(copies)
    for word in (*words, *marks):
        word.glyphs = [framed[id(glyph)] for glyph in word.glyphs]
        word.place = around(glyph.box for glyph in word.glyphs)
    is_quarter = 0.0 in direction
    return Layer(direction, words, marks, [_turned(box, direction) for box in drawings] if is_quarter else ())


def _turned(box: Box, direction: tuple[float, float]) -> Box:
    """A box of the page in the frame of a direction that is a quarter turn."""
    dx, dy = direction
    across = [x * dx + y * dy for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    down = [y * dx - x * dy for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    return Box(min(across), min(down), max(across), max(down))


def _framed(glyph: Glyph, direction: tuple[float, float]) -> Glyph:
    """A glyph in its direction's frame.

    Its box on the page is the one around the turned glyph, from which width and height follow unless it is
    turned by some 45 degrees.
    """
    dx, dy = direction
    if 0.0 in direction:
        box = _turned(glyph.box, direction)
    else:
        cos, sin = abs(dx), abs(dy)
        wide, high = glyph.box.width, glyph.box.height
        height = (
            (high * cos - wide * sin) / (cos**2 - sin**2)
            if abs(cos - sin) > 0.2
            else _BOX_HEIGHT * glyph.size
        )
        width = max(
            (wide - height * sin) / cos if cos > sin else (high - height * cos) / sin, 0.05 * glyph.size
        )
        x, y = (glyph.box.x0 + glyph.box.x1) / 2, (glyph.box.top + glyph.box.bottom) / 2
        u, v = x * dx + y * dy, y * dx - x * dy
        box = Box(u - width / 2, v - height / 2, u + width / 2, v + height / 2)
    return replace(glyph, box=box, direction=_UPRIGHT)
