"""Numbers set side by side with their labels below, as cards are in a text: each number's own label."""

from collections.abc import Sequence
from itertools import takewhile

import regex

from extractors.source.document import Span
from extractors.structure.tables import Part, rows_in
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
    found: dict[int, tuple[Span, ...]] = {}
    lines = rows_in(view.body)
    for index, numbers in enumerate(lines):
        if len(numbers) < 2 or not all(_NUMBER.fullmatch(part.text) for part in numbers):
            continue
        below = lines[index + 1 : index + 1 + _MOST]
        labels = list(takewhile(lambda parts: _is_label(parts, len(numbers)), below))  # noqa: B023
        for number, *label in zip(numbers, *labels, strict=True) if labels else ():
            spans = tuple(Span(part.start, part.end) for part in label)
            places = view.places.items()
            found.update((at, spans) for at, place in places if number.start <= place.start < number.end)
    return found


def _is_label(parts: Sequence[Part], among: int) -> bool:
    return len(parts) == among and not any(_NUMBER.fullmatch(part.text) for part in parts)
