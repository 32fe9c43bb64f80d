"""What each measure needs: the evidence without which no number is read as one, from `data/frames.toml`."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Frame:
    """A measure: the table of its rows, what it needs, and the values it can have.

    One of `needs` must speak of its number, in its own clause where `is_own`; none of `forbids` may stand in that clause:
    then it is what it `becomes`, if anything.
    """

    measure: str
    table: str
    needs: frozenset[str]
    forbids: frozenset[str] = frozenset()
    becomes: str = ""
    is_own: bool = False
    least: int = 1
    most: int = 100_000
    fraction: bool = False

    def read_as(self, value: Decimal, own: Collection[str], around: Collection[str]) -> str:
        """The measure that a number can be, with these classes in its own clause and in all that speaks of it; else nothing."""
        if not self.least <= value <= self.most or not (self.fraction or value == int(value)):
            return ""
        if not self.forbids.isdisjoint(own):
            return self.becomes
        return "" if self.needs.isdisjoint(own if self.is_own else around) else self.measure


@cache
def frames() -> Mapping[str, Frame]:
    """Every measure by its name."""
    tables = tomllib.loads((files("extractors.measures") / "data" / "frames.toml").read_text(encoding="utf-8"))
    return {
        name: Frame(name, **{key: frozenset(value) if isinstance(value, list) else value for key, value in said.items()})
        for name, said in tables.items()
    }
