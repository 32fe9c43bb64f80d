"""PDF files → Document: two readers see each page, and the geometry says in which order a person reads it.

PDFium leads: it is the faster reader, and the one that draws. pdfminer.six, on which pdfplumber is built, confirms: it parses
the file, its fonts and its text operators with code of its own. A digit that one of them sees and the other does not see
at that place is a finding, and the number that it belongs to is left to a person.
"""

import contextlib
import ctypes
import io
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import regex
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT
from PIL import ImageChops, ImageDraw

from extractors.document import Aside, Box, Certificate, Document, Page, Quarantined, ReadingFault, Span, Words
from extractors.layout import Glyph, Sheet, french_share, lay_out

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 2_000
"""Pages that a brochure may have at the most."""
MOSTLY_UNMAPPED = 0.2
"""Share of a page's characters without Unicode from which nothing on it is trusted."""
_SCAN = 0.5
"""Share of a page that pictures cover from which its text, if any, is a scan's."""
_FAINT = 245
"""Level of red, green and blue above which a colour may be white paper."""
_BULLET_FONTS = regex.compile(rb"dingbat|wingding|symbol", regex.IGNORECASE)
_HYPHENS = frozenset("\x02\xad\ufffe\u2010")
_OCR = "run OCR, for example ocrmypdf, and put the result here"


class Unreadable(ValueError):
    """A PDF that cannot be read truly; the message says why and what to do."""


def read_pdf(data: bytes, document_id: str, edition_id: str, path: str) -> Document | Quarantined:
    """One PDF as a Document with a box for each word; what cannot be read truly comes back quarantined.

    Boxes are in points from the page's top left as a person sees it, rotation and crop box applied.
    """
    pages = None
    try:
        with _opened(data) as document:
            pages = len(document)
            return _read(document, data, document_id, edition_id, path)
    except Unreadable as error:
        return Quarantined(document_id, edition_id, path, MEDIA_TYPE, len(data), str(error), pages)


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
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
class _Sheet:
    """What PDFium sees on one page, in points from its top left as seen; `digits` are at their origins in the page's own coordinates."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    digits: list[tuple["_Digit", Glyph]] = field(default_factory=list)
    characters: int = 0
    drawn: int = 0
    unmapped: int = 0
    hidden: int = 0
    image_share: float = 0.0


def _read(document: pypdfium2.PdfDocument, data: bytes, document_id: str, edition_id: str, path: str) -> Document:
    confirmer = _Confirmer(data)
    if confirmer.failure:
        raise Unreadable(f"only one of the two readers can open this PDF ({confirmer.failure}): it is damaged; export it again")
    faults: list[ReadingFault] = []
    known: deque[tuple[_Sheet, Certificate, list[Glyph]]] = deque()

    def sheets() -> Iterator[Sheet]:
        for number in range(1, len(document) + 1):
            sheet = _sheet(document, number)
            differing = _compare(sheet, confirmer.read(number))
            unmapped = sheet.unmapped / max(sheet.characters, 1)
            certificate = Certificate(sheet.characters, unmapped, differing.agreement, french_share(sheet.glyphs), sheet.image_share)
            faults.extend(_faults(number, sheet, unmapped, differing))
            known.append((sheet, certificate, differing.glyphs))
            is_unreadable = unmapped > MOSTLY_UNMAPPED or differing.lies > 0
            yield Sheet([] if is_unreadable else sheet.glyphs, sheet.rules, sheet.width, sheet.height)

    body: list[str] = []
    pages: list[Page] = []
    asides: list[Aside] = []
    words, start = Words(), 0
    for number, laid in enumerate(lay_out(sheets()), 1):
        sheet, certificate, glyphs = known.popleft()
        text = laid.text + ("\f" if number < len(document) else "")
        body.append(text)
        pages.append(Page(number, Span(start, start + len(text)), sheet.width, sheet.height, certificate))
        for word in laid.words:
            words.append(word.span.moved(start), number, word.box)
        asides += [Aside(aside.span.moved(start), aside.kind) for aside in laid.asides]
        for span in laid.spans_of(glyphs):
            message = f"page {number}: only one of the two readers sees {text[span.start : span.end]!r} here"
            faults.append(ReadingFault("readers_disagree", number, message, span.moved(start)))
        start += len(text)
    whole = "".join(body)
    if not whole.strip():
        raise Unreadable(_nothing_read(len(document), faults))
    return Document(document_id, edition_id, path, MEDIA_TYPE, len(data), whole, tuple(pages), None, words, tuple(asides), tuple(faults))


def _faults(number: int, sheet: _Sheet, unmapped: float, differing: "_Differing") -> Iterator[ReadingFault]:
    """What is wrong with a page as a whole."""
    if unmapped > MOSTLY_UNMAPPED:
        yield ReadingFault("page_unreadable", number, f"page {number}: {unmapped:.0%} of its characters have no Unicode, so none is taken: {_OCR}")
    elif not sheet.characters and sheet.image_share > _SCAN:
        yield ReadingFault("page_without_text", number, f"page {number} is a picture without a text layer: {_OCR}")
    if sheet.hidden:
        yield ReadingFault("hidden_text", number, f"page {number}: {sheet.hidden} characters that a person cannot see were left out")
    if differing.agreement is None:
        yield ReadingFault("readers_disagree", number, f"page {number}: the second reader cannot read it, so no number of it is confirmed")
    fewer, more = sorted(differing.characters)
    if fewer < more / 2:
        yield ReadingFault("readers_disagree", number, f"page {number}: one of the two readers sees {fewer} characters, the other {more}")
    if differing.lies:
        what = f"{differing.lies} digits are one number by the font's encoding and another by its Unicode map"
        yield ReadingFault("page_unreadable", number, f"page {number}: {what}, so nothing of it is taken: {_OCR}")
    for missing in differing.unseen:
        yield ReadingFault("readers_disagree", number, f"page {number}: one of the two readers sees {missing!r} where the other sees nothing")


def _nothing_read(pages: int, faults: Sequence[ReadingFault]) -> str:
    kinds = {fault.kind for fault in faults}
    if "page_unreadable" in kinds:
        return f"its fonts do not say which letters they show, so nothing on its pages can be trusted: {_OCR}"
    if "hidden_text" in kinds:
        return f"a person cannot see any of its text: {_OCR}"
    return f"{'its page has' if pages == 1 else f'its {pages} pages have'} no text layer (a scan, or drawings): {_OCR}"


def _sheet(document: pypdfium2.PdfDocument, number: int) -> _Sheet:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"page {number} cannot be loaded ({error}): the file is damaged; export it again") from error
    try:
        return _Reader(page).read()
    finally:
        page.close()


class _Reader:
    """PDFium's characters of one page, turned and moved to where a person sees them."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page = page
        bounds = pdfium.FS_RECTF()  # crop box within media box, inherited ones too, which pypdfium2's getters do not see
        pdfium.FPDF_GetPageBoundingBox(page, bounds)
        self.left, self.bottom, self.right, self.top = bounds.left, bounds.bottom, bounds.right, bounds.top
        self.rotation = page.get_rotation() % 360
        across, up = self.right - self.left, self.top - self.bottom
        self.sheet = _Sheet(*((up, across) if self.rotation in (90, 270) else (across, up)))

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

    def read(self) -> _Sheet:
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
            if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE) or not pdfium.FPDFPageObj_GetBounds(item, *bounds):
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
        for index in range(pdfium.FPDFText_CountChars(handle)):
            code = pdfium.FPDFText_GetUnicode(handle, index)
            item = pdfium.FPDFText_GetTextObject(handle, index)
            if not item:
                continue  # PDFium's own spaces and line ends
            address = ctypes.addressof(item.contents)
            if address != last:
                last = address
                pdfium.FPDFText_GetMatrix(handle, index, matrix)
                direction = self.direction(matrix.a, matrix.b)
                scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
                size = abs(pdfium.FPDFText_GetFontSize(handle, index) * scale) or 1.0
                pdfium.FPDFText_GetFillColor(handle, index, *color)
                is_faint = min(c.value for c in color[:3]) > _FAINT or color[3].value < 10
                is_invisible = pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
                length = pdfium.FPDFText_GetFontInfo(handle, index, name, 128, flags)
                is_bullet_font = bool(length and _BULLET_FONTS.search(name.raw[:length]))
                baseline = self.seen(matrix.e, matrix.f)[1]
            if not pdfium.FPDFText_GetLooseCharBox(handle, index, loose):
                continue
            box = self.box(loose.left, loose.bottom, loose.right, loose.top)
            is_off = not page.contains_point((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
            char = chr(code) if code else "\ufffd"
            if is_bullet_font:
                char = char if char.isspace() else "•"
            elif char in _HYPHENS:
                char = "-"
            elif char == "\ufffd" or pdfium.FPDFText_HasUnicodeMapError(handle, index) == 1:
                self.sheet.unmapped += not is_off
                char = "\ufffd"
            glyph = Glyph(char, box, baseline, size, direction, is_faint, is_invisible)
            if char.isdecimal():
                pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
                self.sheet.digits.append((_Digit(char, x.value, y.value), glyph))
            self.sheet.drawn += not char.isspace()
            if not is_off:
                self.sheet.characters += not char.isspace()
                self.sheet.glyphs.append(glyph)

    def _leave_out_hidden(self) -> None:
        """Text that a person cannot see: drawn in no ink (unless over a scan, where it is its OCR), or white on white."""
        sheet = self.sheet
        is_scan = sheet.image_share > _SCAN
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
        return all(min(self.pixels[row * self.stride + x0 : row * self.stride + x1], default=255) > _FAINT for row in rows)


def draw_page(data: bytes, page: int, boxes: Iterable[Box], scale: float = 2.0) -> bytes:
    """A page of a PDF as a PNG picture with boxes marked on it; `page` counts from 1, `scale` is pixels a point."""
    with _opened(data) as document:
        sheet = document[page - 1]
        picture = sheet.render(scale=scale).to_pil().convert("RGB")
        sheet.close()
    marked = picture.copy()
    pencil = ImageDraw.Draw(marked)
    for box in boxes:
        corners = ((box.x0 - 1) * scale, (box.top - 1) * scale, (box.x1 + 1) * scale, (box.bottom + 1) * scale)
        pencil.rectangle(corners, fill=(255, 224, 102), outline=(200, 0, 0), width=2)
    png = io.BytesIO()
    ImageChops.darker(picture, marked).save(png, "PNG")
    return png.getvalue()


# the confirming reader


@dataclass(frozen=True, slots=True)
class _Digit:
    char: str
    x: float
    y: float


class _Confirmer:
    """pdfminer's characters: the same file read by other code."""

    def __init__(self, data: bytes) -> None:
        self.failure: str | None = None
        self.pages: list[PDFPage] = []
        self.resources = _Fonts()
        try:
            # pdfplumber's reader is pdfminer; its document is used as it is, without a layout.
            self.document = PDFDocument(PDFParser(io.BytesIO(data)))
            self.pages = list(PDFPage.create_pages(self.document))
        except Exception as error:  # noqa: BLE001 - pdfminer raises anything, often without a message
            self.failure = f"{type(error).__name__}: {error or (error.args and error.args[0]) or 'no message'}"

    def read(self, number: int) -> "_Collector | None":
        """The characters of a page, its digits at their origins in the page's own coordinates; None where pdfminer cannot read it."""
        if self.failure or number > len(self.pages):
            return None
        page = self.pages[number - 1]
        device = _Collector(self.resources)
        try:
            _TextInterpreter(self.resources, device).render_contents(page.resources, page.contents)
        except Exception:  # noqa: BLE001 - see above: the page is then unconfirmed, which the certificate says
            return None
        return device


class _Fonts(PDFResourceManager):
    """pdfminer's fonts, which remember whether the file names their encoding."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        font: Any = super().get_font(objid, spec)
        font.has_encoding = "Encoding" in spec
        return font


class _Collector(PDFTextDevice):
    """Counts the characters that pdfminer draws and keeps the origin of each digit."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.set_ctm((1, 0, 0, 1, 0, 0))
        self.digits: list[_Digit] = []
        self.characters = 0
        self.lies = 0

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, ncs: Any, graphicstate: Any) -> float:  # noqa: ARG002
        try:
            text = font.to_unichr(cid)
        except Exception:  # noqa: BLE001 - a glyph without Unicode has no digit to confirm
            text = ""
        encoded = getattr(font, "cid2unicode", {}).get(cid, "") if getattr(font, "has_encoding", False) else ""
        self.lies += encoded != text and (encoded.isdecimal() or text.isdecimal()) and len(encoded) == len(text) == 1
        for char in text:
            self.characters += not char.isspace()
            if char.isdecimal():
                self.digits.append(_Digit(char, matrix[4] + rise * matrix[2], matrix[5] + rise * matrix[3]))
        width: float = font.char_width(cid) * fontsize * scaling
        return width


_N = rb"[-+.\d]+\s+"
_TOKEN = regex.compile(
    rb"(?<skip>\bBI\b.*?\bID\s.*?\sEI\b|%[^\r\n]*|(?:" + _N + rb"){6}c\b|(?:" + _N + rb"){4}(?:re|[vy])\b|(?:" + _N + rb"){2}[ml]\b)"
    rb"|\((?<string>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)"
    rb"|<(?<hex>[\da-fA-F\s]*)>"
    rb"|(?<number>[-+]?(?:\d+\.?\d*|\.\d+))"
    rb"|/(?<name>[^\s()<>\[\]{}/%]*)"
    rb"|(?<open>\[)|(?<close>\])"
    rb"|(?<operator>[A-Za-z'\"]+[*01]?)",
    regex.DOTALL,
)
"""The tokens of a content stream; curves and inline images, which carry no text, are passed over in one step."""
_ESCAPE = regex.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", regex.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OPERATORS = {
    b"q": "do_q", b"Q": "do_Q", b"cm": "do_cm", b"BT": "do_BT", b"ET": "do_ET", b"Tf": "do_Tf", b"Td": "do_Td", b"TD": "do_TD", b"Tm": "do_Tm",
    b"T*": "do_T_a", b"Tj": "do_Tj", b"TJ": "do_TJ", b"'": "do__q", b'"': "do__w", b"Tc": "do_Tc", b"Tw": "do_Tw", b"Tz": "do_Tz", b"TL": "do_TL",
    b"Ts": "do_Ts", b"Tr": "do_Tr", b"Do": "do_Do",
}  # fmt: skip
"""The operators that move or show text, and pdfminer's methods for them."""


def _unescape(string: bytes) -> bytes:
    """A literal string's bytes.

    >>> _unescape(rb"a\\)\\101\\n")
    b'a)A\\n'
    """
    if b"\\" not in string:
        return string
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 8) & 255]) if m[1] else b"" if m[2] else _ESCAPED.get(m[3], m[3]), string)


class _TextInterpreter(PDFPageInterpreter):
    """pdfminer's text state, fonts and forms on tokens of our own: its parser spends most of its time on what is no text."""

    def execute(self, streams: Sequence[object]) -> None:
        self.stream_ids.clear()
        content = []
        for item in streams:
            stream = stream_value(item)
            if stream.objid not in self.parent_stream_ids:  # else it is a form that draws itself
                if stream.objid is not None:
                    self.stream_ids.add(stream.objid)
                content.append(stream.get_data())
        operands: list[Any] = []
        array: list[Any] | None = None
        for m in _TOKEN.finditer(b"\n".join(content)):
            kind = m.lastgroup
            if kind == "operator":
                method = _OPERATORS.get(m["operator"])
                if method:
                    function = getattr(self, method)
                    count = function.__code__.co_argcount - 1
                    if len(operands) >= count:
                        function(*operands[len(operands) - count :])
                operands, array = [], None
            elif kind == "open":
                array = []
            elif kind == "close":
                operands.append(array or [])
                array = None
            elif kind != "skip":
                (operands if array is None else array).append(_operand(kind, m))
            else:
                operands = []


def _operand(kind: str | None, m: "regex.Match[bytes]") -> Any:
    if kind == "number":
        return float(m["number"])
    if kind == "string":
        return _unescape(m["string"])
    if kind == "name":
        return LIT(m["name"].decode("latin-1"))
    digits = b"".join(m["hex"].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


@dataclass
class _Differing:
    """What only one reader sees on a page: PDFium's glyphs, and runs of digits that it does not have.

    `agreement` is the share of digits that both see at one place, None where the second reader failed; `characters` are
    how many each of them sees, on the page and beside it.
    """

    agreement: float | None = None
    glyphs: list[Glyph] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    characters: tuple[int, int] = (0, 0)
    lies: int = 0


_NEAR = 1.5
"""Points between the origins of a digit as two readers place it."""


def _compare(sheet: _Sheet, confirming: _Collector | None) -> _Differing:
    """Match the digits of two readers by their place; a digit drawn twice at a place is one."""
    if confirming is None:
        return _Differing(None, [glyph for _, glyph in sheet.digits])
    confirmed = confirming.digits
    near = max(_NEAR, 0.15 * max((glyph.size for _, glyph in sheet.digits), default=0.0))
    mine, theirs = _grid((digit for digit, _ in sheet.digits), near), _grid(confirmed, near)
    alone = [(digit, glyph) for digit, glyph in sheet.digits if not _is_in(theirs, digit, near)]
    others = [digit for digit in confirmed if not _is_in(mine, digit, near)]
    shifted: set[int] = set()
    glyphs = []
    for digit, glyph in alone:
        # an accent's width that one reader does not know moves the rest of its line a little
        twin = next((o for o in others if id(o) not in shifted and o.char == digit.char and _is_beside(o, digit, near, glyph.size)), None)
        shifted.add(id(twin)) if twin else glyphs.append(glyph)
    unseen: list[str] = []
    last: _Digit | None = None
    for digit in (other for other in others if id(other) not in shifted):
        if last is None or abs(digit.y - last.y) > near:
            unseen.append("")
        unseen[-1] += digit.char
        last = digit
    total = len(sheet.digits) + len(confirmed)
    lost = len(glyphs) + sum(map(len, unseen))
    return _Differing(1 - lost / total if total else 1.0, glyphs, unseen, (sheet.drawn, confirming.characters), confirming.lies)


def _is_beside(one: _Digit, other: _Digit, near: float, size: float) -> bool:
    return abs(one.y - other.y) <= near and abs(one.x - other.x) <= size


def _grid(digits: Iterable[_Digit], cell: float) -> dict[tuple[str, int, int], list[_Digit]]:
    grid: dict[tuple[str, int, int], list[_Digit]] = {}
    for digit in digits:
        grid.setdefault((digit.char, int(digit.x // cell), int(digit.y // cell)), []).append(digit)
    return grid


def _is_in(grid: Mapping[tuple[str, int, int], Sequence[_Digit]], digit: _Digit, near: float) -> bool:
    column, row = int(digit.x // near), int(digit.y // near)
    return any(
        abs(other.x - digit.x) <= near and abs(other.y - digit.y) <= near
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for other in grid.get((digit.char, column + dx, row + dy), ())
    )
