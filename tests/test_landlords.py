"""Which landlord a printed name is."""

import pytest

from extractors.language.landlords import find_landlord


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
