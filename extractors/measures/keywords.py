"""The cloud of words in a site's sheet."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

import regex

from extractors.measures.row import Row, printed
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import View

_LABEL, _FEW = 60, 3
"""Characters of a label; words that make a cloud under it, or one more that make one by themselves."""
_HEAD = regex.compile(r"([^:?\n]{3,60}) ?[:?] ?")
_WORD = regex.compile(r"[\p{L}-]+")
_CLOUD_LINE = regex.compile(r"[\p{Ll}' -]+")
_PARTED = regex.compile(r"[\s·•*/,;|~\[\]_-]*(?<word>\p{L}(?:[^·•*/,;|~\n-]|-(?! ))*?)(?=\s*(?:[·•*/,;|~\n]|- |$))")


def find_keywords(view: View, sections: Sequence[Section]) -> list[Row]:
    """The words of the sites' clouds: lower-case words that are the programme's, or a list of words under a label that says so."""
    rows: list[Row] = []
    label, breaks = "", sorted(view.line_starts)
    for block in view.blocks:
        start, end = block.span.start, block.span.end
        said = view.text[start:end]
        head = _HEAD.match(said)
        place = bisect_right(breaks, start)
        first = breaks[place] if place < len(breaks) and breaks[place] < end else start
        is_called = _is_cloud_label(label) or bool(head and _is_cloud_label(head[1]))
        if _is_cloud_label(view.text[start:first]):
            is_called, start = True, first
        elif head and is_called and not _is_cloud_label(label):
            start += head.end()
        label = said if len(said) <= _LABEL else ""
        words_of = list(_keywords(view, Span(start, end), is_called=is_called))
        if words_of and any(s.span.start <= start for s in sections):
            rows += [Row("keywords", {"keyword": printed(view, span).lower()}, span, ()) for span in words_of]
    return rows


def _is_cloud_label(label: str) -> bool:
    return not words("story_titles.csv", "cloud").isdisjoint(_WORD.findall(label.lower()))


def _keywords(view: View, span: Span, *, is_called: bool) -> Iterator[Span]:
    """The words of a cloud, phrases whole; none where a line is something else."""
    text = view.text[span.start : span.end]
    if is_called and "." not in text and "0" not in text:
        parted = [Span(*m.span("word")) for m in _PARTED.finditer(view.text, span.start, span.end)]
        yield from parted if len(parted) >= _FEW else ()
    elif is_cloud(text):
        yield from (Span(*m.span()) for m in _phrases().finditer(view.text, span.start, span.end))


@cache
def _phrases() -> "regex.Pattern[str]":
    return regex.compile(r"\L<phrases>|\S+", phrases=sorted(words("story_titles.csv", "cloud_phrase")))


def is_cloud(text: str) -> bool:
    """Whether a line is a word cloud: nothing but lower-case words, at least four and half of them the programme's.

    >>> is_cloud("citoyennete innovation sociale dignite recherche soins"), is_cloud("il se deroule une fois")
    (True, False)
    """
    if not text[:1].islower():
        return False
    said, known = text.split(), words("story_titles.csv", "cloud_word")
    return len(said) > _FEW and bool(_CLOUD_LINE.fullmatch(text)) and 2 * sum(word in known for word in said) >= len(said)
