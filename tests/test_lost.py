"""What a sheet has lost, doubts or contradicts is told, and sound lines are left alone."""

import pytest

from extractors.reading import Reading, read_document
from tests.mutants import document

SHEET = "Lille\n\nContact : Jeanne Martin\nlille@chezsoi.example\n\nen chiffres...\n\n- 120 personnes intégrées dans l'étude\n{}\n- 58 logements captés\n- Loyer moyen : 345 €\n"


def read(line: str) -> Reading:
    return read_document(document(SHEET.format(line), "2014"))


def told(line: str) -> list[tuple[str, str]]:
    return [(finding.kind, finding.text) for finding in read(line).findings]


LOST = {
    "- logements dans le parc social": [("number_missing", "logements dans le parc social")],
    "- Personnes logées depuis l'ouverture :": [("number_missing", "Personnes logées depuis l'ouverture :")],
    "- Logements du parc social ..........": [("number_missing", "Logements du parc social ..........")],
    "- Un loyer mensuel moyen de euros": [("number_missing", "Un loyer mensuel moyen de euros")],
    "- 97 logements captés sur communes": [("number_missing", "sur communes")],
    "- 97 logements captés sur quatorzc communes": [("number_missing", "sur quatorzc communes")],
    "- 57 personnes logées sur les ans": [("number_missing", "sur les ans")],
    "- Z logements privés conventionnés": [("number_missing", "Z logements privés conventionnés")],
    "- L'équipe a capté logements dans la ville": [("number_missing", "L'équipe a capté logements dans la ville")],
    "- 4 logements dans le parc social : Vilogia ( ), Partenord Habitat (4)": [("number_missing", "Vilogia ( )")],
    "- 4 logements dans le parc social : Vilogia : l, Partenord Habitat : 4": [("number_missing", "Vilogia : l")],
    "- 4 logements dans le parc social : Vilogia, Partenord Habitat (4)": [("landlord_without_count", "Vilogia")],
    "- L'équipe : coordinateur (), médecin (1)": [("number_missing", "coordinateur ()")],
}
DOUBTED = {
    "- 57 personnes logées sur les 3 ans (à confirmer)": "(à confirmer)",
    "- 57 personnes logées sur les 3 ans (?)": "(?)",
    "- 57 personnes logées sur les 3 ans [sic]": "[sic]",
    "- 57 personnes logées sur les 3 ans (chiffre provisoire)": "(chiffre provisoire)",
    "- 57 personnes logées sur les 3 ans, sous réserve de vérification": "sous réserve de vérification",
    "Données provisoires": "Données provisoires",
}
SOUND = (
    "- Bailleurs sociaux :\n- Vilogia : 3\n- Partenord Habitat : 4",
    "- Les logements captés sont dispersés dans la ville",
    "- 97 logements captés sur plusieurs communes",
    "- 4 logements dans le parc social : Batigère / Vilogia (4)",
    "- L'équipe : un coordinateur, une psychologue",
    "- 57 personnes logées sur les 3 ans (chiffres clés)",
    "- un logement provisoire",
    "NOUS LOUONS…",
)
TORN = (
    "- Un loyer moyen dans le parc social de 341, 75 euros",
    "- 10,069 rencontres au domicile sur les 3 ans",
    "- 5 00 rencontres au domicile",
    "- 5 7 personnes logées depuis l'ouverture",
    "- entre 50 et 60 personnes logées depuis l'ouverture",
    "- 50 à 60 personnes logées depuis l'ouverture",
    "- 50-60 personnes logées depuis l'ouverture",
    "- 57 ou 58 personnes logées depuis l'ouverture",
    "- 57 ? personnes logées depuis l'ouverture",
)


@pytest.mark.parametrize("line", LOST)
def test_what_has_lost_its_number_is_told(line: str) -> None:
    assert told(line) == LOST[line]


@pytest.mark.parametrize("line", DOUBTED)
def test_what_the_source_doubts_is_told(line: str) -> None:
    assert told(line) == [("doubt_stated", DOUBTED[line])]


@pytest.mark.parametrize("line", SOUND)
def test_sound_lines_are_left_alone(line: str) -> None:
    assert told(line) == []


@pytest.mark.parametrize("line", TORN)
def test_a_range_and_a_number_that_came_apart_are_no_figures(line: str) -> None:
    reading = read(line)
    at = reading.document.body.index(line)
    assert [f for f in reading.facts if at <= f.span.start < at + len(line)] == []
    assert {e.disposition for e in reading.ledger if at <= e.span.start < at + len(line)} == {"unexplained"}


def test_a_role_that_is_in_no_list_is_told_wherever_it_stands_in_the_team() -> None:
    assert told("- L'équipe : un coordinateur, un maître-chien, une psychologue") == [("unknown_role", "maître-chien")]
    assert told("- L'équipe : un coordinateur, une psychologue et un maître-chien") == [("unknown_role", "maître-chien")]


def test_a_figure_before_any_heading_is_told() -> None:
    reading = read_document(document("- 58 logements captés\n\n\n\n" + SHEET.format("- 57 personnes logées depuis l'ouverture"), "2014"))
    assert [(f.kind, f.site_id, f.text) for f in reading.findings] == [("figure_without_site", None, "58 logements captés")]


def test_a_figure_in_a_story_is_told() -> None:
    story = "\nzoom sur ...\n\n... le jardin\n\nIls sont venus : 58 logements captés leur ont suffi. Ils y sont encore.\n"
    reading = read_document(document(SHEET.format("") + story, "2014"))
    assert [f.kind for f in reading.findings] == ["read_and_ignored"]
