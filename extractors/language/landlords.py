"""Landlords with their aliases: what a printed name stands for, and where a known one stands in a text.

A name that is in no list stays as printed and is flagged, never guessed.
"""

from dataclasses import dataclass
from functools import cache

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


@cache
def beginnings() -> dict[str, bool]:
    """What a known name begins with, as `spelling.key` writes it, and whether it is a whole one.

    >>> [beginnings().get(name) for name in ("icfhabitatlasabliere", "icfhabitatla", "habitatla")]
    [True, False, None]
    """
    names: dict[str, bool] = {}
    for alias in landlord_aliases():
        pieces = _PIECE.findall(plain(alias))
        for count in range(1, len(pieces)):
            names.setdefault("".join(pieces[:count]), False)
        names["".join(pieces)] = True
    return names
