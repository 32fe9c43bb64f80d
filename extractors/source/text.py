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

_CODE = regex.compile(r"\(cid:\d{1,5}\)")
"""What some programs write for a character whose font does not say which it is."""
_NO_CHARACTER = regex.compile(r"[\ufffd\p{Co}\p{Cn}]")
_VOWELS = "aeiouyàâéèêëîïôöùûüœæ"
_FRENCH = frozenset(
    """au aux avec ce ces cette chez dans de des du elle en est et été il ils la le les leur leurs mais
    ne nous on ont ou où
    par pas plus pour qu que qui sa sans se ses son sont sous sur un une vous""".split()  # noqa: SIM905
)
"""Words that no French text does without, whatever it is about."""
_FEW, _MANY = 120, 500
"""Letters: from so many on a text has its share of vowels; from so many on it has everyday words."""


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
        raise Unreadable(
            f"{len(data) / 1e6:.0f} MB of text is no brochure (the limit is {MAX_BYTES / 1e6:.0f} MB): keep "
            f"only the brochure's pages"
        )
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable("the file is in UTF-32: save it as UTF-8")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return _checked(data[len(bom) :].decode(encoding)), f"{encoding} with BOM"
            except UnicodeDecodeError as error:
                raise Unreadable(
                    f"the file starts as {encoding} and breaks at byte {error.start + len(bom)} "
                    f"({error.reason}):"
                    " it was cut or damaged; export it again as UTF-8"
                ) from error
    if b"\x00" in data:
        raise Unreadable(
            "the file holds NUL bytes: it is binary, or UTF-16 without a byte-order mark; export it as "
            "UTF-8 text"
        )
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
        raise Unreadable(
            "the bytes are neither UTF-8, cp1252 nor Latin-1 text; export the brochure as UTF-8"
        ) from error


def _checked(body: str) -> str:
    if not body.strip():
        raise Unreadable("the file is empty: put the brochure's text in it, or remove it")
    controls = len(_CONTROL.findall(body))
    if controls > len(body) / 200:
        raise Unreadable("the file is binary, not text: export the brochure as UTF-8 text or as PDF")
    if _is_lost(body):
        raise Unreadable(
            "most of its characters have no meaning: the program that wrote it did not know the PDF's fonts;"
            " export the brochure again, or give the PDF itself"
        )
    if not _is_french(body):
        raise Unreadable(
            "none of its words is an everyday French one: its letters are not those that were printed, or "
            "it is in another"
            " language; export the brochure again, or move the file away"
        )
    return body


def _is_lost(body: str) -> bool:
    """Whether the characters are for the most part none: signs for private use, U+FFFD, codes of a font.

    >>> _is_lost("(cid:3)(cid:44) 57"), _is_lost("\\uf0b7 57 personnes log\\ufffdes")
    (True, False)
    """
    characters = "".join(_CODE.sub("\ufffd", body).split())
    return 3 * len(_NO_CHARACTER.findall(characters)) > len(characters)


def _is_french(body: str) -> bool:
    """Whether a text has the vowels and the everyday words that French has, as far as it is long enough to
    tell.

    Other letters than those printed have neither. Of French letters 40 to 48 in a hundred are vowels.

    >>> _is_french("Les logements captés " * 30), _is_french("ORJHPHQWV FDSWpV GX SDUF VRFLDO " * 9)
    (True, False)
    """
    letters, lower = sum(map(str.isalpha, body)), body.lower()
    if letters < _FEW:
        return True
    if sum(map(lower.count, _VOWELS)) < 0.3 * letters:
        return False
    return letters < _MANY or any(word[0] in _FRENCH for word in regex.finditer(r"\p{L}{2,}", lower))


def read_text(data: bytes, document_id: str, edition_id: str, path: str) -> Document | Quarantined:
    """One text file as a Document of one page; what is no text comes back quarantined."""
    try:
        body, encoding = decode(data)
    except Unreadable as error:
        return Quarantined(document_id, edition_id, path, MEDIA_TYPE, len(data), str(error))
    page = Page(1, Span(0, len(body)))
    return Document(document_id, edition_id, path, MEDIA_TYPE, len(data), body, (page,), encoding)
