"""Names that no list has, and the known ones that they may be."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from extractors.language.landlords import landlords
from extractors.language.roles import role_names
from extractors.language.spelling import rows, slug

_NEAR = 3
"""Known names that are offered."""
_SAME = 0.9
"""How like a known name a misspelt one is."""
_TELLING = 6
"""Letters of a name that says which one is meant when a longer name has it."""


def landlords_near(printed: str) -> Iterator[tuple[str, str]]:
    """What a landlord's printed name may be, in words and as [[name]] says it, the likeliest first.

    A name that is hardly misspelt comes before one that no list has yet; one that is only like it, or longer, comes after:
    the first answer never makes two landlords one for a word that they share.

    >>> list(landlords_near("Toit et Joye"))[0]
    ('the landlord Toit et Joie', 'landlord toit-et-joie')
    """
    known = {landlord.name: landlord.landlord_id for landlord in landlords().values()}
    parts = [name for name in known if min(len(name), len(printed)) >= _TELLING and _is_in(printed, name)]
    misspelt = get_close_matches(printed, known, 1, _SAME)
    like = [*dict.fromkeys([*get_close_matches(printed, known, _NEAR, 0.8), *sorted(parts, key=len)])]
    offered = [(f"the landlord {name}", f"landlord {known[name]}") for name in like[:_NEAR]]
    first = [one for one in offered if one[1] in [f"landlord {known[name]}" for name in misspelt]]
    yield from first
    yield "a landlord that no list has yet", "landlord new"
    yield from (one for one in offered if one not in first)


def roles_near(printed: str) -> Iterator[tuple[str, str]]:
    """The same of a role.

    >>> list(roles_near("infirmière coordonatrice"))[-1]
    ('a role of its own', 'role infirmière coordonatrice')
    """
    for name in get_close_matches(printed.lower(), sorted(role_names()), _NEAR, 0.6):
        yield f"the role {name}", f"role {name}"
    yield "a role of its own", f"role {printed}"


def places_near(printed: str) -> list[str]:
    """The places whose names are like a printed one.

    >>> places_near("Montpelier")[0]
    'Montpellier'
    """
    return get_close_matches(printed, _places(printed[:1]), _NEAR, 0.75)


@cache
def _places(initial: str) -> list[str]:
    """The names of all places with an initial."""
    return sorted({row["name"] or "" for row in rows("places.csv") if (row["name"] or "").startswith(initial.upper())})


def _is_in(one: str, other: str) -> bool:
    """Whether the words of one of two names are all in the other."""
    first, second = f"-{slug(one)}-", f"-{slug(other)}-"
    return first in second or second in first
