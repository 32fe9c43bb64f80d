"""The confirming reader: pdfminer.six's fonts and text state, on tokens of our own."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import regex
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT

from extractors.pdf.digits import Digit


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
        return device


class _Fonts(PDFResourceManager):
    """pdfminer's fonts, which remember whether the file names their encoding."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
        font: Any = super().get_font(objid, spec)
        font.has_encoding = "Encoding" in spec
        return font


class Collector(PDFTextDevice):
    """Counts the characters that pdfminer draws and keeps the origin of each digit."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.set_ctm((1, 0, 0, 1, 0, 0))
        self.digits: list[Digit] = []
        self.characters = 0
        self.lies = 0

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
        try:
            text = font.to_unichr(cid)
        except Exception:  # noqa: BLE001 - a glyph without Unicode has no digit to confirm
            text = ""
        encoded = (
            getattr(font, "cid2unicode", {}).get(cid, "") if getattr(font, "has_encoding", False) else ""
        )
        self.lies += (
            encoded != text and (encoded.isdecimal() or text.isdecimal()) and len(encoded) == len(text) == 1
        )
        for char in text:
            self.characters += not char.isspace()
            if char.isdecimal():
                self.digits.append(Digit(char, matrix[4] + rise * matrix[2], matrix[5] + rise * matrix[3]))
        width: float = font.char_width(cid) * fontsize * scaling
        return width


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
