"""The numbers of a document's own parts: « II.4 Loyers », « 2.1 Population », « 3. Équipe » count nothing."""

from collections.abc import Iterator

import regex

from extractors.source.document import Span
from extractors.view.view import View

_NUMBERED = regex.compile(
    r"(?<part>(?:[IVX]{1,4}|[A-H])\.|§ ?)?(?<number>0(?:\.0)*)(?<mark>\.|)(?: - | )(?=\p{Lu})"
)
_TITLE, _MOST = 80, 20
"""Characters of a title at most, and the highest number of a part."""


def find_outline(view: View) -> frozenset[int]:
    """Places in the view of the numbers that titles begin with.

    A number alone before a title is one where it is printed as a part of a part (« 2.1 ») or has a full stop.

    >>> view = View("II.4 Loyers moyens\\n\\n2.1 Population\\n\\n3. L'équipe\\n\\n58 Logements captés")
    >>> sorted(view.quote(Span(at, at + 1)) for at in find_outline(view))
    ['2.1', '3', '4']
    """
    found = set(_find_items(view))
    for index, block in enumerate(view.blocks):
        m = _NUMBERED.match(view.text, block.span.start, min(block.span.end, block.span.start + _TITLE))
        if m is None or (index and not block.gap) or len(block.span) > _TITLE:
            continue
        places = view.numerals_in(Span(*m.span("number")))
        is_marked = bool(m["part"] or m["mark"] or len(places) > 1 or view.is_decimal(places[0]))
        is_title = view.text[block.span.end - 1] not in ".;,"
        if is_marked and is_title and all(view.numerals[at].value <= _MOST for at in places):
            found.update(places)
    return frozenset(found)


def _find_items(view: View) -> Iterator[int]:
    """The numbers of lines that are numbered from 1 on: « 1. 71 en logement social / 2. 16 en bail … »."""
    run: list[int] = []
    for block in view.blocks:
        at = block.span.start
        if not view.text.startswith("0. ", at):
            continue
        value = view.numerals[at].value
        if value != len(run) + 1:
            yield from run if len(run) > 1 else ()
            run = []
        if value == len(run) + 1:
            run.append(at)
    yield from run if len(run) > 1 else ()
