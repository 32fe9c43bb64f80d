"""Sheets whose headings have no form in common: where each town is first told, and figures follow."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import regex

from extractors.language.names import kinds_of_words
from extractors.language.places import Site, read_place
from extractors.source.document import Span
from extractors.structure.site_lines import FEW, LONGEST, MAIN, PAGE, Lines, SiteLine

_MOST_WORDS, _FEWEST = 5, 2
_SENTENCE = regex.compile(r"(?<=\p{L}{2}|[)\"])[.!?](?= |$)|$")
_ADDRESS = regex.compile(
    r"@|\bBP 0|(?<!\p{L})[02] ?,? (?:rue|avenue|place|boulevard|bd|cours|quai)\b", regex.IGNORECASE
)
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*'?")
_HOMES = frozenset({"DWELLING", "CAPTURED", "SOCIAL", "LEASE", "PRIVATE", "REGULATED"})
_PERSONS = MAIN - _HOMES


HasFigures: TypeAlias = Callable[[int, int, frozenset[str]], bool]
"""Whether some blocks, from one to before another, have figures of some classes of words."""


def find_openings(lines: Lines, has_figures: HasFigures) -> list[SiteLine]:
    """The first line or sentence of each town's part, in order; [] where fewer than two parts are sheets.

    A part begins where a line that stands apart, or a paragraph's first sentence, names one town only. It is
    a sheet where figures of persons and of homes follow before the next part; lines that stand further apart
    are taken alone where they open as many sheets.
    """
    named = [*named_apart(lines, 0, len(lines.blocks))]
    best: list[SiteLine] = []
    for standing in range(PAGE, 0, -1):
        parts = _sheets(
            [line for line in named if lines.standing(line.index) >= standing], len(lines.blocks), has_figures
        )
        if len(parts) > max(len(best), 1):
            best = parts
    return best


def named_apart(lines: Lines, begin: int, end: int) -> Iterator[SiteLine]:
    """The blocks, from one to before another, that stand apart and name one town where they begin."""
    for index, text in enumerate(lines.texts[begin:end], begin):
        if not lines.standing(index) or lines.blocks[index].is_bullet:
            continue
        stop = _SENTENCE.search(text)
        lead = text[: min(stop.start() if stop else LONGEST, LONGEST)]
        sites = {} if _ADDRESS.search(lead) else {site.site_id: site for site in sites_in(lead)}
        if len(sites) == 1:
            base = lines.blocks[index].span.start
            (site,) = sites.values()
            yield SiteLine(index, site, Span(base, base + len(lead)))


def sites_in(text: str) -> Iterator[Site]:
    """The large towns and territories that a text names, the longest names first."""
    words = [m.span() for m in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        for last in range(min(at + _MOST_WORDS, len(words)) - 1, at - 1, -1):
            name = text[words[at][0] : words[last][1]]
            place = read_place(name) if name[0].isupper() and len(name) > 2 else None
            follows = {text[slice(*word)].lower() for word in words[last + 1 : last + 3]}
            if not kinds_of_words()["landlord"].isdisjoint(follows):
                place = None  # « Brest Habitat », « Pau Béarn Habitat »
            if place and place.site.is_known and (place.inhabitants or FEW) >= FEW:
                yield place.site
                at = last
                break
        at += 1


def is_sheet(begin: int, end: int, has_figures: HasFigures) -> bool:
    """Whether blocks count both persons and homes."""
    return has_figures(begin, end, _PERSONS) and has_figures(begin, end, _HOMES)


def _sheets(lines: Sequence[SiteLine], end: int, has_figures: HasFigures) -> list[SiteLine]:
    """The lines of different towns below which both persons and homes are counted."""
    firsts = list({line.site: line for line in reversed(lines)}.values())
    firsts.sort(key=lambda line: line.index)
    while firsts:
        bounds = zip(firsts, [*(line.index for line in firsts[1:]), end], strict=True)
        kept = [line for line, until in bounds if is_sheet(line.index, until, has_figures)]
        if kept == firsts:  # a région that is told before its towns opens no sheet
            return [one for one in firsts if sum(one.site.holds(line.site) for line in firsts) < _FEWEST]
        firsts = kept
    return []
