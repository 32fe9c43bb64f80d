"""Which part of a document speaks of which site: headings by score, over the whole document."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath

import regex

from extractors.language.places import Site, frame_words, read_place
from extractors.language.spelling import plain, slug
from extractors.source.document import Document, Span
from extractors.structure.site_lines import (
    FEW,
    LONGEST,
    RULE,
    SiteLine,
    is_apart,
    is_name,
    look_of,
    read_line,
    text_of,
    unknown_line,
    without_frame,
)
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

_THRESHOLD = 3.0
_SHARED = 2.0
"""What it adds that another site's line looks the same."""
_OTHERWISE = 1.5
"""What it takes away that the edition's headings look otherwise."""
_NEAR = 14
"""Blocks below a heading among which its first figure stands."""
_SHORT = 70
_SEVERAL = 2
_PAGE = 3
_TITLES = 5
"""Lines at a file's head among which its title is looked for."""
_LITTLE = 24
"""Letters of a table's head beside the names of the sites."""
_ADDRESS = regex.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@[\w.-]+")
_LABEL = regex.compile(r"(?<label>[^\d:.\n]{3,30}?)\ ?(?:[:.]+(?:\ |$)|$)", regex.VERBOSE)
_OPENING = regex.compile(r"(?<label>\p{L}[\p{L}'-]+\ [\p{L}'-]{2,})\b")
_NUMBER = regex.compile(r"\W*0\W*")


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a view that speaks of one site, from its heading on.

    A site has one sheet; where the edition comes back to it (a closing list, a paragraph that opens with its
    name), that is a section too, with `is_sheet` False.
    """

    site: Site
    heading: Span
    span: Span
    is_sheet: bool = True


def find_sections(view: View, document: Document | None = None) -> list[Section]:
    """The sections of a document, in order.

    What stands before the first heading, or under one that only ends a sheet, belongs to none.

    >>> view = View("LYON\\n\\n58 logements captés\\n\\n\\nNICE\\n\\n60 logements captés")
    >>> [(s.site.site_id, view.text[s.span.start : s.span.end]) for s in find_sections(view)]
    [('lyon', 'LYON\\n0 logements captes\\n'), ('nice', 'NICE\\n0 logements captes')]
    """
    return _Edition(view).sections(document.path if document else "")


class _Edition:
    """The lines of one document that may be headings, and what the document as a whole says of them."""

    def __init__(self, view: View) -> None:
        self.view, self.blocks = view, view.blocks
        self.texts = [text_of(view, index) for index in range(len(self.blocks))]

    def sections(self, path: str) -> list[Section]:
        lines = [line for index in range(len(self.blocks)) if (line := read_line(self.view, index))]
        sheets = self._sheets([line for line in lines if line.look])
        opened = _in_order([*sheets, *self._returns(lines, sheets)]) or [*self._title(path)]
        unknown, cuts = self._others(opened)
        opened = _in_order([*opened, *unknown])
        for index in [*self._again(opened)]:
            start, _, name = without_frame(self.texts[index])
            if is_name(name):
                opened = _in_order([*opened, unknown_line(self.view, index, start, name)])
            else:
                cuts.append(index)
        cuts.extend(self._common_parts(opened))
        return list(self._between(opened, cuts))

    def _between(self, opened: Sequence[SiteLine], cuts: Sequence[int]) -> Iterator[Section]:
        ends = {self.blocks[index].span.start for index in cuts}
        starts = [line.heading.start for line in opened]
        bounds = iter(sorted({*starts, *ends, len(self.view.text)}))
        bound, seen = -1, set[str]()
        for place, line in enumerate(opened):
            while bound <= line.heading.start:
                bound = next(bounds, len(self.view.text) + 1)
            heading = self._with_number(line, place + 1)
            yield Section(line.site, heading, Span(heading.start, bound), line.site.site_id not in seen)
            seen.add(line.site.site_id)

    def _with_number(self, line: SiteLine, place: int) -> Span:
        """A heading with the sheet's own number on the line below it."""
        below = self.blocks[line.index + 1 : line.index + 2]
        if below and below[0].gap == 0 and _NUMBER.fullmatch(self.texts[line.index + 1]):
            number = self.view.numerals_in(below[0].span)[0]
            if self.view.numerals[number].value == place:
                return Span(line.heading.start, below[0].span.end)
        return line.heading

    # which lines are headings

    def _sheets(self, lines: Sequence[SiteLine]) -> list[SiteLine]:
        lines = [*self._with_figures(_without_contents(lines))]
        sites: dict[object, set[str]] = defaultdict(set)
        for line in lines:
            sites[line.look].update([line.site.site_id] if line.is_large else [])
        most = max(map(len, sites.values()), default=0)
        chosen: list[SiteLine] = []
        looks: dict[str, object] = {}
        for line in lines:
            alike = len(sites[line.look] | {line.site.site_id})
            score = (
                line.weight
                + _SHARED * (alike > (1 if line.is_large else 2))
                - _OTHERWISE * (1 < most > alike)
            )
            is_running = bool(chosen) and chosen[-1].site == line.site
            if (
                score >= _THRESHOLD
                and not is_running
                and looks.setdefault(line.site.site_id, line.look) == line.look
            ):
                chosen.append(line)
        return chosen

    def _with_figures(self, lines: Sequence[SiteLine]) -> Iterator[SiteLine]:
        """The lines with a number below them, before another site's line."""
        following = [len(self.blocks)] * len(lines)
        for place in range(len(lines) - 2, -1, -1):
            is_same = lines[place].site == lines[place + 1].site
            following[place] = following[place + 1] if is_same else lines[place + 1].index
        for line, end in zip(lines, following, strict=True):
            if self._count_below(line.index, min(line.index + _NEAR, end - 1), line.heading.end):
                yield line

    def _count_below(self, index: int, last: int, start: int | None = None) -> int:
        below = Span(
            start or self.blocks[index].span.end, self.blocks[min(last, len(self.blocks) - 1)].span.end
        )
        return sum(self.view.numerals[at].kind == CARDINAL for at in self.view.numerals_in(below))

    def _returns(self, lines: Sequence[SiteLine], sheets: Sequence[SiteLine]) -> list[SiteLine]:
        """Paragraphs that open with a site that has a sheet, or with any where there are no sheets."""
        is_free = all(line.look and line.look.suffix.endswith("+") for line in sheets)
        known = {line.site.site_id for line in sheets}
        found = [line for line in lines if line.look is None and (is_free or line.site.site_id in known)]
        if len({line.site.site_id for line in [*found, *sheets]}) > 1:
            return found
        return [line for line in found if "0" in self.texts[line.index]]

    # headings that name no known place

    def _others(self, opened: Sequence[SiteLine]) -> tuple[list[SiteLine], list[int]]:
        """Sheets of places in no list, and where sheets end without another site's heading."""
        sites: dict[object, set[str]] = defaultdict(set)
        for line in opened:
            sites[line.look and line.look.style].add(line.site.site_id)
        common = {style for style, named in sites.items() if style and len(named) > 1}
        times, taken = Counter(self.texts), {line.index for line in opened}
        last = self._last(opened)
        levels = [self._level(line.index) for line in opened[1:] if line.look and line.look.style in common]
        unknown: list[SiteLine] = []
        cuts: list[int] = []
        for index, text in enumerate(self.texts):
            if len(text) > _SHORT or text[-1] in ".;," or not is_apart(self.view, index):
                continue
            if index in taken or times[text] > 1:
                continue
            start, kinds, name = without_frame(text)
            is_closing = bool(_closing().search(text.lower())) and not self.blocks[index].is_bullet
            if not (start or is_closing or text.isupper() or is_name(name)):
                continue
            look = look_of(self.view, index, text[:start], kinds, name)
            is_alike = look.style in common
            is_marked = is_alike and bool(look.lead or look.kinds)
            is_bare = is_alike and is_name(name) and self._level(index) >= min(levels, default=0) > 1
            is_site = "site" in kinds and text[:start].endswith(("de ", "du ", "d'", ": ", "- "))
            is_site = is_site or (is_alike and self._is_mailed(name, index))
            is_site = is_site or (is_marked and self._count_below(index, index + _NEAR) > _SEVERAL)
            if is_site and is_name(name):
                unknown.append(unknown_line(self.view, index, start, name))
            elif (
                is_marked
                or is_bare
                or is_closing
                or (index > last and self._level(index) == _PAGE and text.isupper())
            ):
                cuts.append(index)
        return unknown, cuts

    def _is_mailed(self, name: str, index: int) -> bool:
        """Whether an address below has the name in it."""
        word, end = slug(name).split("-")[0], min(index + 3 * _NEAR, len(self.blocks) - 1)
        below = _ADDRESS.finditer(self.view.text, self.blocks[index].span.end, self.blocks[end].span.end)
        return len(word) > 4 and any(word in m[0].lower() for m in below)

    def _last(self, opened: Sequence[SiteLine]) -> int:
        """The last block with a label that earlier sheets have.

        Where the edition's headings are in capitals on new pages, such a line below it ends the last sheet.
        """
        paged = [line for line in opened if line.index and RULE.fullmatch(self.texts[line.index - 1])]
        if 2 * len(paged) < max(len(opened), 3) or not all(
            line.look and line.look.is_upper for line in opened
        ):
            return len(self.blocks)
        known = self._labels(opened[0].index, opened[-1].index)
        here = self._labels(opened[-1].index, len(self.blocks))
        return max((at[-1] for label, at in here.items() if label in known), default=opened[-1].index)

    def _again(self, opened: Sequence[SiteLine]) -> Iterator[int]:
        """The lines above which a sheet's sub-titles start over: headings that were not recognised."""
        sheets = [
            self._labels(*bounds) for bounds in pairwise([*(line.index for line in opened), len(self.blocks)])
        ]
        once = Counter(label for sheet in sheets for label, at in sheet.items() if len(at) == 1)
        more = Counter(label for sheet in sheets for label, at in sheet.items() if len(at) > 1)
        for sheet in sheets:
            counts = {label: len(at) for label, at in sheet.items() if more[label] == (len(at) > 1)}
            shared = {label for label in counts if len(sheets) == 1 or once[label] > (counts[label] == 1)}
            for turn in range(1, max(map(len, sheet.values()), default=1)):
                again = sorted(sheet[label][turn] for label in shared if counts[label] > turn)
                if len(again) < max(2 if len(sheets) > 1 else 3, 0.5 * len(shared)):
                    break
                labels = {at for label in shared for at in sheet[label]}
                yield self._above(
                    again[0], [i for i in range(again[0] - 1, again[0] - 6, -1) if i in labels][:1]
                )

    def _labels(self, begin: int, end: int) -> dict[str, list[int]]:
        """The sub-titles and first words of a sheet, and their blocks."""
        found: dict[str, list[int]] = defaultdict(list)
        for index in range(begin + 1, end):
            if m := _LABEL.match(self.texts[index]) or _OPENING.match(self.texts[index]):
                found[m["label"].lower()].append(index)
        return found

    def _above(self, index: int, ends: Sequence[int] = (), *, is_near: bool = False) -> int:
        """The line above that stands most apart, or the nearest one that does: a heading not recognised."""
        near = [i for i in range(max(index - 4, 1, *(end + 1 for end in ends)), index + 1) if self._level(i)]
        near = [i for i in near if len(self.texts[i]) <= _SHORT and not RULE.fullmatch(self.texts[i])]
        return max(near, key=lambda i: i if is_near else (i != index, self._level(i), -i), default=index)

    def _level(self, index: int) -> int:
        """How many blank lines are above a line; a rule or a page number counts as a page."""
        return _PAGE if index == 0 or RULE.fullmatch(self.texts[index - 1]) else self.blocks[index].gap

    def _common_parts(self, opened: Sequence[SiteLine]) -> Iterator[int]:
        """The titles of parts about all sites: above a line that names several of them and little else."""
        names = {plain(line.site.name).replace("’", "'"): line.site.site_id for line in opened}
        longest = sorted(names, key=len, reverse=True)
        for index in range(opened[0].index + 1, len(self.blocks)) if len(names) > 1 else ():
            rest = text = self.texts[index].lower()
            found = [name for name in longest if name in text]
            if len(found) < 2:
                continue
            for name in found:
                rest = rest.replace(name, "")
            labelled = sum(f"{name} :" in text for name in found)
            if sum(map(str.isalpha, rest)) <= _LITTLE or (labelled > 1 and index > opened[-1].index):
                yield self._above(index, is_near=True)

    # a file about one site

    def _title(self, path: str) -> Iterator[SiteLine]:
        """A file about one site may name it in a title, its addresses or its own name only."""
        if not self.blocks or self._count_below(0, len(self.blocks)) <= _SEVERAL:
            return
        mails = {word for m in _ADDRESS.finditer(self.view.text) for word in regex.split(r"[\W\d_]", m[0])}
        mailed = {site for word in mails if (site := _large(word.title()))}
        stem = " ".join(regex.findall(r"\p{L}+", plain(PurePosixPath(path).stem)))
        whole = _large(stem.title())
        filed = {whole} if whole else {site for word in stem.split(" ") if (site := _large(word.title()))}
        titled = {site: index for index in range(len(self.texts[:_TITLES])) for site in self._in_title(index)}
        titled = {site: at for site, at in titled.items() if not any(other.holds(site) for other in titled)}
        body = self.view.text.lower()
        said = filed or {
            site for site in (*mailed, *titled) if body.count(plain(site.name).replace("’", "'")) > 1
        }
        if len(said) == 1 and mailed <= said and titled.keys() <= said:
            site = said.pop()
            index = titled.get(site, 0)
            yield SiteLine(index, site, self.blocks[index].span)

    def _in_title(self, index: int) -> set[Site]:
        """The large places that a line at a file's head names anywhere: a cover names several."""
        words = self.texts[index][:LONGEST].split(" ")
        ends = range(1, min(len(words), 5) + 1)
        found = (" ".join(words[at : at + count]) for at in range(len(words)) for count in ends)
        return {site for phrase in found if (site := _large(phrase.strip(" ,;.!?:\"'*=-_#()")))}


def _in_order(lines: Sequence[SiteLine]) -> list[SiteLine]:
    return sorted(lines, key=lambda line: line.index)


def _without_contents(lines: Sequence[SiteLine]) -> list[SiteLine]:
    """The lines that no other site's line follows at once: those are a table of contents, a list of towns.

    A town below its département is a sub-title; below its région it is the heading.
    """
    out = set[SiteLine]()
    for one, other in pairwise(lines):
        is_same = one.site == other.site or one.site.site_id.startswith(other.site.site_id)
        if other.index == one.index + 1 and not is_same:
            out.update(
                (one, other)
                if not one.site.holds(other.site)
                else (other,)
                if one.site.department_code
                else (one,)
            )
    return [line for line in lines if line not in out]


def _large(phrase: str) -> Site | None:
    place = read_place(phrase) if len(phrase) > 3 else None
    return place.site if place and place.site.is_known and (place.inhabitants or FEW) >= FEW else None


@cache
def _closing() -> regex.Pattern[str]:
    phrases = sorted(regex.escape(word) for word, kind in frame_words().items() if kind == "closing")
    return regex.compile(rf"\b(?:{'|'.join(phrases)})\b")
