"""Words that a person quoted, found again in a text that may have moved."""

from collections.abc import Iterator
from difflib import SequenceMatcher

import regex

from extractors.source.document import LINE_END, Span

_ALIKE = 0.6
"""How much of a quote a line must share for it to be the place that the quote moved to."""
_SAME = {"'": "['’ʼ]", "’": "['’ʼ]", "-": "[-‐‑–]", "–": "[-‐‑–]", "—": "[-‐‑–—]"}
_MOST = 400
"""Lines that are compared with a quote that is gone."""


def find_quote(body: str, quote: str) -> list[Span]:
    """Every place where a text has the quoted words, whole, whatever spaces and line ends are between them.

    >>> find_quote("Seuls 7 relèvent\\n  d’un bailleur", "7 relèvent d'un")
    [Span(start=6, end=23)]
    >>> find_quote("57 logements", "7 logements")
    []
    """
    words = quote.split()
    if not words:
        return []
    expression = r"\s+".join("".join(_SAME.get(c, regex.escape(c)) for c in word) for word in words)
    first = r"(?<!\w)" if words[0][0].isalnum() else ""
    last = r"(?!\w)" if words[-1][-1].isalnum() else ""
    return [Span(*m.span()) for m in regex.finditer(first + expression + last, body)]


def nearest(body: str, quote: str) -> Span | None:
    """The line that says most of what a quote says, where one says enough of it."""
    wanted = " ".join(quote.split())
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    words = set(wanted.lower().split())
    lines = sorted(
        _lines(body), key=lambda line: -len(words & set(body[line.start : line.end].lower().split()))
    )
    best, place = _ALIKE, None
    for line in lines[:_MOST]:
        matcher.set_seq1(" ".join(body[line.start : line.end].split()))
        shared = sum(block.size for block in matcher.get_matching_blocks()) / max(len(wanted), 1)
        if shared > best:
            best, place = shared, line
    return place


def _lines(body: str) -> Iterator[Span]:
    start = 0
    for m in LINE_END.finditer(body):
        if body[start : m.start()].strip():
            yield Span(start, m.start())
        start = m.end()
    if body[start:].strip():
        yield Span(start, len(body))
