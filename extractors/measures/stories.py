"""The story of a site (« zoom sur … »), under whatever label."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from itertools import pairwise
from statistics import median_low

import regex

from extractors.language.lexicon import classes_of
from extractors.language.roles import find_roles
from extractors.language.vocabulary import places_of
from extractors.measures.row import Row, printed
from extractors.measures.sheets import sheet_at, site_named
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import Block, View

_MARKS = r"[^\p{L}\p{N}\n\"']*"
_SIGNS = regex.compile(_MARKS)
_LEAD = regex.compile(
    rf"{_MARKS}(?:(?:[A-Z]\.|n° ?)?[02IVX]{{1,3}}(?!\p{{L}}) ?[.):·|/-]* ?(?=[^\n]))?{_MARKS}"
)
_PARTS = regex.compile(
    r"(?<label>[^:>|→▸►▶▪•☞■*\]★\n]{2,60}?)(?: ?[?!])?"
    r"(?: ?[:>|→▸►▶▪•☞■*\]★]+| ?\.\.[. ]*(?!$)|(?<stop>\.)(?= [\p{Lu}01])|\.(?= ?\")|(?: |\b)-+(?= )) ?"
    r"[.\s…:>→▸►▶☞-]*"
    r"(?<title>[\p{L}\p{N}\"'][^\n]{1,130})"
)
_PARTING = regex.compile(r"[:>|→▸►▶▪•☞■*\]★]|- |\.[.\"]|\. [\"\p{Lu}01]")
_ARTICLE = regex.compile(r"(?:les?|la|l'|nos|notre|nos|mon|vos|votre|des|du)(?: |(?<='))")
_END = regex.compile(
    r"[^\p{L}\p{N}\"'()]*"
    rf"(?:(?: (?:(?:n° ?)?0|du (?:site|mois|territoire)|d'ici|sur)|\([^()]{{0,40}}\)){_MARKS})?$"
)
_JOINED = regex.compile(r" (?:avec|chez|de|d'|a|aux?|pour|dans)$")
"""What goes on with the title: « Rencontre avec… Didier »; « Zoom sur » introduces one."""
_ANSWER = regex.compile(r"(?i)R(?:ep(?:onse)?)?\.? ?(?::|(?=\")) ?")
_OPENS = regex.compile(rf"(?i)[.\s:>→▸►▶☞*#-]*(?:sur (?:[.:] ?)*|{_ANSWER.pattern[4:]})?")
_TOLD_ON = regex.compile(
    r"(?:(?<label>[^\"\n]{0,60})\"[^\"\n]{2,100}\" ?[-.:,]* ?"
    r"|\W*(?<label>\p{L}[^-:\"\n]{1,40}?) ?[-:>|]+ [^\":\n]{3,80}: )(?=\"[^\n]{30}|[\p{Lu}\d][^\n\"]{30})"
)
"""A label with its title before the tale in the same paragraph."""
_CALLED = regex.compile(r"[^\"\n]{1,60}(?=\"[^\"\n]{2,100}\" ?:$)")
_TITLED = regex.compile(r"(?i)(?:titre|intitulé)(?: (?:du|de la|de l['’]) ?\p{L}+)?\s?[:–=-]\s*")
_QUOTED = regex.compile(r"[«\"“]\s*([^«»\"“”]+?)\s*[»\"”]")
_CLOSED = regex.compile(r"[.!?»\"\)][\s\"')\]]*$")
_PLAIN_WORD = regex.compile(r"[a-z]+")
_SENTENCE = regex.compile(r"[.!?\"](?: |$)(?<=(?:\p{L}{2}|\p{L} 0)\"? ?. ?)")
_ABBREVIATED = regex.compile(r"(?<!\p{L})(?:\p{L}|M(?:me|r|lle)?|Dr|etc)\.$")
_SPEAKS = regex.compile(r"(?i)\b(?:je|j|on|nous|vous|ma|mon|mes|m)\b|[.!?;:] ?\"?$|0")
_TOLD = regex.compile(
    r"(?i)\b(?:ils?|elles?|on|je|j'|me|m'|lui|sa|son|ses|mon|ma|mes|se|s'|M\.|Mme|Madame|Monsieur)(?!\p{L})"
    r"|\"|(?<=\p{Ll} )(?-i:\p{Lu}\p{Ll}+)(?= (?:a|est|avait|etait|\p{Ll}{2,}ait)\b)"
)
_REACHED = regex.compile(r"(?i)\b(?:tel(?:ephone)?|courriel|contacts?|mel|mail|adresse)\.? ?[:2]")
_COUNTED = regex.compile(
    r"(?im)^[^\p{L}\n]{0,4}(?:(?:plus|pres) de |environ )?0 "
    r"(?:%|€|euros|etp|places|logements|personnes|rencontres|visites|bailleurs)"
)
_UNIT = regex.compile(r"(?i)\b0 (?:\p{Ll}+ ){0,2}(?:logements?|personnes|menages|baux|rencontres|visites)")
_MEASURED = regex.compile(rf"(?i)[%€]|\b0 euros|{_UNIT.pattern}")
_CAPTURED = regex.compile(
    rf"{_UNIT.pattern}[^.\n]{{0,40}}"
    r" (?:capt|admis|accueilli|integr|inclu|loge|accompagn|suivi|mobilis|parc |bailleur|realis|effectu)"
)
_STOCK = regex.compile(
    r"(?i)\b(?:parc (?:social|prive)|loyer moyen|ba(?:illeurs?|il|ux) (?:soci|gliss|assoc|prive))"
)
"""What states figures of a site: a number and what it counts, a count with its verb, words for the stock."""
_BARE = regex.compile(
    r"(?<!0 par )0(?! par 0)"
    r"(?: ?[.,;:)!?]|$|\s(?:en|aux?|a|ont|sont|dont|chez|des?|du|d|sur|et|ou|par|pour|dans|qu[ie]|fois|y)\b)"
)
"""A number that counts what stands before it, or nowhere; not « deux par deux »."""
_AROUND = " \"'()[].,:;|>*#·•–-0"
_ITALIC = regex.compile(r"[> ]*([*_])(?=[\p{L}\p{N}\"'])")
_RULE = regex.compile(r"[^\p{L}\p{N}\"']{4,}")
_forms = partial(words, "story_titles.csv")
_GAP, _TITLE, _LABEL, _WORDY = 2, 120, 60, 14
"""Blank lines that part a story from what follows; characters of a title, of a label; words of a title."""
_FEW_THINGS, _YEARS = 9, range(1900, 2100)
"""How many things a tale may count once without their name; what is a year."""
_SHEETS = frozenset({"PERSON", "DWELLING", "VISIT", "TEAM", "PLACE", "MONEY"})
"""What a sheet counts."""
_LONG, _LINES, _CUES, _FEW = 60, 8, 2, 2
"""Characters of a tale, blocks of a paragraph; words that speak of somebody and numbers in an odd box."""


@dataclass(frozen=True, slots=True)
class Story:
    """A site's story: its printed title, label and title at `title_span` of the view, its text at `body`."""

    title: str
    title_span: Span
    body: Span
    row: Row
    is_told: bool = False
    """Whether a person said that it is one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story's title at its place in the view as a person says it; no story where the title is None."""

    span: Span
    title: str | None = None
    site_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Box:
    """A label with the title that it introduces, and the numbers of the lines where the body starts and, if
    it is set apart, where it is over."""

    label: str
    start: int
    title: Span
    body: int
    site_id: str | None = None
    over: int = 0

    @property
    def labelled(self) -> Span:
        return Span(self.start, self.title.end)


def read_stories(
    view: View, sections: Sequence[Section], told: Sequence[Told] = ()
) -> tuple[list[Story], list[Span]]:
    """The stories of the sites, in order, over them those that a person told; and titles that may have one.

    What introduces one: a word that is known to (« Zoom »), a phrase that speaks of telling, or a label that
    comes back in the sheets with another title each time and a tale below; in a sheet without any, the only
    tale that is set apart under a title, or the only box whose form is a story's. Under a heading of stories
    the site's own name does; beside a label it says whose story it is. A story goes on to the
    next label, heading, contact, list, line of figures or wider gap.
    """
    reader = _Stories(view, sections, told)
    return list(reader.found()), reader.open


class _Stories:
    def __init__(self, view: View, sections: Sequence[Section], told: Sequence[Told]) -> None:
        self.view, self.sections, self.told = view, sections, told
        self.headings = {s.heading.start for s in sections}
        self.sheets = {s.heading.start for s in sections if s.is_sheet}
        self.known: set[int] = set()
        self.open: list[Span] = []
        self.lines = list(self._cut(self._parted()))
        self.texts = [view.text[b.span.start : b.span.end] for b in self.lines]
        gaps = [b.gap for b in view.blocks if b.gap]
        self.wide = max(_GAP, 1 + median_low(gaps)) if gaps else _GAP
        self.printed = Counter(self.texts)
        titled = [one for one in told if one.title is not None]
        read = [b for b in self._boxes() if not any(one.span.overlaps(b.labelled) for one in told)]
        self.boxes = {box.start: box for box in (*read, *map(self._told_box, titled))}

    def _told_box(self, told: Told) -> _Box:
        below = (n for n, line in enumerate(self.lines) if line.span.start >= told.span.end)
        return _Box("", told.span.start, told.span, next(below, len(self.lines)), told.site_id)

    def _cut(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks, cut where a title that a person told begins and ends."""
        titles = [told.span for told in self.told if told.title is not None]
        edges = [at for title in titles for at in (title.start, title.end)]
        for block in blocks:
            cuts = sorted(at for at in edges if block.span.start < at < block.span.end)
            for first, last in pairwise([block.span.start, *cuts, block.span.end]):
                words = self.view.text[first:last]
                start = first + len(words) - len(words.lstrip())
                if words.strip():
                    gap = block.gap if first == block.span.start else 0
                    yield Block(Span(start, start + len(words.strip())), block.is_bullet, gap)

    def _parted(self) -> Iterator[Block]:
        """The blocks; a label in a block's first line, and a quoted title before its tale, for themselves."""
        breaks, text, is_asked = sorted(self.view.line_starts), self.view.text, False
        told = ((at, self.view.block_at(at).span.start) for at, _ in places_of(text, _known()))
        known = {start for at, start in told if at < start + _LABEL}
        for number, one in enumerate(self.view.blocks):
            start, end = one.span.start, one.span.end
            is_known = start in known
            is_bullet = one.is_bullet and ((one.gap and end - start < _LONG) or not self._is_quoted(start))
            is_bullet = is_bullet and not self._is_spoken(number)
            block = one if is_bullet == one.is_bullet else Block(one.span, False, one.gap)
            if not is_known and not is_asked and text[end - 1] != '"':
                yield block
                continue
            lines = breaks[bisect_right(breaks, start) : bisect_left(breaks, end)]
            cuts: list[int] = []
            opening = text[start : lines[0]].rstrip() if lines else ""
            beside = self._beside(opening, 0)[1] if opening else ""
            if beside in _forms("sure", "may") and not text[lines[0]].islower():
                cuts = [lines[0]]
            elif lines and _label(opening) in _forms("sure", "may"):
                cuts = [lines[0], next((at for at in lines[1:] if not text[at].islower()), end)]
            elif lines and lines[0] - start <= _LABEL and _QUOTED.fullmatch(text, lines[0], end):
                cuts = [lines[0]]
            elif (is_known or is_asked) and (m := _TOLD_ON.match(text, start, end)):
                label = m["label"]
                is_title = _strength(_label(label)) > ('"' in m[0]) or (is_asked and _OPENS.fullmatch(label))
                cuts = [m.end()] if is_title else []
            self.known.update([start] if is_known or cuts else ())
            is_asked = is_known and end - start <= _TITLE
            for first, last in zip([start, *cuts], [*cuts, end], strict=True):
                if first < last:
                    span = Span(first, first + len(text[first:last].rstrip(" -:,." if last < end else " ")))
                    yield Block(span, block.is_bullet and not cuts, block.gap if first == start else 0)

    def _is_spoken(self, number: int) -> bool:
        """Whether a dash is that of somebody who speaks: before a paragraph that stands for itself."""
        near = self.view.blocks[max(number - 1, 0) : number + 2]
        one = self.view.blocks[number]
        are_apart = one.gap and all(block is one or not block.is_bullet for block in near) and near[-1].gap
        dash = self.view.body[: self.view.source(one.span).start].rstrip()[-1:]
        return bool(are_apart) and len(one.span) >= _LONG and dash in "–—-"

    def _is_quoted(self, at: int) -> bool:
        """Whether a line starts with the sign of quoted mail, which stands before paragraphs too."""
        source = self.view.source(Span(at, at + 1)).start
        return self.view.body[max(source - 4, 0) : source].rstrip(" *_").endswith(">")

    def found(self) -> Iterator[Story]:
        over, told = -1, {told.span.start: told for told in self.told if told.title is not None}
        for _, box in sorted(self.boxes.items()):
            by_person = told.get(box.start)
            if box.start < over or not (box.site_id or sheet_at(self.sections, box.start)):
                continue
            paragraphs = list(self._body(box))
            over = paragraphs[-1].end if paragraphs else box.title.end
            body = Span(paragraphs[0].start if paragraphs else over, over)
            title = (by_person and by_person.title) or _clean(printed(self.view, box.title))
            span = box.labelled
            values = {"title": title, "body": "\n\n".join(printed(self.view, told) for told in paragraphs)}
            row = Row("zooms", values, span, tuple(self.view.numerals_in(span)), (), box.site_id)
            yield Story(title, span, body, row, by_person is not None)

    def _boxes(self) -> Iterator[_Box]:
        """The boxes of known labels, then those that their form makes stories."""
        others: list[_Box] = []
        told, is_listed = set[Section | None](), False
        for number, text in enumerate(self.texts):
            if not self._may_be(number, text):
                continue
            label = _label(text)
            for box in self._read(number, label, is_listed):
                strength = _strength(box.label)
                is_tale = self._is_tale(box.body, is_called=strength > 0)
                site = box.site_id or (is_listed and is_tale and site_named(self.sections, box.label)) or None
                if (strength == 2 and not self._is_figures(box.body)) or (strength == 1 and is_tale) or site:
                    told.add(sheet_at(self.sections, box.start))
                    yield _Box(box.label, box.start, box.title, box.body, site)
                    break
                is_other = _is_topic(box.label) or self.lines[number - 1].span.start in self.headings
                if is_tale and not is_other and not self.lines[number].is_bullet:
                    others.append(box)
            if label in _forms("other"):
                is_listed = False
            elif len(text) <= _LABEL and set(label.split()[:2]) & _forms("list"):
                is_listed = True
        yield from self._by_form(others, told)

    def _may_be(self, number: int, text: str) -> bool:
        """Whether a line may be a label: short, with a word that labels have or a tale below its title."""
        if self.lines[number].span.start in self.known or len(text) > _TITLE + _LABEL or text[-1] in ".;,":
            return self.lines[number].span.start in self.known and len(text) <= _TITLE + _LABEL
        is_parted = _PARTING.search(text, 0, _LABEL + 8) and self._is_tale(number + 1)
        return bool(is_parted) or (len(text) <= _LABEL and self._is_tale(number + 2))

    def _by_form(self, boxes: Sequence[_Box], told: "set[Section | None]") -> Iterator[_Box]:
        """Boxes under other labels: those of one that comes back, or the only one of a sheet by its form."""
        sheets = {s.site.site_id for s in self.sections}
        by_label, by_sheet = defaultdict[str, list[_Box]](list), defaultdict[Section | None, list[_Box]](list)
        for box in boxes:
            by_label[box.label].append(box)
        for same in by_label.values() if len(sheets) > 1 else ():
            homes = {s.site.site_id: s for box in same if (s := sheet_at(self.sections, box.start))}
            titles = {self.view.text[box.title.start : box.title.end] for box in same}
            if len(homes) >= max(2, len(sheets) / 2) and len(same) == len(homes) == len(titles):
                told.update(homes.values())
                yield from same
        at_home = {s.site.site_id for s in told if s}
        alone = list(self._alone()) if 2 * len(at_home) >= len(sheets) - 1 > 0 else []
        for box in (*self._set_apart(), *alone):
            if (home := sheet_at(self.sections, box.start)) not in told:
                by_sheet[home].append(box)
        for box in boxes:
            home = sheet_at(self.sections, box.start)
            if home not in told and not any(other.over for other in by_sheet[home]) and self._is_form(box):
                by_sheet[home].append(box)
        for home, boxes in by_sheet.items():
            if len(boxes) == 1 or all(self.texts[box.body - 1].isupper() for box in boxes):
                yield from boxes
            elif home:
                self.open += [box.title for box in boxes]

    def _is_form(self, box: _Box) -> bool:
        """Whether a line of its own is a title: quoted but nobody's words, or above a longer tale."""
        text, title = self._paragraph(box.body), self.texts[box.body - 1]
        if self.lines[box.body - 1].span.start == box.start or _is_figured(title):
            return False
        if len(text) >= 2 * _LONG and len(_TOLD.findall(text)) >= _CUES:
            return True
        name = _clean(title)
        is_said = _SPEAKS.search(name) or self.view.text.count(name) > 1
        return not is_said and bool(_QUOTED.fullmatch(title)) and not _UNIT.search(text)

    def _set_apart(self) -> Iterator[_Box]:
        """The tales about somebody, set apart under a title of their own, that state nothing of a site."""
        for number, title in enumerate(self.texts[:-1]):
            is_short = len(title) <= _LABEL and title[-1] not in ";," and self.printed[title] == 1
            if not is_short or not (over := self._set_to(number + 1) or self._shouted_to(number)):
                continue
            text, label = " ".join(self.texts[number + 1 : over]), _label(title)
            room = max(map(len, self.texts[number + 1 : over])) - len(title)
            is_other = label in _forms("other") or _is_topic(" ".join(label.split()[:2]))
            if is_other or room <= len(text.split()[0]) or not self._is_title(number, ""):
                continue
            is_told = len(_TOLD.findall(text)) >= _CUES and not _QUOTED.fullmatch(text.strip(" *_"))
            is_stated = _MEASURED.search(text) or _is_reached(text) or not self._is_tale(number + 1)
            inside = Span(self.lines[number + 1].span.start, self.lines[over - 1].span.end)
            if is_told and not is_stated and not self._is_counted(inside):
                yield _Box("", self.lines[number].span.start, self.lines[number].span, number + 1, over=over)

    def _alone(self) -> Iterator[_Box]:
        """The tales under a short line for itself that names no part of a sheet."""
        for number, title in enumerate(self.texts[:-1]):
            line, below = self.lines[number], self.lines[number + 1]
            is_short = len(title) <= _LABEL and self.printed[title] == 1 and title[-1] not in ";:"
            if not (is_short and line.gap and below.gap) or _is_topic(_label(title)):
                continue
            text = self._paragraph(number + 1)
            is_life = len(text) >= 2 * _LONG and len(_TOLD.findall(text)) >= _CUES
            is_stated = _MEASURED.search(f"{title} {text}") or self._is_counted(below.span)
            if is_life and not is_stated and self._is_title(number, "") and self._is_tale(number + 1):
                marks = _SIGNS.match(title)
                start = line.span.start + (marks.end() if marks else 0)
                yield _Box("", line.span.start, Span(start, line.span.end), number + 1)

    def _set_to(self, number: int) -> int:
        """Where a passage ends that is set otherwise than the text around it: in a box that is drawn around
        it and its title, in italics, or with its title further right than the paragraphs; 0 where none is."""
        last = min(number + 2 * _LINES, len(self.lines))
        if number >= last or number < 1 or self.lines[number].span.start in self.headings:
            return 0
        stop = next((n for n in range(number, last) if self.lines[n].span.start in self.headings), last)
        opening = self.texts[number - 2] if number > 1 else ""
        if _RULE.fullmatch(opening):
            ends = (n for n in range(number, stop) if _RULE.fullmatch(self.texts[n]))
            end = next(ends, number)
            is_tight = end > number and not (self.lines[number - 1].gap or self.lines[end].gap)
            return end if is_tight and len(self.texts[end]) == len(opening) else 0
        if mark := _ITALIC.match(self.texts[number]):
            ends = (n + 1 for n in range(number, stop) if self.texts[n].endswith(mark[1]))
            end = next(ends, 0)
            return (0 < end < stop and _ITALIC.match(self.texts[end]) and self._set_to(end)) or end
        if min(self._depth(number - 1), self._depth(number)) <= self.margin:
            return 0
        return next((n for n in range(number, stop) if self._depth(n) <= self.margin), 0)

    def _shouted_to(self, number: int) -> int:
        """Where the paragraph right below a title ends that is in capitals as nothing else of its sheet; else
        0."""
        text, home = self.texts[number], sheet_at(self.sections, self.lines[number].span.start)
        if not (text.isupper() and self.lines[number].gap and " " in text and home):
            return 0
        ends = (n for n in range(number + 1, len(self.lines)) if self.lines[n].gap)
        inside = [n for n, line in enumerate(self.lines) if home.span.contains(line.span)]
        own = (n for n in inside if self.lines[n].span.start != home.heading.start)
        is_title = all(self._is_tale(n + 1) for n in own if self.texts[n].isupper())
        return next(ends, len(self.lines)) if is_title and not self.lines[number + 1].gap else 0

    @cached_property
    def margin(self) -> int:
        """How far right most of the paragraphs stand."""
        depths = [self._depth(n) for n, line in enumerate(self.lines) if len(line.span) >= _LONG]
        return median_low(depths) if depths else 0

    def _depth(self, number: int) -> int:
        """How far right a line stands, with all lines of the source that it is made of."""
        source = self.view.source(self.lines[number].span)
        start = self.view.body.rfind("\n", 0, source.start) + 1
        rows = self.view.body[start : source.end].split("\n")
        return min(len(row) - len(row.lstrip()) for row in rows)

    def _is_counted(self, span: Span) -> bool:
        """Whether a number in a span counts what a sheet does, or what only the sheet around it can say."""
        text, numerals, bare = self.view.text, self.view.numerals_in(span), 0
        roles = {role.span.start for role in find_roles(self.view)} if numerals else ()
        for at in numerals:
            words = _PLAIN_WORD.findall(text[at : at + _LABEL].lower())[:2]
            if at + 2 in roles or any(not _SHEETS.isdisjoint(classes_of(word)) for word in words):
                return True
            value = self.view.numerals[at].value
            if _BARE.match(text, at) and value not in _YEARS:
                bare += 1 + (value > _FEW_THINGS)
        return bare > 1

    def _read(self, number: int, label: str, is_listed: bool) -> Iterator[_Box]:
        """What a line may be as a label with its title: both in one line, or the title on the next."""
        line, text = self.lines[number], self.texts[number]
        lead = _LEAD.match(text)
        start = lead.end() if lead and lead.end() < len(text) else 0
        is_last = number + 1 == len(self.lines) or self.lines[number + 1].is_bullet
        at, beside = self._beside(text, start)
        at, beside, site = self._sited(text, at, beside)
        is_heading = line.span.start in (self.sheets if is_listed else self.headings)
        if is_last or (is_heading and not site) or self._is_rubric(number, label):
            return
        is_asked = bool(_ANSWER.match(self.texts[number + 1]))
        if at and not is_asked and text.count(" ", at) < _WORDY:
            at = start if _JOINED.search(beside) else at
            yield _Box(beside, line.span.start, Span(line.span.start + at, line.span.end), number + 1, site)
        label = beside if is_asked and at else label
        if label and len(text) <= _LABEL and self._is_title(number + 1, label):
            title = self.lines[number + 1].span
            called = _CALLED.match(self.view.text, title.start, title.end)
            opened = called or _OPENS.match(self.view.text, title.start, title.end)
            title = Span(opened.end() if opened else title.start, title.end)
            yield _Box(label, line.span.start, title, number + 2)

    def _is_rubric(self, number: int, label: str) -> bool:
        """Whether a line names the kind of text that a whole sheet is: « LE REPORTAGE » right below its
        heading."""
        return label in _forms("genre") and self.lines[number - 1].span.start in self.sheets

    def _beside(self, text: str, start: int) -> tuple[int, str]:
        """Where the title begins in the line of its label, and the label; 0 where no title does."""
        at = text.lower().find(" sur ", start)
        label, title = text[start:at], text[at + 5 :].lstrip(" .:>→-") if at >= 0 else ""
        if title and _label(label) in _forms("sure", "about"):
            return len(text) - len(title), "zoom"
        m = _parts(text, start)
        is_whole = m is not None and m.end() == len(text) and not _is_reached(m["title"])
        return (m.start("title"), _label(m["label"])) if m and is_whole else (0, "")

    def _sited(self, text: str, at: int, label: str) -> tuple[int, str, str | None]:
        """Where the title begins, its label and the site that stands before, in or behind the label."""
        if not at:
            return at, label, None
        m, before = _parts(text, at), text[:at].strip(_AROUND)
        if m and m.end() == len(text):
            for name, other in ((before, _label(m["label"])), (m["label"].strip(), label)):
                if _strength(other) and (site := site_named(self.sections, name)):
                    return m.start("title"), other, site
        words = before.split() if _strength(label) else []
        names = (
            " ".join(part).strip(_AROUND) for i in range(1, len(words)) for part in (words[i:], words[:i])
        )
        return at, label, next((site for name in names if (site := site_named(self.sections, name))), None)

    def _is_title(self, number: int, label: str) -> bool:
        line, text = self.lines[number], self.texts[number]
        is_item = line.is_bullet and not self._is_quoted(line.span.start)
        if is_item or line.span.start in self.headings or len(text) > _TITLE or _is_reached(text):
            return False
        below = self.texts[number + 1] if number + 1 < len(self.texts) else ""
        # a row that goes on is none, nor « Chère Anna, »
        if _RULE.fullmatch(text) or below[:1].islower() or text.endswith(","):
            return False
        if _label(text) in _forms("topic") and _strength(label) < 2:
            return False  # « L'équipe » opens a part of the sheet
        is_closed = text.endswith(".") and not _ABBREVIATED.search(text) and not text.endswith("..")
        is_short = not is_closed and (text.count(" ") < _WORDY or bool(_CALLED.match(text)))
        return (is_short or _strength(label) == 2) and not self._is_label(number)

    def _is_label(self, number: int) -> bool:
        """Whether a line opens a box of its own, of stories or of anything else."""
        text = self.texts[number]
        m = _parts(text, 0)
        at, beside = self._beside(text, 0)
        label = _label(m["label"]) if m else beside or _label(text)
        if (m and site_named(self.sections, m["label"].strip())) or self._sited(text, at, beside)[2]:
            return True
        is_parted = bool(m) and label in _forms("may")  # « Portrait : Odile garde les plantes »
        return is_parted or label in _forms("other", "sure") or _label(text) in _forms("other")

    def _is_tale(self, number: int, *, is_called: bool = False) -> bool:
        """Whether a line opens a closed paragraph about somebody, without figures of a site.

        It need not speak of anybody where a label calls it a tale.
        """
        if number >= len(self.lines) or len(self.texts[number]) < _LONG // 2:
            return False
        line = self.lines[number]
        text = "" if line.is_bullet or line.span.start in self.headings else self._paragraph(number)
        is_life = is_called and len(_TOLD.findall(text)) >= _CUES and not _MEASURED.search(text)
        if len(text) < _LONG or not _SENTENCE.search(text) or _is_reached(text):
            return False
        if _is_figured(text) and not is_life:
            return False
        first = text.partition(" ")[0]
        is_named = len(first) > 3 and first in self.texts[number - 1].split()
        return (is_called or is_named or bool(_TOLD.search(text))) and not self._is_label(number)

    def _is_figures(self, number: int) -> bool:
        """Whether a line states numbers outside a sentence: a box of figures has a title too."""
        text = self.texts[number] if number < len(self.lines) else ""
        is_open = not _CLOSED.search(text) and not _SENTENCE.search(self._paragraph(number))
        return "0" in text and (self.lines[number].is_bullet or is_open)

    def _paragraph(self, number: int) -> str:
        """The text of a line and of those right below it."""
        last = number + 1
        most = min(len(self.lines), number + _LINES)
        while last < most and not (self.lines[last].gap or self.lines[last].is_bullet):
            last += 1
        return " ".join(self.texts[number:last])

    def _body(self, box: _Box) -> Iterator[Span]:
        """The paragraphs of a story, to where something else begins."""
        if box.over:
            yield from (line.span for line in self.lines[box.body : box.over])
            return
        for number in range(box.body, self._set_to(box.body) or len(self.lines)):
            line, text = self.lines[number], self.texts[number]
            is_new = (
                line.is_bullet
                or _RULE.fullmatch(text)
                or line.span.start in self.headings
                or line.span.start in self.boxes
            )
            if is_new or line.gap >= self.wide or self._is_label(number) or _is_reached(text):
                return
            is_label = line.gap and text.endswith(("?", ".."))
            goes_on = (_CLOSED.search(text) and not is_label) or (not line.gap and len(text) > _LABEL // 2)
            if number > box.body and (not goes_on or _is_figured(text) or self.printed[text] > 1):
                return
            yield line.span


@cache
def _known() -> frozenset[str]:
    """The words of the labels of stories and of the headings of lists of them."""
    forms = _forms("sure", "about", "may", "word", "list")
    return frozenset(max(_PLAIN_WORD.findall(form), key=len) for form in forms)


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    """A label without its number, article and marks, in lower case.

    >>> _label("▸ Le zoom sur..."), _label("Encadre 0 :"), _label("[ ZOOM ]")
    ('zoom', 'encadre', 'zoom')
    """
    if len(text) > _LABEL + _TITLE // 2:
        return ""
    lead = _LEAD.match(text)
    bare = text[lead.end() if lead else 0 :].lower() or text.lower()
    end = _END.search(bare)
    bare = bare[: end.start()] if end else bare
    return _ARTICLE.sub("", bare, count=1) if _ARTICLE.match(bare) else bare


def _parts(text: str, start: int) -> "regex.Match[str] | None":
    """A label and what follows it; a period parts them where the label is one of stories."""
    m = _PARTS.match(text, start) if _PARTING.search(text, start, start + _LABEL + 2) else None
    return m if m is None or not m["stop"] or _label(m["label"]) in _forms("sure", "may") else None


def _is_figured(text: str) -> bool:
    return bool(_STOCK.search(text) or ("0" in text and (_COUNTED.search(text) or _CAPTURED.search(text))))


def _is_reached(text: str) -> bool:
    return "@" in text or ((":" in text or "2" in text) and bool(_REACHED.search(text)))


def _strength(label: str) -> int:
    """2 for a label that introduces stories, 1 for one that may, 0 for others."""
    if label in _forms("sure", "may"):
        return 1 + (label in _forms("sure"))
    return int(not _forms("word").isdisjoint(_PLAIN_WORD.findall(label)) and not _is_topic(label))


def _is_topic(label: str) -> bool:
    """Whether a label names another part of a sheet, or nothing."""
    is_other = label in _forms("other") or len(label) < 3
    return is_other or not _forms("topic").isdisjoint(_PLAIN_WORD.findall(label))


def _clean(title: str) -> str:
    """A title without the quotes around it and the marks at its ends.

    >>> _clean("« Le double des clés »"), _clean("La fenêtre de Monsieur L."), _clean("le four --------+")
    ('Le double des clés', 'La fenêtre de Monsieur L.', 'le four')
    """
    title = title.strip(" *#_:>→▸►▶☞–—+|=-")
    title = title[m.end() :] if (m := _TITLED.match(title)) else title
    quoted = _QUOTED.fullmatch(title)
    title = quoted[1] if quoted else title
    is_stopped = title.endswith(".") and not title.endswith("..") and not _ABBREVIATED.search(title)
    return title.rstrip(" .") if is_stopped else title
