"""The cloud of words in a site's sheet."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from extractors.language.vocabulary import places_of
from extractors.measures.row import Row, printed
from extractors.measures.words import said, words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import View

_LABEL, _FEW = 60, 3
"""Characters of a label; words that make a cloud under it, or one more that make one by themselves."""
_HEAD = regex.compile(r"[^:?\n]{3,60}[:?] ?")
_CLOUD_LINE = regex.compile(r"[\p{Ll}' -]+")
_PARTED = regex.compile(r"[^\p{L}]*(?<word>\p{L}(?:[^·•*/,;|~\n-]|-(?! ))*?)(?=\s*(?:[·•*/,;|~\n]|- |$))")


def find_keywords(view: View, sections: Sequence[Section]) -> list[Row]:
    """The words of the sites' clouds: lower-case words that are the programme's, or a list under a label."""
    text, called = view.text, words("story_titles.csv", "cloud")
    first = min((s.span.start for s in sections), default=len(text))
    told = said("story_titles.csv", "cloud")
    may_be = {view.block_at(at).span for at, _ in places_of(text, called)}
    rows: list[Row] = []
    is_below = False
    for block in view.blocks:
        start, end = block.span.start, block.span.end
        is_label = block.span in may_be and bool(told.search(text, start, min(end, start + _LABEL)))
        is_called = is_below
        if is_label and not is_below:
            m = _HEAD.match(text, start, end)
            lines = [at for at in view.line_starts if start < at < min(end, start + _LABEL)]
            start = min(lines, default=m.end() if m else start)
            is_called = start > block.span.start
        if start >= first and (is_called or text[start].islower()):
            found = _keywords(view, Span(start, end), is_called=is_called)
            rows += [Row("keywords", {"keyword": printed(view, span).lower()}, span, ()) for span in found]
        is_below = is_label and end - block.span.start <= _LABEL
    return rows


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
    """Whether a line is a cloud: nothing but lower-case words, four or more, half of them the programme's.

    >>> is_cloud("citoyennete innovation sociale dignite recherche soins"), is_cloud("il se deroule une fois")
    (True, False)
    """
    said, known = text.split(), words("story_titles.csv", "cloud_word")
    is_known = len(said) > _FEW and 2 * sum(word in known for word in said) >= len(said)
    return is_known and bool(_CLOUD_LINE.fullmatch(text))
