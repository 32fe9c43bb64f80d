"""The places of France, however they are named, and the sites that they are."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import regex

from extractors.language.spelling import key, plain, rows, slug

DOMINANT = 5
"""Of communes with one name, the largest is meant if it has this many times the next one's inhabitants."""
_CITY = 1_000_000
"""Inhabitants of a city that is meant before the département of its name."""
_MOST_WORDS = 9


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the programme and the official codes of its territory."""

    site_id: str
    name: str
    commune_code: str | None = None
    department_code: str | None = None
    region_code: str | None = None
    is_known: bool = True

    def holds(self, other: "Site") -> bool:
        """Whether this is the région or the département that the other one lies in."""
        if self.commune_code or self == other or not self.region_code:
            return False
        return self.region_code == other.region_code and self.department_code in (None, other.department_code)


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase that names a place and little else: where its name starts, the kinds of the words before it.

    `inhabitants` is None for a territory, 0 where several towns have the name and none is meant for certain.
    """

    site: Site
    start: int
    kinds: frozenset[str] = frozenset()
    inhabitants: int | None = None


@cache
def _places() -> dict[str, list[tuple[Site, int]]]:
    """What has a name, by the name's key, with its inhabitants."""
    places: dict[str, list[tuple[Site, int]]] = {}
    for row in rows("places.csv"):
        name = row["name"] or ""
        site = Site(slug(name), name, row["commune_code"], row["department_code"], row["region_code"])
        places.setdefault(site.site_id.replace("-", ""), []).append((site, int(row["population"] or 0)))
    return places


def find_place(name: str) -> Site | None:
    """The place of that name, None where nothing, or nothing certain, has it.

    A territory comes before a town of the same name (but Paris is a town), and of several towns the one that
    dwarfs the others.

    >>> find_place("Saint-Etienne").commune_code, find_place("Vienne").department_code
    ('42218', '86')
    """
    return _find(key(name))[0]


@cache
def _find(wanted: str) -> tuple[Site | None, int | None]:
    found = _places().get(wanted, ())
    territories = [site for site, _ in found if not site.commune_code]
    territory = max(territories, key=lambda site: site.department_code or "", default=None)
    towns = sorted((town for town in found if town[0].commune_code), key=lambda town: -town[1])
    if not towns or (territory and towns[0][1] < _CITY):
        return territory, None
    if len(towns) > 1 and towns[0][1] < DOMINANT * towns[1][1]:
        return None, None
    return towns[0]


@cache
def _towns(department: str) -> list[Site]:
    """The towns of a département, the largest first."""
    towns = (town for found in _places().values() for town in found if town[0].commune_code)
    ranked = sorted((t for t in towns if t[0].department_code == department), key=lambda town: -town[1])
    return [site for site, _ in ranked]


def find_town(name: str, department: str) -> Site | None:
    """The largest town of a département whose name is or begins with the given words, named as given.

    >>> find_town("Romans", "26").commune_code, find_town("Lyon", "26")
    ('26281', None)
    """
    wanted, printed = slug(name), name.title() if name.isupper() else name
    near = (town for town in _towns(department) if f"{town.site_id}-".startswith(f"{wanted}-"))
    town = next(near, None) if wanted else None
    return replace(town, site_id=wanted, name=printed) if town else None


def is_place_name(name: str) -> bool:
    """Whether any place has that name, also where several do and none is meant for certain."""
    return key(name) in _places()


@cache
def frame_words() -> dict[str, str]:
    """The words around a place's name in a heading, and their kinds.

    A `site`, its `team`, a public `body`, the `programme`, a `title`, a `link`, `youth`; `none` are words
    of a sheet's own sub-titles, `closing` those of parts about all sites.
    """
    return {row["word"] or "": row["kind"] or "" for row in rows("place_words.csv")}


@cache
def _aliases() -> dict[str, str]:
    """What else a place is called → its name, or "" for a territory without codes."""
    return {key(row["alias"] or ""): row["name"] or "" for row in rows("place_aliases.csv")}


@cache
def _adjectives() -> dict[str, str]:
    """« lillois », « lilloises » → the place's name."""
    endings = ("", "s", "e", "es", "ne", "nes")
    pairs = [(plain(row["adjective"] or ""), row["name"] or "") for row in rows("place_adjectives.csv")]
    return {f"{word}{ending}": name for ending in reversed(endings) for word, name in pairs}


@cache
def name_words() -> frozenset[str]:
    """The first words of all places' names, articles left out, and the adjectives: no other begins a name."""
    names = [site.name for found in _places().values() for site, _ in found]
    names += [row["alias"] or "" for row in rows("place_aliases.csv")]
    firsts = (_FIRST.match(plain(name).replace("\u2019", "'")) for name in names)
    return frozenset({*(m["word"] for m in firsts if m), *_adjectives(), "st", "ste"})


_FIRST = regex.compile(r"(?:l[ae]s? |l')?(?<word>\p{L}+)")
_SHORT = regex.compile(r"\b(?i:st(e?))\b[-. ]{1,2}(?=\p{L})")
_WORD = regex.compile(r"(?:\p{L}{1,2}'|[\p{L}\p{N}]+(?:-\p{L}+)*)[ ]*")
_YOUNG = regex.compile(
    r"[ -]+(?:ucsda?[ -]+|pour[ ]+les[ ]+)?(?:jeunes?|18[ -]25[ ]ans)$|^jeunes?[ ]+(?:de[ ]+|d'|a[ ]+)?",
    regex.IGNORECASE,
)
_AFTER = regex.compile(
    r"(?:[ ]+(?:et[ ]+(?:son|sa)[ ]+)?(?:agglomeration|metropole|agglo|ville|intra-muros|centre-ville"
    r"|arrondissement|\d{1,2}(?:e|er|eme)))+$|[ ]+et[ ]+(?:ses[ ]+environs|alentours)$"
    r"|[ ]+(?<part>nord|sud|(?-i:E)st|ouest|centre)$",
    regex.IGNORECASE,
)
_ARTICLES = {"du": "Le", "au": "Le", "le": "Le", "des": "Les", "aux": "Les", "les": "Les", "la": "La"}
_IN_LINE = frozenset({"none", "closing", "youth", "after", "part"})
"""Kinds of words that do not stand before a place's name."""


@lru_cache(4096)
def read_place(phrase: str) -> Named | None:
    """The place that a phrase without accents names, if it says little else.

    >>> [read_place(p).site.name for p in ("le bassin grenoblois", "St-Nazaire", "Site du Havre")]
    ['Grenoble', 'Saint-Nazaire', 'Le Havre']
    >>> read_place("Prefecture de Paris")
    """
    if (young := _YOUNG.search(phrase)) and (
        named := read_place(phrase[: young.start()] or phrase[young.end() :])
    ):
        return replace(named, site=as_youth(named.site))
    start, before, words = 0, "", frame_words()
    kinds: set[str] = set()
    for _ in range(_MOST_WORDS):
        found = _whole(phrase[start:], kinds)
        if not found and before in _ARTICLES and start > 2 and phrase[start : start + 1].isupper():
            found = _whole(f"{_ARTICLES[before]} {phrase[start:]}", kinds)
        if found:
            return Named(found[0], start, frozenset(kinds), found[1])
        m = _WORD.match(phrase, start)
        before = m[0].strip().lower() if m else ""
        kind = "title" if before.isdigit() else words.get(before)
        if m is None or kind is None or kind in _IN_LINE:
            return None
        start = m.end()
        kinds.add(kind)
    return None


def _whole(name: str, kinds: set[str]) -> tuple[Site, int | None] | None:
    """The place whose name, other name or adjective these words are, and its inhabitants."""
    first = _FIRST.match(name.lower())
    if first is None or first["word"] not in name_words():
        return None
    adjective = _adjectives().get(name.strip().lower()) if kinds & {"site", "body", "team"} else None
    if not name[0].isupper():
        return _named(adjective) if adjective else None
    if found := _named(_SHORT.sub(r"Saint\1-", name)) or (adjective and _named(adjective)):
        return found
    after = _AFTER.search(name)
    found = _whole(name[: after.start()], kinds) if after else None
    if found and after and after["part"]:
        full = f"{found[0].name} {after['part'].title()}"
        return replace(found[0], site_id=slug(full), name=full), found[1]
    return found


def _named(printed: str) -> tuple[Site, int | None] | None:
    name = _aliases().get(key(printed))
    if name == "":
        return Site(slug(printed), printed, is_known=False), None
    wanted = key(name or printed)
    spellings = {site.site_id for site, _ in _places().get(wanted, ())}
    if not spellings or (name is None and " " in printed and slug(printed) not in spellings):
        return None
    site, inhabitants = _find(wanted)
    return (site, inhabitants) if site else (Site(slug(printed), printed, is_known=False), 0)


def as_youth(town: Site) -> Site:
    """The scheme for young people of a town.

    >>> as_youth(find_place("Lille")).site_id
    'lille-jeunes'
    """
    return replace(town, site_id=f"{town.site_id}-jeunes", name=f"{town.name} Jeunes")
