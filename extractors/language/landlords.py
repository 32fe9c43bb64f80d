"""Landlords with their aliases: what a printed name stands for, and where a known one stands in a text.

A name that is in no list stays as printed and is flagged, never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from extractors.language.spelling import key, plain, rows, slug

_PIECE = regex.compile(r"[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Landlord:
    """A landlord as it was in the edition's year; dates are ISO text, unknown values None.

    `territory` is where it lets: a place's name, or "France" for several regions; None where unknown.
    """

    landlord_id: str
    name: str
    siren: str | None = None
    kind: str | None = None
    territory: str | None = None
    successor_id: str | None = None
    successor_since: str | None = None
    is_known: bool = True


@cache
def landlords() -> dict[str, Landlord]:
    """Every known landlord by its id."""
    columns = ("landlord_id", "name", "siren", "kind", "territory", "successor_id", "successor_since")
    found = ([row[column] for column in columns] for row in rows("landlords.csv"))
    return {values[0] or "": Landlord(*values) for values in found}  # type: ignore[arg-type]


@cache
def landlord_aliases() -> dict[str, str]:
    """The landlord's id for every spelling of the reference list."""
    return {row["alias"] or "": row["landlord_id"] or "" for row in rows("aliases.csv")}


@cache
def _landlord_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for alias, landlord_id in landlord_aliases().items():
        keys.setdefault(key(alias), landlord_id)
    return keys


def find_landlord(printed: str) -> Landlord:
    """The landlord of a printed name, whatever its case, accents and hyphens; an unknown one as printed.

    >>> find_landlord("Toit et Jolie").landlord_id, find_landlord("Logis du Verger").is_known
    ('toit-et-joie', False)
    """
    for name in (printed, regex.sub(r"^(?:l'|la |le |les |l’)", "", printed, flags=regex.IGNORECASE)):
        if landlord_id := _landlord_keys().get(key(name)):
            return landlords()[landlord_id]
    return Landlord(slug(printed), printed, is_known=False)


def pieces_of(name: str) -> list[str]:
    """The letters and the digits of a name, as a name is looked up in a text.

    >>> pieces_of("Immobilière 3F"), pieces_of("L'Opsom")
    (['immobiliere', '3', 'f'], ['l', 'opsom'])
    """
    return _PIECE.findall(plain(name))


@cache
def _names() -> dict[str, Any]:
    """Every alias as a path of pieces; where one ends, the empty piece."""
    tree: dict[str, Any] = {}
    for alias in landlord_aliases():
        node = tree
        for piece in pieces_of(alias):
            node = node.setdefault(piece, {})
        node[""] = True
    return tree


def starts_name(piece: str) -> bool:
    """Whether a known name begins with a piece."""
    return piece in _names()


def longest_name(words: Iterable[Sequence[str]]) -> int:
    """How many of the first words, each given in pieces, are a known name; the most that are, else 0.

    >>> longest_name([["icf"], ["habitat"], ["la"], ["sabliere"], ["1"]]), longest_name([["habitat"]])
    (4, 0)
    """
    node, longest = _names(), 0
    for count, word in enumerate(words, 1):
        for piece in word or ["?"]:
            if (node := node.get(piece, {})) == {}:
                return longest
        if "" in node:
            longest = count
    return longest
