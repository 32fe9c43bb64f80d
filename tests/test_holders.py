"""Who holds the homes of a tenure, or passes them on, without a number of its own."""

import pytest

from extractors.ledger import Figure
from tests.sheets import read

LEASE = [
    ("36 dans le parc social et 12 en bail glissant, que porte la fondation Terre d'Asile", "Terre d'Asile"),
    ("31 logements sociaux ; 12 en sous-location, et c'est l'association Rivages qui signe les baux", "Rivages"),
    ("Restent 12 logements en bail associatif. L'association Oxygène en est la locataire en titre.", "Oxygène"),
    ("Dont 12 en intermédiation locative. C'est l'agence immobilière sociale Clef Commune qui les sous-loue.", "Clef Commune"),
    ("L'association La Passerelle porte tous les baux glissants. On compte 12 logements en bail glissant.", "La Passerelle"),
    ("Les 12 log. en bail associatif sont tous pris à bail par la structure Cap Habitat Jeunes.", "Cap Habitat Jeunes"),
    ("L'intermédiation locative (12 logements) est confiée à l'association Cap Sud.", "Cap Sud"),
    ("Intermédiation locative (association La Bouée)    12 logements", "La Bouée"),
    ("| Bail direct | 22 |\n| Bail glissant | 12 | Association Cap Sud |", "Association Cap Sud"),
    ("Bail glissant : 12 logements\nOpérateur : association Cap Sud", "Cap Sud"),
    ("43 logements sociaux. L'ANEF 63 loue les 12 logements restants en bail associatif.", "ANEF 63"),
    ("12 en bail associatif, que tient pour nous Une Porte pour Demain ;", "Une Porte pour Demain"),
    ("12 passent par l'agence immobilière sociale Soliha, qui loue puis sous-loue.", "Soliha"),
    ("L'association Aurore loue douze appartements à des particuliers et les sous-loue.", "Aurore"),
    ("33 logements dans le parc social : Vilogia (20), Erilia (13)\n12 en bail glissant, portés par l'association Sillage", "Sillage"),
    ("Douze d'entre eux ont un bail glissant, avec l'association Gammes.", "Gammes"),
    ("Bail glissant (Association Clé de Voûte)         12 logements\nPrivé                                   28 logements", "Association Clé de Voûte"),
    ("45 logements captés, dont 12 en bail glissant, loués par l'entremise de l'association Pont Neuf.", "Pont Neuf"),
]  # fmt: skip


def rows(wording: str, table: str) -> list[Figure]:
    return [figure for figure in read(wording).figures if figure.table == table and figure.site_id == "paris"]


@pytest.mark.parametrize(("wording", "name"), LEASE)
def test_who_holds_a_lease_is_a_landlord_with_the_number_of_the_tenure(wording: str, name: str) -> None:
    held = [row.values for row in rows(wording, "landlord_counts") if row.values["tenure"] == "associative_lease"]
    assert [(values["reported_name"], values["dwellings"], values["intermediary"]) for values in held] == [(name, 12, None)]
    told = [row.values for row in rows(wording, "housing_counts") if row.values["tenure"] == "associative_lease"]
    assert [(values["dwellings"], values.get("intermediary")) for values in told] == [(12, None)]


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("9 logements privés, dont l'agence immobilière sociale Clef Commune assure la gestion.", "Clef Commune"),
        ("9 logements conventionnés Anah dont la gestion est confiée à l'agence Clef Commune.", "Clef Commune"),
        ("Privé conventionné Anah : 9, gestion Toit Commun (AIVS).", "Toit Commun"),
        ("Parc privé : 9 log., tous captés par l'intermédiaire de Soliha Bretagne.", "Soliha Bretagne"),
        ("Parc privé : 9 logements, tous mobilisés par l'agence Immo Solidaire de l'Ouest.", "Immo Solidaire de l'Ouest"),
        ("Neuf logements viennent de propriétaires privés, placés en mandat de gestion auprès de l'AIVS Le Gué.", "AIVS Le Gué"),
        ("- 9 logements privés à loyer maîtrisé, captés par Soliha Cantal", "Soliha Cantal"),
        ("9\ndans le parc privé, tous captés par l'agence Toit et Moi", "Toit et Moi"),
        ("– neuf, enfin, dans le parc privé, par l'intermédiaire de l'agence immobilière\nsociale Territoires.", "Territoires"),
        ("Neuf logements du parc privé, par le truchement d'Appuis.", "Appuis"),
        ("Parc privé, par l'intermédiaire d'Appuis   9", "Appuis"),
        ("Logements privés, par l'entremise de l'agence Toit et Moi : 9", "Toit et Moi"),
        ("Privé conventionné, captés par Soliha Aude : 9", "Soliha Aude"),
        ("Parc privé, via Immo Solidaire | 9 |", "Immo Solidaire"),
    ],
)  # fmt: skip
def test_who_passes_on_the_homes_of_owners_is_their_intermediary(wording: str, name: str) -> None:
    assert [(row.values["dwellings"], row.values.get("intermediary")) for row in rows(wording, "housing_counts")] == [(9, name)]
    assert not rows(wording, "landlord_counts")


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("Sur les 23 logements privés, Le Graal en a trouvé 9 auprès de particuliers et les gère pour leur compte.", "Le Graal"),
        ("Sur les 23 logements du parc privé, l'agence Toit et Moi en gère 9 pour le compte des propriétaires.", "Toit et Moi"),
        ("Parmi les 23 logements privés, Soliha Rhône en a capté 9.", "Soliha Rhône"),
        ("Sur les 23 logements du parc privé, Clé Ouverte en a prospecté 9.", "Clé Ouverte"),
    ],
)
def test_who_finds_or_manages_homes_of_owners_is_the_intermediary_of_those(wording: str, name: str) -> None:
    found = {(row.values["dwellings"], row.values.get("intermediary")) for row in rows(wording, "housing_counts")}
    assert found == {(23, None), (9, name)}
    assert not rows(wording, "landlord_counts")


@pytest.mark.parametrize(
    ("wording", "name", "count"),
    [
        ("Six logements sociaux pour commencer, tous loués à Alpes Isère Habitat.", "Alpes Isère Habitat", 6),
        ("Neuf logements sociaux en rez-de-chaussée, tous fournis par Vilogia.", "Vilogia", 9),
        ("Quatre logements sociaux à rénover, prêtés par Néotoa.", "Néotoa", 4),
        ("12 logements sociaux, tous propriété de Néotoa.", "Néotoa", 12),
        ("Les 9 logements sociaux appartiennent tous à Vilogia.", "Vilogia", 9),
        ("Parc social : 12 logements. Vilogia en gère 12.", "Vilogia", 12),
    ],
)
def test_who_has_all_homes_of_a_number_is_their_landlord(wording: str, name: str, count: int) -> None:
    assert [(row.values["reported_name"], row.values["dwellings"]) for row in rows(wording, "landlord_counts")] == [(name, count)]
    assert all(row.values.get("intermediary") is None for row in rows(wording, "housing_counts"))


def test_who_lets_the_homes_of_others_on_a_lease_is_both() -> None:
    wording = "20 logements sont pris en bail glissant via l'association Le Fanal (Erilia 12, Unicil 8)."
    found = [(row.values["reported_name"], row.values["dwellings"], row.values["intermediary"]) for row in rows(wording, "landlord_counts")]
    assert found == [("Le Fanal", 20, None), ("Erilia", 12, "Le Fanal"), ("Unicil", 8, "Le Fanal")]
    assert [(row.values["dwellings"], row.values.get("intermediary")) for row in rows(wording, "housing_counts")] == [(20, None)]


@pytest.mark.parametrize(
    "wording",
    [
        "L'association La Traverse porte le programme. 12 logements en bail glissant ont été captés.",
        "12 logements en bail glissant. L'association Le Gué prête des meubles.",
        "12 logements en bail glissant, suivis par l'équipe du Foyer des Jeunes.",
        "12 logements privés. L'association Les Amis de Jeudi tient un café où les locataires se retrouvent.",
        "12 logements privés, trouvés par petites annonces. L'association Le Gué prend en charge les déménagements.",
        "12 logements en bail glissant : Aurore (8), Emmaüs (4). L'association Le Gué porte aussi un atelier de vélos.",
    ],
)
def test_who_only_stands_by_holds_nothing_and_raises_nothing(wording: str) -> None:
    reading = read(wording)
    assert all(row.values["reported_name"] in ("Aurore", "Emmaüs") for row in rows(wording, "landlord_counts"))
    assert all(row.values.get("intermediary") is None for row in rows(wording, "housing_counts"))
    assert not [mention for mention in reading.mentions if mention.kind == "landlord" and mention.disposition == "unexplained"]


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("Onze ménages ont un toit grâce à l'association Cap Sud, qui porte leurs baux glissants.", "Cap Sud"),
        ("Les baux glissants sont au nom de l'association Cap Sud.", "Cap Sud"),
        ("Et 12 en bail glissant, que l'association Le Pas de la\nPorte transmettra à leurs occupants.", "Le Pas de la\nPorte"),
        ("Ces appartements, l'agence sociale Clef Commune les sous-loue.", "Clef Commune"),
    ],
)
def test_a_name_that_nothing_reads_is_an_open_mention(wording: str, name: str) -> None:
    mentions = {mention.text: mention.disposition for mention in read(f"30 logements sociaux. {wording}").mentions if mention.kind == "landlord"}
    assert mentions[name] == "unexplained"
