"""Text files → Document: the only module that knows encodings."""

import codecs

import regex

from extractors.source.document import Document, Page, Quarantined, Span

MAX_BYTES = 2_000_000
"""A brochure of four sites has 8 kB; megabytes are something else, dropped by mistake."""

MEDIA_TYPE = "text/plain"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f]")
_UTF8_ACCENT = regex.compile(rb"\xc3[\xa0-\xbf]")
"""An accented letter as UTF-8 writes it; in cp1252 it would be "Ã" and a sign, which no French word has."""


class Unreadable(ValueError):
    """The bytes are no text; the message says why and what to do."""


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of the encoding that it was read in.

    A byte-order mark decides; else UTF-8; else cp1252, which reads Latin-1 text too.
    Raises Unreadable for what is no text, with the remedy.

    >>> decode("Élogie".encode("cp1252"))
    ('Élogie', 'cp1252')
    """
    if not data.strip():
        raise Unreadable("the file is empty: put the brochure's text in it, or remove it")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{len(data) / 1e6:.0f} MB of text is no brochure (the limit is {MAX_BYTES / 1e6:.0f} MB): keep only the brochure's pages")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable("the file is in UTF-32: save it as UTF-8")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return _checked(data[len(bom) :].decode(encoding)), f"{encoding} with BOM"
            except UnicodeDecodeError as error:
                raise Unreadable(
                    f"the file starts as {encoding} and breaks at byte {error.start + len(bom)} ({error.reason}):"
                    " it was cut or damaged; export it again as UTF-8"
                ) from error
    if b"\x00" in data:
        raise Unreadable("the file holds NUL bytes: it is binary, or UTF-16 without a byte-order mark; export it as UTF-8 text")
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        if _UTF8_ACCENT.search(data):
            raise Unreadable(
                f"the file is in UTF-8 and breaks at byte {error.start} ({error.reason}):"
                " it was cut or damaged, or mixes encodings; export it again as UTF-8"
            ) from error
    try:
        return _checked(data.decode("cp1252")), "cp1252"
    except UnicodeDecodeError as error:
        _checked(data.decode("latin-1"))
        raise Unreadable("the bytes are neither UTF-8, cp1252 nor Latin-1 text; export the brochure as UTF-8") from error


def _checked(body: str) -> str:
    if not body.strip():
        raise Unreadable("the file is empty: put the brochure's text in it, or remove it")
    controls = len(_CONTROL.findall(body))
    if controls > len(body) / 200:
        raise Unreadable("the file is binary, not text: export the brochure as UTF-8 text or as PDF")
    return body


def read_text(data: bytes, document_id: str, edition_id: str, path: str) -> Document | Quarantined:
    """One text file as a Document of one page; what is no text comes back quarantined."""
    try:
        body, encoding = decode(data)
    except Unreadable as error:
        return Quarantined(document_id, edition_id, path, MEDIA_TYPE, len(data), str(error))
    page = Page(1, Span(0, len(body)))
    return Document(document_id, edition_id, path, MEDIA_TYPE, len(data), body, (page,), encoding)
