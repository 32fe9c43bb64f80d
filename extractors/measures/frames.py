"""What each measure needs: the evidence without which no number is read as one, from `data/frames.toml`."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """A measure: the table of its rows, what it needs, and the values it can have.

    One of `needs` must speak of its number, in its own clause where `is_own`; with one of `forbids` in that
    clause it is
    what it `becomes`, if anything; none of `not_before` may be the word right after it.
    """

    measure: str
    table: str
    needs: frozenset[str]
    forbids: frozenset[str] = frozenset()
    becomes: str = ""
    not_before: frozenset[str] = frozenset()
    is_own: bool = False
    least: int = 1
    most: int = 100_000
    fraction: bool = False

    def read_as(
        self, value: Decimal, own: Collection[str], around: Collection[str], after: Collection[str] = ()
    ) -> str:
        """The measure that a number can be, with these classes in its own clause, in all that speaks of it
        and right after it;
        else nothing."""
        if not self.least <= value <= self.most or not (self.fraction or value == int(value)):
            return ""
        if not self.not_before.isdisjoint(after):
            return ""
        if not self.forbids.isdisjoint(own):
            return self.becomes
        return "" if self.needs.isdisjoint(own if self.is_own else around) else self.measure


@cache
def frames() -> Mapping[str, Frame]:
    """Every measure by its name."""
    tables = tomllib.loads(
        (files("extractors.measures") / "data" / "frames.toml").read_text(encoding="utf-8")
    )
    return {
        name: Frame(measure=name, **{key: _frozen(value) for key, value in said.items()})
        for name, said in tables.items()
    }


def _frozen(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
