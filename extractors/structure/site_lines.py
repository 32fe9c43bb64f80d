"""What one line says as a heading: the site that it names, how it looks, how far it stands apart."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from extractors.language.lexicon import classes_of
from extractors.language.names import kinds_of_words
from extractors.language.places import Named, Site, as_youth, find_town, frame_words, name_words, read_place
from extractors.language.spelling import plain, slug
from extractors.source.document import Span
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

LONGEST = 100
FEW = 10_000
"""Inhabitants of a town too small to be taken for a site on its name alone."""
PAGE = 3
CELLS = 2
"""Cells of a row that may be a heading."""
_SHORT = 60
_POSTAL = 40
"""A bare number before a name is a sheet's own only below this."""
_UNKNOWN_FRAME = 2.0
"""What it takes away that nobody knows the words around a name: only other sites' lines make up for it."""
_ONE = r"(?:[0-3]|(?:[IVX]{1,4}|[A-H])(?!\p{L}))"
_LEAD = regex.compile(
    r"[^\p{L}\p{N}]*(?:(?:fiche|site|page|chapitre|partie|volet|dossier|territoire)? ?(?:n[o°] ?)?"
    rf"(?:{_ONE}(?:\.{_ONE})* ?(?:[.):/|▪·>]|-(?= ))|[02](?= (?-i:\p{{Lu}}))) ?)?"
    r"[^\p{L}\p{N}]*",
    regex.IGNORECASE,
)
_NUMBERING = regex.compile(r"\b(?:[ivx]{1,4}|[a-h])\b")
_BREAK = regex.compile(r" ?(?<sign>[|:·•▪>/,;()]|(?<= )-(?= )) ?")
_EDGES = regex.compile(r"[^\p{L}\p{N}]*(?<words>.*?)[^\p{L}\p{N}]*")
_SINCE = regex.compile(r"[ ,(|-]+(?:depuis|ouvert\w*|cree\w*)\b.{0,30}$", regex.IGNORECASE)
_AND = regex.compile(r" (?:et|&) ", regex.IGNORECASE)
_LISTED = regex.compile(r"(?:\.{3}| p(?:age|\.)?) ?\.* ?[02] ?$", regex.IGNORECASE)
_YOUTH = regex.compile(
    r"(?:1 chez[- ]soi d'abord |ucsda? )?(?:pour les )?(?:jeunes|0-0 ans)", regex.IGNORECASE
)
_WORD = regex.compile(r"\p{L}'|[\p{L}\p{N}]+(?:-\p{L}+)*")
_SPACED = regex.compile(r"\p{L}(?: [\p{L}'-]){2,}")
_GAP, _MOST_WORDS = regex.compile(r"\.? |$"), 5
_RUN_IN = regex.compile(
    r"[^\p{L}\p{N}\n]*(?<name>[^.:|\n]{2,45}?) ?(?<sign>[.:|]|(?<= )-) (?=\p{L}|[0-2~+<>])"
)
_LINK = r"(?: (?:[aà]|aux?|en|de|du|des|sur|pour|chez) (?:l[ae]s? |l')?| d'| ?[:|>] ?| - |(?<=\p{Ll}) )"
_PLACED = regex.compile(rf"(?<frame>(?:1 )?\p{{L}}.{{1,40}}?)(?={_LINK}\p{{Lu}}\P{{N}}+$)")
_CODE = regex.compile(r"[0-2]\p{L}*(?: ?hab\.?| habitants)?")
LETTERS = regex.compile(r"\p{L}+")
_SMALL_WORD = regex.compile(r"\b\p{Ll}{2,}")
_ARTICLE = regex.compile(r"(?<=[\s-])(?:De|Du|Des|La|Le|Les|Et|En|Sur|Sous|L'|D')(?=[\s-]|(?<='))")
_NAME = regex.compile(
    r"\p{Lu}[\p{L}'-]+(?:(?: (?:d[eu]s?|l[ae]s?|en|et|sur|sous|aux?)){0,2} (?:[dl]')?\p{Lu}[\p{L}'-]*){0,4}"
)
_OPENING_NAME = regex.compile(rf"(?:(?:A|Aux?|En|Sur|Dans|Pour|Chez) )?{_NAME.pattern}")
_RULE = regex.compile(r"[^\p{L}┌┐└┘╔╗╚╝╭╮╰╯]*+(?:page [^\p{L}]*+)?", regex.IGNORECASE)
"""A line that parts pages: a rule, a page number, but not a side of a box."""
_COUNTS = "PERSON DWELLING HOUSEHOLD ENROLLED HOUSED CAPTURED SOCIAL LEASE PRIVATE REGULATED STUDIED"
MAIN = frozenset(_COUNTS.split())
"""Classes of words for what every sheet counts."""
COUNTED = MAIN | {"VISIT", "RENT", "TEAM"}
"""Those for what a sheet may count."""
_NO_NAME = frozenset({"none", "closing"})
_TITLE = frozenset({"link", "title"})
_ANY = "..."
"""Stands for the words before a name in capitals that are others in each heading."""


@dataclass(frozen=True, slots=True)
class Look:
    """What headings of one edition have in common.

    The glyph and the number before them, the words around the name, what follows it, capitals, a line above.
    """

    glyph: str
    lead: str
    frame: str
    suffix: str
    is_upper: bool
    is_apart: bool

    @property
    def style(self) -> tuple[str, str, str, bool]:
        """The look without what may stand after the name and above it."""
        return self.glyph, self.lead, self.frame, self.is_upper

    @property
    def is_marked(self) -> bool:
        return bool(self.glyph or self.lead or self.frame)


RUN_IN = Look("", "", "", "", False, False)
"""That of a place that opens a paragraph or stands in a title."""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A line that may be a site's heading."""

    index: int
    site: Site
    heading: Span
    look: Look = RUN_IN
    weight: float = 0.0
    is_large: bool = True
    is_begun: bool = False
    """Whether its figures stand in the same block, on the lines below it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A place named in a line: its span in the view, and the sign before it."""

    named: Named
    span: Span
    sign: str


class Lines:
    """The blocks of a view as lines that may be headings.

    `levels` has how many blank lines are above each; a rule or a page number counts as a page.
    """

    def __init__(self, view: View) -> None:
        self.view, self.blocks = view, view.blocks
        self.texts = [view.text[block.span.start : block.span.end] for block in view.blocks]
        rules = [True, *map(self.is_rule, range(len(self.texts)))]
        self.levels = [PAGE if rule else block.gap for rule, block in zip(rules, view.blocks, strict=False)]
        self._breaks = sorted(view.line_starts)
        self._short = [text.lower() for text in self.texts if len(text) <= _SHORT]

    def is_rule(self, index: int) -> bool:
        """Whether a line parts pages: not the number of the label right above it."""
        text, above = self.texts[index], self.texts[index - 1] if index else ""
        is_figure = "0" in text and "0" not in above and not self.blocks[index].gap
        return bool(_RULE.fullmatch(text)) and not (is_figure and counts(above, COUNTED))

    def read(self, index: int) -> SiteLine | None:
        """The site that a block names in its first line, with little else or before a sentence."""
        text, base = self.texts[index], self.blocks[index].span.start
        lead = _LEAD.match(text)
        start = lead.end() if lead else 0
        is_short = self.levels[index] > 0 and len(text) <= _SHORT and text.rstrip(" ?!")[-1:].isalpha()
        placed = _PLACED.match(text, start) if is_short else None
        if placed and not _NO_NAME.isdisjoint(_kinds(placed["frame"], "other")):
            placed = None
        if self._is_table_row(index) or not (placed or _may_name(text, start)):
            return None
        at = bisect_right(self._breaks, base)
        ends = self._breaks[at] - 1 - base if at < len(self._breaks) else len(text)
        first = text[:ends]  # a heading may run into the line below it
        if len(first) > LONGEST:
            return self.run_in(index)
        if _LISTED.search(first):
            return None
        framed = self._heading(index, start, first, placed["frame"]) if placed else None
        line = self._heading(index, start, first, "") or framed or self.run_in(index)
        number = self.view.numerals.get(base + start - 2) if text[start - 2 : start] == "0 " else None
        if line and number and number.value >= _POSTAL and line.site.department_code != f"{number.value:f}":
            return None
        return line

    def _heading(self, index: int, start: int, line: str, frame: str) -> SiteLine | None:
        """A line that names one site, whole, behind a frame, or with a few words after it."""
        base, since = self.blocks[index].span.start, _SINCE.search(line)
        text = line[: since.start()] if since else line
        places: list[_Part] = []
        suffix, tail, is_young, is_odd = "", "", False, bool(frame)
        for words, begin, sign in _parts(text, start + len(frame)):
            if _YOUTH.fullmatch(words):
                is_young = True
            elif sign == "(":
                if not self._is_remark(words, base + begin):
                    return None
            elif found := self._named(words, base + begin, sign, places):
                places.extend(found)
            elif places and sign == ":" and words == CARDINAL:
                return None  # a line of figures
            elif _NO_NAME.isdisjoint(_kinds(words)):
                suffix += "x"
            elif places and self._may_follow(text, base, begin, sign):
                tail = "+"
                break
            elif not places and (opened := self._opened(index, words, base + begin)):
                places.append(opened)
                rest = opened.span.end - base
                if not self._may_follow(text, base, rest, ""):
                    return None
                is_odd = is_odd or not self._comes_back(text[rest:])
                tail = "+" if is_odd else text[rest:].lower()
                break
            else:
                return None
        site = self._one(places, has_tail=bool(tail))
        if site is None:
            return None
        site = as_youth(site) if is_young and not site.site_id.endswith("-jeunes") else site
        kinds = frozenset[str]().union(*(place.named.kinds for place in places))
        is_large = (places[0].named.inhabitants or FEW) >= FEW
        name = places[0].span
        around = _ANY if frame and not self._comes_back(frame) else frame.lower()
        look = self.look(index, line[:start], around or kinds, name, suffix + tail)
        is_framed = bool({"site", "programme", "title"} & kinds) or "0" in line[:start]
        weight = 2.0 + is_framed + self._standing(index, look)
        weight -= 0.5 * bool(tail) + (not is_large) + _UNKNOWN_FRAME * is_odd
        if len(line) < len(self.texts[index]):
            weight -= 1.0 if line.isupper() else 2.0
        is_begun = CARDINAL in self.texts[index][len(line) :]
        return SiteLine(index, site, Span(base, base + len(line)), look, weight, is_large, is_begun)

    def _opened(self, index: int, words: str, at: int) -> _Part | None:
        """The place that a title begins with: before words in small letters, or those that titles have."""
        if not self.levels[index] or len(self.texts[index]) > _SHORT or self.texts[index][-1] in ".;:,":
            return None
        town = _first_town(words)
        follows = words[town[1] :].split()[:1] if town else []
        if town is None or not follows:
            return None
        is_title = frame_words().get(follows[0].lower(), "") in _TITLE or self._is_ruled(index)
        is_next = (words.isupper() and is_title) or follows[0][0].islower()
        return _Part(town[0], Span(at + town[0].start, at + town[1]), "") if is_next else None

    def sister(self, index: int) -> SiteLine | None:
        """The town that a line begins with, whatever follows it: heavier if a sign, none if a landlord."""
        text, base = self.texts[index], self.blocks[index].span.start
        if len(text) > LONGEST or text[-1] in ".;:," or "@" in text or self.blocks[index].cells > CELLS:
            return None
        lead = _LEAD.match(text)
        start = lead.end() if lead else 0
        words, begin, _ = next(_parts(text, start), ("", start, ""))
        town = _first_town(words)
        if town is None:
            return None
        place, end = town[0], begin + town[1]
        is_figures = not LETTERS.search(text, end)
        if (place.inhabitants or FEW) < FEW and not (is_figures and text.isupper() and end < len(text)):
            return None
        is_parted = not text[end : end + 2].strip().isalnum() or text.startswith(" en 0", end) or is_figures
        if not is_parted and not kinds_of_words()["landlord"].isdisjoint(LETTERS.findall(text[end:].lower())):
            return None
        look = self.look(index, text[:start], place.kinds, Span(base + begin + place.start, base + end), "+")
        return SiteLine(index, place.site, self.blocks[index].span, look, float(is_parted))

    def opened(self, index: int) -> SiteLine | None:
        """The town that a paragraph opens with, in a sentence: « Grenoble est … », « À Rodez, … »."""
        text, base = self.texts[index], self.blocks[index].span.start
        m = _OPENING_NAME.match(text)
        town = _first_town(m[0]) if m and self.levels[index] and not self.blocks[index].is_bullet else None
        if town is None:
            return None
        place, end = town
        follows = text[end : end + 2]
        is_sentence = follows == ", " or (follows[:1] == " " and follows[1:].islower())
        is_sentence = is_sentence and not _AND.match(text, end)
        if not is_sentence or place.kinds - {"link"} or (place.inhabitants or FEW) < FEW:
            return None
        return SiteLine(index, place.site, Span(base, base + end))

    def standing(self, index: int) -> int:
        """How many blank lines are above a line, or above the one that stands right above it."""
        return self.levels[index] or self.levels[max(index - 1, 0)]

    def _is_ruled(self, index: int) -> bool:
        """Whether a rule stands right above or below a line."""
        return any(
            not LETTERS.search(text) and len(text) > 3 for text in self.texts[max(index - 1, 0) : index + 2]
        )

    def _comes_back(self, words: str) -> bool:
        """Whether several short lines have these words."""
        return sum(words.lower() in text for text in self._short) > 1

    def _standing(self, index: int, look: Look) -> float:
        """How much a line stands apart from the lines around it."""
        block, level = self.blocks[index], self.levels[index]
        is_marked = look.is_upper or bool(look.glyph or look.lead)
        return (1.0 if level else -0.5) + 0.5 * (level > 1) + is_marked - block.is_bullet

    def look(self, index: int, lead: str, frame: str | frozenset[str], name: Span, suffix: str) -> Look:
        """How a block looks as a heading of the name at a span."""
        body, block = self.view.body, self.blocks[index]
        start = self.view.source(Span(block.span.start, block.span.start + 1)).start
        glyph = body[max(body.rfind("\n", 0, start), start - 8, 0) : start].strip()
        words = frame if isinstance(frame, str) else " ".join(sorted(frame - {"link", "body"}))
        is_upper = self.view.text[name.start : name.end].isupper()
        number = _NUMBERING.sub("0", lead.lower().strip())
        return Look(glyph, number, words, suffix, is_upper, self.levels[index] > 0)

    def _named(self, part: str, at: int, sign: str, before: Sequence[_Part] = ()) -> list[_Part]:
        """The place that a part of a line names, or the two that it joins."""
        words = self._as_printed(part, at)

        def here(named: Named, begin: int = 0) -> _Part:
            return _Part(named, Span(at + min(begin + named.start, len(part) - 1), at + len(part)), sign)

        if place := read_place(words):
            return [here(place)]
        if before and sign in ("-", "/") and (near := _near(words, before[-1].named)):
            return [here(near)]
        if m := _AND.search(words):
            first, second = read_place(words[: m.start()]), read_place(words[m.end() :])
            first = first or (second and _near(words[: m.start()], second))
            second = second or (first and _near(words[m.end() :], first))
            if first and second:
                return [here(first), here(second, m.end())]
        return []

    def _as_printed(self, part: str, at: int) -> str:
        """A part with its numbers as printed (« Deux-Sèvres », « Paris 13e »), its letters closed up."""
        if _SPACED.fullmatch(part):
            return part.replace(" ", "")
        signs = (
            self.view.quote(Span(i, i + 1)) if sign in "0123" else sign for i, sign in enumerate(part, at)
        )
        return "".join(signs) if _has_number(part) else part

    def _one(self, places: Sequence[_Part], *, has_tail: bool) -> Site | None:
        """The site that a line with one or two places is about."""
        apart = list({part.named.site.site_id: part for part in places}.values())
        if len(apart) != 2:
            return apart[0].named.site if len(apart) == 1 else None
        one, other = (part.named.site for part in apart)
        is_inside = one.holds(other) and ("site" in apart[1].named.kinds or not one.department_code)
        if is_inside or other.site_id.startswith(f"{one.site_id}-"):
            return other
        if one.holds(other) or other.holds(one):
            return other if apart[1].sign == ">" and other.commune_code else one
        if has_tail or apart[1].sign in (":", ",", "|", ">") or one.region_code != other.region_code:
            return None
        name = self.printed(Span(apart[0].span.start, apart[1].span.end))
        department = one.department_code if one.department_code == other.department_code else None
        return Site(slug(name), name, None, department, one.region_code)

    def printed(self, span: Span) -> str:
        """A name with the source's accents, its letters closed up, its capitals as elsewhere."""
        quote, folded = self.view.quote(span), self.view.text[span.start : span.end]
        is_same = plain(quote).replace("’", "'") == folded.lower() or "0" in folded
        name = " ".join((quote if is_same else folded).split())
        return _ARTICLE.sub(lambda m: m[0].lower(), name.title()) if name.isupper() else name

    def _is_remark(self, words: str, at: int) -> bool:
        """Whether words in parentheses only add to a name: no number but a code, its inhabitants, a date."""
        numbers = self.view.numerals_in(Span(at, at + len(words)))
        is_dated = bool(numbers) and 1900 < self.view.numerals[numbers[-1]].value < 2100
        return not numbers or is_dated or bool(_CODE.fullmatch(words))

    def _may_follow(self, text: str, base: int, begin: int, sign: str) -> bool:
        """Whether words after a place may be a headline's rest: no figure, no address, no person's name."""
        tail = text[begin:]
        numbers = self.view.numerals_in(Span(base + begin, base + len(text)))
        is_figure = any(self.view.quote(Span(at, at + 1))[0].isdigit() for at in numbers)
        if (
            is_figure
            or "@" in tail
            or (sign == "," and not tail[0].islower() and not (text.isupper() and " " in tail))
            or (numbers and not text.isupper() and counts(tail, COUNTED))
        ):
            return False
        return bool(_SMALL_WORD.search(tail)) or tail.isupper()

    def run_in(self, index: int, *, may_be_bullet: bool = False) -> SiteLine | None:
        """A place that opens a paragraph: « Paris - 58 logements … », « Lille. La commission … »."""
        text, base = self.texts[index], self.blocks[index].span.start
        m = self.opening(index, may_be_bullet=may_be_bullet)
        found = self._named(m["name"], base + m.start("name"), "") if m else []
        if m is None or len(found) != 1 or (found[0].named.inhabitants or FEW) < FEW:
            return None
        if any(read_place(words) for words, *_ in _parts(text[: 2 * LONGEST], m.end())):
            return None  # a list of places
        return SiteLine(index, found[0].named.site, Span(base, base + m.end("name")))

    def opening(self, index: int, *, may_be_bullet: bool = False) -> "regex.Match[str] | None":
        """The words before a sign that may open a paragraph about a site."""
        m = None if self.blocks[index].is_bullet and not may_be_bullet else _RUN_IN.match(self.texts[index])
        return None if m is None or (m["sign"] == "." and len(self.texts[index]) < LONGEST) else m

    def _is_table_row(self, index: int) -> bool:
        """Whether a line has too many cells for a heading, or stands right below one that has."""
        cells, above = self.blocks[index].cells, self.blocks[max(index - 1, 0)].cells
        return cells > CELLS or (cells == CELLS and not self.levels[index] and above > CELLS)

    def row(self, index: int) -> SiteLine | None:
        """A place that a line of figures begins with, which may be a bullet: « Paris : 71 »."""
        text = self.texts[index]
        if self._is_table_row(index) or CARDINAL not in text or _LISTED.search(text[:LONGEST]):
            return None
        return self.run_in(index, may_be_bullet=True)

    # headings of places in no list

    def unknown(self, index: int, frames: Iterable[str] = ()) -> tuple[Look, Span]:
        """How a line looks as the heading of a place in no list, and its name: what a frame leaves."""
        text, base, kinds = self.texts[index], self.blocks[index].span.start, set[str]()
        lead = _LEAD.match(text)
        start = begin = lead.end() if lead else 0
        frame = next((frame for frame in frames if text.lower().startswith(frame, start)), "")
        begin += len(frame)
        for m in _WORD.finditer(text, begin):
            kind = "link" if m[0].isdigit() else frame_words().get(m[0].lower(), "none")
            if kind in ("none", "closing", "youth", "part", "body"):
                break
            kinds.add(kind)
            begin = m.end()
        parts = [(words, at) for words, at, _ in _parts(text, begin)] or [(text[begin:], begin)]
        is_framed = len(parts) > 1 and _NO_NAME.isdisjoint(_kinds(parts[1][0]))
        suffix = "" if len(parts) == 1 or is_framed or text.endswith(")") else "+"
        name = Span(base + parts[0][1], base + parts[0][1] + len(parts[0][0]))
        return self.look(index, text[:start], frame or frozenset(kinds), name, suffix), name

    def named(self, index: int, name: Span) -> SiteLine:
        """The heading that a line is by its form alone: of a known place after all, or as printed."""
        printed, known = self.printed(name), self.read(index)
        place = read_place(printed)
        if known is None and place is not None and not place.kinds:
            return SiteLine(index, place.site, self.blocks[index].span)
        site = known.site if known else Site(slug(printed), printed, is_known=False)
        return SiteLine(index, site, self.blocks[index].span)


@cache
def _beginnings() -> dict[str, str]:
    """Words that may begin a name, always or as capitals, and those that may stand around it."""
    frames = {word for word, kind in frame_words().items() if kind not in _NO_NAME}
    begins = dict.fromkeys(frames, "frame") | dict.fromkeys(name_words(), "name")
    return begins | dict.fromkeys(frames & name_words(), "capital") | dict.fromkeys("012", "frame")


def _may_name(text: str, start: int) -> bool:
    """Whether the first word of a line that is none of those around a name could begin one."""
    begins = _beginnings()
    for m in _WORD.finditer(text, start, start + LONGEST):
        word = m[0].lower()
        kind = begins.get(word) or begins.get(word.split("-", 1)[0])
        if kind == "name" or (kind == "capital" and m[0][0].isupper()):
            return True
        if kind is None or (kind == "frame" and "-" in word and word not in begins):
            return word[0] in "012" or bool(_SPACED.match(text, start))
    return False


def _parts(text: str, start: int) -> Iterator[tuple[str, int, str]]:
    """The parts of a line between its signs, with their places and the sign before each."""
    sign, begin = "", start
    breaks = [(m.start(), m.end(), m["sign"]) for m in _BREAK.finditer(text, start)]
    for at, after, following in [*breaks, (len(text), 0, "")]:
        m = _EDGES.fullmatch(text, begin, at)
        if m and m["words"]:
            yield m["words"], m.start("words"), sign
        sign, begin = following, after


def _first_town(words: str) -> tuple[Named, int] | None:
    """The longest place that words begin with, and where its name ends."""
    ends = [m.start() for m in _GAP.finditer(words)][:_MOST_WORDS]
    return next(((place, end) for end in reversed(ends) if (place := read_place(words[:end]))), None)


def _near(name: str, other: Named) -> Named | None:
    """The town near a place whose short name this is: « Valence - Romans »."""
    department = other.site.department_code
    if department is None or not name[:1].isupper() or len(name) < 4 or name.count(" ") > 2:
        return None
    town = find_town(name, department)
    return Named(town, 0) if town else None


def _kinds(words: str, other: str = "none") -> set[str]:
    """The kinds of words around a name, and what any other word is."""
    return {frame_words().get(word.lower(), other) for word in _WORD.findall(words) if not word[0].isdigit()}


def _has_number(text: str) -> bool:
    return any(sign in text for sign in "0123")


@lru_cache(4096)
def counts(text: str, classes: frozenset[str]) -> bool:
    """Whether a text has words of these classes."""
    return any(not classes.isdisjoint(classes_of(word)) for word in LETTERS.findall(text.lower()))


def is_name(name: str) -> bool:
    """Whether words could be a place's name: capitals, and no word of a sheet's own sub-titles.

    >>> is_name("Vallee de l'Oust"), is_name("LES LOGEMENTS"), is_name("Le canape de la rue")
    (True, False, False)
    """
    kinds = {frame_words().get(word.lower(), "") for word in _WORD.findall(name)}
    return bool(_NAME.fullmatch(name)) and kinds.isdisjoint(_NO_NAME)
