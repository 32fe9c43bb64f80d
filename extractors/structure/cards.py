"""Numbers set side by side with their labels below, as cards are in a text: each number's own label."""

from collections.abc import Iterator, Sequence

import regex

from extractors.source.document import Span
from extractors.structure.tables import Part, lines_in, parts_of
from extractors.view.view import View

_NUMBER = regex.compile(r"[^\p{L}\d]*\d[\d .,\u00a0\u202f]*(?:€|euros?|%)?[^\p{L}\d]*")
_MOST = 3
"""Lines of a label."""


def find_cards(view: View) -> dict[int, tuple[Span, ...]]:
    """The places in the body of each number's label, by the number's place in the view.

    >>> view = View("84        71\\nentrées    logées\\nen 3 ans   aujourd'hui")
    >>> cards = find_cards(view)
    >>> {view.quote(Span(at, at + 1)): [view.body[s.start : s.end] for s in cards[at]] for at in cards}
    {'84': ['entrées', 'en 3 ans'], '71': ['logées', "aujourd'hui"]}
    """
    if "   " not in view.body:
        return {}
    labels = dict(_labels(view.body))
    places = {span.start: at for at, span in view.places.items()} if labels else {}
    return {
        at: spans
        for start, at in places.items()
        for number, spans in labels.items()
        if number.start <= start < number.end
    }


def _labels(body: str) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Each number of a line of numbers, with the cells below it."""
    lines = [parts_of(body, line) for line in lines_in(body)]
    for index, numbers in enumerate(lines):
        if len(numbers) < 2 or not all(_NUMBER.fullmatch(part.text) for part in numbers):
            continue
        below = list(_below(lines[index + 1 : index + 1 + _MOST], len(numbers)))
        for rank, number in enumerate(numbers):
            if below:
                yield _span(number), tuple(_span(line[rank]) for line in below)


def _below(lines: Sequence[Sequence[Part]], among: int) -> Iterator[Sequence[Part]]:
    for parts in lines:
        if len(parts) != among or any(_NUMBER.fullmatch(part.text) for part in parts):
            return
        yield parts


def _span(part: Part) -> Span:
    return Span(part.start, part.end)
