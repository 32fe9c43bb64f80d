"""One module a family: each holds PATTERNS, its patterns in no particular order."""

from functools import cache

from extractors.pattern import Pattern


@cache
def patterns() -> tuple[Pattern, ...]:
    """Every pattern of every family."""
    from extractors.patterns import contacts, dwellings, encounters, ignored, landlords, lost, people, rents, sites, staff, stories

    families = (people, dwellings, landlords, rents, staff, encounters, contacts, stories, sites, lost, ignored)
    return tuple(pattern for family in families for pattern in family.PATTERNS)
