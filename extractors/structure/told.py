"""Sheets as a person tells them: lines that open one, and lines that do not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.language.places import Site, as_youth, find_place
from extractors.language.spelling import slug
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import View


def with_told(sections: Sequence[Section], view: View, told: Mapping[Span, Site | None]) -> list[Section]:
    """The sections of a view with the headings that a person tells; None for one that is none.

    A sheet ends where the next one starts; what a line that is no heading took goes to the sheet before it.
    """
    if not told:
        return list(sections)
    headings = {section.heading: section for section in sections}
    for place, site in told.items():
        headings = {heading: s for heading, s in headings.items() if not heading.overlaps(place)}
        if site is not None:
            block = view.block_at(place.start).span
            heading = Span(max(place.start, block.start), min(place.end, block.end))
            headings[heading] = Section(site, heading, Span(heading.start, len(view.text)))
    ends = sorted(
        {*(s.heading.start for s in headings.values()), *_cuts(sections, headings, told), len(view.text)}
    )
    found: list[Section] = []
    seen: set[str] = set()
    for heading, section in sorted(headings.items()):
        end = next(end for end in ends if end > heading.start)
        is_sheet = section.site.site_id not in seen
        found.append(replace(section, span=Span(heading.start, end), is_sheet=is_sheet))
        seen.add(section.site.site_id)
    return found


def _cuts(
    sections: Sequence[Section], headings: Mapping[Span, Section], told: Mapping[Span, Site | None]
) -> set[int]:
    """Where sheets end though no other one starts: their ends, but for those at a line that is no heading."""
    gone = {section.span.start for section in sections if section.heading not in headings}
    places = {place.start for place in told}
    return {section.span.end for section in sections if section.span.end not in gone | places}


def site_told(name: str) -> Site:
    """The site that a person names by its id or its name; one that no list knows is as it is named.

    >>> site_told("saint-etienne").commune_code, site_told("lille-jeunes").name
    ('42218', 'Lille Jeunes')
    """
    is_young = slug(name).endswith("-jeunes")
    known = find_place(slug(name).removesuffix("-jeunes"))
    if known is None:
        return Site(slug(name), name, is_known=False)
    return as_youth(known) if is_young else known
