"""The words that a decision quotes: few enough to survive edits around them, enough to be found again."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import product

import regex

from extractors.source.document import LINE_END, Span
from extractors.source.quotes import find_quote

_LEAST, _MOST = 3, 8
"""Words that a quote of a number has at least, and on each side at most."""
_WORD = regex.compile(r"\S+")
_PAUSE = ",;:."


def quote_of(body: str, number: Span, same: Sequence[Span] = ()) -> dict[str, object]:
    """The shortest run of whole words around a number that stands once in a text, as keys of a decision.

    `same` are the places of numbers printed alike: a quote has no other one of them. Where no run stands once,
    `occurrence` says which is meant.

    >>> quote_of("Seuls 7 relèvent d'un bailleur", Span(6, 7))
    {'quote': 'Seuls 7 relèvent', 'number': '7'}
    >>> quote_of("58 logements captés\\n58 logements captés", Span(20, 22))
    {'quote': 'captés 58 logements', 'number': '58'}
    """
    printed = " ".join(body[number.start : number.end].split())
    fallback: dict[str, object] | None = None
    for span in _runs(body, number):
        if any(span.overlaps(place) and place != number for place in same):
            continue
        quote = " ".join(body[span.start : span.end].split())
        places = find_quote(body, quote)
        if places == [span]:
            return {"quote": quote, "number": printed}
        if fallback is None and span in places:
            fallback = {"quote": quote, "number": printed, "occurrence": places.index(span) + 1}
    return fallback or {"quote": printed, "number": printed, "occurrence": find_quote(body, printed).index(number) + 1}


def line_quote(body: str, line: Span) -> dict[str, object]:
    """A whole line as keys of a decision.

    >>> line_quote("LILLE\\n7 logements\\nLILLE", Span(0, 5))
    {'quote': 'LILLE', 'occurrence': 1}
    """
    quote = " ".join(body[line.start : line.end].split())
    places = find_quote(body, quote)
    if len(places) < 2:
        return {"quote": quote}
    return {"quote": quote, "occurrence": bisect_right([place.start for place in places], line.start)}


def line_at(body: str, at: int) -> Span:
    """The line of a place, without the spaces around it."""
    start = max((m.end() for m in LINE_END.finditer(body, 0, at)), default=0)
    end = m.start() if (m := LINE_END.search(body, at)) else len(body)
    line = body[start:end]
    return Span(start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip()))


def _runs(body: str, number: Span) -> Iterator[Span]:
    """Runs of whole words around a number: those of its own line first, the shortest first."""
    line = line_at(body, number.start)
    words = [Span(*m.span()) for m in _WORD.finditer(body, max(0, line.start - 400), min(len(body), max(line.end, number.end) + 400))]
    first = bisect_right([word.start for word in words], number.start) - 1
    last = bisect_left([word.end for word in words], number.end)
    sizes = [(before, after) for before, after in product(range(_MOST), repeat=2) if first - before >= 0 and last + after < len(words)]
    said = [any(c.isalnum() for c in body[word.start : word.end]) for word in words]
    counts = {(before, after): sum(said[first - before : last + after + 1]) for before, after in sizes}
    least = min(_LEAST, max(counts.values(), default=0))
    runs = []
    for before, after in sizes:
        if counts[before, after] >= least:
            span = Span(words[first - before].start, words[last + after].end)
            if after:
                span = Span(span.start, span.start + len(body[span.start : span.end].rstrip(_PAUSE)))
            runs.append(((not line.contains(span), before + after, abs(before - after), before), span))
    return (span for _, span in sorted(runs))
