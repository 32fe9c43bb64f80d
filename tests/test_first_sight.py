"""What once misled the reader, each kind wholly: small texts in a sheet of Rennes, read end to end."""

from decimal import Decimal
from pathlib import Path

import pytest

from extractors.language.glossary import explained
from extractors.ledger import Reading
from extractors.reading import read_document
from extractors.source.document import Quarantined
from extractors.source.text import read_text
from tests.conftest import breaks, build
from tests.sheets import document


def read(text: str) -> Reading:
    return read_document(document(f"Un chez-soi d'abord\n\n\nRennes\n\n60 personnes dans le programme\n\n{text}\n"))


def figures(text: str, table: str) -> list[tuple[object, ...]]:
    """The figures of a table, each with its values but for what is unknown or exact."""
    reading = read(text)
    assert {site.site_id for site in reading.sites} == {"rennes"}
    told = [tuple(v for v in f.values.values() if v not in (None, "exact")) for f in reading.figures if f.table == table]
    return [values for values in told if values != ("in_programme", 60)]


def unexplained(text: str) -> list[str]:
    return [entry.text for entry in read(text).ledger if entry.disposition == "unexplained"]


def reasons(text: str) -> dict[str, str | None]:
    """The numbers that are no figures, and the rule that says so."""
    return {entry.text: entry.reason for entry in read(text).ledger if entry.disposition == "ignored"}


def lost(text: str) -> list[str]:
    return [finding.text for finding in read(text).findings if finding.kind == "number_missing"]


THREE = [("social", "Archipel Habitat", 15), ("social", "Espacil", 8), ("social", "Néotoa", 6)]


@pytest.mark.parametrize(
    "listed",
    [
        "Archipel Habitat 15 / Espacil 8 / Néotoa 6",
        "Archipel Habitat (15), Espacil (8), Néotoa (6)",
        "Archipel Habitat : 15, Espacil : 8, Néotoa : 6",
        "Archipel Habitat pour 15, Espacil pour 8 et Néotoa pour 6",
        "15 chez Archipel Habitat, 8 chez Espacil et 6 chez Néotoa",
        "15 avec Archipel Habitat, 8 avec Espacil, 6 avec Néotoa",
        "15 à Archipel Habitat, 8 à Espacil, 6 à Néotoa",
        "Archipel Habitat – 15 ; Espacil – 8 ; Néotoa – 6",
        "Archipel Habitat = 15 | Espacil = 8 | Néotoa = 6",
        "\n- Archipel Habitat ......... 15\n- Espacil ......... 8\n- Néotoa ......... 6",
        "\n- Archipel Habitat … 15\n- Espacil … 8\n- Néotoa … 6",
        "\n- Archipel Habitat ____ 15\n- Espacil ____ 8\n- Néotoa ____ 6",
        "\n- Archipel Habitat : 15 logements\n- Espacil : 8 logements\n- Néotoa : 6 logements",
    ],
)
def test_a_landlords_name_is_its_name_alone(listed: str) -> None:
    text = f"29 logements dans le parc social : {listed}"
    assert figures(text, "landlord_counts") == THREE
    assert figures(text, "housing_counts") == [("social", 29)]
    assert unexplained(text) == []


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Zoom sur l'atelier cuisine", "l'atelier cuisine"),
        ("ZOOM SUR\nl'atelier cuisine", "l'atelier cuisine"),
        ("Focus sur les jardins", "les jardins"),
        ("zoom\n\nsur ... la chorale", "la chorale"),
    ],
)
def test_the_preposition_of_a_label_is_no_part_of_a_storys_title(label: str, title: str) -> None:
    tale = "Ils sont seize à répéter chaque jeudi. Elle a préparé la salle, il a apporté les partitions."
    assert figures(f"{label}\n\n{tale}", "zooms") == [(title, tale)]


@pytest.mark.parametrize(
    "amount",
    ["1,2 million d'euros", "3 millions d'euros", "1,2 milliard d'euros", "850 k€", "12 k €", "1,6 M€", "1 250 000 euros", "deux millions d'euros"],
)
@pytest.mark.parametrize("line", ["- Budget annuel : {}", "- Le budget est de {}", "- {} versés par l'État"])
def test_a_large_amount_is_no_bullet_that_lost_its_number(line: str, amount: str) -> None:
    text = line.format(amount)
    assert lost(text) == []
    assert unexplained(text) == []
    assert figures(text, "rents") == []


@pytest.mark.parametrize(
    "words",
    [
        "maintenues",
        "maisons",
        "marchés",
        "mairies",
        "ménages maintenus",
        "jumelages",
        "octogénaires",
        "novices",
        "décembristes",
        "avrillaises",
        "majeurs",
        "juives",
    ],
)
@pytest.mark.parametrize("number", ["12", "29", "31"])
def test_a_word_that_begins_like_a_month_makes_no_date(number: str, words: str) -> None:
    assert "date" not in reasons(f"L'équipe en connaît {number} {words}.").values()


def test_persons_maintained_are_persons() -> None:
    told = figures("Personnes logées depuis l'ouverture : 57, dont 12 maintenues", "population_counts")
    assert told in ([("ever_housed", 57)], [("ever_housed", 57), ("currently_housed", 12)])


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("en sept. 2014", "2014-09-30"),
        ("en oct. 2014", "2014-10-31"),
        ("au 1 er janvier 2015", "2015-01-31"),
        ("au 1er janvier 2015", "2015-01-31"),
        ("au 31 déc. 2014", "2014-12-31"),
        ("fin févr. 2016", "2016-02-29"),
        ("fin du mois d'octobre 2014", "2014-10-31"),
    ],
)
def test_a_date_with_a_short_month_or_a_parted_ordinal(printed: str, day: str) -> None:
    text = f"53 personnes accompagnées et logées {printed}"
    assert [tuple(map(str, values)) for values in figures(text, "population_counts")] == [("currently_housed", "53", day)]
    assert unexplained(text) == []


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("onze cents", (1100,)),
        ("quinze cents", (1500,)),
        ("un millier de", (1000, "about")),
        ("deux milliers de", (2000, "about")),
        ("plus d'un millier de", (1000, "more_than")),
    ],
)
def test_numbers_in_hundreds_and_thousands(printed: str, values: tuple[object, ...]) -> None:
    assert figures(f"{printed} visites à domicile", "encounters") == [values]


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Il habite au 4e étage.", ["4"]),
        ("Elle loge au 2ème étage.", ["2"]),
        ("La réunion commence à 14h30.", ["14", "30"]),
        ("La réunion commence à 14 h 30.", ["14", "30"]),
        ("L'équipe est joignable 24h/24 et 7j/7.", ["24", "24", "7", "7"]),
        ("Des T2 et des F3 pour la plupart.", ["2", "3"]),
        ("Un T1 bis près de la gare.", ["1"]),
    ],
)
def test_numbers_of_floors_hours_and_flats_are_ignored(sentence: str, numbers: list[str]) -> None:
    reading = read(sentence)
    assert [(e.text, e.disposition) for e in reading.ledger if e.text != "60"] == [(number, "ignored") for number in numbers]
    assert len(reading.figures) == 1


@pytest.mark.parametrize("opening", ["unique en France", "première en France", "rare en France", "Seul en France", "pionnier en France"])
def test_what_is_unique_in_france_is_the_sites_own(opening: str) -> None:
    text = f"Un dispositif {opening}, le site a logé 85 personnes depuis l'ouverture."
    assert figures(text, "population_counts") == [("ever_housed", 85)]


def test_a_number_for_all_of_france_is_not_the_sites() -> None:
    assert figures("En France, le programme a logé 3 200 personnes depuis l'ouverture.", "population_counts") == []


@pytest.mark.parametrize(
    "team",
    [
        "2 médecins (un psychiatre et un généraliste)",
        "deux médecins (un psychiatre, un généraliste)",
        "2 médecins : un psychiatre et un généraliste",
        "deux médecins, l'un psychiatre, l'autre généraliste",
    ],
)
def test_the_parts_of_a_sum_are_not_counted_beside_it(team: str) -> None:
    told = figures(f"L'équipe : un coordinateur, trois infirmiers, {team}", "staff")
    assert told[:2] == [("coordinateur", 1), ("infirmier", 3)]
    assert sum(int(str(values[1])) for values in told[2:]) == 2


def test_no_expression_runs_against_a_clock() -> None:
    """What is read may not depend on how fast a machine is: inputs are bounded, never seconds."""
    sources = Path(__file__).parent.parent.joinpath("extractors").rglob("*.py")
    assert [path.name for path in sources if "timeout=" in path.read_text(encoding="utf-8")] == []


def test_a_text_of_a_broken_font_map_is_quarantined() -> None:
    letters = "Les logements captés et les personnes que nous avons logées sont dans ce tableau du programme. " * 9
    shifted = "".join(chr(ord(c) - 29) if c.isalpha() and ord(c) < 128 else c for c in letters)
    assert isinstance(read_text(shifted.encode(), "0" * 64, "2030", "2030/b.txt"), Quarantined)
    assert not isinstance(read_text(letters.encode(), "0" * 64, "2030", "2030/b.txt"), Quarantined)


def test_an_edition_with_an_unreadable_second_file_and_two_periods_is_told_so(tmp_path: Path) -> None:
    folder = tmp_path / "raw/2030"
    folder.mkdir(parents=True)
    sheet = "Un chez-soi d'abord\n\n\nRennes\n\n60 personnes dans le programme\n44 personnes logées sur les 4 ans\n57 logements captés\n"
    (folder / "a.txt").write_text(sheet + "Plus de 5 000 rencontres au domicile sur les 2 ans\n", encoding="utf-8")
    (folder / "b.txt").write_text("(cid:12)(cid:44)(cid:7) (cid:9)(cid:31) " * 40, encoding="utf-8")
    _, results, verdict = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    assert {("documents_readable", None), ("periods_agree", "rennes")} <= set(breaks(results))
    severity = {result.rule.name: result.rule.severity for result in results}
    assert (severity["documents_readable"], severity["periods_agree"]) == ("critical", "warning")
    assert verdict.path.name.endswith(".rejected")


CONTACT = "\n\nContact : Jean Dupont\njean@asso.fr\n\n- 58 logements captés\n"


def test_an_address_before_the_first_heading_is_nobodys_contact() -> None:
    reading = read_document(document("Renseignements : Jean Dupont, programme1@ministere.fr\n\nParis" + CONTACT))
    assert [f.site_id for f in reading.figures if f.table == "contacts"] == ["paris"]
    assert reading.findings == ()
    assert [e.text for e in reading.ledger if e.disposition == "ignored"] == ["1"]
    assert [(m.text, m.disposition) for m in reading.mentions if m.kind == "email" and m.site_id is None] == [("programme1@ministere.fr", "ignored")]


def test_a_story_ends_where_the_next_sites_heading_stands() -> None:
    body = f"Lyon{CONTACT}\nzoom sur ...\n\n... la chorale\n\nIls sont seize à répéter.\n\nRENNES{CONTACT}"
    reading = read_document(document(body))
    assert [(f.site_id, f.values["body"]) for f in reading.figures if f.table == "zooms"] == [("lyon", "Ils sont seize à répéter.")]
    assert [f.site_id for f in reading.figures if f.table == "contacts"] == ["lyon", "rennes"]


@pytest.mark.parametrize(
    "line",
    [
        "Loyers moyens, charges comprises : 398 € (social) ; 429 € (privé conventionné).",
        "Loyer moyen du parc social : 398 € ; du parc privé conventionné : 429 € (dans les deux cas, charges comprises).",
        "Charges comprises, le loyer moyen est de 398 euros dans le parc social ; il est de 429 euros dans le parc privé conventionné.",
        "Loyer moyen du parc social : 398 €. Du parc privé conventionné : 429 €. Les charges y sont comprises.",
        "Loyers mensuels moyens, en euros, charges incluses :\n\n  Parc social              398 €\n  Privé conventionné       429 €",
    ],
)
def test_what_a_line_says_of_charges_before_its_first_rent_or_after_its_last_holds_for_all(line: str) -> None:
    assert {(tenure, str(rent), charges) for tenure, rent, charges in figures(line, "rents")} == {
        ("social", "398", True),
        ("private_regulated", "429", True),
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Loyer moyen : 398 € charges comprises dans le parc social et 429 € dans le parc privé.", [True, None]),
        ("Loyer moyen : 398 € dans le parc social, hors charges, et 429 € dans le parc privé, charges comprises.", [False, True]),
        ("Loyer moyen, parc social, charges comprises : 398 € ; parc privé, hors charges : 429 €.", [True, False]),
        ("On paie en moyenne 398 € dans le parc social et 429 € dans le parc privé, charges en sus dans les deux cas.", [False, False]),
        ("Le loyer moyen est de 398 €, charges comprises, dans le social et de 429 €, charges non comprises, dans le privé.", [True, False]),
    ],
)
def test_charges_belong_to_the_rent_that_they_are_said_of(line: str, said: list[bool | None]) -> None:
    rents = [f.values for f in read(line).figures if f.table == "rents"]
    assert [(str(rent["tenure"]), rent["charges_included"]) for rent in rents] == list(zip(("social", "private"), said, strict=True))


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("En 2 ans : 75 pers. admises, 58 logées au moins une fois.", 2),
        ("75 personnes admises en trois ans, 58 logées depuis l'ouverture.", None),
        ("75 personnes admises, 58 logées en trois ans, 49 encore aujourd'hui.", 3),
        ("En deux ans l'équipe a admis 75 personnes, dont 58 ont été logées depuis l'ouverture.", None),
        ("Logés depuis le début : 58 pers. en 6 ans", 6),
    ],
)
def test_a_period_belongs_to_the_count_that_it_is_said_of(line: str, years: int | None) -> None:
    housed = [f.values for f in read(line).figures if f.values.get("measure") == "ever_housed"]
    assert [(row["persons"], row["period_years"]) for row in housed] == [(58, years)]


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("En douze mois, l'équipe a fait 2 340 visites.", 1),
        ("L'équipe a fait 2 340 visites ces douze derniers mois.", 1),
        ("2 340 visites en 24 mois.", 2),
        ("Sur les 12 derniers mois, 2 340 rencontres.", 1),
        ("2 340 visites sur 36 mois", 3),
        ("2 340 visites en dix-huit mois.", None),
        ("2 340 visites, toujours à deux, au mois de mai.", None),
    ],
)
def test_twelve_months_are_a_year(line: str, years: int | None) -> None:
    told = [f.values for f in read(line).figures if f.table == "encounters"]
    assert [(row["encounters"], row["period_years"]) for row in told] == [(2340, years)]


@pytest.mark.parametrize(
    "line",
    [
        "Au 31 décembre 2040, 45 personnes étaient logées, et nous avons fait le tour des 12 communes.",
        "À la date du 31 décembre 2040, 45 personnes étaient logées ; il y a 12 villes à visiter.",
        "45 personnes sont logées aujourd'hui, et les 12 communes nous ont écrit.",
    ],
)
def test_communes_are_no_persons(line: str) -> None:
    assert [told[:2] for told in figures(line, "population_counts")] == [("currently_housed", 45)]


@pytest.mark.parametrize(
    ("lines", "table", "said"),
    [
        ("Les logements. Soixante-quatre.", "housing_counts", [("all", 64)]),
        ("Le parc social. Trente-huit.", "housing_counts", [("social", 38)]),
        ("Et les bailleurs sociaux ? Ils en ont donné 31.", "housing_counts", [("social", 31)]),
        ("Combien d'appartements captés ?\nVingt-six.", "housing_counts", [("all", 26)]),
        ("Et combien de personnes logées ?\n— Au 31 décembre, cinquante-quatre.", "population_counts", [("currently_housed", 54)]),
        ("Les personnes logées ? 48 à ce jour.", "population_counts", [("currently_housed", 48)]),
        ("Combien de visites ?\n— En un an, 5 640.", "encounters", [(5640, 1)]),
        ("Vos rencontres, vous les comptez ? Aujourd'hui, 2 300 environ.", "encounters", [(2300, "about")]),
        ("Nos bénévoles. Quatorze.", "housing_counts", []),
        ("Quel âge ont-ils ? 42 en moyenne.", "population_counts", []),
        ("Les logements. Soixante-quatre chats.", "housing_counts", []),
    ],
)
def test_a_bare_number_counts_what_the_question_or_sub_title_before_it_names(lines: str, table: str, said: list[tuple[object, ...]]) -> None:
    assert figures(lines, table) == said


def test_a_day_has_the_year_in_which_the_text_has_it_elsewhere() -> None:
    text = "Les personnes ont été comptées partout le même jour, le 30 septembre 2023.\n\n29 personnes étaient logées {}."
    for day, date in (("le 30 septembre", "2023-09-30"), ("au 30 septembre", "2023-09-30"), ("à la date du comptage", "2023-09-30")):
        assert [str(f.values["as_of"]) for f in read(text.format(day)).figures if f.values.get("measure") == "currently_housed"] == [date]


@pytest.mark.parametrize("ending", ["prend fin le", "s'achève le", "a pris fin le", "sera jugé le"])
def test_the_day_on_which_something_ends_is_no_days_of_figures(ending: str) -> None:
    text = f"Un chez-soi d'abord\n\nLe programme {ending} 31 décembre 2016, et nous le savons.\n\n\nRENNES\n\n58 personnes sont logées.\n"
    assert [f.values["as_of"] for f in read_document(document(text)).figures if f.table == "population_counts"] == [None]


def test_the_next_rents_charges_are_not_those_of_the_one_above() -> None:
    text = "Loyer moyen dans le parc social : 341 €\n\nDans le parc privé : 431 € hors charges"
    assert [f.values["charges_included"] for f in read(text).figures if f.table == "rents"] == [None, False]


def test_cells_that_each_say_what_they_count_are_clauses() -> None:
    row = "| 75 admissions | 58 locataires au 31 décembre 2023 | 64 logements, quatre communes |"
    assert figures(row, "housing_counts") == [("all", 64, 4)]
    assert [str(f.values["as_of"]) for f in read(row).figures if f.values.get("measure") == "currently_housed"] == ["2023-12-31"]


def test_a_number_with_decimals_counts_nobody() -> None:
    assert figures("Bail associatif 356,00", "housing_counts") == []


def test_another_tenures_rent_is_no_earlier_one() -> None:
    assert [str(rent) for _, rent in figures("Le loyer moyen du parc social est de 320 €, contre 410 € dans le parc privé.", "rents")] == [
        "320",
        "410",
    ]
    assert [str(rent) for _, rent in figures("Le loyer moyen est de 437 €, contre 420 € l'an dernier.", "rents")] == ["437"]


def test_a_qualifier_may_follow_what_is_counted() -> None:
    assert figures("2 000 rencontres environ ont été assurées.", "encounters") == [(2000, "about")]


def test_figures_that_a_story_swallowed_are_open() -> None:
    story = "Zoom : Deux villes, une ligne de bus\nOn roule le lundi, on marche le mardi. {}, et personne ne compte les étages. « J'ai une clé », dit Samia."
    assert unexplained(story.format("64 personnes ont été logées à un moment ou à un autre")) == ["64"]
    assert unexplained(story.format("60 personnes sont entrées dans le programme")) == []
    assert unexplained(story.format("Il a visité 12 appartements")) == []


@pytest.mark.parametrize(
    "line",
    [
        "44 logements en HLM, 12 dans le privé, 7 en bail glissant",
        "44 logements chez les bailleurs sociaux, 12 chez des particuliers et 7 en intermédiation locative",
        "Parc social 44, parc privé 12, bail associatif 7",
        "Social : 44 ; privé : 12 ; intermédiation : 7",
        "Parc social : 44. Parc privé : 12. Bail glissant : 7.",
    ],
)
def test_a_word_counts_for_the_number_on_its_side_of_the_comma(line: str) -> None:
    assert sorted(figures(line, "housing_counts")) == [("associative_lease", 7), ("private", 12), ("social", 44)]


@pytest.mark.parametrize("tenure", ["social", "associative_lease", "private", "private_regulated"])
def test_a_label_that_names_one_tenure_counts_no_other(tenure: str) -> None:
    label = {"social": "parc public", "associative_lease": "bail glissant", "private": "parc privé", "private_regulated": "parc privé conventionné"}
    for number in (9, 45, 160):
        assert {t for t, *_ in figures(f"Logements captés, {label[tenure]} : {number}", "housing_counts")} <= {tenure}


def test_what_a_landlord_is_says_what_it_lets_where_no_word_does() -> None:
    told = "Vilogia a fourni dix logements. Partenord Habitat en compte six à ce jour, SIA Habitat quatre."
    numbers = "20 logements en HLM, 10 dans le privé"
    assert {(t, n) for t, _, n in figures(f"{told}\n\n{numbers}", "landlord_counts")} == {("social", 10), ("social", 6), ("social", 4)}
    room = figures(f"Vilogia a fourni trente logements. SIA Habitat en compte six.\n\n{numbers}", "landlord_counts")
    assert not {t for t, *_ in room} & {"private"}


@pytest.mark.parametrize(
    "line",
    [
        "Merci à Un Toit pour Tous, qui nous en sous-loue 9 en bail associatif.",
        "Chez nos amis d'Habitat et Humanisme, 9 logements en intermédiation locative.",
    ],
)
def test_the_only_association_with_a_lease_holds_all_of_it(line: str) -> None:
    assert figures(line, "housing_counts") == [("associative_lease", 9)]
    assert [(t, n) for t, _, n in figures(line, "landlord_counts")] == [("associative_lease", 9)]


def test_totals_of_all_sites_are_no_sites() -> None:
    sheets = "\n\n\n".join(
        f"{town.upper()}\n\n{n} personnes admises dans le programme, {n - 5} logements captés"
        for town, n in (("Lyon", 70), ("Lille", 60), ("Paris", 50))
    )
    for table in (
        "Personnes admises ...... 180\nLogements captés ...... 165",
        "Total : 180 personnes admises dans le programme, 165 logements captés",
    ):
        reading = read_document(document(f"Un chez-soi d'abord\n\n\n{sheets}\n\n{table}\n"))
        told = [
            (f.site_id, f.values.get("persons") or f.values.get("dwellings"))
            for f in reading.figures
            if f.table in ("population_counts", "housing_counts")
        ]
        assert sorted(told) == [("lille", 55), ("lille", 60), ("lyon", 65), ("lyon", 70), ("paris", 45), ("paris", 50)]
        totals = [e for e in reading.ledger if e.text in ("180", "165")]
        assert "extracted" not in {e.disposition for e in totals}
        assert "total_of_all_sites" in {e.reason for e in totals}


def test_a_sheet_that_contradicts_itself_is_no_total_of_two_sites() -> None:
    text = "Un chez-soi d'abord\n\n\nLYON\n\n20 logements captés\n\n\nPARIS\n\n30 logements captés\n\nLe parc : 50 logements captés en tout.\n"
    told = [(f.site_id, f.values["dwellings"]) for f in read_document(document(text)).figures if f.table == "housing_counts"]
    assert told == [("lyon", 20), ("paris", 30), ("paris", 50)], "both numbers of Paris, for the gate to see"


def test_numbers_of_a_documents_own_parts_count_nothing() -> None:
    text = (
        "II.4 Loyers mensuels moyens\n\n2.1 Population\n\n58 personnes logées\n\n3. Équipe\n\n1. 71 en logement social ;\n2. 16 en bail associatif ;"
    )
    assert [text for text, reason in reasons(text).items() if reason == "heading_number"] == ["4", "2.1", "3", "1", "2"]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Parc privé : 21 logements, pris à bail par Habitat alternatif social.", ("private", "Habitat alternatif social", 21)),
        ("12 logements relèvent du parc privé et sont gérés par Soliha Alsace.", ("private", "Soliha Alsace", 12)),
        ("Logements privés : 22, tous captés par Immobilière Solidaire.", ("private", "Immobilière Solidaire", 22)),
        ("Privé conventionné : 9, portés par l'Agence du Rempart", ("private_regulated", "Agence du Rempart", 9)),
        ("Parc privé 12\ngérés par l'agence Logis Solidaire\nParc social 30", ("private", "Logis Solidaire", 12)),
        ("40 logements : 32 sociaux, 8 en parc privé (Anah), ceux-ci gérés par l'Agence du Rempart", ("private_regulated", "Agence du Rempart", 8)),
    ],
)
def test_who_takes_private_dwellings_over_for_their_owners_is_an_intermediary(line: str, row: tuple[object, ...]) -> None:
    assert row in figures(line, "housing_counts")
    assert figures(line, "landlord_counts") == []


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("dont 4 confiés par la Foncière du Val, le reste par des particuliers", ("private", "Foncière du Val", 4)),
        ("dont 6 loués par l'Agence du Château", ("private", "Agence du Château", 6)),
        ("dont 9 prêtés par la Fondation du Pont", ("private", "Fondation du Pont", 9)),
    ],
)
def test_who_hands_a_part_over_is_its_landlord_and_the_part_no_second_number(words: str, row: tuple[object, ...]) -> None:
    text = f"44 logements : 27 sociaux.\nParc privé : 17, {words}."
    assert figures(text, "landlord_counts") == [row]
    assert [housing for housing in figures(text, "housing_counts") if housing[0] == "private"] == [("private", 17)]


@pytest.mark.parametrize(
    "below",
    [
        "Parc social : 30",
        "Loyer moyen : 402 €",
        "Vacance moyenne : 23 jours",
        "Délai : 3 mois",
        "Maintien à deux ans : 85 %",
        "Communes : 5",
        "Typologie : 8 T1 et 4 T2",
    ],
)
def test_the_label_of_the_next_line_is_no_part_of_a_name(below: str) -> None:
    wide = "Loyer moyen charges comprises, tous logements et toutes communes : 421,35 € par mois"
    text = f"{wide}\nBaux glissants : 6, tous portés par l'association Abri de la Doutre\n{below}"
    assert figures(text, "landlord_counts") == [("associative_lease", "Abri de la Doutre", 6)]
    text = f"{wide}\nParc privé conventionné : 9, par l'intermédiaire de Soliha\n{below}"
    assert ("private_regulated", "Soliha", 9) in figures(text, "housing_counts")


@pytest.mark.parametrize("noun", ["Prépondérance du parc privé", "Recul de l'offre privée", "Essor du logement privé"])
def test_the_noun_of_a_sentence_is_no_landlord(noun: str) -> None:
    text = f"Plus de 90 logements captés. {noun} : 58 logements. Parc social : 19 logements, soit Erilia, 7 ; Logirem, 12."
    assert figures(text, "landlord_counts") == [("social", "Erilia", 7), ("social", "Logirem", 12)]


def test_a_name_alone_in_its_cell_keeps_its_article() -> None:
    rows = "Le Relais de l'Ill      bail associatif      12\nL'Escale du Pont        bail associatif       8"
    table = f"Détenteur               Catégorie      Logements\nOphéa                   parc social          12\n{rows}"
    assert [row[1] for row in figures(table, "landlord_counts")] == ["Ophéa", "Le Relais de l'Ill", "L'Escale du Pont"]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Intermédiation locative : 25", [("Les Eaux Vives", 16), ("Une Clé pour l'Erdre", 9)]),
        ("Bail glissant : 21", [("Le Pas de Côté", 12), ("Un Toit à Soi", 9)]),
        ("Sous-location associative : 14", [("L'Escale", 8), ("Un Pas, un Toit", 6)]),
        ("Bail associatif : 30", [("Les Vents du Large", 20), ("Des Clés pour Demain", 10)]),
    ],
)
def test_rows_that_add_up_to_their_tenure_name_its_landlords(head: str, rows: list[tuple[str, int]]) -> None:
    text = "\n".join([head, *(f"   {name} : {n}" for name, n in rows), "Parc privé : 13"])
    assert figures(text, "landlord_counts") == [("associative_lease", *row) for row in rows]


@pytest.mark.parametrize("rows", ["Le premier étage : 20\nQuartier Nord : 10", "Meublés : 20\nVides : 10", "La Madeleine : 20\nLa Rochelle : 10"])
def test_rows_of_another_kind_name_no_landlords(rows: str) -> None:
    assert figures(f"Parc social : 30\n{rows}", "landlord_counts") == []


@pytest.mark.parametrize("total", ["Captés : 28\n", "Mobilisés : 28\n", "Loués : 28, ", "Captés : 28\n– "])
def test_the_label_of_a_part_is_not_that_of_its_total(total: str) -> None:
    text = f"{total}dont parc social : 22 (Archipel Habitat, 14 ; Néotoa, 8)\ndont baux glissants : 6"
    assert figures(text, "housing_counts") == [("all", 28), ("social", 22), ("associative_lease", 6)]


@pytest.mark.parametrize(
    "line",
    [
        "Charges moyennes : 74 €",
        "Montant moyen des charges : 61 €",
        "Plafond fixé par la convention : 600 €",
        "Dépôt de garantie moyen : 410 €",
        "Aide personnalisée moyenne : 270 €",
        "Reste à charge moyen : 74 €",
    ],
)
def test_other_amounts_are_no_rents(line: str) -> None:
    rent = "Loyer moyen hors charges : 352,80 €"
    assert [row[1] for row in figures(f"{rent}\n{line}", "rents")] == [Decimal("352.80")]


@pytest.mark.parametrize("label", ["Encadré n° 1 – ", "Encadré 2. ", "Encadré 3 – "])
def test_numbers_in_a_storys_title_are_no_range(label: str) -> None:
    tale = "M. D. avait refusé le premier studio. Il a accepté le deuxième, et elle lui a tendu l'anneau du voisin."
    assert figures(f"{label}Trois clés sur un anneau\n\n{tale}", "zooms") == [("Trois clés sur un anneau", tale)]


def test_a_role_is_no_landlord() -> None:
    text = "Parc privé : 7, loués par Soliha\n\nÉquipe\n\nFonction          Personnes     ETP\nAide-soignants        2         2,0\nInfirmiers            3         2,0"
    assert figures(text, "landlord_counts") == [("private", "Soliha", 7)]


def test_a_leader_of_one_dot_is_one() -> None:
    text = "BAIL GLISSANT\n14\nHabitat et Humanisme Rhône . 9\nAlynea ..................... 5"
    assert [row[1:] for row in figures(text, "landlord_counts")] == [("Habitat et Humanisme Rhône", 9), ("Alynea", 5)]


@pytest.mark.parametrize(
    "line",
    [
        "Un studio privé nous revient à 521 € par mois en moyenne, charges comprises, quand le social en demande 366.",
        "Un locataire du parc privé paie en moyenne 521 €, hors charges, et celui du parc social 366 €, hors charges également.",
        "Pour un T1 du secteur privé, comptez 521 euros de loyer, hors charges ; chez un bailleur social, 366 euros.",
        "Les loyers : 521 € en moyenne dans le privé, charges comprises, contre 366 € dans le parc social, charges comprises.",
    ],
)
def test_as_many_rents_as_tenures_in_a_sentence_stand_in_turn(line: str) -> None:
    assert {(row[0], str(row[1])) for row in figures(line, "rents")} == {("private", "521"), ("social", "366")}


def test_a_convention_with_anybody_regulates_no_rents() -> None:
    line = "Deux bailleurs ont signé une convention avec nous et l'ont honorée : 49 logements."
    assert figures(line, "housing_counts")[0][0] != "private_regulated"


@pytest.mark.parametrize(
    "line",
    [
        "Admises : 52 pers. Logées depuis l'ouverture : 48 pers. Logées à ce jour : 41 pers. Parc : 44 log.",
        "52 pers. admises depuis 2040, dont 48 ont accédé à un log. Au 31 décembre 2047, 41 pers. sont logées.",
        "Le programme a admis 52 pers. Depuis l'ouverture, 48 pers. ont été logées. Aujourd'hui 41 pers. vivent dans leur log. Le parc suit.",
    ],
)
def test_a_short_words_full_stop_ends_a_sentence_where_the_next_begins_one(line: str) -> None:
    told = {row[0]: row[1] for row in figures(line, "population_counts")}
    assert told == {"in_programme": 52, "ever_housed": 48, "currently_housed": 41}
    assert figures("Le parc : 28 log. HLM et 12 log. Vilogia.", "housing_counts")[0][:2] == ("social", 28)


@pytest.mark.parametrize(
    "glossary",
    [
        "BA = bail associatif.",
        "Lecture. BA : bail associatif ; HC : hors charges.",
        "Un bail associatif (BA) se signe ici.",
        "« BA » désigne le bail associatif ; « TS », le travail social.",
        "BA, pour un bail associatif.",
        "BA (le bail associatif) et HC",
    ],
)
def test_an_abbreviation_is_read_as_the_document_explains_it(glossary: str) -> None:
    text = f"{glossary}\n\nLogements captés : 90\n- Parc social : 78 log.\n- BA : 12 log.\n  La Clé des Quais : 8\n  Soliha : 4\n\nLoyer moyen, BA : 402 €"
    assert figures(text, "housing_counts")[-1] == ("associative_lease", 12)
    assert [row[:3] for row in figures(text, "landlord_counts")] == [("associative_lease", "La Clé des Quais", 8), ("associative_lease", "Soliha", 4)]
    assert figures(text, "rents")[0][0] == "associative_lease"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what is said of one rent is not said of the next
        ("Le loyer\nHLM : 341 € charges comprises.\nPrivé : 515 €. Pour les charges, on cherche.", "social 341 yes, private 515 -"),
        ("Le loyer moyen\n- chez les HLM : 341 euros, charges comprises\n- chez le privé : 468 euros, et il faut ajouter les charges",
         "social 341 yes, private 468 no"),
        ("Loyer moyen, tous logements (charges comprises) : 347 €\nLoyer moyen, parc privé conventionné : 362 €",
         "all 347 yes, private_regulated 362 -"),
        ("Loyer moyen : 412 € tous logements confondus. Dans le parc social, 368 € ; dans le privé, 545 € charges comprises.",
         "all 412 -, social 368 -, private 545 yes"),
        # what is said of all of them
        ("Loyer moyen, charges comprises : 412 €\n    dans le parc social : 318 € ; dans le privé : 465 €",
         "all 412 yes, social 318 yes, private 465 yes"),
        ("Le loyer ? 402 euros en moyenne dans le parc social, 455 euros en bail glissant. Hors charges dans les deux cas.",
         "social 402 no, associative_lease 455 no"),
        ("Nos loyers\n\nParc social : 374 €\nParc privé : 592 €\nMoyenne du site : 431 €\n(montants moyens, hors charges)",
         "social 374 no, private 592 no, all 431 no"),
        ("Et le loyer moyen ?\n341 € chez les HLM\n389 € en sous-location\n(des moyennes, sans les charges)",
         "social 341 no, associative_lease 389 no"),
        ("Dans le privé le loyer moyen est de 521 euros, charges comprises, là où le parc social s'en tient à 364.",
         "private 521 yes, social 364 yes"),
        # of what a rent is the mean
        ("Le loyer social moyen ? Elle répond : « 298 euros hors charges. »", "social 298 no"),
        ("Le parc social fait 31 logements sur les 50, pour un loyer moyen de 309 €.", "social 309 -"),
        ("57 logements, dont 31 sociaux, pour un loyer moyen de 309 €.", "all 309 -"),
        ("Le loyer moyen atteint 468 € charges comprises, et l'on ne trouve rien dans le privé.", "all 468 yes"),
    ],
)  # fmt: skip
def test_what_is_said_of_one_rent_and_of_all(text: str, expected: str) -> None:
    body = f"Un chez-soi d'abord\n\n\nLille\n\nContact : Ana Diaz, ana.diaz@lille.example\nL'étude a inclus 999 personnes.\n\n{text}\n"
    rents = [figure.values for figure in read_document(document(body)).figures if figure.table == "rents"]
    said: dict[object, str] = {True: "yes", False: "no", None: "-"}
    assert ", ".join(f"{v['tenure']} {v['monthly_eur']} {said[v['charges_included']]}" for v in rents) == expected


def test_an_abbreviation_is_read_as_another_file_of_the_edition_explains_it() -> None:
    body = "Un chez-soi d'abord\n\n\nLille\n\nADM : 148 ; parc capté : 90 logements, dont 78 LS et 12 LC.\n\nLoyers : LS, 344 € cc ; LC, 512 € hc.\n"
    other = "Lecture. ADM : admissions cumulées ; LS : logement social ; LC : loyer conventionné avec l'Anah."
    alone, told = (read_document(document(body), explained=known) for known in ({}, explained([other])))
    values = [[tuple(map(str, f.values.values()))[:2] for f in of.figures if f.table != "sites"] for of in (alone, told)]
    assert values[0] == [("all", "90")]
    assert values[1] == [
        ("in_programme", "148"), ("all", "90"), ("social", "78"), ("private_regulated", "12"), ("social", "344"), ("private_regulated", "512"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # of what the clause before counts
        ("Le privé domine : 46 logements, loués à des particuliers ; loyer moyen de 471 €.", "private 471"),
        ("Le parc social a 22 logements, de Vilogia (14) et Partenord (8) ; le loyer y est de 368 € en moyenne.", "social 368"),
        ("– vingt en bail glissant, dont douze portés par Aurore, pour lesquels il est demandé 398 euros ;", "associative_lease 398"),
        ("- Parc privé : 12 logements confiés par des particuliers. Loyer moyen : 412 €.", "private 412"),
        ("Onze appartements sont loués en bail glissant par Aurore. Leur loyer atteint en moyenne 389 euros.", "associative_lease 389"),
        ("90 logements captés, dont 40 sociaux ; loyer moyen : 350 €.", "all 350"),
        ("Rennes : 358 euros dans le parc social et 402,50 en\nbail glissant ; 3 215 rencontres.", "social 358, associative_lease 402.50"),
        # a row of rents
        ("381 euros dans le parc social, 446 dans le privé conventionné et 527 dans le privé ordinaire.",
         "social 381, private_regulated 446, private 527"),
        # of homes that nobody knows
        ("Loyers : 347,75 € hc (social) ; 398 € hc (XB) ; 455 € hc (privé).", "social 347.75, private 455"),
        ("Loyer moyen en XLS : 419,30 € cc ; en bail glissant : 538 € cc.", "associative_lease 538"),
        ("Loyer moyen : 344 € (résidences de l'XKT).", ""),
        ("Loyer moyen chez Vilogia : 344 €.", ""),
        ("Loyer moyen : 412 €. Loyer moyen : 530 €.", "all 412, all 530"),  # contradict each other
        ("Loyer moyen tous logements confondus : 412 €. Loyer moyen de 530 € pour les plus grands.", "all 412"),
        ("Le loyer moyen s'élève à 352 €, dans une ville où un studio se loue couramment 600 €.", "all 352"),
        ("LOYER MOYEN AVANT APL : 350 € CC", "all 350"),
        # no rents
        ("Loyer moyen, tous parcs : 412 € cc, dont 71 € de charges ; le parc social, 379 € cc.", "all 412, social 379"),
        ("Loyer moyen des HLM : 287 € hc [281 €] ; du parc privé : 348 € hc [345 €].", "social 287, private 348"),
    ],
)  # fmt: skip
def test_of_which_homes_a_rent_is_the_mean(text: str, expected: str) -> None:
    assert ", ".join(f"{row[0]} {row[1]}" for row in figures(text, "rents")) == expected
    amounts = {entry.text for entry in read(text).ledger if entry.disposition == "ignored" and "€" in text}
    assert not amounts & {"398", "344", "419,30"}


@pytest.mark.parametrize(
    ("introduction", "expected"),
    [
        ("Les loyers sont en moyenne, hors charges, et les rencontres celles qui ont eu lieu sur 12 mois.", (False, 1)),
        ("Tous les loyers sont donnés charges comprises. Les rencontres ont été comptées sur les 2 dernières années.", (True, 2)),
        ("Les loyers sont ceux que paient les locataires, et les rencontres celles des équipes.", (None, None)),
    ],
)
def test_what_stands_above_lines_of_sites_is_said_of_each(introduction: str, expected: tuple[object, ...]) -> None:
    towns = (("Rennes", 372), ("Brest", 352), ("Quimper", 333))
    sheets = "\n\n".join(f"{town}\n\n60 personnes dans le programme\n22 logements captés" for town, _ in towns)
    lines = "\n".join(f"{town} : loyer {rent} € ; {10 * rent} rencontres" for town, rent in towns)
    reading = read_document(document(f"Un chez-soi d'abord\n\n\n{sheets}\n\n\nLoyers et rencontres\n\n{introduction}\n\n{lines}\n"))
    told = [f for f in reading.figures if f.table in ("rents", "encounters")]
    assert [f.site_id for f in told] == ["rennes", "rennes", "brest", "brest", "quimper", "quimper"]
    assert {(f.values.get("charges_included"), f.values.get("period_years")) for f in told} == {(expected[0], None), (None, expected[1])}


def test_an_abbreviation_that_nobody_explains_counts_no_homes_and_is_no_landlord() -> None:
    assert figures("Le parc : 27 HLM, 9 XC.", "housing_counts") == [("social", 27)]
    text = "39 logements, soit 27 logements sociaux (Logidôme 11 ; Ophis 9 ; Auvergne Habitat 7) et 12 XC."
    assert [row[1:] for row in figures(text, "landlord_counts")] == [("Logidôme", 11), ("Ophis", 9), ("Auvergne Habitat", 7)]
    assert "12" in unexplained(text)
    assert [row[1:] for row in figures("Bailleurs sociaux : 12 SLH, 9 Erilia et 6 GALA.", "landlord_counts")] == [
        ("SLH", 12), ("Erilia", 9), ("GALA", 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bail glissant : loyer moyen dans les 390 euros, charges comprises", "about"),
        ("Le loyer moyen tourne dans les 390 €.", "about"),
        ("Le loyer moyen, dans les deux parcs, est de 390 €.", "exact"),
    ],
)
def test_dans_les_before_money_is_about(text: str, expected: str) -> None:
    body = f"Un chez-soi d'abord\n\n\nLille\n\nContact : Ana Diaz, ana.diaz@lille.example\nL'étude a inclus 999 personnes.\n\n{text}\n"
    [qualifier] = [figure.values["qualifier"] for figure in read_document(document(body)).figures if figure.table == "rents"]
    assert qualifier == expected
