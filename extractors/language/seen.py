"""Where the words of the data files were met, and how to read without those of some writers."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_WITHHELD: ContextVar[frozenset[str]] = ContextVar("withheld", default=frozenset())


def is_withheld(row: Mapping[str, object]) -> bool:
    """Whether a row of a data file was met only in texts of writers that are withheld.

    >>> with withheld("bd"):
    ...     [is_withheld({"seen": seen}) for seen in ("b", "d b", "b g", None)]
    [True, True, False, False]
    """
    writers = str(row.get("seen") or "").split()
    return bool(writers) and _WITHHELD.get().issuperset(writers)


_WORDS = frozenset({"lexicon.csv", "name_words.csv"})
"""Data files of words, which those of names need not be made anew for: they are large."""
_OF_NAMES = frozenset(
    [
        *(f"extractors.language.{name}" for name in ("landlords", "places", "roles")),
        "extractors.deciding.evidence",
    ]
)
_TAUGHT: ContextVar[Mapping[str, Sequence[Mapping[str, str]]]] = ContextVar(
    "taught", default=MappingProxyType({})
)


def taught_rows(name: str) -> Sequence[Mapping[str, str]]:
    """The rows that a person adds to a data file."""
    return _TAUGHT.get().get(name, ())


@contextmanager
def taught(more: Mapping[str, Sequence[Mapping[str, str]]]) -> Iterator[None]:
    """Read as if the data files had some rows more, as a person decided for an edition."""
    if not more:
        yield
        return
    token = _TAUGHT.set(more)
    kept = _OF_NAMES if _WORDS.issuperset(more) else ()
    _forget(kept)
    try:
        yield
    finally:
        _TAUGHT.reset(token)
        _forget(kept)


@contextmanager
def withheld(writers: str) -> Iterator[None]:
    """Read as if no text of these writers had ever been seen: what was made of the data files is made anew,
    before and after.

    For studies only. It forgets the `functools.cache` of every module of the package, so what depends on data
    must be
    made by a cached function of a module, and never at import.
    """
    token = _WITHHELD.set(frozenset(writers))
    _forget()
    try:
        yield
    finally:
        _WITHHELD.reset(token)
        _forget()


def _forget(kept: Collection[str] = ()) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("extractors.") and name not in kept:
            for value in list(vars(module).values()):
                if callable(forget := getattr(value, "cache_clear", None)):
                    forget()
