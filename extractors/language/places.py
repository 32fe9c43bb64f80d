"""The places of France: régions, départements and towns, and the sites that they are."""

from dataclasses import dataclass, replace
from functools import cache

from extractors.language.spelling import key, rows, slug

DOMINANT = 5
"""Of communes with one name, the largest is meant if it has this many times the next one's inhabitants."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the programme and the official codes of its territory."""

    site_id: str
    name: str
    commune_code: str | None = None
    department_code: str | None = None
    region_code: str | None = None
    is_known: bool = True


@cache
def _places() -> dict[str, list[tuple[str, Site, int]]]:
    places: dict[str, list[tuple[str, Site, int]]] = {}
    for row in rows("places.csv"):
        name = row["name"] or ""
        site = Site(slug(name), name, row["commune_code"], row["department_code"], row["region_code"])
        places.setdefault(key(name), []).append((row["kind"] or "", site, int(row["population"] or 0)))
    return places


def find_place(name: str) -> Site | None:
    """The place of that name: a territory before a town of the same name (but Paris is a town), and of several towns
    the one that dwarfs the others. None where nothing, or nothing certain, has that name.

    >>> find_place("Saint-Etienne").commune_code, find_place("Vienne").department_code, find_place("La Réunion").region_code
    ('42218', '86', '04')
    """
    found = _places().get(key(name), [])
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
    return key(name) in _places()
