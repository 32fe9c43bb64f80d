"""PDFs drawn in the tests, each with one thing that readers stumble over."""

from collections.abc import Mapping

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(content: bytes, fonts: Mapping[str, bytes] | None = None, objects: Mapping[int, bytes] | None = None, page: bytes = b"") -> bytes:
    """A file of one page of 600 by 800 points.

    `fonts` are dictionaries by name, F1 is Helvetica; `objects` are further ones, numbered from 10; `page` is added to its dictionary.
    """
    named = b"".join(b"/%s %s" % (name.encode(), font) for name, font in {"F1": HELVETICA, **(fonts or {})}.items())
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<<%s>>>>%s>>" % (named, page),
        4: stream(content),
        **(objects or {}),
    }
    drawn = bytearray(b"%PDF-1.7\n")
    at: dict[int, int] = {}
    for number, body in bodies.items():
        at[number] = len(drawn)
        drawn += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(drawn), max(bodies) + 1
    rows = (b"%010d 00000 n \n" % at[number] if number in at else b"%010d 65535 f \n" % 0 for number in range(size))
    drawn += b"xref\n0 %d\n%s" % (size, b"".join(rows))
    return bytes(drawn + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), entries, content)
