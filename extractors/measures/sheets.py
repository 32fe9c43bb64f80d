"""Whose sheet something stands in, and which site a few words name."""

from collections.abc import Sequence
from functools import lru_cache

from extractors.language.places import find_place
from extractors.language.spelling import key, slug
from extractors.structure.headings import Section


def sheet_at(sections: Sequence[Section], at: int) -> Section | None:
    """The last sheet that starts at a place or before it."""
    return next((s for s in reversed(sections) if s.span.start <= at), None)


def site_named(sections: Sequence[Section], name: str) -> str | None:
    """The site of a document's sheets that words name; in a document without sheets, any place.

    >>> site_named([], "Lille Jeunes"), site_named([], "Le canapé")
    ('lille-jeunes', None)
    """
    if not sections:
        return slug(name) if is_place(name.lower().removesuffix(" jeunes")) else None
    sites, folded = (s.site for s in sections), _key(name)
    return next((site.site_id for site in sites if folded in (_key(site.name), _key(site.site_id))), None)


@lru_cache(maxsize=2048)
def is_place(name: str) -> bool:
    return find_place(name) is not None


@lru_cache(maxsize=2048)
def _key(name: str) -> str:
    return key(name)
