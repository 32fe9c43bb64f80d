"""One decision a sheet: all its numbers together, one value a measure, with the sheet's own arithmetic."""

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from extractors.deciding.equations import ALL, PARTS, PERSONS, Listed, closed, strength
from extractors.deciding.evidence import OTHER
from extractors.ledger import SettledBy

SURE = 0.6
"""The probability from which a reading is taken; docs/confidence.md has how often it is right there."""
ALONE = 0.8
"""The probability from which the words alone decide; below it an equation that closes may decide."""
_AGREES = 12.0
"""How much likelier a reading is that a pattern has too."""
_LEAST, _MOST, _WIDTH = 0.01, 4, 48
"""The probability below which a reading is not considered, readings of a number, and of a sheet at a time."""
_NEVER = 1e-4
"""The least probability that a number is no figure."""
_CONTRADICTS = -4.0
"""Log-odds of a second, other value of a measure that a sheet has once."""

SINGLE = frozenset({*PERSONS, ALL, *PARTS, "encounters"})
"""Measures that a sheet states once."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number to decide: its place, its value, how likely each measure is, and the measure that a pattern
    read."""

    at: int
    value: Decimal
    shares: Mapping[str, float]
    witness: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a number counts: `confidence` is the probability of it among all readings of the sheet; `spent`
    are the checks
    whose equations decided."""

    measure: str
    confidence: float
    settled_by: SettledBy
    spent: tuple[str, ...] = ()


class _State(NamedTuple):
    """A reading of the numbers so far: its log-odds, the one value of each measure, the last measure,
    and the state before it."""

    score: float
    held: Mapping[str, Decimal]
    measure: str = ""
    before: "_State | None" = None

    def measures(self) -> list[str]:
        """The measures of all numbers, in their order."""
        found: list[str] = []
        state = self
        while state.before is not None:
            found.append(state.measure)
            state = state.before
        return found[::-1]


def choose(numbers: Sequence[Number], lists: Sequence[Listed]) -> dict[int, Choice]:
    """What each number of one sheet most likely counts; nothing is left out, however doubtful it is.

    >>> choose([Number(3, Decimal(16), {"social": 0.95, OTHER: 0.05})], [Listed(16, 3)])[3].measure
    'social'
    """
    states = [_State(0.0, {})]
    for number in numbers:
        states = [
            grown for measure, odds in _options(number) for grown in _grown(states, number, measure, odds)
        ]
        if len(states) > _WIDTH:
            states = heapq.nlargest(_WIDTH, states, key=itemgetter(0))
    scores = [state.score + strength(state.held, lists) for state in states]
    highest = max(scores)
    best = states[scores.index(highest)]
    masses = [math.exp(score - highest) for score in scores]
    total = sum(masses)
    holding = list(closed(best.held, lists))
    found: dict[int, Choice] = {}
    readings = zip(*(state.measures() for state in states), strict=True)
    for number, read, chosen in zip(numbers, readings, best.measures(), strict=True):
        mass: dict[str, float] = {}
        for share, measure in zip(masses, read, strict=True):
            mass[measure] = mass.get(measure, 0.0) + share / total
        measure = max(mass, key=mass.__getitem__)
        alone = number.shares.get(measure, 0.0)
        spent = tuple(
            equation.check for equation in holding if measure in equation.measures and chosen == measure
        )
        if number.witness == measure and alone >= 0.5:
            found[number.at] = Choice(measure, mass[measure], "pattern")
        elif alone >= ALONE or not spent:
            found[number.at] = Choice(measure, mass[measure], "evidence")
        else:
            found[number.at] = Choice(measure, mass[measure], "arithmetic", spent)
    return found


def _options(number: Number) -> list[tuple[str, float]]:
    """The measures that a number may be, with the log of their probability after the pattern's word."""
    odds = dict(number.shares)
    if number.witness in odds:
        odds[number.witness] *= _AGREES
    total = sum(odds.values())
    likely = heapq.nlargest(_MOST, odds.items(), key=itemgetter(1))
    kept = {measure: share / total for measure, share in likely if share / total >= _LEAST}
    kept.setdefault(OTHER, max(odds.get(OTHER, 0.0) / total, _NEVER))
    return [(measure, math.log(share)) for measure, share in kept.items()]


def _grown(states: Iterable[_State], number: Number, measure: str, odds: float) -> Iterator[_State]:
    """The readings with one number more."""
    is_single = measure in SINGLE
    for state in states:
        score, held = state.score, state.held
        known = held.get(measure)
        if known is None and (is_single or measure == "communes"):
            held = {**held, measure: number.value}
        elif is_single and known != number.value:
            score += _CONTRADICTS
        yield _State(score + odds, held, measure, state)
