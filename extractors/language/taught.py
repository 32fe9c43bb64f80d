"""Names that a person taught for an edition, as rows of the data files that hold such names."""

from collections.abc import Iterable, Mapping, Sequence

from extractors.language.landlords import landlords
from extractors.language.places import find_place
from extractors.language.spelling import plain, slug
from extractors.source.decisions import NEW, NameDecision


def rows_taught(names: Iterable[NameDecision]) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """For each data file the rows that it has more.

    >>> rows_taught([NameDecision(text="Coop'Toit 35", what="landlord new")])["aliases.csv"]
    [{'alias': "Coop'Toit 35", 'landlord_id': 'coop-toit-35'}]
    """
    more: dict[str, list[Mapping[str, str]]] = {}
    for name in names:
        kind, _, known = name.what.partition(" ")
        if kind == "landlord":
            landlord_id = slug(name.text) if known == NEW else known
            if landlord_id not in landlords():
                row = {"landlord_id": landlord_id, "name": name.text, "siren": name.siren or ""}
                more.setdefault("landlords.csv", []).append(row)
            more.setdefault("aliases.csv", []).append({"alias": name.text, "landlord_id": landlord_id})
        elif kind == "role":
            more.setdefault("roles.csv", []).append({"form": plain(name.text), "role": known})
        elif site := find_place(known):
            more.setdefault("place_aliases.csv", []).append({"alias": name.text, "name": site.name})
    return more
