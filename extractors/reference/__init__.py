"""What a brochure's names stand for: landlords with their aliases, and the places of France.

The data lies beside this module as CSV; README.md there gives sources, dates and licences. A name that is in no list
stays as printed and is flagged, never guessed.
"""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import regex

DOMINANT = 5
"""Of communes with one name, the largest is meant if it has this many times the next one's inhabitants."""


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


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the programme and the official codes of its territory."""

    site_id: str
    name: str
    commune_code: str | None = None
    department_code: str | None = None
    region_code: str | None = None
    is_known: bool = True


def plain(text: str) -> str:
    """Lower case without accents, ligatures opened.

    >>> plain("Élogie, Œuvre")
    'elogie, oeuvre'
    """
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def slug(name: str) -> str:
    """
    >>> slug("Côtes-d'Armor"), slug("Immobilière 3F")
    ('cotes-d-armor', 'immobiliere-3f')
    """
    return "-".join(regex.findall(r"[a-z0-9]+", plain(name)))


def _key(name: str) -> str:
    return slug(name).replace("-", "")


def _rows(name: str) -> Iterator[dict[str, str | None]]:
    lines = files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        yield {column: value or None for column, value in row.items()}


@cache
def landlords() -> dict[str, Landlord]:
    """Every known landlord by its id."""
    columns = ("landlord_id", "name", "siren", "kind", "territory", "successor_id", "successor_since")
    return {row["landlord_id"] or "": Landlord(*(row[c] for c in columns)) for row in _rows("landlords.csv")}  # type: ignore[arg-type]


@cache
def landlord_aliases() -> dict[str, str]:
    """The landlord's id for every spelling of the reference list."""
    return {row["alias"] or "": row["landlord_id"] or "" for row in _rows("landlord_aliases.csv")}


@cache
def _landlord_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for alias, landlord_id in landlord_aliases().items():
        keys.setdefault(_key(alias), landlord_id)
    return keys


def find_landlord(printed: str) -> Landlord:
    """The landlord of a printed name, whatever its case, accents and hyphens; an unknown one keeps its printed name.

    >>> find_landlord("Toit et Jolie").landlord_id, find_landlord("Logis du Verger").is_known
    ('toit-et-joie', False)
    """
    for name in (printed, regex.sub(r"^(?:l'|la |le |les |l’)", "", printed, flags=regex.IGNORECASE)):
        if landlord_id := _landlord_keys().get(_key(name)):
            return landlords()[landlord_id]
    return Landlord(slug(printed), printed, is_known=False)


@cache
def _places() -> dict[str, list[tuple[str, Site, int]]]:
    places: dict[str, list[tuple[str, Site, int]]] = {}
    for row in _rows("places.csv"):
        name = row["name"] or ""
        site = Site(slug(name), name, row["commune_code"], row["department_code"], row["region_code"])
        places.setdefault(_key(name), []).append((row["kind"] or "", site, int(row["population"] or 0)))
    return places


def find_place(name: str) -> Site | None:
    """The place of that name: a territory before a town of the same name (but Paris is a town), and of several towns
    the one that dwarfs the others. None where nothing, or nothing certain, has that name.

    >>> find_place("Saint-Etienne").commune_code, find_place("Vienne").department_code, find_place("La Réunion").region_code
    ('42218', '86', '04')
    """
    found = _places().get(_key(name), [])
    regions = [site for kind, site, _ in found if kind == "region"]
    departments = [site for kind, site, _ in found if kind == "department"]
    communes = sorted(((people, site) for kind, site, people in found if kind == "commune"), key=lambda c: c[0], reverse=True)
    if communes and (not departments or communes[0][0] > 1_000_000):
        if regions or (len(communes) > 1 and communes[0][0] < DOMINANT * communes[1][0]):
            return regions[0] if regions else None
        return communes[0][1]
    return departments[0] if departments else regions[0] if regions else None


def find_town(name: str, department: str) -> Site | None:
    """The largest town of a département whose name is, or begins with, the given words; its name is then as given.

    >>> find_town("Romans", "26").commune_code, find_town("Lyon", "26")
    ('26281', None)
    """
    key = slug(name)
    towns = [
        (people, site) for found in _places().values() for kind, site, people in found if kind == "commune" and site.department_code == department
    ]
    near = [(people, site) for people, site in towns if site.site_id == key or site.site_id.startswith(f"{key}-")]
    best = max(near, key=lambda town: town[0], default=None)
    return replace(best[1], site_id=key, name=name.title() if name.isupper() else name) if best and key else None


def is_place_name(name: str) -> bool:
    """Whether any place has that name, also where several do and none is meant for certain."""
    return _key(name) in _places()
