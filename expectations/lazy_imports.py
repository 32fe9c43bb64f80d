"""Load two heavy packages only when they are used.

Great Expectations imports altair and scipy.stats at start, for two expectations that no suite here has; together they
are a third of its import. The standard library's LazyLoader puts them off.
"""

import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_PUT_OFF = frozenset({"altair", "scipy.stats"})


class _LazyFinder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in _PUT_OFF:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


def put_off() -> None:
    """From now on, importing altair or scipy.stats costs nothing until one of them is used."""
    if not any(isinstance(finder, type) and finder is _LazyFinder for finder in sys.meta_path):
        sys.meta_path.insert(0, _LazyFinder)
