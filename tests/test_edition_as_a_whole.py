"""How many sites an edition says it speaks of, and the date of its figures."""

import datetime
from collections.abc import Mapping

import pytest

from extractors.language.dates import find_dates
from extractors.measures.edition import find_edition, find_reference_dates
from extractors.source.document import Span
from extractors.view.view import View
from tests.test_contacts import sheets


def stated(before: str, sheet: str = "x") -> set[object]:
    return {row.values["stated_sites"] for row in find_edition(*sheets(("Lille", sheet), ("Rouen", "y"), before=before))}


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ("Quatre sites, quatre équipes : où en sommes-nous ?\n\n", 4),
        ("UN CHEZ-SOI D'ABORD\n4 SITES – LES CHIFFRES\n\n", 4),
        ("L'association porte le dispositif dans cinq territoires.\n\n", 5),
        ("Deux villes, un sac à dos\n\n", 2),
        ("Le programme compte aujourd'hui 24 sites en France.\n\n", 24),
        ("Bilan d'étape des quatre sites de l'expérimentation\n\n", 4),
        ("Présent sur 5 sites, le programme se déploierait sur 16 sites avant 2025.\n\n", 5),
        ("Le programme compte 24 sites en France. Ce livret présente deux sites.\n\n", 2),
    ],
)
def test_a_number_of_sites_before_the_sheets(before: str, number: int) -> None:
    assert stated(before) == {number}


def test_a_number_of_sites_in_a_sheet_where_it_speaks_of_the_programme() -> None:
    assert stated("", "Sur chacun des 4 sites, le programme est porté par des associations et des hôpitaux.") == {4}
    assert stated("", "L'équipe se répartit sur deux sites, l'un au centre, l'autre au nord.") == set()


@pytest.mark.parametrize(
    "before",
    [
        "Le programme se déploierait sur 16 sites.",
        "30 sites sont attendus d'ici à 2058.",
        "L'expérimentation portait sur quatre sites.",
        "Deux autres sites ouvrent leurs portes.",
        "Quatre équipes se racontent",
        "Deux mille places sont annoncées.",
    ],
)
def test_what_counts_other_sites(before: str) -> None:
    assert stated(f"{before}\n\n") == set()


def dated(before: str, first: str, second: str) -> dict[str | None, str]:
    view, sections = sheets(("Lille", first), ("Rouen", second), before=before)
    names = {s.heading.start: s.site.site_id for s in sections}
    return {
        names.get(start) if start is not None else None: str(value)
        for start, (value, _) in find_reference_dates(view, sections, find_dates(view)).items()
    }


def test_the_date_of_a_sheets_figures() -> None:
    assert dated("", "Situation au 31 mars 2034 · page tenue par Ana Roux", "Chiffres de novembre 2034") == {
        "lille": "2034-03-31",
        "rouen": "2034-11-30",
    }
    assert dated("", "31.12.2034    31.12.2035\n\nLogements captés    42    58", "x") == {"lille": "2035-12-31"}


def test_the_date_of_an_editions_figures() -> None:
    assert dated("Sauf indication contraire, les effectifs sont arrêtés au 31 décembre 2025.\n\n", "x", "y") == {None: "2025-12-31"}
    assert dated("", "x", "y\n\n\n\nDonnées au 31 mars 2034") == {None: "2034-03-31"}
    assert {key: str(value) for key, (value, _) in cover("Chiffres à fin juin 2022, sauf mention sur la carte.").items()} == {None: "2022-06-30"}


def cover(text: str) -> Mapping[int | None, tuple[datetime.date, Span]]:
    """The dates of a file of an edition that has no sheet."""
    view = View(f"UN CHEZ-SOI D'ABORD\n4 sites · 4 couleurs\n\n{text}\n\nMode d'emploi")
    return find_reference_dates(view, [], find_dates(view))


@pytest.mark.parametrize(
    "line",
    [
        "Ouvert en mai 2019",
        "66 personnes logées au 31 mars 2034",
        "Édition de décembre 2020",
        "Page mise à jour le 3 avril 2025",
        "Convention signée le 30/09/2034",
    ],
)
def test_dates_of_other_things(line: str) -> None:
    assert dated("", line, "y") == {}
