"""What a sheet's own arithmetic says of its numbers: how much likelier a reading is for closing an
equation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

PERSONS = ("currently_housed", "ever_housed", "in_programme", "in_study")
"""Persons nest: each count holds the one before it."""
PARTS = ("social", "associative_lease", "private", "private_regulated")
"""The tenures: parts of all dwellings, and what lists of landlords account for."""
ALL = "all"

CLOSES, BREAKS, EXCEEDS = 3.0, -1.0, -5.0
"""Log-odds of a reading for an equation that closes, one that could and does not, a bound that is broken."""
_MANY = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A list's sum of landlords, and the place of the number that it stands under."""

    sum: int
    head: int | None


@dataclass(frozen=True, slots=True)
class Closed:
    """An equation that holds: the check that says the same, and the measures in it."""

    check: str
    measures: frozenset[str]


def strength(held: Mapping[str, Decimal], lists: Sequence[Listed]) -> float:
    """The log-odds that one reading of a sheet gains and loses by its equations; `held` has one value a
    measure."""
    total = 0.0
    for listed in lists:
        if any(held.get(part) == listed.sum for part in PARTS):
            total += CLOSES
    parts = [held[part] for part in PARTS if part in held]
    whole = held.get(ALL)
    if whole is not None and parts:
        if sum(parts) > whole:
            total += EXCEEDS
        elif len(parts) >= _MANY:
            total += CLOSES if sum(parts) == whole else BREAKS / 2
    known = [held[measure] for measure in PERSONS if measure in held]
    total += EXCEEDS * sum(a > b for a, b in pairwise(known))
    if ALL in held and "communes" in held and held["communes"] > held[ALL]:
        total += EXCEEDS
    return total


def closed(held: Mapping[str, Decimal], lists: Sequence[Listed]) -> Iterator[Closed]:
    """The equations that hold in a reading."""
    for part in PARTS:
        if part in held and any(listed.sum == held[part] for listed in lists):
            yield Closed("landlords_add_up", frozenset({part}))
    parts = [part for part in PARTS if part in held]
    if ALL in held and len(parts) >= _MANY and sum(held[part] for part in parts) == held[ALL]:
        yield Closed("tenures_add_up", frozenset({ALL, *parts}))
