"""The confirming reader: pdfminer.six's fonts and text state, on tokens of our own."""

import contextlib
import io
import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex
from pdfminer.encodingdb import EncodingDB, name2unicode
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFCIDFont, PDFType3Font
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import LIT, PSLiteral
from pdfminer.utils import decode_text

from extractors.pdf.digits import OLD_STYLE, Digit, is_of_signs


class Confirmer:
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
            self.failure = (
                f"{type(error).__name__}: {error or (error.args and error.args[0]) or 'no message'}"
            )

    def read(self, number: int) -> "Collector | None":
        """The characters of a page, its digits at their origins in the page's own coordinates; None where
        pdfminer cannot read it."""
        if self.failure or number > len(self.pages):
            return None
        page = self.pages[number - 1]
        device = Collector(self.resources)
        try:
            _TextInterpreter(self.resources, device).render_contents(page.resources, page.contents)
        except Exception:  # noqa: BLE001 - see above: the page is unconfirmed, and says so
            return None
        with contextlib.suppress(Exception):  # pdfminer raises anything; nobody draws a broken annotation
            for annotation in map(resolve1, list_value(page.annots or [])):
                device.annotations += filter(None, [self._annotation(annotation)])
        device.close_all()
        return device

    def _annotation(self, annotation: Any) -> str:
        """What an annotation or field of a form says in digits: its value, or else the digits it draws."""
        kind = resolve1(annotation.get("Subtype"))
        if kind in (LIT("Link"), LIT("Popup"), LIT("Text")) or resolve1(annotation.get("F", 0)) & _NOT_SHOWN:
            return ""
        holds = {LIT("Widget"): "V", LIT("FreeText"): "Contents"}.get(kind, "")
        value = resolve1(annotation.get(holds))
        text = decode_text(value) if isinstance(value, bytes) else ""
        drawn = resolve1(dict_value(annotation.get("AP", {})).get("N"))
        if isinstance(drawn, dict):
            state = resolve1(annotation.get("AS"))
            drawn = resolve1(drawn.get(state.name)) if isinstance(state, PSLiteral) else None
        if isinstance(drawn, PDFStream) and not any(map(str.isdigit, text)):
            device = Collector(self.resources)
            interpreter = _TextInterpreter(self.resources, device)
            interpreter.render_contents(dict_value(drawn.get("Resources", {})), [drawn])
            text = "".join(digit.char for digit in device.digits)
        return text if any(map(str.isdigit, text)) else ""


_NOT_SHOWN = 2 | 32
"""The flags of an annotation that is hidden, or only printed."""
_SYMBOLIC = 4
"""The flag of a font whose codes are its own, whatever its encoding is called."""


def claims(spec: Mapping[str, Any], font: Any) -> dict[int, str]:
    """The letters that a font's encoding says its codes show, apart from its Unicode map.

    A code claims a letter where its name among the Differences is a known one, or where the font is neither
    symbolic nor of Type 3 and its base encoding is named.
    """
    encoding = resolve1(spec.get("Encoding"))
    names = encoding if isinstance(encoding, dict) else {"BaseEncoding": encoding}
    base = resolve1(names.get("BaseEncoding"))
    is_own = isinstance(font, PDFType3Font | PDFCIDFont) or font.flags & _SYMBOLIC
    named = EncodingDB.encodings.get(str(base.name), {}) if isinstance(base, PSLiteral) and not is_own else {}
    found = dict(named)
    code = 0
    for item in () if isinstance(font, PDFCIDFont) else list_value(names.get("Differences", [])):
        if isinstance(item, PSLiteral):
            try:
                found[code] = name2unicode(str(item.name)).translate(OLD_STYLE)
            except (KeyError, ValueError):
                found.pop(code, None)
            code += 1
        elif isinstance(item, int):
            code = item
    return found


class _Fonts(PDFResourceManager):
    """pdfminer's fonts, each with what its encoding claims."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        font: Any = super().get_font(objid, spec)
        if not hasattr(font, "claims"):
            font.claims = claims(spec, font)
            font.name = str(getattr(font, "basefont", "")).encode("utf-8", "replace")
            if "0" in font.widths:  # a standard font: its metrics are older than the euro, as wide as a digit
                font.widths.setdefault("€", font.widths["0"])
        return font


@dataclass
class _Marked:
    """A stretch of text that its file says stands for other text (ActualText), and what it shows."""

    actual: str
    shown: list[tuple[str, float, float]] = field(default_factory=list)


class Collector(PDFTextDevice):
    """Counts the characters that pdfminer draws and keeps the origin of each digit.

    `doubted` are the places, in the page's own coordinates, of letters and digits that the file itself
    contradicts: a font's encoding its Unicode map, or what is shown the text that it is said to stand for.
    """

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.set_ctm((1, 0, 0, 1, 0, 0))
        self.digits: list[Digit] = []
        self.characters = 0
        self.doubted: list[Digit] = []
        self.annotations: list[str] = []
        """What annotations and fields of forms say that has digits."""
        self.marked: list[_Marked | None] = []
        """The marked content that is open; None where it says nothing of its text."""

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,  # noqa: ARG002
        graphicstate: Any,  # noqa: ARG002
    ) -> float:
        text = _unicode(font, cid)
        x, y = matrix[4] + rise * matrix[2], matrix[5] + rise * matrix[3]
        claimed = font.claims.get(cid, text)
        if text and claimed != text and not (_is_private(claimed) or _is_alike(claimed, text)):
            self.doubted.append(Digit(text, x, y))
        marked = next((mark for mark in reversed(self.marked) if mark), None)
        if marked:
            marked.shown.append((text, x, y))
        for char in text:
            self.characters += not char.isspace()
            if char.isdecimal() and not marked and not is_of_signs(font.name, char):
                self.digits.append(Digit(char, x, y))
        width: float = font.char_width(cid) * fontsize * scaling
        return width

    def open_marked(self, actual: str | None) -> None:
        self.marked.append(_Marked(actual) if actual else None)

    def close_all(self) -> None:
        """End what a page has left open."""
        while self.marked:
            self.close_marked()

    def close_marked(self) -> None:
        marked = self.marked.pop() if self.marked else None
        if not marked or not marked.shown:
            return
        _, x, y = marked.shown[0]
        shown = [
            Digit(char, at_x, at_y, x, y)
            for text, at_x, at_y in marked.shown
            for char in text
            if char.isdecimal()
        ]
        said = [char for char in marked.actual if char.isdecimal()]
        is_shown = [digit.char for digit in shown] == said
        self.digits += shown if is_shown else [Digit(char, x, y) for char in said]
        text = "".join(text or "\ufffd" for text, *_ in marked.shown)
        if "\ufffd" not in text and not (_is_private(text) or _is_alike(marked.actual, text)):
            self.doubted.append(Digit("", x, y))


def _unicode(font: Any, code: int) -> str:
    """The text of a code; nothing where its font does not say, for which pdfminer would take another."""
    is_drawn = isinstance(font, PDFType3Font)
    try:
        if not is_drawn:
            return str(font.to_unichr(code)).translate(OLD_STYLE)
        mapped = font.unicode_map.cid2unichr.get(code) if font.unicode_map else None
        return str(mapped or font.claims.get(code, ""))
    except Exception:  # noqa: BLE001 - pdfminer raises anything; a glyph without Unicode has no digit to confirm
        return ""


def _is_private(text: str) -> bool:
    """Whether a text has characters whose meaning only its font knows: alternates, small capitals."""
    return any(unicodedata.category(char) == "Co" for char in text)


def _is_alike(one: str, other: str) -> bool:
    """Whether two texts have the same letters and digits, whatever their case, ligatures and marks.

    >>> _is_alike("Efﬁcace", "EFFICACE"), _is_alike("½", "1/2"), _is_alike("cinquante", "soixante")
    (True, True, False)
    """
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


_N = rb"[-+.\d]+\s+"
_TOKEN = regex.compile(
    rb"(?<skip>\bBI\b.*?\bID\s.*?\sEI\b|%[^\r\n]*|(?:"
    + _N
    + rb"){6}c\b|(?:"
    + _N
    + rb"){4}(?:re|[vy])\b|(?:"
    + _N
    + rb"){2}[ml]\b)"
    rb"|\((?<string>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)"
    rb"|<(?<hex>[\da-fA-F\s]*)>"
    rb"|(?<number>[-+]?(?:\d+\.?\d*|\.\d+))"
    rb"|/(?<name>[^\s()<>\[\]{}/%]*)"
    rb"|(?<open>\[)|(?<close>\])"
    rb"|(?<operator>[A-Za-z'\"]+[*01]?)",
    regex.DOTALL,
)
"""The tokens of a content stream; curves and inline images, which carry no text, are passed over in one
step."""
_ESCAPE = regex.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", regex.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OPERATORS = {
    b"q": "do_q",
    b"Q": "do_Q",
    b"cm": "do_cm",
    b"BT": "do_BT",
    b"ET": "do_ET",
    b"Tf": "do_Tf",
    b"Td": "do_Td",
    b"TD": "do_TD",
    b"Tm": "do_Tm",
    b"T*": "do_T_a",
    b"Tj": "do_Tj",
    b"TJ": "do_TJ",
    b"'": "do__q",
    b'"': "do__w",
    b"Tc": "do_Tc",
    b"Tw": "do_Tw",
    b"Tz": "do_Tz",
    b"TL": "do_TL",
    b"Ts": "do_Ts",
    b"Tr": "do_Tr",
    b"Do": "do_Do",
}
"""The operators that move or show text, and pdfminer's methods for them."""


def _unescape(string: bytes) -> bytes:
    """A literal string's bytes.

    >>> _unescape(rb"a\\)\\101\\n")
    b'a)A\\n'
    """
    if b"\\" not in string:
        return string
    return _ESCAPE.sub(
        lambda m: bytes([int(m[1], 8) & 255]) if m[1] else b"" if m[2] else _ESCAPED.get(m[3], m[3]), string
    )


class _TextInterpreter(PDFPageInterpreter):
    """pdfminer's text state, fonts and forms on tokens of our own: its parser spends most of its time on what
    is no text."""

    device: Collector

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
                name = m["operator"]
                method = _OPERATORS.get(name)
                if name in (b"BDC", b"BMC"):
                    self.device.open_marked(self._actual_text(operands))
                elif name == b"EMC":
                    self.device.close_marked()
                elif method:
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

    def _actual_text(self, operands: Sequence[Any]) -> str | None:
        """What marked content says its text is, in its own dictionary or in one that it names."""
        for name, value in itertools.pairwise(operands):
            if isinstance(name, PSLiteral) and name.name == "ActualText" and isinstance(value, bytes):
                return decode_text(value)
        listed = operands[-1] if len(operands) == 2 else None
        if not isinstance(listed, PSLiteral):
            return None
        known = resolve1(dict_value(self.resources.get("Properties", {})).get(listed.name))
        value = resolve1(known.get("ActualText")) if isinstance(known, dict) else None
        return decode_text(value) if isinstance(value, bytes) else None


def _operand(kind: str | None, m: "regex.Match[bytes]") -> Any:
    if kind == "number":
        return float(m["number"])
    if kind == "string":
        return _unescape(m["string"])
    if kind == "name":
        return LIT(m["name"].decode("latin-1"))
    digits = b"".join(m["hex"].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
