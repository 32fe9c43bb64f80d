"""One decision a sheet: all its numbers together, one value a measure, with the sheet's own arithmetic."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.deciding.equations import ALL, PARTS, PERSONS, Listed, closed, strength
from extractors.deciding.evidence import OTHER
from extractors.ledger import SettledBy

SURE = 0.65
"""The probability from which a reading is taken; docs/confidence.md has how often it is right there."""
ALONE = 0.8
"""The probability from which the words alone decide; below it an equation that closes may decide."""
_AGREES = 12.0
"""How much likelier a reading is that a pattern has too."""
_LEAST, _MOST, _WIDTH = 0.01, 4, 48
"""The probability below which a reading is not considered, readings of a number, and of a sheet at a time."""
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


@dataclass(frozen=True, slots=True)
class _State:
    """A reading of the numbers so far: the measure of the last one, and the state before it."""

    score: float
    measure: str = ""
    before: "_State | None" = None
    held: Mapping[str, Decimal] = field(default_factory=dict)

    def measures(self) -> list[str]:
        """The measures of all numbers, in their order."""
        found: list[str] = []
        state: _State | None = self
        while state is not None and state.before is not None:
            found.append(state.measure)
            state = state.before
        return found[::-1]


def choose(numbers: Sequence[Number], lists: Sequence[Listed]) -> dict[int, Choice]:
    """What each number of one sheet most likely counts; nothing is left out, however doubtful it is.

    >>> choose([Number(3, Decimal(16), {"social": 0.95, OTHER: 0.05})], [Listed(16, 3)])[3].measure
    'social'
    """
    options = [_options(number) for number in numbers]
    states = [_State(0.0)]
    for number, likely in zip(numbers, options, strict=True):
        grown = [_with(state, number, measure, share) for state in states for measure, share in likely]
        states = (
            heapq.nlargest(_WIDTH, grown, key=lambda state: state.score) if len(grown) > _WIDTH else grown
        )
    scored = [(state.score + strength(state.held, lists), state) for state in states]
    highest = max(score for score, _ in scored)
    masses = [math.exp(score - highest) for score, _ in scored]
    total = sum(masses)
    best = max(scored, key=lambda pair: pair[0])[1]
    read, chosen = [state.measures() for _, state in scored], best.measures()
    holding = list(closed(best.held, lists))
    found: dict[int, Choice] = {}
    for index, number in enumerate(numbers):
        mass: dict[str, float] = {}
        for share, measures in zip(masses, read, strict=True):
            mass[measures[index]] = mass.get(measures[index], 0.0) + share / total
        measure = max(mass, key=lambda name: mass[name])
        alone = number.shares.get(measure, 0.0)
        spent = tuple(
            equation.check
            for equation in holding
            if measure in equation.measures and chosen[index] == measure
        )
        if number.witness == measure and alone >= 0.5:
            found[number.at] = Choice(measure, mass[measure], "pattern")
        elif alone >= ALONE or not spent:
            found[number.at] = Choice(measure, mass[measure], "evidence")
        else:
            found[number.at] = Choice(measure, mass[measure], "arithmetic", spent)
    return found


def _options(number: Number) -> list[tuple[str, float]]:
    """The measures that a number may be, with their probabilities after the pattern's word."""
    odds = {
        measure: share * (_AGREES if measure == number.witness else 1.0)
        for measure, share in number.shares.items()
    }
    total = sum(odds.values())
    likely = heapq.nlargest(_MOST, odds.items(), key=lambda pair: pair[1])
    kept = [(measure, share / total) for measure, share in likely if share / total >= _LEAST]
    if OTHER not in dict(kept):
        kept.append((OTHER, max(odds.get(OTHER, 0.0) / total, 1e-4)))
    return kept


def _with(state: _State, number: Number, measure: str, share: float) -> _State:
    score = state.score + math.log(share)
    if measure not in SINGLE and measure != "communes":
        return _State(score, measure, state, state.held)
    known = state.held.get(measure)
    if known is None:
        return _State(score, measure, state, {**state.held, measure: number.value})
    contradicts = known != number.value and measure in SINGLE
    return _State(score + (_CONTRADICTS if contradicts else 0.0), measure, state, state.held)
