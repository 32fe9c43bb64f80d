"""The places of France, however they are named, and the sites that they are."""

from dataclasses import dataclass, replace
from functools import cache

import regex

from extractors.language.spelling import key, plain, rows, slug

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
def _places() -> dict[str, list[tuple[str, Site, int]]]:
    places: dict[str, list[tuple[str, Site, int]]] = {}
    for row in rows("places.csv"):
        name = row["name"] or ""
        site = Site(slug(name), name, row["commune_code"], row["department_code"], row["region_code"])
        places.setdefault(key(name), []).append((row["kind"] or "", site, int(row["population"] or 0)))
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
    found = _places().get(wanted, [])
    regions = [site for kind, site, _ in found if kind == "region"]
    departments = [site for kind, site, _ in found if kind == "department"]
    communes = sorted(
        ((people, site) for kind, site, people in found if kind == "commune"),
        key=lambda c: c[0],
        reverse=True,
    )
    if communes and (not departments or communes[0][0] > 1_000_000):
        if regions or (len(communes) > 1 and communes[0][0] < DOMINANT * communes[1][0]):
            return regions[0] if regions else None, None
        return communes[0][1], communes[0][0]
    return departments[0] if departments else regions[0] if regions else None, None


def find_town(name: str, department: str) -> Site | None:
    """The largest town of a département whose name is or begins with the given words, named as given.

    >>> find_town("Romans", "26").commune_code, find_town("Lyon", "26")
    ('26281', None)
    """
    key = slug(name)
    towns = [
        (people, site)
        for found in _places().values()
        for kind, site, people in found
        if kind == "commune" and site.department_code == department
    ]
    near = [
        (people, site) for people, site in towns if site.site_id == key or site.site_id.startswith(f"{key}-")
    ]
    best = max(near, key=lambda town: town[0], default=None)
    return (
        replace(best[1], site_id=key, name=name.title() if name.isupper() else name) if best and key else None
    )


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


_SHORT = regex.compile(r"\b(?i:st(e?))\b[-. ]{1,2}(?=\p{L})")
_WORD = regex.compile(r"(?:\p{L}{1,2}'|[\p{L}\p{N}]+(?:-\p{L}+)*)[ ]*")
_YOUNG = regex.compile(
    r"[ -]+(?:ucsda?[ -]+|pour[ ]+les[ ]+)?(?:jeunes?|18[ -]25[ ]ans)$|^jeunes?[ ]+(?:de[ ]+|d'|a[ ]+)?",
    regex.IGNORECASE,
)
_AFTER = regex.compile(
    r"(?:[ ]+(?:et[ ]+(?:son|sa)[ ]+)?(?:agglomeration|metropole|agglo|ville|intra-muros|centre-ville"
    r"|arrondissement|\d{1,2}(?:e|er|eme)))+$|[ ]+et[ ]+(?:ses[ ]+environs|alentours)$",
    regex.IGNORECASE,
)
_PART = regex.compile(r"[ ]+(nord|sud|est|ouest|centre)$", regex.IGNORECASE)
_MOST_WORDS = 9
_IN_LINE = frozenset({"none", "closing", "youth", "after", "part"})
"""Kinds of words that do not stand before a place's name."""


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
    start, words = 0, frame_words()
    kinds: list[str] = []
    for _ in range(_MOST_WORDS):
        rest = phrase[start:]
        if found := _whole(rest, kinds) or (start > 2 and _with_article(phrase, start, kinds)):
            return Named(found[0], start, frozenset(kinds), found[1])
        m = _WORD.match(rest)
        word = m[0].strip().lower() if m else ""
        kind = "title" if word.isdigit() else words.get(word)
        if m is None or kind is None or kind in _IN_LINE:
            return None
        start, kinds = start + m.end(), [*kinds, kind]
    return None


def _whole(name: str, kinds: list[str]) -> tuple[Site, int | None] | None:
    """The place whose name, other name or adjective these words are, and its inhabitants."""
    if not name or not (name[0].isalpha()):
        return None
    name = _SHORT.sub(r"Saint\1-", name)
    wanted = "".join(filter(str.isalnum, name.lower()))
    if name[0].isupper() and (found := _named(wanted, name)):
        return found
    if {"site", "body", "team"}.intersection(kinds) and (
        adjective := _adjectives().get(name.strip().lower())
    ):
        return _named(key(adjective), adjective)
    if name[0].isupper() and (after := _AFTER.search(name)):
        return _whole(name[: after.start()], kinds)
    if (
        name[0].isupper()
        and (part := _PART.search(name))
        and (found := _named(key(name[: part.start()]), ""))
    ):
        full = f"{found[0].name} {part[1].title()}"
        return replace(found[0], site_id=slug(full), name=full), found[1]
    return None


def _named(wanted: str, printed: str) -> tuple[Site, int | None] | None:
    name = _aliases().get(wanted)
    found = _places().get(key(name) if name else wanted, []) if name != "" else []
    is_spelt = (
        name is not None or " " not in printed or slug(printed) in {site.site_id for _, site, _ in found}
    )
    if name != "" and not (found and is_spelt):
        return None
    site, inhabitants = _find(key(name) if name else wanted) if found else (None, None)
    return (
        (site, inhabitants) if site else (Site(slug(printed), printed, is_known=False), 0 if found else None)
    )


_ARTICLES = {"du": "Le", "au": "Le", "le": "Le", "des": "Les", "aux": "Les", "les": "Les", "la": "La"}


def _with_article(phrase: str, start: int, kinds: list[str]) -> tuple[Site, int | None] | None:
    """« au Havre », « de la Réunion »: an article that belongs to the name was taken for a link."""
    article = _ARTICLES.get(phrase[:start].lower().split()[-1])
    return (
        _whole(f"{article} {phrase[start:]}", kinds)
        if article and phrase[start : start + 1].isupper()
        else None
    )


def as_youth(town: Site) -> Site:
    """The scheme for young people of a town.

    >>> as_youth(find_place("Lille")).site_id
    'lille-jeunes'
    """
    return replace(town, site_id=f"{town.site_id}-jeunes", name=f"{town.name} Jeunes")


@cache
def name_words() -> frozenset[str]:
    """The first words of all places' names, articles left out, and the adjectives: no other begins a name."""
    names = [
        *(site.name for found in _places().values() for _, site, _ in found),
        *(row["alias"] or "" for row in rows("place_aliases.csv")),
    ]
    words = (regex.sub(r"^(?:le |la |les |l')", "", plain(name).replace("\u2019", "'")) for name in names)
    return frozenset(
        {*(regex.split(r"[ '-]", word, maxsplit=1)[0] for word in words), *_adjectives(), "st", "ste"}
    )
