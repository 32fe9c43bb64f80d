"""The third witness of a digit: what is drawn, compared with the digits of PDFium's own standard fonts.

A font may map, name and confirm a « 1 » and draw a « 7 »: no reader of text can see that. Looked at are the
digits of nameless fonts (Type 3), which the file draws itself, and those about which it contradicts itself. A
verdict needs much more likeness with another digit than with the one that is said; a shape that is like no
digit says nothing. Digits of named fonts are not doubted by their looks: an old-style « 2 » is too like a
« 1 ».
"""

import math
from collections.abc import Container, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops

from extractors.layout import Glyph
from extractors.source.document import Box

SCALE, PIXELS = 3.0, 12_000_000
"""Pixels a point, and those of a page's picture at the most: a larger page is drawn smaller."""
_WIDTH, _HEIGHT = 20, 24
"""Pixels of a shape."""
_LEAST = 8
"""Pixels that a digit must be high to be looked at."""
_LEVELS = 100
"""Levels of grey between a digit and its ground from which it is looked at."""
CLEAR, ALONE = 0.12, 0.06
"""How much more like another digit a shape must be than like the one that it is said to be, and than like any
other: of a hundred digits that are drawn as another 86 are seen so."""
_LIKE = 0.5
"""How like a digit a shape must be at the least, of 1."""
_IS_INKED = [0] * 110 + [255] * 146
"""Which of 256 levels are ink."""
_STANDARD = (
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic",
    "Courier", "Courier-Bold",
)  # fmt: skip
"""Fonts that PDFium has itself."""


class Shape(NamedTuple):
    """A digit as it is drawn: which of the page's fonts it is in, whether that has a name, where its ink is,
    in points as seen, and its glyph."""

    font: int
    is_named: bool
    box: Box
    glyph: Glyph


class Form(NamedTuple):
    """A digit's picture, and all of its ink."""

    picture: Image.Image
    ink: int


def drawn(page: pypdfium2.PdfPage, shapes: Sequence[Shape], doubted: Container[int] = ()) -> dict[int, str]:
    """The digits that are seen of a page's glyphs, by the glyphs' identities: each of those that are
    `doubted`, and of a nameless font each digit once."""
    looked = [shape for shape in shapes if not shape.is_named or id(shape.glyph) in doubted]
    if not looked:
        return {}
    width, height = page.get_size()
    scale = min(SCALE, math.sqrt(PIXELS / max(width * height, 1.0)))
    picture = page.render(scale=scale, grayscale=True).to_pil()
    found: dict[int, str] = {}
    known: dict[tuple[int, str], str | None] = {}
    for shape in looked:
        said, is_doubted = shape.glyph.char, id(shape.glyph) in doubted
        verdict = None if is_doubted else known.get((shape.font, said))
        if verdict is None and (form := _ink(picture, shape.box, scale)) is not None:
            verdict = known[shape.font, said] = seen(form, said)
        if verdict is not None:
            found[id(shape.glyph)] = verdict
    return found


def seen(form: Form, said: str) -> str | None:
    """The digit that a shape is, where it is that said one or clearly another."""
    like = {digit: max(_likeness(form, known) for known in forms) for digit, forms in _known().items()}
    best = max(like, key=lambda digit: like[digit])
    rival = max(share for digit, share in like.items() if digit != best)
    is_other = like[best] - like.get(said, 0.0) > CLEAR and like[best] - rival > ALONE
    return best if like[best] >= _LIKE and (best == said or is_other) else None


def _likeness(one: Form, other: Form) -> float:
    """Shared ink by all ink of two shapes, from 0 to 1."""
    shared = sum(ImageChops.darker(one.picture, other.picture).tobytes())
    return shared / max(one.ink + other.ink - shared, 1)


def _ink(picture: Image.Image, box: Box, scale: float = SCALE) -> Form | None:
    """The ink in a box, white on black and as high as all shapes are; None where none can be told."""
    x0, top = int(box.x0 * scale), int(box.top * scale)
    x1, bottom = int(box.x1 * scale) + 1, int(box.bottom * scale) + 1
    if x0 < 1 or top < 1 or x1 >= picture.width or bottom >= picture.height or bottom - top < _LEAST:
        return None
    cut = picture.crop((x0, top, x1, bottom))
    pixels = cut.tobytes()
    low, high = min(pixels), max(pixels)
    if high - low < _LEVELS:
        return None
    around = picture.crop((x0 - 1, top - 1, x1 + 1, bottom + 1))
    edges = [around.crop((0, y, around.width, y + 1)).tobytes() for y in (0, around.height - 1)]
    ground = sorted(b"".join(edges))[around.width]
    paper, black = (high, low) if ground > (low + high) / 2 else (low, high)
    levels = [min(255, max(0, round((level - paper) / (black - paper) * 255))) for level in range(256)]
    ink = cut.point(levels)
    ink = ink.crop(ink.point(_IS_INKED).getbbox())
    width = min(_WIDTH, max(1, round(ink.width * _HEIGHT / ink.height)))
    shape = Image.new("L", (_WIDTH, _HEIGHT))
    shape.paste(ink.resize((width, _HEIGHT), Image.Resampling.BOX), ((_WIDTH - width) // 2, 0))
    return Form(shape, sum(shape.tobytes()))


@cache
def _known() -> Mapping[str, list[Form]]:
    """The ten digits as the standard fonts draw them."""
    found: dict[str, list[Form]] = {}
    document = pypdfium2.PdfDocument(_sheet_of_digits())
    page = document[0]
    picture = page.render(scale=SCALE, grayscale=True).to_pil()
    height = page.get_height()
    text = page.get_textpage()
    for index, char in enumerate(text.get_text_range()):
        if char.isdecimal():
            left, bottom, right, top = text.get_charbox(index)
            form = _ink(picture, Box(left, height - top, right, height - bottom))
            found.setdefault(char, []).extend([form] if form else [])
    document.close()
    return found


def _sheet_of_digits() -> bytes:
    """A PDF of one page that has the ten digits in each standard font, apart from each other."""
    shown = [
        b"/F%d 20 Tf 1 0 0 1 %d %d Tm (%d) Tj" % (row, 20 + 30 * digit, 20 + 40 * row, digit)
        for row in range(len(_STANDARD))
        for digit in range(10)
    ]
    content = b"BT %s ET" % b" ".join(shown)
    fonts = [
        b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name.encode()
        for name in _STANDARD
    ]
    named = b"".join(b"/F%d %d 0 R" % (row, 5 + row) for row in range(len(fonts)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 360 360]/Resources<</Font<<%s>>>>/Contents 4 0 R>>" % named,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *fonts,
    ]
    body, starts = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        body, size, table, size, len(body),
    )  # fmt: skip
