"""How likely each measure is, given the words around a number: a log-linear model with weights that people
can read.

`data/weights.csv` is made by `make train` from the annotated editions; one row a feature and measure.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from extractors.language.spelling import rows

SHARPNESS = 1.5
"""What scores are multiplied with: the model learns from mutilated copies, and is surer than it says of whole
ones."""

OTHER = "other"
"""The reading of a number that is no figure of the contract."""


@dataclass(frozen=True)
class Weights:
    """`measures` in a fixed order; for each feature the places of measures in it and their weights."""

    measures: tuple[str, ...]
    of: Mapping[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True)
class Learned:
    """Weights that settled editions taught: what they changed, and a digest of that."""

    digest: str
    weights: Weights


_trained: list[Weights] = []


@contextmanager
def using(weights: Weights) -> Iterator[None]:
    """Read with these weights instead of those of the package, as the study of unseen writers does."""
    _trained.append(weights)
    try:
        yield
    finally:
        _trained.pop()


def weights() -> Weights:
    return _trained[-1] if _trained else _kept()


@cache
def _kept() -> Weights:
    return made_of(
        (row["feature"] or "", row["measure"] or "", float(row["weight"] or 0))
        for row in rows("weights.csv", "extractors.deciding")
    )


def made_of(found: Iterable[tuple[str, str, float]]) -> Weights:
    """Weights from (feature, measure, weight)."""
    known = list(found)
    measures = tuple(sorted({measure for _, measure, _ in known}))
    place = {measure: at for at, measure in enumerate(measures)}
    of: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for feature, measure, weight in known:
        of[feature].append((place[measure], weight))
    return Weights(measures, {feature: tuple(pairs) for feature, pairs in of.items()})


def changed(changes: Iterable[tuple[str, str, float]]) -> Weights:
    """The weights in use with what (feature, measure, change) adds to them.

    >>> with using(made_of([("R1=clefs", "social", 2.0), ("bias", OTHER, 0.0)])):
    ...     changed([("R1=clefs", "social", -0.5), ("R1=pots", OTHER, 1.0)]).of["R1=clefs"]
    ((1, 1.5),)
    """
    model = weights()
    total: dict[tuple[str, str], float] = defaultdict(float)
    for feature, pairs in model.of.items():
        total.update({(feature, model.measures[place]): weight for place, weight in pairs})
    for feature, measure, change in changes:
        total[feature, measure] += change
    return made_of((feature, measure, weight) for (feature, measure), weight in total.items())


def weigh(features: Sequence[str]) -> dict[str, float]:
    """The probability of each measure; they add up to 1.

    >>> with using(made_of([("R1=personnes", "housed", 2.0), ("bias", OTHER, 0.0)])):
    ...     {measure: round(p, 2) for measure, p in weigh(["bias", "R1=personnes"]).items()}
    {'housed': 0.95, 'other': 0.05}
    """
    model = weights()
    scores = [0.0] * len(model.measures)
    of = model.of
    for feature in features:
        for place, weight in of.get(feature, ()):
            scores[place] += weight
    highest = max(scores, default=0.0)
    shares = [math.exp(SHARPNESS * (score - highest)) for score in scores]
    total = sum(shares)
    return {measure: share / total for measure, share in zip(model.measures, shares, strict=True)}
