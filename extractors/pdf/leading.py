"""The leading reader: PDFium's characters of a page, turned and moved to where a person sees them."""

import contextlib
import ctypes
import itertools
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractors.layout import Glyph
from extractors.pdf.digits import OLD_STYLE, Digit, cells, is_of_signs
from extractors.pdf.shapes import Shape, drawn
from extractors.source.document import Box, around

MAX_PAGES = 2_000
"""Pages that a brochure may have at the most."""
SCAN = 0.5
"""Share of a page that pictures cover from which its text, if any, is a scan's."""
_FAINT = 245
"""Level of red, green and blue above which a colour may be white paper."""
_CONTRAST = 60
"""Levels of grey between a letter and its ground from which it can be seen."""
_HYPHENS = frozenset("\x02\xad\ufffe\u2010")


class Unreadable(ValueError):
    """A PDF that cannot be read truly; the message says why and what to do."""


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    if not data.strip():
        raise Unreadable("the file is empty: put the brochure's PDF in its place, or remove it")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_cause(data, error)) from error
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise Unreadable(
                "the PDF has no pages: it is damaged; export it again"
                if not len(document)
                else f"{len(document)} pages are no brochure: keep only its pages"
            )
        yield document
    finally:
        document.close()


def _cause(data: bytes, error: Exception) -> str:
    """Why PDFium did not open a file, as far as one can tell."""
    if b"%PDF-" not in data[:1024]:
        return "the file is no PDF: it has no PDF header; export the brochure again"
    if "assword" in str(error):
        return "the PDF is encrypted and asks for a password: save it without one"
    if b"%%EOF" not in data[-2048:]:
        return "the PDF is cut off: its end is missing; copy or export it again"
    return f"the PDF is damaged ({error}): export it again, or repair it, for example with qpdf"


@dataclass
class SeenPage:
    """What PDFium sees on one page, in points from its top left as seen; `digits` are at their origins in the
    page's own coordinates."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    digits: list[tuple["Digit", Glyph]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    drawn_as: dict[int, str] = field(default_factory=dict)
    """The digits that are drawn, by the identity of the glyphs that were looked at."""
    characters: int = 0
    drawn: int = 0
    unmapped: int = 0
    hidden: int = 0
    overlaid: int = 0
    placeless: int = 0
    doubted: list[Glyph] = field(default_factory=list)
    image_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Look:
    """How a text object is drawn."""

    direction: tuple[float, float] = (1.0, 0.0)
    size: float = 1.0
    baseline: float = 0.0
    is_faint: bool = False
    is_invisible: bool = False
    font: bytes = b""
    font_id: int = 0
    """Which of the page's fonts it is, where the text is upright and the file has that font; else 0."""

    def shows(self, code: str) -> str:
        """What a person sees of a character: a bullet of a font of signs, a hyphen of whatever stands for it.

        >>> _Look(font=b"ZapfDingbats").shows("4"), _Look(font=b"Symbol").shows("4"), _Look().shows("\xad")
        ('•', '4', '-')
        """
        if is_of_signs(self.font, code):
            return "•"
        return "-" if code in _HYPHENS else code.translate(OLD_STYLE)


def joined(codes: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The characters of UTF-16 codes, each with the index of its first code; 0 is none, a lone half
    stays one.

    >>> list(joined([0x41, 0xD83C, 0xDFE0, 0]))
    [(0, 'A'), (1, '🏠'), (3, '\ufffd')]
    """
    is_second = False
    for index, code in enumerate(codes):
        following = codes[index + 1] if index + 1 < len(codes) else 0
        if is_second:
            is_second = False
        elif 0xD800 <= code < 0xDC00 <= following < 0xE000:
            is_second = True
            yield index, chr(0x10000 + ((code - 0xD800) << 10) + following - 0xDC00)
        else:
            yield index, chr(code) if 0 < code <= sys.maxunicode else "\ufffd"


def see(document: pypdfium2.PdfDocument, number: int, doubted: Sequence[Digit] = ()) -> SeenPage:
    """A page as PDFium sees it; the glyphs at the places `doubted` are told apart and looked at."""
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(
            f"page {number} cannot be loaded ({error}): the file is damaged; export it again"
        ) from error
    try:
        sheet = _Reader(page, doubted).read()
        sheet.drawn_as = drawn(page, sheet.shapes, {id(glyph) for glyph in sheet.doubted})
        return sheet
    finally:
        page.close()


def _bounds(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """The crop box within the media box: inherited ones too, which pypdfium2's getters do not see."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    return bounds.left, bounds.bottom, bounds.right, bounds.top


class _Reader:
    """PDFium's characters of one page, turned and moved to where a person sees them."""

    def __init__(self, page: pypdfium2.PdfPage, doubted: Sequence[Digit]) -> None:
        self.page = page
        self.doubted = {place for digit in doubted for place in cells(digit.x, digit.y)}
        self.left, self.bottom, self.right, self.top = _bounds(page)
        self.rotation = page.get_rotation() % 360
        across, up = self.right - self.left, self.top - self.bottom
        self.sheet = SeenPage(*((up, across) if self.rotation in (90, 270) else (across, up)))

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates as seen, from the top left."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if self.rotation == 0:
            return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        (x0, y0), (x1, y1) = self.seen(left, bottom), self.seen(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """Which way text runs, as seen, y downwards."""
        length = math.hypot(a, b) or 1.0
        x, y = {0: (a, -b), 90: (b, a), 180: (-a, b), 270: (-b, -a)}[self.rotation]
        return (x / length, y / length) if x or y else (1.0, 0.0)

    def read(self) -> SeenPage:
        self._objects()
        textpage = self.page.get_textpage()
        try:
            self._characters(textpage)
        finally:
            textpage.close()
        self._leave_out_hidden()
        return self.sheet

    def _objects(self) -> None:
        """Ruling lines and how much of the page pictures cover."""
        area = max(self.sheet.width * self.sheet.height, 1.0)
        bounds = [ctypes.c_float() for _ in range(4)]
        for index in range(min(pdfium.FPDFPage_CountObjects(self.page), 20_000)):
            item = pdfium.FPDFPage_GetObject(self.page, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind not in (
                pdfium.FPDF_PAGEOBJ_PATH,
                pdfium.FPDF_PAGEOBJ_IMAGE,
            ) or not pdfium.FPDFPageObj_GetBounds(item, *bounds):
                continue
            box = self.box(*(value.value for value in bounds))
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.sheet.image_share += box.width * box.height / area
            else:
                self.sheet.rules.append(box)

    def _characters(self, textpage: pypdfium2.PdfTextPage) -> None:
        handle = textpage.raw
        x, y = ctypes.c_double(), ctypes.c_double()
        loose = pdfium.FS_RECTF()
        tight = [ctypes.c_double() for _ in range(4)]
        last: int | None = None
        look, is_parted = _Look(), False
        page = Box(0, 0, self.sheet.width, self.sheet.height)
        codes = [
            pdfium.FPDFText_GetUnicode(handle, index) for index in range(pdfium.FPDFText_CountChars(handle))
        ]
        for index, code in joined(codes):
            item = pdfium.FPDFText_GetTextObject(handle, index)
            if not item or (code.isspace() and pdfium.FPDFText_IsGenerated(handle, index) == 1):
                is_parted = code == " "  # PDFium's own space, which the gap between the glyphs must confirm
                continue
            address = ctypes.addressof(item.contents)
            if address != last:
                last, look = address, self._look(handle, index, item)
            if not pdfium.FPDFText_GetLooseCharBox(handle, index, loose):
                self.sheet.placeless += not code.isspace()
                continue
            box = self.box(loose.left, loose.bottom, loose.right, loose.top)
            if not all(map(math.isfinite, (box.x0, box.top, box.x1, box.bottom, look.baseline, look.size))):
                self.sheet.placeless += not code.isspace()
                continue
            is_off = not page.contains_point((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
            char = look.shows(code)
            if char not in "•-" and (
                code == "\ufffd" or pdfium.FPDFText_HasUnicodeMapError(handle, index) == 1
            ):
                self.sheet.unmapped += not is_off
                char = "\ufffd"
            glyph = Glyph(
                char,
                box,
                look.baseline,
                look.size,
                look.direction,
                look.is_faint,
                look.is_invisible,
                is_parted,
            )
            is_parted = False
            if char.isdecimal() or self.doubted:
                pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
                if char.isdecimal():
                    self.sheet.digits.append((Digit(char, x.value, y.value), glyph))
                    is_drawn = look.font_id and not (look.is_invisible or is_off)
                    if is_drawn and pdfium.FPDFText_GetCharBox(handle, index, *tight):
                        left, right, bottom, top = (edge.value for edge in tight)
                        ink = self.box(left, bottom, right, top)
                        self.sheet.shapes.append(Shape(look.font_id, bool(look.font), ink, glyph))
                if (round(x.value), round(y.value)) in self.doubted:
                    self.sheet.doubted.append(glyph)
            self.sheet.drawn += not char.isspace()
            if not is_off:
                self.sheet.characters += not char.isspace()
                self.sheet.glyphs.append(glyph)

    def _look(self, handle: Any, index: int, item: Any) -> "_Look":
        """How the text object is drawn that a character belongs to."""
        matrix, flags, name = pdfium.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(128)
        color = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFText_GetMatrix(handle, index, matrix)
        dx, dy = self.direction(matrix.a, matrix.b)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = pdfium.FPDFText_GetFontSize(handle, index) * scale or 1.0
        if size < 0:  # as if its matrix were turned
            size, dx, dy = -size, -dx, -dy
        pdfium.FPDFText_GetFillColor(handle, index, *color)
        x, y = self.seen(matrix.e, matrix.f)
        is_upright = dx > 0 and abs(dy) <= 0.1 * dx
        length = pdfium.FPDFText_GetFontInfo(handle, index, name, 128, flags)
        font = pdfium.FPDFTextObj_GetFont(item)
        return _Look(
            (dx, dy),
            size,
            y if is_upright else y * dx - x * dy,
            min(c.value for c in color[:3]) > _FAINT or color[3].value < 10,
            pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
            name.raw[:length].rstrip(b"\0") if length else b"",
            ctypes.addressof(font.contents) if is_upright and pdfium.FPDFFont_GetIsEmbedded(font) == 1 else 0,
        )

    def _leave_out_hidden(self) -> None:
        """Text that a person cannot see: white on white, or drawn in no ink, unless it is the text layer of a
        scan or of what is drawn below it."""
        sheet = self.sheet
        faint = [g for g in sheet.glyphs if g.is_faint and not g.char.isspace()]
        is_scan = sheet.image_share > SCAN
        invisible = [g for g in sheet.glyphs if g.is_invisible and not g.char.isspace() and not is_scan]
        picture = self._picture() if faint or invisible else None
        lost: set[int] = set()
        if picture is not None:
            lost = {id(g) for g in faint if picture.is_blank(g.box)}
            for _, line in itertools.groupby(invisible, key=lambda g: (g.direction, g.baseline)):
                glyphs = list(line)
                if picture.is_plain(around(g.box for g in glyphs)):
                    lost |= {id(g) for g in glyphs}
                else:
                    sheet.overlaid += len(glyphs)
        sheet.hidden = len(lost)
        if lost:
            sheet.glyphs = [g for g in sheet.glyphs if id(g) not in lost]

    def _picture(self) -> "_Picture":
        scale = min(1.0, 2000 / max(self.sheet.width, self.sheet.height))
        bitmap = self.page.render(scale=scale, grayscale=True)
        try:
            return _Picture(bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height, scale)
        finally:
            bitmap.close()


@dataclass(frozen=True)
class _Picture:
    """A page as drawn, in shades of grey."""

    pixels: bytes
    stride: int
    width: int
    height: int
    scale: float

    def is_blank(self, box: Box) -> bool:
        """Whether nothing but white can be seen in a box."""
        return all(min(row, default=255) > _FAINT for row in self._rows(box))

    def is_plain(self, box: Box) -> bool:
        """Whether one shade fills a box, so that no letters can be seen in it."""
        rows = [row for row in self._rows(box) if row]
        return not rows or max(map(max, rows)) - min(map(min, rows)) < _CONTRAST

    def _rows(self, box: Box) -> Iterator[bytes]:
        x0, x1 = max(0, int(box.x0 * self.scale)), min(self.width, int(box.x1 * self.scale) + 1)
        top, bottom = max(0, int(box.top * self.scale)), min(self.height, int(box.bottom * self.scale) + 1)
        for row in range(top, bottom):
            yield self.pixels[row * self.stride + x0 : row * self.stride + x1]
