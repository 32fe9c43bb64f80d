"""Editions by theme: a title, and under it a line, a row or a column for each site."""

import pytest

from extractors.reading import read_document
from tests.sheets import document

LANDLORDS = """A. Bailleurs sociaux partenaires
Rennes : Archipel Habitat 14, Espacil 9, Néotoa 4.
Brest : Brest Métropole Habitat 12, Aiguillon 6.
Lorient : Lorient Habitat 7.
Total : 52 logements.

B. Logements en bail glissant, par association
Rennes : Le Relais 8.
Brest : Fondation Massé-Trévidy 5, AGEHB 3.
Lorient : Sauvegarde 56 4.
"""
SHEETS = (
    "RENNES\n\n52 personnes admises, 45 logées depuis l'ouverture.\nContact : a.b@c.example\n\n\n"
    "BREST\n\n38 personnes admises, 31 logées depuis l'ouverture.\nContact : d.b@c.example\n\n\n"
    "LORIENT\n\n22 personnes admises, 18 logées depuis l'ouverture.\nContact : e.b@c.example\n\n\n"
)


def read(body: str) -> str:
    """What was read of each site, in order, without what is unknown or exact."""
    reading = read_document(document(f"Un chez-soi d'abord\n\n{body}"))
    starts = {fact.fact_id: fact.span.start for fact in reading.facts}
    figures = [f for f in reading.figures if f.table in ("population_counts", "housing_counts", "rents", "encounters", "landlord_counts")]
    told = sorted(figures, key=lambda figure: starts[figure.fact_id])
    return "; ".join(f"{f.site_id} " + " ".join(str(v) for v in f.values.values() if v not in (None, "exact")) for f in told)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            "Personnes entrées dans le programme\n\n- Marseille : 102 personnes\n- Nice : 54\n- Toulon : 41\n\n"
            "Visites à domicile\n\n- Marseille : 5 200 visites en 2 ans\n- Nice : 2 410\n- Toulon : plus de 1 900\n",
            "marseille in_programme 102; nice in_programme 54; toulon in_programme 41; marseille 5200 2; nice 2410; toulon 1900 more_than",
        ),
        (
            "Recherche : personnes suivies\nParis : 180 personnes incluses.\nLille : 170.\nToulouse : 155.\n\n"
            "Programme : personnes admises\nParis : 98 personnes.\nLille : 86 (capacité : 100).\nToulouse : 79.\n",
            "paris in_study 180; lille in_study 170; toulouse in_study 155; paris in_programme 98; lille in_programme 86; toulouse in_programme 79",
        ),
        (
            "Toujours logées au 30 juin 2015\n\nParis : 71.\nLille : 66.\nToulouse : 60.\nTotal : 197.\n",
            "paris currently_housed 71 2015-06-30; lille currently_housed 66 2015-06-30; toulouse currently_housed 60 2015-06-30",
        ),
        (
            "LOYER MOYEN CHARGES COMPRISES\nDijon ........ 345 €\nBesançon ..... 328 €\nNancy ........ 351 €\n\n"
            "MÉNAGES LOGÉS DEPUIS LE DÉBUT\nDijon ........ 38\nBesançon ..... 27\nNancy ........ 44\n",
            "dijon all 345 True; besancon all 328 True; nancy all 351 True; dijon ever_housed 38; besancon ever_housed 27; nancy ever_housed 44",
        ),
        (
            "## Logements mobilisés\n\n* **Metz** : 36 logements dans 4 communes\n* **Nancy** : 45 dans 6 communes\n\n"
            "## Loyers (CC)\n\n* **Metz** : 342,50 €\n* **Nancy** : 366 €\n",
            "metz all 36 4; nancy all 45 6; metz all 342.50 True; nancy all 366 True",
        ),
        (
            "Le public (personnes admises)\nAngers : 45, dont 12 femmes.\nLaval : 21, dont 4 femmes.\n\n"
            "Loyers moyens\nAngers : 312 € CC.\nLaval : 287 € HC.\n",
            "angers in_programme 45; laval in_programme 21; angers all 312 True; laval all 287 False",
        ),
        (
            LANDLORDS,
            "rennes social Archipel Habitat 14; rennes social Espacil 9; rennes social Néotoa 4; "
            "brest social Brest Métropole Habitat 12; brest social Aiguillon 6; lorient social Lorient Habitat 7; "
            "rennes associative_lease Le Relais 8; brest associative_lease Fondation Massé-Trévidy 5; "
            "brest associative_lease AGEHB 3; lorient associative_lease Sauvegarde 56 4",
        ),
    ],
    ids=["bullets", "study", "date_of_a_title", "leaders", "marked_titles", "parts_of_a_count", "landlords"],
)
def test_a_title_speaks_of_the_line_of_each_site_below_it(part: str, said: str) -> None:
    assert read(part) == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "Loyers moyens, hors charges, en euros\n\n"
            "                 Lille      Amiens     Rouen\n"
            "Parc social      312,40     298,00     305,10\n"
            "Bail glissant    s.o.       421,00     n.d.\n"
            "Parc privé       455,00     –          433,90\n",
            "lille social 312.40 False; amiens social 298.00 False; rouen social 305.10 False; "
            "amiens associative_lease 421.00 False; lille private 455.00 False; rouen private 433.90 False",
        ),
        (
            "Loyers mensuels moyens, charges comprises\n\n"
            "Ville        Parc social    Sous-location    Parc privé    Ensemble\n"
            "Pau          288,00         n.c.             n.c.          n.c.\n"
            "Bayonne      n.c.           n.c.             n.c.          355,00\n"
            "Dax          n.c.           412,00           433,00        n.c.\n",
            "pau social 288.00 True; bayonne all 355.00 True; dax associative_lease 412.00 True; dax private 433.00 True",
        ),
        (
            "## Loyer moyen mensuel, charges comprises (euros)\n\n"
            "| Site | Parc social | Bail glissant | Parc privé | Tous parcs |\n|---|---|---|---|---|\n"
            "| Tours | 301 | s.o. | 402,50 | 318 |\n| Orléans | 311,20 | 388 | n.d. | néant |\n| Blois | - | - | 455 | - |\n",
            "tours social 301 True; tours private 402.50 True; tours all 318 True; orleans social 311.20 True; "
            "orleans associative_lease 388 True; blois private 455 True",
        ),
    ],
    ids=["sites_as_columns", "empty_cells", "bars"],
)
def test_a_title_says_what_columns_of_tenures_count(table: str, said: str) -> None:
    assert read(table) == said


@pytest.mark.parametrize(
    "recap",
    [
        "Personnes admises par site\nRennes : 52\nBrest : 38\nLorient : 22\nTotal : 112\n\n\n",
        "Places et personnes admises\n\nVille      Places   Admises   Logées\nRennes     55       52        45\n"
        "Brest      40       38        31\nLorient    25       22        18\nTotal      120      112       94\n\n\n",
    ],
    ids=["lines", "table"],
)
def test_what_a_recapitulation_says_again_is_neither_doubled_nor_another_s(recap: str) -> None:
    wanted = {
        "rennes in_programme 52",
        "rennes ever_housed 45",
        "brest in_programme 38",
        "brest ever_housed 31",
        "lorient in_programme 22",
        "lorient ever_housed 18",
    }
    for body in (recap + SHEETS, SHEETS + recap):
        told = read(body).split("; ")
        assert sorted(told) == sorted(wanted)


def test_communes_of_one_site_are_no_sites() -> None:
    sheet = "LILLE\n\n98 personnes admises.\nLogements captés par commune :\n- Lille : 40\n- Roubaix : 22\n- Tourcoing : 12\nTotal : 74 logements captés.\n"
    assert read(sheet) == "lille in_programme 98; lille all 74"


def test_a_number_that_its_own_list_adds_up_to_is_no_total_of_the_others() -> None:
    sheets = "".join(
        f"{site}\n\n{n} logements dans le parc social\nContact : x@{site.lower()}.example\n\n\n"
        for site, n in (("LILLE", 20), ("PARIS", 18), ("RENNES", 12))
    )
    own = "DIJON\n\n50 logements dans le parc social : Orvitis (30), Grand Dijon Habitat (20)\nContact : x@dijon.example\n"
    assert "dijon social 50" in read(sheets + own)
    assert "dijon social 50" not in read(sheets + own.partition(" :")[0] + "\nContact : x@dijon.example\n")
