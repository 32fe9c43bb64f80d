"""The leading reader: PDFium's characters of a page, turned and moved to where a person sees them."""

import contextlib
import ctypes
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium
import regex

from extractors.layout import Glyph
from extractors.pdf.digits import Digit
from extractors.source.document import Box

MAX_PAGES = 2_000
"""Pages that a brochure may have at the most."""
SCAN = 0.5
"""Share of a page that pictures cover from which its text, if any, is a scan's."""
_FAINT = 245
"""Level of red, green and blue above which a colour may be white paper."""
_BULLET_FONTS = regex.compile(rb"dingbat|wingding|symbol", regex.IGNORECASE)
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
    characters: int = 0
    drawn: int = 0
    unmapped: int = 0
    hidden: int = 0
    placeless: int = 0
    image_share: float = 0.0


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


def see(document: pypdfium2.PdfDocument, number: int) -> SeenPage:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(
            f"page {number} cannot be loaded ({error}): the file is damaged; export it again"
        ) from error
    try:
        return _Reader(page).read()
    finally:
        page.close()


class _Reader:
    """PDFium's characters of one page, turned and moved to where a person sees them."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page = page
        bounds = (
            pdfium.FS_RECTF()
        )  # crop box within media box, inherited ones too, which pypdfium2's getters do not see
        pdfium.FPDF_GetPageBoundingBox(page, bounds)
        self.left, self.bottom, self.right, self.top = bounds.left, bounds.bottom, bounds.right, bounds.top
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
        return {0: (a, -b), 90: (b, a), 180: (-a, b), 270: (-b, -a)}[self.rotation]

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
        matrix = pdfium.FS_MATRIX()
        color = [ctypes.c_uint() for _ in range(4)]
        flags = ctypes.c_int()
        name = ctypes.create_string_buffer(128)
        last: int | None = None
        baseline = 0.0
        direction, size, is_faint, is_invisible, is_bullet_font = (1.0, 0.0), 1.0, False, False, False
        page = Box(0, 0, self.sheet.width, self.sheet.height)
        codes = [
            pdfium.FPDFText_GetUnicode(handle, index) for index in range(pdfium.FPDFText_CountChars(handle))
        ]
        for index, code in joined(codes):
            item = pdfium.FPDFText_GetTextObject(handle, index)
            if not item:
                continue  # PDFium's own spaces and line ends
            address = ctypes.addressof(item.contents)
            if address != last:
                last = address
                pdfium.FPDFText_GetMatrix(handle, index, matrix)
                direction = self.direction(matrix.a, matrix.b)
                scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
                size = pdfium.FPDFText_GetFontSize(handle, index) * scale or 1.0
                if size < 0:  # upside down, as if its matrix were turned
                    size, direction = -size, (-direction[0], -direction[1])
                pdfium.FPDFText_GetFillColor(handle, index, *color)
                is_faint = min(c.value for c in color[:3]) > _FAINT or color[3].value < 10
                is_invisible = (
                    pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
                )
                length = pdfium.FPDFText_GetFontInfo(handle, index, name, 128, flags)
                is_bullet_font = bool(length and _BULLET_FONTS.search(name.raw[:length]))
                baseline = self.seen(matrix.e, matrix.f)[1]
            if not pdfium.FPDFText_GetLooseCharBox(handle, index, loose):
                continue
            box = self.box(loose.left, loose.bottom, loose.right, loose.top)
            if not all(map(math.isfinite, (box.x0, box.top, box.x1, box.bottom, baseline, size, *direction))):
                self.sheet.placeless += not code.isspace()
                continue
            is_off = not page.contains_point((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
            char = code
            if is_bullet_font:
                char = code if code.isspace() else "•"
            elif code in _HYPHENS:
                char = "-"
            elif code == "\ufffd" or pdfium.FPDFText_HasUnicodeMapError(handle, index) == 1:
                self.sheet.unmapped += not is_off
                char = "\ufffd"
            glyph = Glyph(char, box, baseline, size, direction, is_faint, is_invisible)
            if char.isdecimal():
                pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
                self.sheet.digits.append((Digit(char, x.value, y.value), glyph))
            self.sheet.drawn += not char.isspace()
            if not is_off:
                self.sheet.characters += not char.isspace()
                self.sheet.glyphs.append(glyph)

    def _leave_out_hidden(self) -> None:
        """Text that a person cannot see: drawn in no ink (unless over a scan, where it is its OCR), or white
        on white."""
        sheet = self.sheet
        is_scan = sheet.image_share > SCAN
        faint = [g for g in sheet.glyphs if g.is_faint and not g.char.isspace()]
        picture = self._picture() if faint else None
        lost = {id(g) for g in faint if picture is not None and picture.is_blank(g.box)}
        lost |= {id(g) for g in sheet.glyphs if g.is_invisible and not is_scan}
        sheet.hidden = sum(id(g) in lost and not g.char.isspace() for g in sheet.glyphs)
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
        x0, x1 = max(0, int(box.x0 * self.scale)), min(self.width, int(box.x1 * self.scale) + 1)
        rows = range(max(0, int(box.top * self.scale)), min(self.height, int(box.bottom * self.scale) + 1))
        return all(
            min(self.pixels[row * self.stride + x0 : row * self.stride + x1], default=255) > _FAINT
            for row in rows
        )
