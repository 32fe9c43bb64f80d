"""Lines of a document that may open a site's sheet."""

from dataclasses import dataclass
from functools import lru_cache

import regex

from extractors.language.places import find_place
from extractors.source.document import LINE_END, Span
from extractors.structure.site_lines import RUN_IN, Lines
from extractors.structure.told import site_told
from extractors.view.view import View
from flows.settle.quotes import line_at

_ABOVE, _LONGEST = 3, 80
"""Lines above a number that are offered as its heading, and how long they may be."""
_CAPITAL = regex.compile(r"\p{Lu}[\p{L}'’-]{2,}")
_ADDRESS = regex.compile(r"@|\bhttps?:|\b\d{2}(?:[ .]\d{2}){4}\b")


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A line of the body, and the site whose sheet it may open."""

    span: Span
    site_id: str
    name: str


@lru_cache(64)
def heading_lines(body: str) -> tuple[HeadingLine, ...]:
    """The lines of a body that name a place and little else, whether they open a sheet or not.

    >>> [line.site_id for line in heading_lines("LYON\\n\\n58 logements captés\\n\\n\\nNICE\\n\\n60 logements captés")]
    ['lyon', 'nice']
    """
    view = View(body)
    lines = Lines(view)
    read = [line for index in range(len(view.blocks)) if (line := lines.read(index)) and line.look != RUN_IN]
    return tuple(HeadingLine(view.source(line.heading), line.site.site_id, line.site.name) for line in read)


def lines_above(body: str, at: int) -> list[HeadingLine]:
    """The short lines right above a place, as headings of the place that they name or of what they say; the nearest first.

    >>> [line.site_id for line in lines_above("Notre année\\n\\nOn continue à Dijon aussi\\n\\n70 logements", 39)]
    ['dijon', 'notre-annee']
    """
    found: list[HeadingLine] = []
    for start in reversed([0, *(m.end() for m in LINE_END.finditer(body, 0, at))]):
        line = line_at(body, start)
        words = body[line.start : line.end]
        if line.end <= at and len(words) <= _LONGEST and regex.search(r"\p{Lu}", words) and not _ADDRESS.search(words):
            places = [place for name in _CAPITAL.findall(words) if (place := find_place(name))]
            known = next((one for one in heading_lines(body) if one.span.start == line.start), None)
            site = places[-1] if places else site_told(words)
            found.append(known or HeadingLine(line, site.site_id, site.name))
        if len(found) == _ABOVE:
            break
    return found
