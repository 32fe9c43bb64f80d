"""Which lines are the heading of a site, and of which."""

import pytest

from extractors.language.landlords import find_landlord
from extractors.language.places import find_place
from extractors.reading import read_document
from extractors.sections import find_sections
from extractors.view.view import View
from tests.test_patterns import document

SHEET = "\n\nContact : Jean Dupont\njean@asso.fr\n\n- 58 logements captés\n"


def sites(body: str) -> list[tuple[str, str, bool]]:
    return [(s.site.site_id, s.site.name, s.site.is_known) for s in find_sections(View(body))]


@pytest.mark.parametrize(
    ("heading", "site_id", "name"),
    [
        ("Paris", "paris", "Paris"),
        ("PARIS", "paris", "Paris"),
        ("L i l l e", "lille", "Lille"),
        ("Site de Lyon", "lyon", "Lyon"),
        ("Le site de Saint-Étienne", "saint-etienne", "Saint-Étienne"),
        ("Hauts-de-Seine", "hauts-de-seine", "Hauts-de-Seine"),
        ("Côtes-d’Armor", "cotes-d-armor", "Côtes-d'Armor"),
        ("Lille Jeunes", "lille-jeunes", "Lille Jeunes"),
        ("Lille – Jeunes", "lille-jeunes", "Lille Jeunes"),
        ("Fiche 3 : Dijon", "dijon", "Dijon"),
        ("Un chez-soi d’abord à Nantes", "nantes", "Nantes"),
        ("La Réunion", "la-reunion", "La Réunion"),
        ("Brest - Quimper", "brest-quimper", "Brest - Quimper"),
        ("Marseille Nord", "marseille-nord", "Marseille Nord"),
    ],
)
def test_headings(heading: str, site_id: str, name: str) -> None:
    assert sites(heading + SHEET) == [(site_id, name, True)]


def test_an_unknown_place_keeps_its_printed_name_and_is_flagged() -> None:
    assert sites("Site de Trifouilly-les-Oies" + SHEET) == [("trifouilly-les-oies", "Trifouilly-les-Oies", False)]


@pytest.mark.parametrize(
    "line", ["les porteurs...", "en chiffres ...", "zoom sur Paris", "Contact : Paris", "58 logements à Paris", "Préfecture de Paris"]
)
def test_lines_that_are_no_heading(line: str) -> None:
    assert sites(line + SHEET) == []


def test_a_site_may_stand_before_its_first_figure_on_one_line() -> None:
    assert sites("Paris - 58 logements captés : 16 logements dans le parc social") == [("paris", "Paris", True)]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Paris", ("75056", "75", "11")),
        ("Nice", ("06088", "06", "93")),
        ("Vienne", (None, "86", "75")),
        ("La Réunion", (None, "974", "04")),
        ("Corse", (None, None, "94")),
    ],
)
def test_codes_of_places(name: str, codes: tuple[str | None, ...]) -> None:
    place = find_place(name)
    assert place is not None
    assert (place.commune_code, place.department_code, place.region_code) == codes


@pytest.mark.parametrize("name", ["Saint-Denis", "Nulle-Part"])
def test_a_name_of_several_places_or_none_is_not_guessed(name: str) -> None:
    assert find_place(name) is None


@pytest.mark.parametrize(
    ("printed", "landlord_id"),
    [
        ("Toit et Jolie", "toit-et-joie"),
        ("toit et joie", "toit-et-joie"),
        ("la RIVP", "rivp"),
        ("Élogie-Siemp", "elogie-siemp"),
        ("Elopie", "elogie"),
    ],
)
def test_landlords_are_known_by_every_spelling(printed: str, landlord_id: str) -> None:
    assert (find_landlord(printed).landlord_id, find_landlord(printed).is_known) == (landlord_id, True)


def test_an_unknown_landlord_keeps_its_printed_name() -> None:
    landlord = find_landlord("Logis du Verger")
    assert (landlord.landlord_id, landlord.name, landlord.is_known) == ("logis-du-verger", "Logis du Verger", False)


def test_an_address_before_the_first_heading_is_nobodys_contact() -> None:
    from extractors.reading import read_document
    from tests.test_patterns import document

    reading = read_document(document("Renseignements : Jean Dupont, programme1@ministere.fr\n\nParis" + SHEET))
    assert [f.site_id for f in reading.figures if f.table == "contacts"] == ["paris"]
    assert reading.findings == ()
    assert [(e.text, e.reason) for e in reading.ledger if e.disposition == "ignored"] == [("1", "address")]


def test_a_story_ends_where_the_next_sites_heading_stands() -> None:
    body = f"Lyon{SHEET}\nzoom sur ...\n\n... la chorale\n\nIls sont seize à répéter.\n\nRENNES{SHEET}"
    reading = read_document(document(body))
    assert [(f.site_id, f.values["body"]) for f in reading.figures if f.table == "zooms"] == [("lyon", "Ils sont seize à répéter.")]
    assert [f.site_id for f in reading.figures if f.table == "contacts"] == ["lyon", "rennes"]
