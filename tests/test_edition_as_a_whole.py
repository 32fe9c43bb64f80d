"""How many sites an edition says it speaks of, and the date of its figures."""

import datetime
from collections.abc import Mapping

import pytest

from extractors.language.dates import find_dates
from extractors.measures.edition import find_edition, find_reference_dates
from extractors.reading import read_document
from extractors.source.document import Span
from extractors.view.view import View
from tests.sheets import document, read
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
        ("Sites : 4\n\n", 4),
        ("Nombre de sites : 5\nDonnées : juin\n\n", 5),
        ("- Sites couverts – 3\n\n", 3),
        ("Fiches : 2\n\n", 2),
        ("La note porte sur cinq sites, retenus pour leurs données.\n\n", 5),
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
        "Sites : 4 équipes, 12 métiers",
        "Sites fermés : 2",
        "Fiches : 7",
        "Deux autres sites, voisins, ouvrent leurs portes.",
    ],
)
def test_what_counts_other_sites(before: str) -> None:
    assert stated(f"{before}\n\n") == set()


@pytest.mark.parametrize(
    ("letter", "number"),
    [
        ("Trois villes, trois accents.\n\n46 sites ouverts en France", {3}),
        ("Fiches : 4", {4}),
        ("Un recueil de sept fiches", {7}),
        ("Elle a connu trois villes avant Lille.", set()),
    ],
)
def test_a_file_without_sheets_speaks_of_towns_where_it_opens_with_them(letter: str, number: set[object]) -> None:
    assert {row.values["stated_sites"] for row in find_edition(View(letter), [])} == number


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
    for said in (
        "Les réponses sont celles du 12 mai 2031.",
        "Sauf mention contraire, ils sont arrêtés au 31 mai 2031, six ans après les premières clés.",
        "Sauf quand une autre date est dite, nos nombres valent pour le 1er mai 2031.",
        "Tous s'entendent au 15 mai 2031.",
        "Valables au 31 mai 2031, dix mois après le lancement de la brochure.",
        "Nos résultats sont arrêtés au 31 mai 2031, deux ans après l'essai.",
    ):
        is_opened = "lancement" in said  # of something
        assert dated(f"{said}\n\n", "x", "y") == ({} if is_opened else {None: "2031-05-31"})
    assert dated("Les données sont arrêtées au 31 mai 2031 : 12 équipes.\n\n", "x", "y") == {}
    assert dated("", "x", "y\n\n\n\nDonnées au 31 mars 2034") == {None: "2034-03-31"}
    assert {key: str(value) for key, (value, _) in cover("Chiffres à fin juin 2022, sauf mention sur la carte.").items()} == {None: "2022-06-30"}


@pytest.mark.parametrize(
    ("before", "day"),
    [
        ("Les réponses ont été données en février 2031, et les nombres sont ceux du 31 décembre 2030.", "2030-12-31"),
        ("LE CAHIER DES CHIFFRES | mai 2031\n\nDonnées arrêtées au 31 mars 2031.", "2031-03-31"),
        ("Repères, avril 2031\n\nBilan à fin mars 2031.", "2031-03-31"),
        ("Bilan à fin mars 2031.\n\nChiffres, avril 2031", "2031-03-31"),
        ("Chiffres clés, 1er semestre 2031\n\nSauf mention contraire, ils sont arrêtés au 31/05/2031.", "2031-05-31"),
        ("Les chiffres du programme en mai 2031", "2031-05-31"),
    ],
)
def test_a_day_goes_before_the_month_of_an_issue(before: str, day: str) -> None:
    assert dated(f"{before}\n\n", "x", "y") == {None: day}


@pytest.mark.parametrize(
    ("sheet", "days"),
    [
        ("Photo de la page au 30 avril 2034.", {"lille": "2034-04-30"}),
        ("Cliché de l'équipe : 30 juin 2034.", {"lille": "2034-06-30"}),
        ("Photo prise le 31 mai 2034, au compteur.", {"lille": "2034-05-31"}),
        ("Photo de famille prise le 12 mai 2034, à la fête de quartier.", {}),
        ("Nous avons compté le 28 février 2034, tous ensemble.", {"lille": "2034-02-28"}),
        ("Ouverture : 2029 - Chiffres du site arrêtés au 31/05/2034 [2]", {"lille": "2034-05-31"}),
        ("Chiffres du site au 31/05/2034 [2], 42 personnes", {}),
    ],
)
def test_the_day_on_which_a_sheet_was_counted(sheet: str, days: dict[str, str]) -> None:
    assert dated("", sheet, "y\n\ny\n\ny\n\ny") == days


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


@pytest.mark.parametrize(
    "line",
    [
        "Tout ce que vous lirez ici vaut au 31 décembre 2034.",
        "La photo est prise au 31 décembre 2034, les loyers sont mensuels.",
        "Par « à ce jour », il faut entendre le 31 décembre 2034.",
        "Les personnes logées sont dénombrées au 31 décembre 2034, sauf à Rouen.",
        "Les « logés à date » le sont au 31 décembre 2034.",
        "Stocks au 31/12/2034, flux de l'année.",
    ],
)
def test_a_months_last_day_before_the_sheets_is_that_of_the_figures(line: str) -> None:
    assert dated(f"{line}\n\n", "x", "y") == {None: "2034-12-31"}


@pytest.mark.parametrize(
    "line",
    [
        "L'accueil est fermé au 12 mai 2034.",
        "Agrément renouvelé au 31 décembre 2034.",
        "La convention a été prolongée jusqu'au 31 décembre 2034.",
        "Autorisation : 31 décembre 2034",
        "Depuis l'ouverture, au 30 juin 2034, nous avons grandi.",
        "Le 30 juin 2034, nous avons fêté nos dix ans.",
    ],
)
def test_other_days_before_the_sheets(line: str) -> None:
    assert dated(f"{line}\n\n", "x", "y") == {}


@pytest.mark.parametrize(
    ("before", "numbers"),
    [
        ("Dans nos deux villes, des gens qui dormaient dehors ont une porte.", {2}),
        ("Le rapport examine chacun des deux sites retenus sous trois angles.", {2}),
        ("Les deux villes où il a été expérimenté depuis 2011 continuent.", {2}),
        ("L'un de ces deux territoires, qui attendait son équipe, a ouvert.", {2}),
        ("Dans nos cinq villes, des gens qui dormaient dehors ont une porte.", set()),
        ("Le rapport suit cinq sites retenus par l'étude.", set()),
    ],
)
def test_what_the_edition_calls_its_own_or_has_the_number_of_its_sheets(before: str, numbers: set[object]) -> None:
    assert stated(f"{before}\n\n") == numbers


@pytest.mark.parametrize(
    ("sheet", "day"),
    [
        ("Au 30 juin 2034, 64 personnes admises. Parmi elles, 55 sont logées aujourd'hui.", "2034-06-30"),
        ("Fin mai 2034, le site ne désemplit pas. 55 locataires y vivent aujourd'hui.", "2034-05-31"),
        ("Au 30 juin 2033, le site tournait au ralenti. 55 personnes sont logées aujourd'hui.", "None"),
        ("Ouvert au 30 juin 2031. 55 personnes sont logées aujourd'hui.", "None"),
        ("Agrément : 12 novembre 2031\n55 personnes sont logées à ce jour", "None"),
        ("Date d'autorisation : 12 novembre 2031\nPersonnes logées à ce jour : 55", "None"),
        ("Personnes logées au 30 juin 2034 : 55 (2033 : 49)", "2034-06-30"),
        ("Personnes logées au 31/12/2034 (31/12/2033 : 49) : 55", "2034-12-31"),
        ("Nos nombres valent au 31 mai 2034 : 62 personnes admises, 58 logées depuis le début, 55 qui le sont toujours.", "2034-05-31"),
        ("Bilan fin mars 2034 : 62 personnes admises, 58 relogées, dont 55 toujours dans leur logement.", "2034-03-31"),
        ("(Au 31/12/2033 : 49 personnes admises) 55 sont logées aujourd'hui.", "None"),
    ],
)
def test_the_day_of_a_count_of_tenants(sheet: str, day: str) -> None:
    days = {str(f.values["as_of"]) for f in read(sheet).figures if f.values.get("measure") == "currently_housed" and f.values["persons"] == 55}
    assert days == {day}


@pytest.mark.parametrize(
    "opening",
    [
        "Dans les trois villes où nous allons, on a fait ce compte, les chiffres ayant été arrêtés, partout, au 31 mars 2018.",
        "Nos 3 équipes ont répondu, données arrêtées au 31 mars 2018.",
        "Quatre sites, un seul principe, et des effectifs arrêtés pour tous au 31 mars 2018.",
    ],
)
def test_an_aside_about_the_figures_dates_the_edition(opening: str) -> None:
    body = (
        f"Un chez-soi d'abord\n\n{opening}\n\n\nRennes\n\n48 personnes sont logées aujourd'hui.\n\n\nBrest\n\n31 personnes sont logées aujourd'hui.\n"
    )
    figures = read_document(document(body)).figures
    assert {str(f.values["as_of"]) for f in figures if f.table == "population_counts"} == {"2018-03-31"}
