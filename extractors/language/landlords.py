"""Landlords with their aliases: what a printed name stands for.

A name that is in no list stays as printed and is flagged, never guessed.
"""

from dataclasses import dataclass
from functools import cache

import regex

from extractors.language.spelling import key, rows, slug


@dataclass(frozen=True, slots=True)
class Landlord:
    """A landlord as it was in the edition's year; dates are ISO text, unknown values None.

    `territory` is where it lets: a place's name, or "France" where that is several regions; None where unknown.
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
    return {row["landlord_id"] or "": Landlord(*(row[c] for c in columns)) for row in rows("landlords.csv")}  # type: ignore[arg-type]


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
    """The landlord of a printed name, whatever its case, accents and hyphens; an unknown one keeps its printed name.

    >>> find_landlord("Toit et Jolie").landlord_id, find_landlord("Logis du Verger").is_known
    ('toit-et-joie', False)
    """
    for name in (printed, regex.sub(r"^(?:l'|la |le |les |l’)", "", printed, flags=regex.IGNORECASE)):
        if landlord_id := _landlord_keys().get(key(name)):
            return landlords()[landlord_id]
    return Landlord(slug(printed), printed, is_known=False)
