"""Tables whose columns are dates: which of them a number stands in, over the pages of a document."""

import pytest

from extractors.measures.row import Value
from extractors.reading import read_document
from extractors.structure.cards import find_heads
from extractors.view.view import View
from tests.sheets import document, said
from tests.sheets import read as sheet

TABLE = """Un chez-soi d'abord


Rennes

| Indicateur | 2041 | 2042 |
|---|---|---|
| Personnes dans le programme | 90 | 101 |
{}| Personnes logées depuis l'ouverture | 60 | 66 |
| Logements captés | 70 | 77 |
"""
"""A table of two years that something stands in the middle of."""


def read(between: str) -> tuple[list[Value], list[str | None]]:
    """What was read of the table, and why the earlier year's numbers were not."""
    reading = read_document(document(TABLE.format(between)))
    counts = [figure.values.get("persons") or figure.values.get("dwellings") for figure in reading.figures]
    return counts, [entry.reason for entry in reading.ledger if entry.text in ("90", "60", "70")]


@pytest.mark.parametrize(
    "foot",
    ["", "\n\n", "\n– 12 –\n\n\n", "\f", "\nUn chez-soi d'abord – rapport 2042 – page 7\n\nUn chez-soi d'abord – rapport 2042 – page 8\n"],
)
def test_the_columns_of_a_table_go_on_over_a_page_without_its_heads(foot: str) -> None:
    assert read(foot) == ([101, 66, 77], ["earlier"] * 3)


def test_other_heads_end_a_table() -> None:
    _, reasons = read("\n| | ETP | Agents |\n")
    assert reasons == ["earlier", None, None]


COLUMNS = {
    "the rent's column first": (
        [
            "                           Loyer moyen hors charges   Logements captés",
            "Parc social                318 €                      22",
            "Parc privé                 402,50 €                   9",
        ],
        "social, 318, False; social, 22; private, 402.50, False; private, 9",
    ),
    "landlords with a subtotal and a total": (
        [
            "Bailleur                         Logements",
            "Vilogia                          14",
            "Partenord Habitat                9",
            "SIA Habitat                      4",
            "Sous-total parc social           27",
            "Parc privé                       8",
            "Total                            35",
        ],
        "social, Vilogia, 14; social, Partenord Habitat, 9; social, SIA Habitat, 4; social, 27; private, 8; all, 35",
    ),
    "a list in a cell": (
        [
            "Type de parc       Nombre     Dont",
            "Parc social        26         Vilogia (12), Partenord Habitat (10), SIA Habitat (4)",
            "Parc privé         7          particuliers",
        ],
        "social, 26; social, Vilogia, 12; social, Partenord Habitat, 10; social, SIA Habitat, 4; private, 7",
    ),
    "tabs": (
        [
            "Origine\tNombre de logements\tLoyer moyen hors charges",
            "Parc social\t31\t341,20 €",
            "Parc privé\t12\t455 €",
            "Total\t43\t370 €",
        ],
        "social, 31; social, 341.20, False; private, 12; private, 455, False; all, 43; all, 370, False",
    ),
    "a total of landlords": (
        [
            "Bailleurs sociaux",
            "Vilogia                          14",
            "Partenord Habitat                9",
            "Total bailleurs sociaux          23",
        ],
        "social, Vilogia, 14; social, Partenord Habitat, 9; social, 23",
    ),
    "labels of two lines below": (
        [
            "       87                  74                   61",
            "   personnes          logées depuis        logées au",
            "   accompagnées       l'ouverture          31 décembre 2013",
            "",
            "       70                   9                 3 400",
            "    logements           communes            rencontres",
            "     captés                                  en 3 ans",
        ],
        "in_programme, 87; ever_housed, 74; currently_housed, 61, 2013-12-31; all, 70, 9; 3400, 3",
    ),
    "rents with their charges": (
        [
            "       358 €               512 €",
            "    loyer moyen        loyer moyen",
            "    parc social        parc privé",
            "   (hors charges)     (hors charges)",
        ],
        "social, 358, False; private, 512, False",
    ),
    "landlords below their numbers": (
        [
            "22 logements dans le parc social :",
            "",
            "          12                    6                    4",
            "   Lille Métropole Habitat     Logis Métropole     Vilogia",
        ],
        "social, 22; social, Lille Métropole Habitat, 12; social, Logis Métropole, 6; social, Vilogia, 4",
    ),
    "landlords above their numbers": (
        [
            "17 logements dans le parc social",
            "",
            "   RIVP              SIEMP            Paris Habitat",
            "    9                  5                    3",
        ],
        "social, 17; social, RIVP, 9; social, SIEMP, 5; social, Paris Habitat, 3",
    ),
    "a team below its numbers": (
        [
            "Notre équipe",
            "",
            "        3                 2                     1                       2",
            "    infirmiers       travailleurs        cheffe de service        médiateurs de",
            "                       sociaux                                     santé pairs",
        ],
        "infirmier, 3; travailleur social, 2; chef de service, 1; médiateur de santé pair, 2",
    ),
    "a team above its numbers": (
        [
            "58 logements captés",
            "",
            "L'équipe",
            "",
            "   Infirmières      Psychologue      Éducateurs spécialisés",
            "        3                1                     4",
        ],
        "all, 58; infirmier, 3; psychologue, 1; éducateur spécialisé, 4",
    ),
    "landlords at two dates": (
        [
            "Bailleurs sociaux\t31/12/2012\t31/12/2013",
            "Vilogia\t14\t17",
            "Partenord Habitat\t9\t11",
            "Lille Métropole Habitat\t4\t6",
            "Total\t27\t34",
        ],
        "social, Vilogia, 17; social, Partenord Habitat, 11; social, Lille Métropole Habitat, 6; social, 34",
    ),
    "last year and this one": (
        [
            "Indicateur                     | N-1 | N",
            "Personnes admises              | 40  | 52",
            "Logements captés               | 38  | 50",
            "Parc social                    | 20  | 31",
        ],
        "in_programme, 52; all, 50; social, 31",
    ),
    "a target before what is": (
        [
            "Indicateur                     | Cible | Résultat",
            "Personnes dans le programme    | 100   | 64",
            "Logements captés               | 90    | 58",
        ],
        "in_programme, 64; all, 58",
    ),
    "a plan behind what is": (
        [
            "                               Réalisé     Prévu 2014",
            "Personnes dans le programme    64          100",
            "Logements captés               58          90",
        ],
        "in_programme, 64; all, 58",
    ),
    "a team at two dates": (
        [
            "Équipe\t31/12/2012\t31/12/2013",
            "Infirmiers\t2\t3",
            "Psychologue\t1\t1",
            "Travailleurs sociaux\t4\t5",
        ],
        "infirmier, 3; psychologue, 1; travailleur social, 5",
    ),
    "rents of two years": (
        [
            "Loyer moyen charges comprises\t2012\t2013",
            "Parc social\t341 €\t352 €",
            "Parc privé\t479 €\t493 €",
        ],
        "social, 352, True; private, 493, True",
    ),
    "landlords of two years": (
        [
            "Bailleur social                 2012       2013",
            "Vilogia                         14         17",
            "Partenord Habitat               9          11",
            "Habitat 76                      4          6",
        ],
        "social, Vilogia, 17; social, Partenord Habitat, 11; social, Habitat 76, 6",
    ),
    "a target, what is, and a share": (
        [
            "Indicateur\tObjectif\tRéalisé\tTaux",
            "Personnes admises\t80\t64\t80 %",
            "Rencontres\t5 000\t4 210\t84 %",
        ],
        "in_programme, 64; 4210",
    ),
    "charges in a table's caption": (
        [
            "Tableau 3 : Loyers moyens (hors charges)",
            "Statut          | Logements | Loyer moyen",
            "Parc social     | 79        | 421 €",
            "Parc privé      | 14        | 506 €",
        ],
        "social, 79; social, 421, False; private, 14; private, 506, False",
    ),
    "charges above rows": (
        [
            "Loyers moyens mensuels, charges comprises",
            "Parc social          421 €",
            "Parc privé           506 €",
        ],
        "social, 421, True; private, 506, True",
    ),
    "heads over two lines, closely set": (
        [
            " Parc           Nombre de   Loyer      Part",
            "                logements    moyen   du parc",
            " Social                28   338,50 €    56 %",
            " Bail glissant         14   351,00 €    28 %",
            " Privé                  8   420,00 €    16 %",
        ],
        "social, 28; social, 338.50; associative_lease, 14; associative_lease, 351.00; private, 8; private, 420.00",
    ),
    "landlords by tenures, with empty cells": (
        [
            "                      Parc      Bail        Privé",
            " Organisme          public  glissant  conventionné",
            " Archipel Habitat       12         -             -",
            " Néotoa                  8         2             -",
            " Les Amarres             -         4             3",
        ],
        "social, Archipel Habitat, 12; social, Néotoa, 8; associative_lease, Néotoa, 2; "
        "associative_lease, Les Amarres, 4; private_regulated, Les Amarres, 3",
    ),
    "the head says the tenure, not the sentence above": (
        [
            "Le bail associatif compte 8 logements.",
            "",
            "| Bailleur social     | Logements |",
            "|---------------------|-----------|",
            "| Grand Dijon Habitat |    4      |",
            "| Orvitis             |    3      |",
        ],
        "associative_lease, 8; social, Grand Dijon Habitat, 4; social, Orvitis, 3",
    ),
    "communes of each row": (
        [
            "Tableau 6. Logements captés",
            "",
            "Mode                       Logements   Communes   Loyer moyen (CC)",
            "Parc social                    46          9          452,30 €",
            "Parc privé, loyer libre        21          5          598,00 €",
            "Ensemble                       67         12",
        ],
        "social, 46, 9; social, 452.30, True; private, 21, 5; private, 598.00, True; all, 67, 12",
    ),
    "two lists side by side, one of them shorter": (
        [
            "HLM                            Bail glissant",
            "Actis .............. 9         Le Relais Ozanam ........ 5",
            "Pluralis ........... 4         Alynea .................. 2",
            "                               Trait d'union 33 ........ 1",
        ],
        "social, Actis, 9; social, Pluralis, 4; associative_lease, Le Relais Ozanam, 5; "
        "associative_lease, Alynea, 2; associative_lease, Trait d'union 33, 1",
    ),
    "two lists side by side with a head for their numbers": (
        ["Parc HLM\tNombre\tBail glissant\tNombre", "Ophéa\t12\tL'Étage\t8", "Domial\t5\tAntenne\t3"],
        "social, Ophéa, 12; social, Domial, 5; associative_lease, L'Étage, 8; associative_lease, Antenne, 3",
    ),
    "a tenure between a name with its article and its number": (
        [
            "Détenteur             Catégorie          Logements",
            "Ophéa                 parc social            12",
            "Domial                parc social             5",
            "Le Relais de l'Ill    bail associatif         7",
            "L'Étage               bail associatif         3",
        ],
        "social, Ophéa, 12; social, Domial, 5; associative_lease, Le Relais de l'Ill, 7; associative_lease, L'Étage, 3",
    ),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_number_is_what_its_row_and_its_column_say(name: str) -> None:
    lines, figures = COLUMNS[name]
    assert sorted(said(sheet("\n".join(lines))).split("; ")) == sorted(figures.split("; "))


def test_columns_that_are_not_this_edition_s_say_why() -> None:
    table = "Indicateur\tObjectif 2015\t31/12/2012\t31/12/2013\nLogements captés\t90\t51\t58"
    reasons = {entry.text: entry.reason for entry in sheet(table).ledger}
    assert (reasons["90"], reasons["51"], reasons["58"]) == ("target", "earlier", None)


def test_rows_that_begin_with_sites_are_theirs() -> None:
    sheets = "Un chez-soi d'abord\n\n\nRENNES\n\n60 logements captés\n\n\nLILLE\n\n70 logements captés\n\n\n"
    table = (
        "Ville     Personnes admises    Loyer moyen (charges comprises)\n"
        "-----------------------------------------------------------\n"
        "Rennes    58                   338,00 €\n"
        "Lille     71                   362,40 €\n"
    )
    reading = read_document(document(sheets + table))
    rows = {(f.site_id, f.table, str(f.values.get("persons") or f.values.get("monthly_eur"))) for f in reading.figures}
    wanted = {
        ("rennes", "population_counts", "58"),
        ("lille", "population_counts", "71"),
        ("rennes", "rents", "338.00"),
        ("lille", "rents", "362.40"),
    }
    assert wanted <= rows
    inside = read_document(document(sheets + "Commune        Logements\nVilleurbanne   5\nRoubaix        3\n"))
    assert {f.site_id for f in inside.figures} == {"rennes", "lille"}


def test_words_of_heads_belong_to_the_column_that_they_stand_over() -> None:
    view = View(
        " Site            Ensemble    Parc      Bail     Privé  Nombre de\n"
        "                           social associatif    libre   communes\n"
        " Lyon                 101      63        14        16          7\n"
        " Rouen                 47      40         -         4          6\n"
    )
    heads = {float(view.numerals[at].value): head for at, head in find_heads(view).items()}
    told = {value: " ".join(view.body[s.start : s.end] for s in head.column) for value, head in heads.items()}
    first = {101: "Ensemble", 63: "Parc social", 14: "Bail associatif", 16: "Privé libre", 7: "Nombre de communes"}
    assert told == {**first, 47: "Ensemble", 40: "Parc social", 4: "Privé libre", 6: "Nombre de communes"}
    assert {tuple(view.body[s.start : s.end] for s in head.corner) for head in heads.values()} == {("Site",)}


def test_the_communes_of_a_row_are_those_of_all() -> None:
    sheets = "Un chez-soi d'abord\n\n\nRENNES\n\n60 personnes admises\n\n\nLILLE\n\n70 personnes admises\n\n\n"
    table = (
        "Logements captés selon le statut\n\n"
        " Site       Ensemble    Parc       Bail        Nombre de\n"
        "                       social    associatif    communes\n"
        " Rennes           36       30             6            3\n"
        " Lille            47       40             7            6\n"
    )
    figures = read_document(document(sheets + table)).figures
    rows = {(f.site_id, f.values["tenure"], f.values["communes"]) for f in figures if f.table == "housing_counts"}
    assert {("rennes", "all", 3), ("lille", "all", 6), ("rennes", "associative_lease", None)} <= rows


def test_a_row_of_years_under_the_sites_of_a_table_heads_no_columns() -> None:
    table = """\
                     | Rennes | Brest
---------------------+--------+-------
Année d'ouverture    | 2036   | 2039
Personnes admises    | 103    | 58
Logements captés     | 88     | 47
"""
    reading = read_document(document(f"Un chez-soi d'abord\n\n\n{table}\n\nRennes\n\nL'équipe : 2 infirmiers\n\n\nBrest\n\nL'équipe : 1 infirmier\n"))
    told = {(f.site_id, v) for f in reading.figures for v in (f.values.get("persons"), f.values.get("dwellings")) if v}
    assert told == {("rennes", 103), ("brest", 58), ("rennes", 88), ("brest", 47)}


@pytest.mark.parametrize(
    ("label", "years"),
    [("Rencontres de l'équipe en 2 ans", 2), ("Visites (en un an)", 1), ("Rencontres sur 3 ans", 3), ("Visites", None)],
)
def test_the_period_of_a_row_is_that_of_all_its_columns(label: str, years: int | None) -> None:
    table = f"""\
                                       | Rennes | Brest | Vannes
---------------------------------------+--------+-------+-------
Personnes admises                      | 103    | 58    | 41
{label:39}| 3 120  | 2 140 | 1 030
"""
    figures = read_document(document(f"Un chez-soi d'abord\n\n\n{table}")).figures
    told = {(f.site_id, f.values["encounters"], f.values["period_years"]) for f in figures if f.table == "encounters"}
    assert told == {("rennes", 3120, years), ("brest", 2140, years), ("vannes", 1030, years)}


@pytest.mark.parametrize(
    "table",
    [
        """\
    Parc                         Logements    Loyer moyen
    Social                          38        331 € HC
    Bail glissant                   17        389 € CC
    Ensemble                        55        386 €
""",
        "Social : 38, 331 € HC\nBail glissant : 17, 389 € CC\nEnsemble : 55, 386 €\n",
    ],
)
def test_an_amount_with_its_charges_is_a_cell_of_its_own(table: str) -> None:
    figures = read_document(document(f"Un chez-soi d'abord\n\n\nRennes\n\n{table}")).figures
    rents = {(f.values["tenure"], float(str(f.values["monthly_eur"])), f.values["charges_included"]) for f in figures if f.table == "rents"}
    assert {("social", 331.0, False), ("associative_lease", 389.0, True)} <= rents
    homes = {(f.values["tenure"], f.values["dwellings"]) for f in figures if f.table == "housing_counts"}
    assert {("social", 38), ("associative_lease", 17)} <= homes


@pytest.mark.parametrize(
    ("heads", "label", "day"),
    [
        (("2025", "2024"), "Personnes logées au 30 juin", "2025-06-30"),
        (("2024", "2025"), "Logés au 31 mars", "2025-03-31"),
        (("2025", "2024"), "Logés (au 15 octobre)", "2025-10-31"),
        (("2025", "2024"), "Locataires en place au 1er mai", "2025-05-31"),
        (("2025", "2024"), "Personnes logées à ce jour", "2025-12-31"),
        (("30 juin 2025", "30 juin 2024"), "Personnes logées à ce jour", "2025-06-30"),
    ],
)
def test_the_day_of_a_row_is_in_the_year_of_its_column(heads: tuple[str, str], label: str, day: str) -> None:
    rows = [("Admissions cumulées", 71, 72), (label, 54, 55), ("Logements captés", 59, 60)]
    table = "\n".join(f"{words:40}{one:14}{other:14}" for words, one, other in rows)
    figures = read_document(document(f"Un chez-soi d'abord\n\n\nRennes\n\n{'Indicateur':40}{heads[0]:>14}{heads[1]:>14}\n{table}\n")).figures
    assert [str(f.values["as_of"]) for f in figures if f.values.get("measure") == "currently_housed"] == [day]
