"""What one line says as a heading: the site that it names, how it looks, how far it stands apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extractors.language.places import Named, Site, as_youth, find_town, frame_words, name_words, read_place
from extractors.language.spelling import plain, slug
from extractors.source.document import Span
from extractors.view.view import View

LONGEST = 100
FEW = 10_000
"""Inhabitants of a town too small to be taken for a site on its name alone."""
_POSTAL = 40
"""A bare number before a name is a sheet's own only below this."""
_LEAD = regex.compile(
    r"[^\p{L}\p{N}]*(?:(?:fiche|site|page|chapitre|partie|volet|dossier|territoire)?\ ?(?:n[o°]\ ?)?"
    r"(?:(?:[0-3](?:\.[0-3])*|[IVX]{1,4}|[A-H])\ ?(?:[.):/|▪·>]|-(?=\ ))|[02](?=\ (?-i:\p{Lu})))\ ?)?"
    r"[^\p{L}\p{N}]*",
    regex.VERBOSE | regex.IGNORECASE,
)
_NUMBERING = regex.compile(r"\b(?:[ivx]{1,4}|[a-h])\b")
_BREAK = regex.compile(r"\ ?(?<sign>[|:·•▪>/,;()]|(?<=\ )-(?=\ ))\ ?", regex.VERBOSE)
_EDGES = regex.compile(r"[^\p{L}\p{N}]*(?<words>.*?)[^\p{L}\p{N}]*", regex.VERBOSE)
_SINCE = regex.compile(r"[ ,(|-]+(?:depuis|ouvert\w*|cree\w*)\b.{0,30}$", regex.IGNORECASE)
_AND = regex.compile(r"\ (?:et|&)\ ", regex.VERBOSE | regex.IGNORECASE)
_LISTED = regex.compile(r"(?:\.{3}|\ p(?:age|\.)?)\ ?\.*\ ?[02]\ ?$", regex.VERBOSE | regex.IGNORECASE)
_YOUTH = regex.compile(
    r"(?:1\ chez[- ]soi\ d'abord\ |ucsda?\ )?(?:pour\ les\ )?(?:jeunes|0-0\ ans)",
    regex.VERBOSE | regex.IGNORECASE,
)
_BRACKET = regex.compile(
    r"\ *(?:[0-2]\p{L}*(?:\ ?hab\.?|\ habitants)?|[^\d]+)\ *", regex.VERBOSE | regex.IGNORECASE
)
_WORD = regex.compile(r"\p{L}'|[\p{L}\p{N}]+(?:-\p{L}+)*")
_SPACED = regex.compile(r"\p{L}(?:\ [\p{L}'-]){2,}", regex.VERBOSE)
_RUN_IN = regex.compile(
    r"[^\p{L}\p{N}\n]*(?<name>[^.:|\n]{2,45}?)\ ?(?<sign>[.:|]|(?<=\ )-)\ (?=\p{L}|0)", regex.VERBOSE
)
_SMALL_WORD = regex.compile(r"\b\p{Ll}{2,}")
_ARTICLE = regex.compile(r"(?<=[\s-])(?:De|Du|Des|La|Le|Les|Et|En|Sur|Sous|L'|D')(?=[\s-]|(?<='))")
_NAME = regex.compile(
    r"\p{Lu}[\p{L}'-]+(?:\ (?:(?:de|du|des|la|le|les|en|et|sur|sous)|\p{Lu}[\p{L}'-]*)){0,4}", regex.VERBOSE
)
RULE = regex.compile(r"[^\p{L}]*(?:page\ )?[^\p{L}]*", regex.VERBOSE | regex.IGNORECASE)
"""A line that parts pages: a rule, a page number."""


@dataclass(frozen=True, slots=True)
class Look:
    """What headings of one edition have in common.

    The glyph and the number before them, the kinds of the words around the name, what follows it, capitals.
    """

    glyph: str
    lead: str
    kinds: str
    suffix: str
    is_upper: bool

    @property
    def style(self) -> tuple[str, str, str, bool]:
        """The look without what may follow the name."""
        return self.glyph, self.lead, self.kinds, self.is_upper


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A line that may be a site's heading; without a look, a place that opens a paragraph or a title."""

    index: int
    site: Site
    heading: Span
    look: Look | None = None
    weight: float = 0.0
    is_large: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A place named in a line: its span in the view, and the sign before it."""

    named: Named
    span: Span
    sign: str


def is_apart(view: View, index: int) -> bool:
    """Whether a blank line, a rule or a page number parts a block from the one above."""
    return index == 0 or view.blocks[index].gap > 0 or bool(RULE.fullmatch(text_of(view, index - 1)))


def text_of(view: View, index: int) -> str:
    span = view.blocks[index].span
    return view.text[span.start : span.end]


def read_line(view: View, index: int) -> SiteLine | None:
    """The site that a block names in its first line, with little else or before a sentence."""
    text = text_of(view, index)
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    if not _may_name(text, start):
        return None
    number = view.numerals.get(view.blocks[index].span.start + start - 2)
    if number and text[start - 2 : start] == "0 " and number.value >= _POSTAL:
        return None
    first = text[: _first_line(view, index, text)]
    if _LISTED.search(first):
        return None
    return (_whole(view, index, start, first) if len(first) <= LONGEST else None) or _run_in(
        view, index, text
    )


def _may_name(text: str, start: int) -> bool:
    """Whether the first word of a line that is none of those around a name could begin one."""
    frames, names = frame_words(), name_words()
    for m in _WORD.finditer(text, start, start + LONGEST):
        word = m[0].lower()
        is_framed = frames.get(word, "none") not in ("none", "closing") and not (
            m[0][0].isupper() and word in names
        )
        if not is_framed and word not in ("0", "1", "2"):
            return (
                word.split("-", 1)[0] in names
                or word in names
                or word[0] in "012"
                or bool(_SPACED.match(text, start))
            )
    return False


def _first_line(view: View, index: int, text: str) -> int:
    """Where the source's first line of a block ends: a heading may run into a line in lower case."""
    source, start = view.source(view.blocks[index].span), view.blocks[index].span.start
    if view.body.find("\n", source.start, min(source.end, source.start + LONGEST)) >= 0:
        for m in regex.finditer(" ", text[:LONGEST]):
            gap = view.source(Span(start + m.start(), start + m.end()))
            if "\n" in view.body[gap.start : gap.end]:
                return m.start()
    return len(text)


def _whole(view: View, index: int, start: int, line: str) -> SiteLine | None:
    """A line that names one site, whole or with a few words after it."""
    base, since = view.blocks[index].span.start, _SINCE.search(line)
    text = line[: since.start()] if since else line
    places: list[_Part] = []
    suffix, tail, is_young = "", "", False
    for words, begin, sign in _parts(text, start):
        if sign == "(":
            is_young = is_young or bool(_YOUTH.fullmatch(words))
            if not (is_young or _BRACKET.fullmatch(words)):
                return None
        elif found := _named(view, words, base + begin, sign, places):
            places.extend(found)
        elif _YOUTH.fullmatch(words):
            is_young = True
        elif _is_frame(words):
            suffix += "0" if "0" in words else "x"
        elif places:
            tail = text[begin:]
            if not _may_follow(tail, sign):
                return None
            break
        else:
            return None
    site = _one(view, places, has_tail=bool(tail))
    if site is None:
        return None
    site = as_youth(site) if is_young and not site.site_id.endswith("-jeunes") else site
    kinds = frozenset[str]().union(*(place.named.kinds for place in places))
    inhabitants = places[0].named.inhabitants
    is_large = inhabitants is None or inhabitants >= FEW
    name = view.text[places[0].span.start : places[0].span.end]
    look = look_of(view, index, line[:start], kinds, name, suffix + "+" * bool(tail))
    weight = 2.0 + bool({"site", "programme", "title"} & kinds or "0" in line[:start])
    weight -= 0.5 * bool(tail) + (not is_large)
    if len(line) < len(view.blocks[index].span):
        weight -= 1.0 if line.isupper() else 2.0
    weight += _standing(view, index, look)
    return SiteLine(index, site, Span(base, base + len(line)), look, weight, is_large)


def _standing(view: View, index: int, look: Look) -> float:
    """How much a line stands apart from the lines around it."""
    block = view.blocks[index]
    gap = max(block.gap, 2 if index == 0 or RULE.fullmatch(text_of(view, index - 1)) else 0)
    source = view.source(block.span)
    is_marked = look.is_upper or bool(look.glyph or look.lead) or len(source) > 1.6 * len(block.span)
    return (1.0 if gap else -0.5) + 0.5 * (gap > 1) + is_marked - block.is_bullet


def look_of(view: View, index: int, lead: str, kinds: frozenset[str], name: str, suffix: str = "") -> Look:
    """How a block looks as a heading of that name."""
    start = view.source(Span(view.blocks[index].span.start, view.blocks[index].span.start + 1)).start
    glyph = view.body[max(view.body.rfind("\n", 0, start), start - 8, 0) : start].strip()
    around = "".join(sorted(kinds - {"link", "body"}))
    return Look(glyph, _NUMBERING.sub("0", lead.lower().strip()), around, suffix, name.isupper())


def _parts(text: str, start: int) -> Iterator[tuple[str, int, str]]:
    """The parts of a line between its signs, with their places and the sign before each."""
    sign, begin = "", start
    for at, after, following in [
        *((m.start(), m.end(), m["sign"]) for m in _BREAK.finditer(text, start)),
        (len(text), 0, ""),
    ]:
        m = _EDGES.fullmatch(text, begin, at)
        if m and m["words"]:
            yield m["words"], m.start("words"), sign
        sign, begin = following, after


def _named(view: View, part: str, at: int, sign: str, before: Sequence[_Part] = ()) -> list[_Part]:
    """The place that a part of a line names, or the two that it joins."""
    words = _as_printed(view, part, at)

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


def _as_printed(view: View, part: str, at: int) -> str:
    """A part with its numbers as they are printed (« Deux-Sèvres », « Paris 13e »), its letters closed up."""
    if _SPACED.fullmatch(part):
        return part.replace(" ", "")
    if not any(sign in part for sign in "0123"):
        return part
    return "".join(
        view.quote(Span(at + i, at + i + 1)) if sign in "0123" else sign for i, sign in enumerate(part)
    )


def _near(name: str, other: Named) -> Named | None:
    """The town near a place whose short name this is: « Valence - Romans »."""
    department = other.site.department_code
    if department is None or not name[:1].isupper() or len(name) < 4 or name.count(" ") > 2:
        return None
    town = find_town(name, department)
    return Named(town, 0) if town else None


def _one(view: View, places: Sequence[_Part], *, has_tail: bool) -> Site | None:
    """The site that a line with one or two places is about."""
    apart = list({part.named.site.site_id: part for part in places}.values())
    if len(apart) != 2:
        return apart[0].named.site if len(apart) == 1 else None
    one, other = (part.named.site for part in apart)
    is_inside = one.holds(other) and ("site" in apart[1].named.kinds or not one.department_code)
    if is_inside or other.site_id.startswith(f"{one.site_id}-"):
        return other
    if one.holds(other) or other.holds(one):
        return one
    if has_tail or apart[1].sign in (":", ",", "|", ">") or one.region_code != other.region_code:
        return None
    name = printed_name(view, Span(apart[0].span.start, apart[1].span.end))
    department = one.department_code if one.department_code == other.department_code else None
    return Site(slug(name), name, None, department, one.region_code)


def printed_name(view: View, span: Span) -> str:
    """A name with the source's accents, closed up where its letters are spaced, its capitals as elsewhere."""
    quote, folded = view.quote(span), view.text[span.start : span.end]
    is_same = plain(quote).replace("’", "'") == folded.lower() or "0" in folded
    name = " ".join((quote if is_same else folded).split())
    return _ARTICLE.sub(lambda m: m[0].lower(), name.title()) if name.isupper() else name


def _is_frame(part: str) -> bool:
    kinds = (
        frame_words().get(word[0].lower(), "none") for word in _WORD.finditer(part) if not word[0].isdigit()
    )
    return not {"none", "closing"}.intersection(kinds)


def _may_follow(tail: str, sign: str) -> bool:
    """Whether words after a place may be the rest of a headline: no figure, no address, no person's name."""
    if "0" in tail or "@" in tail or (sign == "," and not tail[0].islower()):
        return False
    return bool(_SMALL_WORD.search(tail)) or tail.isupper()


def _run_in(view: View, index: int, text: str) -> SiteLine | None:
    """A place that opens a paragraph: « Paris - 58 logements captés : … », « Lille. La commission … »."""
    m = _RUN_IN.match(text)
    if m is None or view.blocks[index].is_bullet or (m["sign"] == "." and len(text) < LONGEST):
        return None
    base = view.blocks[index].span.start
    found = _named(view, m["name"], base + m.start("name"), "")
    if len(found) != 1 or (found[0].named.inhabitants or FEW) < FEW:
        return None
    if any(read_place(words) for words, *_ in _parts(text[: 2 * LONGEST], m.end())):
        return None  # a list of places
    return SiteLine(index, found[0].named.site, Span(base, base + m.end("name")))


def unknown_line(view: View, index: int, start: int, name: str) -> SiteLine:
    """The heading of a place in no list, named as it is printed."""
    base = view.blocks[index].span.start
    printed = printed_name(view, Span(base + start, base + start + len(name)))
    return SiteLine(index, Site(slug(printed), printed, is_known=False), view.blocks[index].span)


def without_frame(text: str) -> tuple[int, frozenset[str], str]:
    """Where a line's name starts after its number and the words around it, their kinds, and the name."""
    lead = _LEAD.match(text)
    start, words, kinds = lead.end() if lead else 0, frame_words(), set[str]()
    for m in _WORD.finditer(text, start):
        kind = words.get(m[0].lower(), "none")
        if kind in ("none", "closing", "youth", "part"):
            break
        kinds.add(kind)
        start = m.end()
    if (after := _BREAK.search(text, start + 2)) and _is_frame(text[after.end() :]):
        text = text[: after.start()]
    name = text[start:].lstrip(" :|-./")
    return len(text) - len(name), frozenset(kinds), name.rstrip(" :|-./=*_#")


def is_name(name: str) -> bool:
    """Whether words could be a place's name: capitals, and no word of a sheet's own sub-titles.

    >>> is_name("Trifouilly-les-Oies"), is_name("LES LOGEMENTS"), is_name("Le canapé de la rue")
    (True, False, False)
    """
    return bool(_NAME.fullmatch(name)) and not {"none", "closing"}.intersection(
        frame_words().get(word[0].lower(), "") for word in _WORD.finditer(name)
    )
