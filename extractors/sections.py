"""Which part of a document speaks of which site."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractors.language.places import Site, find_place, find_town, is_place_name
from extractors.language.spelling import plain, slug
from extractors.source.document import Span
from extractors.view.view import View

_LONGEST = 70
_LEAD = r"(?:(?:fiche|site|page)?\ ?(?:n°\ ?)?(?:0|[IVX]+)\ ?[.):/-]\ ?)?"
_ARTICLE = r"(?:(?:de\ (?<article>la|l')|du|des|de|d'|a|a\ (?<article>la)|au|en|a\ (?<article>l'))\ ?|[:-]\ ?)"
_HEADING = regex.compile(
    rf"""
    [^\p{{L}}\p{{N}}\n]*{_LEAD}
    (?:"?\ ?1\ chez[- ]soi\ d'abord\ ?"?\ ?[,:-]*\ ?(?:{_ARTICLE})?)?
    (?:(?:le\ |la\ |l'|notre\ )?(?<said>site|equipe|dispositif|territoire|sites)\b\ ?(?:n°\ ?0)?\ ?{_ARTICLE}?)?
    (?<place>\p{{L}}(?:[\p{{L}}'/\ &-]|\.(?!\ ?$))*?)
    (?:\ ?\([^()]*\))?
    [^\p{{L}}\p{{N}}\n.?!,;]*
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_INLINE = regex.compile(r"(?:site\ (?:de\ |d'|du\ )?)?(?<place>\p{Lu}[\p{L}'\ -]{1,40}?)\ ?(?:[-:|])\ (?=[^\n]*0)", regex.VERBOSE | regex.IGNORECASE)
_JEUNES = regex.compile(r"^(?:jeunes\s*[-:,/]?\s*|18-25 ans\s*)(?<town>.+)$|^(?<town>.+?)\s*[-:,/(]?\s*jeunes$", regex.IGNORECASE)
_NUMBERED = regex.compile(r"^(?<town>.+?)\s+(?<part>nord|sud|est|ouest|centre|metropole|agglomeration|ville)$", regex.IGNORECASE)
_PAIR = regex.compile(r"\s*(?:\bet\b|/|&|\s-\s)\s*", regex.IGNORECASE)
_OPENS_SHEET = regex.compile(r"contacts?\b|(?:en|les|nos|quelques)\ chiffres|chiffres[- ]cles", regex.VERBOSE | regex.IGNORECASE)
_NO_PLACE = regex.compile(r"zoom|contact|\bchiffres|porteurs|professionnels|prefecture|partenaires|sommaire|edito|programme|annexe", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a view that speaks of one site: from its heading to the next one."""

    site: Site
    heading: Span
    span: Span


def find_sections(view: View) -> list[Section]:
    """The sections of a document, in order; what stands before the first heading belongs to none."""
    headings = list(_headings(view)) or list(_title(view))
    ends = [*(heading.start for _, heading in headings[1:]), len(view.text)]
    return [Section(site, heading, Span(heading.start, end)) for (site, heading), end in zip(headings, ends, strict=False)]


_TITLE = regex.compile(
    r"(?:.*\b(?:a|de|du|des|en)\ |.*\bd'|.*[-:,]\ )?(?<place>(?-i:\p{Lu})[\p{L}'-]+(?:[ -][\p{L}'-]+){0,4})\ ?[.!]?", regex.VERBOSE | regex.IGNORECASE
)
_TITLES = 5
"""Lines at a file's head among which its title is looked for."""


def _title(view: View) -> Iterator[tuple[Site, Span]]:
    """A file about one site may name it in a title only: « Nous sommes l'équipe d'Orléans »."""
    for block in view.blocks[:_TITLES]:
        m = _TITLE.fullmatch(view.text, block.span.start, block.span.end)
        if (
            m
            and len(block.span) <= _LONGEST
            and not block.is_bullet
            and not _NO_PLACE.search(m[0])
            and "0" not in m[0]
            and (site := _site(m["place"]))
            and site.is_known
        ):
            yield site, block.span
            return


def _headings(view: View) -> Iterator[tuple[Site, Span]]:
    last: str | None = None
    since_heading = 99
    for index, block in enumerate(view.blocks):
        since_heading += 1
        text = view.text[block.span.start : block.span.end]
        site = None if block.is_bullet else _whole_line(text, view, index, since_heading)
        heading = block.span
        if site is None and (m := _INLINE.match(text)) and (place := _site(m["place"])) is not None:
            site, heading = place, Span(block.span.start, block.span.start + m.end("place"))
        if site is None:
            continue
        if site.site_id == last and since_heading < 3:
            continue
        last, since_heading = site.site_id, 0
        yield site, heading


def _whole_line(text: str, view: View, index: int, since_heading: int) -> Site | None:
    m = _HEADING.fullmatch(text) if len(text) <= _LONGEST else None
    if m is None or _NO_PLACE.search(m["place"]):
        return None
    following = [view.text[b.span.start : b.span.end] for b in view.blocks[index + 1 : index + 7]]
    opens = any(_OPENS_SHEET.match(line) for line in following[:3])
    place = _printed(view, Span(view.blocks[index].span.start + m.start("place"), view.blocks[index].span.start + m.end("place")))
    site = _site(place)
    if m["article"] and (whole := _site(f"{m['article']} {place}")) and whole.is_known and (site is None or not site.is_known):
        site = whole
    if site is not None:
        return site if m["said"] or opens or _has_number(following) else None
    is_titled = (m["said"] or "").lower() != "equipe" and m["place"][0].isupper() and m["place"].count(" ") < 5
    if is_titled and (m["said"] or (opens and since_heading > 3)) and _has_number(following):
        name = _titled(" ".join(place.split()))
        return Site(slug(name), name, is_known=False)
    return None


def _printed(view: View, span: Span) -> str:
    """A name with its accents as the source prints them, or closed up where its letters are spaced."""
    printed, folded = view.quote(span), view.text[span.start : span.end]
    return printed if plain(printed).replace("’", "'") == folded.lower() else folded


def _has_number(lines: list[str]) -> bool:
    return any("0" in line for line in lines)


def _site(name: str) -> Site | None:
    """The site of that name: a place, a place's young people's scheme, or two places together."""
    if (place := _place(name)) is not None:
        return place
    if (m := _JEUNES.match(name)) and (town := _place(m["town"])):
        return Site(f"{town.site_id}-jeunes", f"{town.name} Jeunes", town.commune_code, town.department_code, town.region_code)
    if (m := _NUMBERED.match(name)) and (town := _place(m["town"])):
        full = f"{town.name} {m['part'].title()}"
        return Site(slug(full), full, town.commune_code, town.department_code, town.region_code)
    towns = _towns(_PAIR.split(name))
    if len(towns) == 2 and towns[0] and towns[1]:
        first, second = towns[0], towns[1]
        full = _titled(" ".join(name.split()))
        department = first.department_code if first.department_code == second.department_code else None
        region = first.region_code if first.region_code == second.region_code else None
        return Site(slug(full), full, None, department, region)
    return None


def _towns(names: list[str]) -> list[Site | None]:
    """Two places; a short name (« Romans ») is taken for the town of the other's département that begins so."""
    towns = [_place(name) for name in names]
    if len(towns) == 2:
        for this, other in ((0, 1), (1, 0)):
            department = (found := towns[other]) and found.department_code
            if department and (towns[this] is None or towns[this].department_code != department):  # type: ignore[union-attr]
                near = find_town(names[this], department)
                towns[this] = near or towns[this]
    return towns


_SMALL = regex.compile(r"(?<=[\s-])(?:De|Du|Des|La|Le|Les|Et|En|Sur|Sous|L'|D')(?=[\s-]|(?<='))")


def _titled(name: str) -> str:
    """A name in capitals as it is written elsewhere.

    >>> _titled("NÎMES ET ALÈS"), _titled("Val-de-Marne")
    ('Nîmes et Alès', 'Val-de-Marne')
    """
    return _SMALL.sub(lambda m: m[0].lower(), name.title()) if name.isupper() else name


def _place(name: str) -> Site | None:
    name = regex.sub(r"^(?:le|la|les|l')\ ?(?=\p{Lu})", "", name) if not is_place_name(name) else name
    place = find_place(name)
    if place is None and is_place_name(name):
        return Site(slug(name), _titled(name), is_known=False)
    return place
