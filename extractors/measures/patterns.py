"""Wordings whose form alone says what a number counts, from `data/patterns.toml`: short, and each proven by
its examples."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from extractors.view.view import View


@dataclass(frozen=True, slots=True)
class Pattern:
    """A wording of one measure: an expression on a view whose group `n` is the number, with examples of what
    it reads and never reads."""

    measure: str
    expression: str
    examples: Sequence[str]
    never: Sequence[str] = ()
    seen: str = "o"


@cache
def patterns() -> tuple[Pattern, ...]:
    """Every wording."""
    said = tomllib.loads((files("extractors.measures") / "data" / "patterns.toml").read_text("utf-8"))
    return tuple(Pattern(measure, **one) for measure, one in said.items())


@cache
def _compiled() -> list[tuple[str, "regex.Pattern[str]"]]:
    return [(p.measure, regex.compile(f"(?:{p.expression})", regex.IGNORECASE)) for p in patterns()]


def read_patterns(view: View) -> Mapping[int, str]:
    """The measure of each number that a pattern reads, by its place; a number that two read differently has
    none.

    >>> read_patterns(View("58 logements captés"))
    {0: 'all'}
    """
    found: dict[int, set[str]] = defaultdict(set)
    for measure, expression in _compiled():
        for m in expression.finditer(view.text):
            for start in m.starts("n"):
                found[start].add(measure)
    return {at: measures.pop() for at, measures in found.items() if len(measures) == 1}
