"""What each measure needs: the evidence without which no number is read as one, from `data/frames.toml`."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Frame:
    """A measure: the table of its rows, the classes of which one must speak of its number, and the values it can have."""

    measure: str
    table: str
    needs: frozenset[str]
    least: int = 1
    most: int = 100_000
    fraction: bool = False

    def allows(self, value: Decimal, classes: Collection[str]) -> bool:
        """Whether a number with these classes in its scope can be this measure."""
        return self.least <= value <= self.most and (self.fraction or value == int(value)) and not self.needs.isdisjoint(classes)


@cache
def frames() -> Mapping[str, Frame]:
    """Every measure by its name."""
    tables = tomllib.loads((files("extractors.measures") / "data" / "frames.toml").read_text(encoding="utf-8"))
    return {
        name: Frame(name, said["table"], frozenset(said["needs"]), said.get("least", 1), said.get("most", 100_000), said.get("fraction", False))
        for name, said in tables.items()
    }
