"""Parts of a document about several sites, and sub-titles that start over where a heading was not seen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import regex

from extractors.language.names import kinds_of_words
from extractors.language.places import Site, frame_words
from extractors.language.spelling import plain
from extractors.source.document import Span
from extractors.structure.site_lines import LONGEST, RUN_IN, Lines, SiteLine
from extractors.view.numerals import CARDINAL

_SHORT = 70
_LABEL = regex.compile(
    r"[\d ]*(?:(?<label>[^\d:.\n]{3,30}+)(?=[:.]+ |[:.]*$)|(?<label>\p{L}[\p{L}'-]+ [\p{L}'-]{2,})\b)"
)
_CLAUSE = (
    r"(?:^|(?<=[.;:!?] )|(?<=, )(?=\p{L}+ ))(?<before>(?:[\p{L}']+?(?: |(?<='))){0,5}?)"
    r"(?<name>NAMES)\b(?! (?:et|ou)\b|-)"
)
"""What opens a clause about a site: few words, its name."""
_PIECES = regex.compile(r"\p{L}+'?")
_OPENING = frozenset(["et", "puis", "enfin", "quant", "mais", "celle", "celui", "ceux", "celles", "cote"])
_AROUND = frozenset({"link", "site", "team"})
"""The words before it, and the kinds of others."""
_FEWEST, _MANY = 2, 3
"""Lines of a site each that follow each other under one title; how many paragraphs are such lines."""
_MOST = 0.6
"""How many of the sites a part speaks of that goes from one to the next."""
_LITTLE = 24
"""Letters of a table's head beside the names of the sites."""


def folded(site: Site) -> str:
    return plain(site.name).replace("’", "'")


def names_of(lines: Iterable[SiteLine]) -> "regex.Pattern[str]":
    """The names of the sites of lines, in small letters."""
    names = sorted({folded(line.site) for line in lines}, key=len, reverse=True)
    return regex.compile(rf"\b(?:{'|'.join(map(regex.escape, names))})\b")


def titles_of(lines: Lines, opened: Sequence[SiteLine]) -> tuple[dict[int, Span], list[int]]:
    """What lines of sites stand under that follow each other, by their places, and where such lines end.

    A line of figures that goes on from site to site is all that is said of each.
    """
    titles: dict[int, Span] = {}
    ends: list[int] = []
    rows = {line.index: line for line in opened if line.look == RUN_IN}
    for first in [index for index in rows if index - 1 not in rows and index]:
        last = next(index for index in range(first, len(lines.blocks) + 1) if index + 1 not in rows)
        run = [rows[index] for index in range(first, last + 1)]
        if len({line.site for line in run}) < len(run) or len(run) < _FEWEST:
            continue
        is_list = len(run) >= _MANY or not any(lines.levels[index] for index in range(first + 1, last + 1))
        ends += [last + 1] * is_list
        text = lines.texts[first - 1]
        if lines.levels[first - 1] and len(text) <= LONGEST and text[-1] not in ".;,":
            titles.update((index, lines.blocks[first - 1].span) for index in range(first, last + 1))
    return titles, [index for index in ends if index < len(lines.blocks)]


def find_tour(lines: Lines, opened: Sequence[SiteLine]) -> tuple[list[SiteLine], list[int]]:
    """The clauses of a part after the sheets that goes from site to site, and where they end.

    Such a part has a title of its own and speaks of most sites. A clause goes on to the next one, at most
    to where a paragraph follows that names no site.
    """
    sites, heads = {folded(line.site): line.site for line in opened}, {line.index for line in opened}
    opens = regex.compile(_CLAUSE.replace("NAMES", "|".join(map(regex.escape, sites))))
    titles, tours = list[int](), defaultdict[int, list[SiteLine]](list)
    last = max((line.index for line in opened if line.look != RUN_IN), default=len(lines.blocks))
    for index in range(last + 1, len(lines.blocks)) if len(sites) > 1 else ():
        text, base = lines.texts[index], lines.blocks[index].span.start
        if lines.blocks[index].cells > 1:
            continue
        if lines.levels[index] and len(text) <= _SHORT and text[-1].isalpha() and CARDINAL not in text:
            titles.append(index)
        for m in opens.finditer(text.lower()) if titles and index not in heads else ():
            before = _PIECES.findall(m["before"])
            if all(word in _OPENING or frame_words().get(word) in _AROUND for word in before):
                heading = Span(base + m.start("before"), base + m.end("name"))
                tours[titles[-1]].append(SiteLine(index, sites[m["name"]], heading))
    for title, clauses in tours.items():
        begun, start = {line.index for line in clauses}, lines.blocks[title].span.start
        is_own = CARDINAL in lines.view.text[start : clauses[0].heading.start]
        if not is_own and len({line.site for line in clauses}) >= max(2, _MOST * len(sites)):
            follows = (i for i in range(clauses[0].index + 1, len(lines.blocks)) if i not in begun)
            ends = (i for i in follows if lines.levels[i] and not lines.blocks[i].is_bullet)
            return clauses, [title, *ends]
    return [], []


def common_parts(lines: Lines, opened: Sequence[SiteLine]) -> Iterator[int]:
    """The titles of parts about all sites: above a line that names several of them and little else."""
    named = names_of(opened)
    for index in range(opened[0].index + 1, len(lines.blocks)) if opened else ():
        text = lines.texts[index].lower()
        found = {m[0]: text.startswith(" :", m.end()) for m in named.finditer(text)}
        if len(found) < 2:
            continue
        labelled = sum(found.values())
        is_bare = sum(map(str.isalpha, named.sub("", text))) <= _LITTLE
        if is_bare or (labelled > 1 and index > opened[-1].index):
            yield _above(lines, index, is_near=True)


def starting_over(lines: Lines, opened: Sequence[SiteLine]) -> Iterator[int]:
    """The lines above which a sheet's sub-titles start over: headings that were not recognised."""
    bounds = pairwise([*(line.index for line in opened), len(lines.blocks)])
    sheets = [_labels(lines, begin, end) for begin, end in bounds]
    once = Counter(label for sheet in sheets for label, at in sheet.items() if len(at) == 1)
    more = Counter(label for sheet in sheets for label, at in sheet.items() if len(at) > 1)
    for sheet in sheets:
        counted = {label: len(at) for label, at in sheet.items() if more[label] == (len(at) > 1)}
        shared = {label for label, n in counted.items() if once[label] > (n == 1) or n > len(sheets) == 1}
        labels = {at for label in shared for at in sheet[label]}
        for turn in range(1, max(map(len, sheet.values()), default=1)):
            again = sorted(sheet[label][turn] for label in shared if counted[label] > turn)
            if len(again) < max(2 if len(sheets) > 1 else 3, 0.5 * len(shared)):
                break
            last = next((i for i in range(again[0] - 1, again[0] - 6, -1) if i in labels), 0)
            yield _above(lines, again[0], last)


def _labels(lines: Lines, begin: int, end: int) -> dict[str, list[int]]:
    """The sub-titles and first words of a sheet, and their blocks."""
    found: dict[str, list[int]] = defaultdict(list)
    for index in range(begin + 1, end):
        m = _LABEL.match(lines.texts[index])
        if m and (label := m["label"].strip().lower()) not in kinds_of_words()["sum"]:
            found[label].append(index)
    return found


def _above(lines: Lines, index: int, last: int = 0, *, is_near: bool = False) -> int:
    """The line above that stands most apart, or the nearest one that does: a heading not recognised."""
    near = [i for i in range(max(index - 4, 1, last + 1), index + 1) if lines.levels[i]]
    near = [i for i in near if len(lines.texts[i]) <= _SHORT and not lines.is_rule(i)]
    return max(near, key=lambda i: i if is_near else (i != index, lines.levels[i], -i), default=index)
