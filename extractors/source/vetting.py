"""The border between what reads a file and what reads its text: only a sound document passes."""

import math
from dataclasses import replace

import regex

from extractors.source.document import Document, Quarantined, ReadingFault, Span

_LONE = regex.compile(r"[\ud800-\udfff]")
_MARKS = regex.compile(r"\p{M}{100}")
"""More accents on one letter than any writing has; the time to put them in order grows with their square."""


def vetted(document: Document | Quarantined) -> Document | Quarantined:
    """A document whose body is valid Unicode and whose places exist; what has others comes back quarantined.

    A half of a surrogate pair becomes U+FFFD, which is a fault of its place.
    """
    if isinstance(document, Quarantined):
        return replace(document, reason=_LONE.sub("\ufffd", document.reason))
    wrong = _what_is_wrong(document)
    if wrong:
        reason = f"{wrong}: it is damaged; export the brochure again"
        pages = len(document.pages) or None
        return Quarantined(
            document.document_id,
            document.edition_id,
            document.path,
            document.media_type,
            document.byte_size,
            reason,
            pages,
        )
    lone = [Span(m.start(), m.end()) for m in _LONE.finditer(document.body)]
    if not lone:
        return document
    faults = [
        ReadingFault(
            "broken_character",
            page := document.page_at(at.start),
            f"page {page}: half of a character stands here",
            at,
        )
        for at in lone
    ]
    return replace(document, body=_LONE.sub("\ufffd", document.body), faults=(*document.faults, *faults))


def _what_is_wrong(document: Document) -> str | None:
    if _MARKS.search(document.body):
        return "its text has a hundred accents on one letter"
    if not all(map(math.isfinite, document.words.boxes)):
        return "some of its words have no place on their page"
    ends = [
        span.end
        for span in (*(page.span for page in document.pages), *(aside.span for aside in document.asides))
    ]
    if not document.pages or max(ends) > len(document.body):
        return "its pages do not hold its text"
    return None
