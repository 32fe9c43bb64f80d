"""Which part of a document speaks of which site: headings by score, over the whole document."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import PurePosixPath

import regex

from extractors.language.places import Site, frame_words
from extractors.language.spelling import plain
from extractors.source.document import Document, Span
from extractors.structure.openings import find_openings, is_sheet, named_apart, sites_in
from extractors.structure.parts import common_parts, find_tour, folded, names_of, starting_over, titles_of
from extractors.structure.site_lines import (
    CELLS,
    COUNTED,
    LETTERS,
    LONGEST,
    MAIN,
    PAGE,
    RUN_IN,
    Lines,
    SiteLine,
    counts,
    is_name,
)
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

_THRESHOLD = 3.0
_SHARED = 2.0
"""What it adds that another site's line looks the same."""
_OTHERWISE = 1.5
"""What it takes away that the edition's headings look otherwise."""
_BEGUN = 1.5
"""What it adds that a contact stands right below."""
_BEGINNING = 4
"""Blocks below a heading that are a sheet's beginning."""
_FAR = 60
"""Blocks below a heading among which its first figure stands."""
_SHORT = 70
_TITLES = 5
"""Lines at a file's head among which its title is looked for."""
_ADDRESS = regex.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@[\w.-]+")
_PROGRAMME = regex.compile(r"chez[- ]soi d'abord", regex.IGNORECASE)
_NUMBER = regex.compile(r"\W*0\W*")
_SITES = regex.compile(r"\b(?:(?:les|0|des|entre|chaque|tous|par) sites?)\b")
_FEWEST = 2
"""Sheets beside which the edition's title is none."""


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a view that speaks of one site, from its heading on.

    A site has one sheet; where the edition comes back to it (a closing list, a paragraph that opens with its
    name), that is a section too, with `is_sheet` False. `title` is what it stands under together with lines
    of other sites.
    """

    site: Site
    heading: Span
    span: Span
    is_sheet: bool = True
    title: Span | None = None


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
        self.view, self.lines = view, Lines(view)
        self.texts, self.levels, self.blocks = self.lines.texts, self.lines.levels, view.blocks
        self._numbered = [index for index, text in enumerate(self.texts) if CARDINAL in text]

    def sections(self, path: str) -> list[Section]:
        found = [line for index in range(len(self.blocks)) if (line := self.lines.read(index))]
        sheets = self._sheets([line for line in found if line.look != RUN_IN])
        sheets = _in_order(sheets, self._sisters(sheets) if sheets else ())
        begun = {line.index for line in sheets}
        returns = self._returns([line for line in found if line.index not in begun], sheets)
        begun.update(line.index for line in returns)
        returns = _in_order(returns, self._rows([*sheets, *returns], begun))
        opened = _in_order(sheets, returns)
        if not opened or (len(opened) == 1 and self._is_title(opened[0])):
            opened = self._sisters(()) or self._opened() or opened or [*self._title(path)]
        if not self._are_whole(opened):
            opened = find_openings(self.lines, self._has_figures) or opened
        opened = _in_order(opened, [*self._missed(opened)])
        unknown, cuts = self._others(opened)
        tour, ends = find_tour(self.lines, opened)
        opened, cuts = _in_order(opened, unknown, tour), [*cuts, *ends, *self._addressed(opened)]
        for index in [*starting_over(self.lines, opened)]:
            _, name = self.lines.unknown(index)
            if is_name(self.view.text[name.start : name.end]):
                opened = _in_order(opened, [self.lines.named(index, name)])
            else:
                cuts.append(index)
        titles, ends = titles_of(self.lines, opened)
        return list(self._between(opened, [*cuts, *ends, *common_parts(self.lines, opened)], titles))

    def _between(
        self, opened: Sequence[SiteLine], cuts: Iterable[int], titles: Mapping[int, Span]
    ) -> Iterator[Section]:
        starts = {line.heading.start for line in opened}
        bounds = sorted({*starts, *(self.blocks[index].span.start for index in cuts), len(self.view.text)})
        ends, seen = dict(pairwise(bounds)), set[str]()
        for place, line in enumerate(opened, 1):
            heading = self._with_number(line, place)
            is_sheet = line.site.site_id not in seen
            span, title = Span(heading.start, ends[heading.start]), titles.get(line.index)
            yield Section(line.site, heading, span, is_sheet, title)
            seen.add(line.site.site_id)

    def _with_number(self, line: SiteLine, place: int) -> Span:
        """A heading with the sheet's own number on the line below it."""
        below = self.blocks[line.index + 1 : line.index + 2]
        is_number = bool(below) and _NUMBER.fullmatch(self.texts[line.index + 1])
        if is_number and self.view.numerals[self.view.numerals_in(below[0].span)[0]].value == place:
            return Span(line.heading.start, below[0].span.end)
        return line.heading

    # which lines are headings

    def _sheets(self, lines: Sequence[SiteLine]) -> list[SiteLine]:
        lines = _without_contents(lines)
        for _ in range(2):  # what is no heading itself ends no other one's sheet
            lines = self._with_figures([*self._likely(lines)])
        chosen: list[SiteLine] = []
        looks: dict[str, object] = {}
        for line in lines:
            is_running = bool(chosen) and chosen[-1].site == line.site
            if not is_running and looks.setdefault(line.site.site_id, line.look) == line.look:
                chosen.append(line)
        if len(chosen) > _FEWEST and self._is_title(chosen[0]) and not any(map(self._is_title, chosen[1:])):
            return chosen[1:]
        held = sum(chosen[0].site.holds(line.site) for line in chosen[1:]) if chosen else 0
        return chosen[1:] if held > 1 else chosen

    def _are_whole(self, opened: Sequence[SiteLine]) -> bool:
        """Whether a part counts both persons and homes, but for the edition's title's."""
        bounds = pairwise([*(line.index for line in opened), len(self.blocks)])
        is_title = len(opened) == 1 and self._holds_others(opened[0])
        return not is_title and any(is_sheet(begin, end, self._has_figures) for begin, end in bounds)

    def _holds_others(self, line: SiteLine) -> bool:
        """Whether a line's place is a region of which several towns are told below."""
        below = find_openings(self.lines, self._has_figures)
        return sum(line.site.holds(other.site) for other in below) > 1

    def _is_title(self, line: SiteLine) -> bool:
        """Whether a line may be the edition's title: « Un chez-soi d'abord dans le Grand Est »."""
        return bool(_PROGRAMME.search(self.texts[line.index]))

    def _likely(self, lines: Sequence[SiteLine]) -> Iterator[SiteLine]:
        """The lines that look like headings, alone and beside each other."""
        sites: dict[object, set[str]] = defaultdict(set)
        for line in lines:
            sites[line.look].update([line.site.site_id] if line.is_large else [])
        most = max(map(len, sites.values()), default=0)
        for line in lines:
            alike = len(sites[line.look] | {line.site.site_id})
            is_shared = alike > (1 if line.is_large else 2)
            score = line.weight + _SHARED * is_shared - _OTHERWISE * (1 < most > alike)
            if score + _BEGUN * self._is_begun(line) >= _THRESHOLD:
                yield line

    def _is_begun(self, line: SiteLine) -> bool:
        """Whether a large place stands above a contact."""
        below = self.texts[line.index + 1 : line.index + 1 + _BEGINNING]
        return line.is_large and any("@" in text for text in below)

    def _with_figures(self, lines: Sequence[SiteLine]) -> list[SiteLine]:
        """The lines with a sheet's figures below them, before another site's line."""
        end, kept = len(self.blocks), list[SiteLine]()
        for line, below in zip(reversed(lines), [None, *reversed(lines)], strict=False):
            if below and below.site != line.site:
                end = below.index
            is_whole = line.heading.end == self.blocks[line.index].span.end
            is_weak = line is not lines[0] and not line.look.is_marked and self.levels[line.index] < 2
            if self._has_figures(line.index + is_whole, end, MAIN if is_weak else COUNTED):
                kept.append(line)
        return kept[::-1]

    def _has_figures(self, begin: int, end: int, classes: frozenset[str] = COUNTED) -> bool:
        """Whether numbers stand at the beginning of these blocks, in or beside a block with such words, not
        in an address."""
        first, last = (bisect_left(self._numbered, index) for index in (begin, min(end, begin + _FAR)))
        near = (self.texts[max(index - 1, 0) : index + 2] for index in self._numbered[first:last])
        return any(counts(_ADDRESS.sub("", text), classes) for texts in near for text in texts)

    def _sisters(self, sheets: Sequence[SiteLine]) -> list[SiteLine]:
        """The lines of towns without a sheet that begin, look and stand as those of two others with one.

        Where no town has a sheet, lines of several towns that look alike and stand apart are each other's, if
        a sign follows the name.
        """
        if sheets and not any(line.look.suffix for line in sheets):
            return []
        lines = [line for index in range(len(self.blocks)) if (line := self.lines.sister(index))]
        stands: dict[object, dict[str, int]] = defaultdict(dict)
        for head in sheets or (line for line in lines if self.levels[line.index] and line.weight):
            if head.look.suffix:
                stands[head.look.style][head.site.site_id] = self.lines.standing(head.index)
        least = {style: min(*sites.values(), PAGE - 1) for style, sites in stands.items() if len(sites) > 1}
        alike = [
            line for line in lines if self.lines.standing(line.index) >= least.get(line.look.style, PAGE + 1)
        ]
        known, found = {line.site.site_id for line in sheets}, list[SiteLine]()
        for line in _without_contents(alike):
            others = (other.index for other in (*sheets, *alike) if other.site != line.site)
            end = min((index for index in others if index > line.index), default=len(self.blocks))
            if line.site.site_id not in known and self._has_figures(line.index + 1, end):
                known.add(line.site.site_id)
                found.append(line)
        return found if len(known) > 1 else []

    def _missed(self, opened: Sequence[SiteLine]) -> Iterator[SiteLine]:
        """Where another town is told inside a sheet.

        It is no neighbour of the sheet's; it stands as far apart as the headings do, or its address follows,
        and what is above and below both counts persons and homes.
        """
        heads = [line for line in opened if line.look != RUN_IN]
        known = {line.site for line in opened}
        if len({line.site for line in heads}) < _FEWEST:
            return
        least = max(2, min(self.lines.standing(line.index) for line in heads))
        for head, end in zip(heads, [*(line.index for line in heads[1:]), len(self.blocks)], strict=True):
            begin, mails = head.index, dict(self._domains(head.index, end))
            for line in named_apart(self.lines, begin + 1, end):
                is_near = any(one.holds(line.site) or line.site.holds(one) for one in known)
                is_near |= line.site.department_code == head.site.department_code
                if line.site in known or is_near:
                    continue
                is_told = any(_in_mail(line.site) in mail and at > line.index for mail, at in mails.items())
                if (is_told or self._stands(line.index, least)) and self._are_two(begin, line.index, end):
                    known.add(line.site)
                    yield line
                    begin = line.index

    def _addressed(self, opened: Sequence[SiteLine]) -> Iterator[int]:
        """Where a sheet begins of which only an address says the town, as others' addresses say theirs."""
        bounds = pairwise([*(line.index for line in opened), len(self.blocks)])
        mails = [(line, [*self._domains(*bound)]) for line, bound in zip(opened, bounds, strict=True)]
        forms = {
            "(.+)".join(map(regex.escape, domain.split(_in_mail(line.site))))
            for line, found in mails
            for domain, _ in found
            if _in_mail(line.site) in domain
        }
        known = {line.site for line in opened}
        for line, found in mails:
            begin = line.index + 1
            for domain, index in found:
                m = next(filter(None, (regex.fullmatch(form, domain) for form in forms)), None)
                towns = {*sites_in(m[1].title())} if m else set()
                cut = max(range(begin, index + 1), key=lambda at: self.levels[at], default=index)
                if towns and known.isdisjoint(towns) and self._are_two(line.index, cut, index):
                    yield cut
                begin = index + 1

    def _domains(self, begin: int, end: int) -> Iterator[tuple[str, int]]:
        """The domains of the addresses in some blocks, and their blocks."""
        for index in range(begin, end):
            for m in _ADDRESS.finditer(self.texts[index]):
                yield m[0].lower().partition("@")[2], index

    def _are_two(self, begin: int, index: int, end: int) -> bool:
        """Whether what is above a line and what is below both counts persons and homes."""
        return all(is_sheet(first, last, self._has_figures) for first, last in ((begin, index), (index, end)))

    def _stands(self, index: int, least: int) -> bool:
        """Whether a title or a sentence that opens with a town stands that far apart, or the title above."""
        is_opening = len(self.texts[index]) <= _SHORT or self.lines.opened(index)
        is_titled = len(self.texts[index - 1]) <= _SHORT and self.levels[index - 1] >= least
        return bool(is_opening) and (is_titled or self.lines.standing(index) >= least)

    def _opened(self) -> list[SiteLine]:
        """Paragraphs that open with a town, where no line is a heading: « À Rodez, l'équipe … »."""
        lines = [line for index in range(len(self.blocks)) if (line := self.lines.opened(index))]
        apart = [line for at, line in enumerate(lines) if not at or lines[at - 1].site != line.site]
        ends = [*(line.index for line in apart[1:]), len(self.blocks)]
        bounds = zip(apart, ends, strict=False)
        found = [line for line, end in bounds if self._has_figures(line.index, end, MAIN)]
        return found if len({line.site for line in found}) > 1 else []

    def _returns(self, lines: Sequence[SiteLine], sheets: Sequence[SiteLine]) -> list[SiteLine]:
        """Paragraphs that open with a site that has a sheet, or with any where there are no sheets."""
        is_free = all(line.look.suffix.endswith("+") for line in sheets)
        known = {line.site.site_id for line in sheets}
        found = [line for line in lines if line.look == RUN_IN and (is_free or line.site.site_id in known)]
        if len({line.site.site_id for line in [*found, *sheets]}) > 1:
            return found
        return [line for line in found if "0" in self.texts[line.index]]

    def _rows(self, opened: Sequence[SiteLine], begun: Collection[int]) -> list[SiteLine]:
        """Lines of figures that begin with one site each, beside such a line of another: those of sites that
        are known from elsewhere, or come again so."""
        lines = [line for index in range(len(self.blocks)) if (line := self.lines.row(index))]
        at = {line.index: line.site for line in lines}
        beside = [
            line for line in lines if {at.get(line.index - 1), at.get(line.index + 1)} - {None, line.site}
        ]
        known = {line.site for line in opened}
        often = Counter(line.site for line in beside)
        return [
            line
            for line in beside
            if line.index not in begun and (line.site in known or often[line.site] > 1)
        ]

    # headings that name no known place

    def _others(self, opened: Sequence[SiteLine]) -> tuple[list[SiteLine], list[int]]:
        """Sheets of places in no list, and where sheets end without another site's heading."""
        sites: dict[object, set[str]] = defaultdict(set)
        for line in opened:
            sites[line.look.style].add(line.site.site_id)
        runs = (line for line in opened if line.look == RUN_IN)
        returns = {line.index for line in runs if line.heading.end < self.blocks[line.index].span.end}
        heads = [line for line in opened if len(sites[line.look.style]) > 1 and line.index not in returns]
        styles, frames = {line.look.style for line in heads}, {line.look.frame for line in heads} - {""}
        level = min((self.levels[line.index] for line in heads[1:]), default=0)
        is_marked = any(line.look.is_marked for line in heads)
        are_sites = bool(heads) and all("site" in self.texts[line.index].lower() for line in heads)
        times, taken = Counter(self.texts), {line.index for line in opened}
        unknown: list[SiteLine] = []
        cuts: list[int] = []
        named = names_of(opened)
        begun, last = len(self.blocks), max(taken, default=len(self.blocks))
        for index, text in enumerate(self.texts):
            if index in taken:
                begun = index
            if not self.levels[index] or index in taken or times[text] > 1:
                continue
            if {index - 1, index + 1} & returns and (m := self.lines.opening(index)) and is_name(m["name"]):
                cuts.append(index)
            if len(text) > _SHORT or text[-1] in ".;," or "@" in text:
                continue
            if _closing().search(text.lower()) and not self.blocks[index].is_bullet:
                if self._has_figures(begun + 1, index):  # a line below a name is no end of its sheet
                    cuts.append(index)
                continue
            is_top = self.levels[index] >= level > 1
            if index > last and text.isupper() and is_top and level == PAGE:
                cuts.append(index)  # what follows the last sheet
            is_likely = is_top or is_marked or "site" in text.lower()
            is_row = self.blocks[index].cells > (1 if CARDINAL in text else CELLS)  # « Total    186 »
            if not is_likely or is_row:
                continue
            look, span = self.lines.unknown(index, frames)
            is_alike = look.style in styles
            is_plain = is_name(self.view.text[span.start : span.end])
            is_site = is_plain and ("site" in look.frame or (is_alike and look.is_marked))
            is_site = is_site and not (are_sites and "site" not in text.lower())
            end = next((at for at in sorted(taken) if at > index), len(self.blocks))
            is_common = is_site and self._is_common(index + 1, end, named)
            if is_site and not is_common and self._has_figures(index, len(self.blocks)):
                unknown.append(self.lines.named(index, span))
            elif is_alike and (look.is_marked or (is_plain and is_top)) and text.count(CARDINAL) < 2:
                cuts.append(index)  # with more numbers it is an address
        return unknown, cuts

    def _is_common(self, begin: int, end: int, named: "regex.Pattern[str]") -> bool:
        """Whether blocks speak of several sites: they name two that have sheets, or say « the sites »."""
        texts = [text.lower() for text in self.texts[begin : min(end, begin + _FAR)]]
        return len({m[0] for text in texts for m in named.finditer(text)}) > 1 or any(
            map(_SITES.search, texts)
        )

    # a file about one site

    def _title(self, path: str) -> Iterator[SiteLine]:
        """A file about one site may name it in a title, its addresses or its own name only."""
        if not self._has_figures(0, len(self.blocks)):
            return
        mails = " ".join(" ".join(LETTERS.findall(m[0])) for m in _ADDRESS.finditer(self.view.text)).title()
        path = " ".join(LETTERS.findall(plain(PurePosixPath(path).stem))).title()
        mailed, filed = {*sites_in(mails)}, {*sites_in(path)}
        titles = [
            (text[:LONGEST], index)
            for index, text in enumerate(self.texts[:_TITLES])
            if self.blocks[index].cells <= CELLS
        ]
        titled = {site: index for text, index in titles for site in sites_in(text)}
        headed = {site for site, at in titled.items() if not at or self.texts[at].lower() == folded(site)}
        widest = {site for site in titled if not any(other.holds(site) for other in titled)}
        body = self.view.text.lower()
        said = filed or {site for site in (*mailed, *widest) if body.count(folded(site)) > 1}
        is_headed = len(filed) == 1 and filed <= headed
        if len(said) == 1 and (is_headed or mailed | widest <= said):
            site = said.pop()
            index = titled.get(site, 0)
            yield SiteLine(index, site, self.blocks[index].span)


def _in_mail(site: Site) -> str:
    return folded(site).replace(" ", "").replace("'", "")


def _in_order(*lines: Sequence[SiteLine]) -> list[SiteLine]:
    return sorted(chain(*lines), key=lambda line: (line.index, line.heading.start))


def _without_contents(lines: Sequence[SiteLine]) -> list[SiteLine]:
    """The lines that no other site's line follows at once: those are a table of contents, a list of towns.

    A town below its département is a sub-title; below its région it is the heading.
    """
    out = set[SiteLine]()
    for one, other in pairwise(lines):
        is_same = one.site == other.site or one.site.site_id.startswith(other.site.site_id)
        if is_same or other.index > one.index + 1 or one.is_begun:
            continue
        is_held = one.site.holds(other.site)
        if is_held and "site" in other.look.frame:  # « GIRONDE », « Site de Bordeaux »
            out.add(one)
            continue
        if other.site.holds(one.site):  # « Au Nord, on n'a pas attendu le dégel. »
            out.add(other)
            continue
        out.update([one] * (not is_held or not one.site.department_code))
        is_next = is_held or not other.look.is_apart or one.look == other.look
        out.update([other] * (is_next and (not is_held or bool(one.site.department_code))))
    return [line for line in lines if line not in out]


@cache
def _closing() -> regex.Pattern[str]:
    phrases = sorted(regex.escape(word) for word, kind in frame_words().items() if kind == "closing")
    return regex.compile(rf"\b(?:{'|'.join(phrases)})\b")
