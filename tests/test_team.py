"""Who is in a site's team, and how many: every case was true of a real wording before it stood here."""

import csv
import datetime
from importlib.resources import files
from types import SimpleNamespace

import pytest

from extractors.language.roles import find_roles
from extractors.measures.team import FULL_TIME_EQUIVALENTS, TEAM_SIZE, TeamReading, find_team
from extractors.source.document import Span
from extractors.structure.tables import Cell
from extractors.view.view import View


def read(text: str, told: str = "") -> tuple[View, TeamReading]:
    """A text that is one sheet, with its story."""
    view = View(text)
    whole, story = Span(0, len(view.text)), Span(len(view.text) - len(View(told).text), len(view.text))
    return view, find_team(view, [SimpleNamespace(span=whole)], told=[story] if told else [])


def rows(text: str) -> str:
    """The rows of a text in one line, in their order; `-` stands for no headcount."""
    values = [row.values for row in read(text)[1].rows]
    return ", ".join(f"{v['role']} {'-' if v['headcount'] is None else v['headcount']}" for v in values)


def roles(text: str) -> list[tuple[str, ...]]:
    return [mention.roles for mention in find_roles(View(text))]


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("infirmière", "infirmier"),
        ("infirmier·ère·s", "infirmier"),
        ("infirmiers (res)", "infirmier"),
        ("infirmier-e-s", "infirmier"),
        ("INFIRMIER.E.S", "infirmier"),
        ("infirmier/infirmière", "infirmier"),
        ("IDE", "infirmier"),
        ("infirmières diplômées d'État", "infirmier"),
        ("travailleur(se)s sociaux(ales)", "travailleur social"),
        ("travailleuses et travailleurs sociaux", "travailleur social"),
        ("éducateur·rice·s spécialisé·e·s", "éducateur spécialisé"),
        ("médiatrices de santé paires", "médiateur de santé pair"),
        ("médiateur.rice.s de santé-pairs", "médiateur de santé pair"),
        ("cheffes de service", "chef de service"),
        ("maîtresses de maison", "maître de maison"),
        (
            "conseillère en économie sociale et familiale (CESF)",
            "conseiller en économie sociale et familiale",
        ),
        ("conseillères ESF", "conseiller en économie sociale et familiale"),
        ("AMP", "aide médico-psychologique"),
        ("TISF", "technicien de l'intervention sociale et familiale"),
        ("assistante de service social", "assistant de service social"),
        ("assistantes sociales", "assistant social"),
        ("psychologues cliniciennes", "psychologue clinicien"),
        ("médecin psychiatre addictologue", "médecin psychiatre addictologue"),
        ("directrice adjointe", "directeur adjoint"),
        ("une agente polyvalente", "agent polyvalent"),
        ("chargée de développement local", "chargé de développement local"),
        ("chargées de captation de logements", "chargé de captation de logements"),
        ("référentes logement", "référent logement"),
    ],
)
def test_a_role_is_called_by_its_masculine_singular(printed: str, role: str) -> None:
    assert roles(printed) == [(role,)]


def test_a_plural_heads_several_doctors() -> None:
    assert roles("des médecins psychiatre, addictologue et généraliste") == [("médecin psychiatre", "médecin addictologue", "médecin généraliste")]
    assert rows("Des professionnels : un coordinateur, des médecins psychiatre et généraliste") == (
        "coordinateur 1, médecin psychiatre -, médecin généraliste -"
    )


@pytest.mark.parametrize(
    "text",
    ["le cadre de vie", "la charge de travail", "hors charges comprises", "l'ASS", "ide", "en service"],
)
def test_what_is_spelt_like_a_role_is_none(text: str) -> None:
    assert [mention.roles for mention in find_roles(View(text)) if not mention.is_weak] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # prose
        ("L'équipe réunit une coordinatrice, deux infirmiers et des psychologues.", "coordinateur 1, infirmier 2, psychologue -"),
        ("Trois infirmiers, une psychologue et deux éducateurs se relaient.", "infirmier 3, psychologue 1, éducateur 2"),
        ("Elle se compose d'un chef de service, de deux psychiatres à temps partiel et d'une ergothérapeute.",
         "chef de service 1, psychiatre 2, ergothérapeute 1"),
        ("L'équipe : un psychiatre détaché du centre hospitalier, deux infirmières.", "psychiatre 1, infirmier 2"),
        ("Et nous, les 4 médiateurs pairs de l'équipe, avec deux infirmiers.", "médiateur pair 4, infirmier 2"),
        ("L'accompagnement est assuré par deux infirmières, un médecin, trois éducateurs. La captation est confiée à deux juristes.",
         "infirmier 2, médecin 1, éducateur 3, juriste 2"),
        ("Des professionnels : 2 médecins (un psychiatre et un généraliste), 3 infirmiers",
         "médecin psychiatre 1, médecin généraliste 1, infirmier 3"),
        ("L'équipe : deux médecins, l'un psychiatre, l'autre généraliste, trois infirmières",
         "médecin psychiatre 1, médecin généraliste 1, infirmier 3"),
        # numbers after
        ("Qui fait quoi\ndirectrice (1), infirmières (3), psychologue (1)", "directeur 1, infirmier 3, psychologue 1"),
        ("Équipe : coordinateur : 1 ; infirmiers : 3 ; secrétaire : 1", "coordinateur 1, infirmier 3, secrétaire 1"),
        ("Équipe : coordinateur, 1 ; psychiatre, 1 ; infirmiers, 2", "coordinateur 1, psychiatre 1, infirmier 2"),
        ("infirmiers : 3 psychologues : 2 secrétaire : 1", "infirmier 3, psychologue 2, secrétaire 1"),
        ("Équipe : infirmiers x2, psychologue x1, éducateurs x3", "infirmier 2, psychologue 1, éducateur 3"),
        ("Équipe\ntravailleurs sociaux – 5\ninfirmiers – 2\npsychiatre – 1", "travailleur social 5, infirmier 2, psychiatre 1"),
        ("Équipe\nChef de service ........ 1\nInfirmiers ............. 2", "chef de service 1, infirmier 2"),
        # cards
        ("✚ L'ÉQUIPE\n\n2\ninfirmières\n\n1\npsychiatre\n0,6 ETP\n\net des psychologues, à la demande",
         "infirmier 2, psychiatre 1, psychologue -"),
        ("L'ÉQUIPE\n\n3\nInfirmières\n\n1\nPsychologue", "infirmier 3, psychologue 1"),
        ("L'ÉQUIPE\nInfirmières\n3\nPsychologue\n1", "infirmier 3, psychologue 1"),
        # bullets
        ("L'équipe :\n- d'un directeur ;\n- de deux infirmières ;\n- d'un agent technique.", "directeur 1, infirmier 2, agent technique 1"),
        ("Les professionnels :\n• infirmiers\n• psychologue\n• éducateurs spécialisés", "infirmier -, psychologue -, éducateur spécialisé -"),
        ("• 2 psychiatres (0,7 ETP à elles deux)\n• 1 agent de maintenance\n• 3 infirmiers\n1 540 visites en 2024",
         "psychiatre 2, agent de maintenance 1, infirmier 3"),
        ("Pôle soin : 3 infirmiers et 1 psychiatre\nPôle social : 4 éducateurs", "infirmier 3, psychiatre 1, éducateur 4"),
        # tables
        ("6 | éducateurs\n2 | psychiatres\n1 | cheffe de service", "éducateur 6, psychiatre 2, chef de service 1"),
        ("Fonction\tETP\tNombre\nInfirmier\t2,60\t3\nSecrétaire\t1\t2\nTotal\t3,60\t5", "infirmier 3, secrétaire 2"),
        ("| Poste | Nombre | ETP |\n|---|---|---|\n| Directrice | 1 | 0,5 |\n| Infirmier | 3 | 2 |", "directeur 1, infirmier 3"),
        # full-time equivalents
        ("12. Équipe (métier, nombre) ?\n    R : 1 cheffe de service, 2 infirmiers\n        Psychiatre : 0,4 ETP", "chef de service 1, infirmier 2"),
        ("L'équipe : 2 infirmiers, 1 éducateur, des psychiatres (0,7 ETP)", "infirmier 2, éducateur 1, psychiatre -"),
        ("Équipe : 3 infirmiers (2,8 ETP), 1 psychiatre (1 jour par semaine)", "infirmier 3, psychiatre 1"),
        # what is said of some of them, and how they are employed
        ("Sont en poste 3 infirmiers, 2 éducateurs (dont un recruté en mai), une psychologue.", "infirmier 3, éducateur 2, psychologue 1"),
        ("L'équipe : 4 infirmiers (dont une recrutée en mai) et 2 psychiatres", "infirmier 4, psychiatre 2"),
        ("L'équipe : un psychiatre vacataire, plusieurs aides-soignants vacataires, un agent polyvalent",
         "psychiatre 1, aide-soignant -, agent polyvalent 1"),
        # no certain number
        ("L'équipe : un ou deux médiateurs de santé pairs, trois infirmiers", "médiateur de santé pair -, infirmier 3"),
        ("L'équipe : près de dix infirmiers, une douzaine d'éducateurs, un juriste", "infirmier -, éducateur -, juriste 1"),
    ],
)  # fmt: skip
def test_members_of_a_list(text: str, expected: str) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Contact : Élodie Martin, infirmière coordinatrice",
        "Page tenue par Samir, travailleur social, et Léa, psychologue.",
        "« On frappe deux coups », dit Soizic, éducatrice spécialisée.",
        "La psychologue reçoit le mardi, l'infirmière passe le jeudi, le médecin vient une fois par mois.",
        "Un médiateur de santé aide chacun à ouvrir ses comptes.",
        "Nous recrutons deux infirmiers, une psychologue, un travailleur social et une secrétaire.",
        "Deux infirmiers, une psychologue et un médecin rejoindront l'équipe.",
        "Un poste d'infirmier est vacant, celui du second psychiatre a été pourvu.",
        "L'équipe n'a pas de psychologue.",
        "« On ne visite pas un appartement, on visite quelqu'un. »\nUne infirmière",
        "❝\nOn frappe, on attend, on revient.\n❞\nUn psychiatre",
        "Deux psychiatres du CHU, partenaires du site, reçoivent les locataires.",
    ],
)
def test_roles_outside_a_team_are_loose(text: str) -> None:
    _, reading = read(text)
    assert reading.rows == []
    assert reading.loose


@pytest.mark.parametrize(
    "text",
    [
        "1 ETP de chef de service, 2,5 ETP d'infirmier, 0,4 ETP de psychiatre",
        "Métier\tETP\nInfirmier\t2\nPsychologue\t0,5\nÉducateur\t3",
        "Infirmiers : 2,5 ETP\nPsychologue : 1 ETP\nPsychiatre (0,4 ETP)",
    ],
)
def test_a_role_that_working_time_alone_counts_has_no_row_and_is_no_other_s(text: str) -> None:
    _, reading = read(f"L'équipe\n{text}")
    assert reading.rows == []
    assert reading.loose == []


def test_nobody_of_a_story_is_in_the_team() -> None:
    story = "Deux infirmières, un éducateur et trois psychologues de l'équipe ont mangé ensemble."
    _, reading = read(f"L'équipe : un juriste, deux infirmiers.\nZoom : le couscous\n{story}", told=story)
    assert [row.values["role"] for row in reading.rows] == ["juriste", "infirmier"]
    assert [mention.roles for mention in reading.loose] == [("infirmier",), ("éducateur",), ("psychologue",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "L'équipe : deux infirmiers, un éducateur et, dès janvier prochain, une psychologue.",
            "infirmier 2, éducateur 1",
        ),
        (
            "Notre équipe : 3 infirmiers, 2 éducateurs, 1 psychologue (poste vacant).",
            "infirmier 3, éducateur 2",
        ),
        (
            "L'équipe : un directeur, trois éducateurs ; deux infirmiers seront recrutés.",
            "directeur 1, éducateur 3",
        ),
        (
            "L'équipe : un directeur, deux infirmiers ; le poste de psychiatre, qui n'est qu'à 0,6 temps, était vacant ce jour-là.",
            "directeur 1, infirmier 2",
        ),
        (
            "L'équipe : un directeur, deux infirmiers ; le poste d'ergothérapeute, que finance l'hôpital, est à pourvoir.",
            "directeur 1, infirmier 2",
        ),
        (
            "L'équipe : un directeur, deux infirmiers. Nous cherchons un deuxième psychiatre.",
            "directeur 1, infirmier 2",
        ),
    ],
)
def test_who_is_still_to_come_is_no_member(text: str, expected: str) -> None:
    _, reading = read(text)
    assert rows(text) == expected
    assert len(reading.loose) == 1


def test_a_role_said_again_has_one_row() -> None:
    text = "L'équipe : deux infirmiers, une psychologue. Les infirmiers marchent ; des psychologues écoutent."
    assert rows(text) == "infirmier 2, psychologue 1"


def test_a_row_owns_the_number_that_counts_it_and_no_other() -> None:
    view, reading = read("L'équipe (5 ETP) : un psychiatre (0,4 ETP), plus de deux infirmiers")
    assert [[view.quote(Span(at, at + 1)) for at in row.extracted] for row in reading.rows] == [["un"], []]
    assert [view.quote(row.span) for row in reading.rows] == [
        "un psychiatre (0,4 ETP)",
        "plus de deux infirmiers",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Quinze. Dix infirmiers, quatre éducateurs et un médecin.", TEAM_SIZE, "Quinze"),
        ("Infirmiers | 4\nÉducateurs | 8\nTotal | 12", TEAM_SIZE, "12"),
        ("L'équipe : dix infirmiers (8 ETP), deux éducateurs.", FULL_TIME_EQUIVALENTS, "8"),
    ],
)
def test_numbers_of_a_team_that_count_no_role(text: str, kind: str, number: str) -> None:
    view, reading = read(text)
    assert [(k, view.quote(Span(at, at + 1))) for k, at, _ in reading.others] == [(kind, number)]


def test_how_many_persons_there_are_is_no_team_size() -> None:
    _, reading = read("Elles sont 84 à vivre chez elles.\nL'équipe : deux infirmiers, un éducateur, un médecin.")
    assert reading.others == []


def test_columns_of_sites_give_each_site_its_row() -> None:
    view = View("| Équipe | Lille | Paris |\n| Infirmier | 2 | 3 |\n| Psychologue | 1 | – |")
    sites = [SimpleNamespace(site_id=site_id) for site_id in ("lille", "paris", "lille")]
    cells = {at: Cell(row=1, site=site) for at, site in zip(sorted(view.numerals), sites, strict=True)}  # type: ignore[arg-type]
    reading = find_team(view, [], cells)
    assert [(row.site_id, row.values["role"], row.values["headcount"]) for row in reading.rows] == [
        ("lille", "infirmier", 2),
        ("paris", "infirmier", 3),
        ("lille", "psychologue", 1),
    ]


def test_an_earlier_date_s_column_counts_nobody() -> None:
    view = View("Équipe\nInfirmier\t2\t3\nPsychologue\t1\t2")
    cells = {at: Cell(row=1, date=datetime.date(2040 + n % 2, 12, 31), is_earlier=n % 2 == 0) for n, at in enumerate(sorted(view.numerals))}
    reading = find_team(view, [SimpleNamespace(span=Span(0, len(view.text)))], cells)
    assert [row.values["headcount"] for row in reading.rows] == [3, 2]


def test_a_table_of_columns_that_nobody_names_is_left_to_a_person() -> None:
    _, reading = read("Équipe\nInfirmier : 2 : 3 : 4\nPsychologue : 1")
    assert reading.rows == []


def test_every_mention_is_in_a_row_or_loose() -> None:
    view, reading = read("L'équipe : deux infirmiers, un éducateur. Zoom : la psychologue et l'infirmière.")
    strong = [mention.span for mention in find_roles(view) if not mention.is_weak]
    inside = [span for span in strong if any(row.span.contains(span) for row in reading.rows)]
    assert sorted([*inside, *(mention.span for mention in reading.loose)]) == strong


def test_the_list_of_roles_has_each_form_once() -> None:
    lines = files("extractors.language").joinpath("data/roles.csv").read_text(encoding="utf-8").splitlines()
    forms = [row["form"] for row in csv.DictReader(lines)]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trois éducatrices. Un aide-soignant. Deux médiateurs de santé pairs.", "éducateur 3, aide-soignant 1, médiateur de santé pair 2"),
        ("Notre équipe ?\nDeux infirmiers (1,6 ETP). Un psychologue, le jeudi. On se voit tous les matins.", "infirmier 2, psychologue 1"),
        ("L'équipe\nFarid et Lou, nos deux infirmiers. Une secrétaire. Le médecin ? Il nous donne 0,4 ETP.", "infirmier 2, secrétaire 1"),
        ("L'équipe\nUn pair-aidant, bientôt rejoint par une collègue. Une cheffe de service. Quatre infirmières.", "pair-aidant 1, chef de service 1, infirmier 4"),
        ("L'équipe réunit deux psychiatres, dont aucun n'est là le lundi ; trois infirmières ; une secrétaire.", "psychiatre 2, infirmier 3, secrétaire 1"),
        ("Deux infirmiers, trois éducateurs, un psychologue. Une médecin et une sage-femme complètent le tout. Et un gestionnaire locatif, enfin.",
         "infirmier 2, éducateur 3, psychologue 1, médecin 1, sage-femme 1, gestionnaire locatif 1"),
        ("Une psychologue reçoit le mardi. Un médecin vient le jeudi. Une infirmière appelle.", ""),
        ("Un infirmier lui a tendu la main. Elle a pris le café. Deux médecins passaient.", ""),
    ],
)  # fmt: skip
def test_sentences_that_begin_with_a_role_and_a_pause_are_one_list(text: str, expected: str) -> None:
    assert rows(text) == expected


def opened(text: str) -> list[str]:
    """The roles that may be a team's, as they are printed."""
    view, reading = read(text)
    return [view.quote(mention.span) for mention in reading.open]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'équipe : deux aides-soignantes (AS), un psychiatre. La nuit : trois AS, un médecin.", "aide-soignant 2, psychiatre 1, médecin 1"),
        ("AS : assistante sociale. Notre équipe compte deux AS, un psychiatre et une secrétaire.", "assistant social 2, psychiatre 1, secrétaire 1"),
        ("L'équipe : une AS (aide-soignante), deux IDE, un médecin, trois AS de nuit.", "aide-soignant 1, infirmier 2, médecin 1"),
        ("Composition : chargées d'accompagnement (CA) 4, infirmière 1, médecin 1", "chargé d'accompagnement 4, infirmier 1, médecin 1"),
        ("Deux éducateurs spécialisés (« ES ») et une infirmière font l'équipe. Renforts de nuit : un ES, une IDE, un médecin.",
         "éducateur spécialisé 2, infirmier 1, médecin 1"),
        ("Un PH, deux ASS, trois IDE, deux TISF et une CESF composent l'équipe.",
         "praticien hospitalier 1, assistant de service social 2, infirmier 3, technicien de l'intervention sociale et familiale 2, "
         "conseiller en économie sociale et familiale 1"),
        ("L'équipe : deux AS, un psychiatre, trois IDE.", "psychiatre 1, infirmier 3"),
        ("L'équipe : une AS (aide-soignante), une AS (assistante sociale), deux AS, deux IDE, un médecin.",
         "aide-soignant 1, assistant social 1, infirmier 2, médecin 1"),
        ("L'équipe : deux infirmières (CHU), un psychologue (ARS), un CHU.", "infirmier 2, psychologue 1"),
    ],
)  # fmt: skip
def test_what_a_text_calls_a_role_for_short_is_that_role(text: str, expected: str) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # numbers in words after a label
        ("Équipe\nCoordinatrice : une.\nPsychiatre : un.\nInfirmières : deux.", "coordinateur 1, psychiatre 1, infirmier 2"),
        ("Équipe : psychologue (une), éducateurs (trois), secrétaire = un", "psychologue 1, éducateur 3, secrétaire 1"),
        ("Équipe — médecin : une ; travailleurs sociaux : cinq ; éducatrice : une, à mi-temps", "médecin 1, travailleur social 5, éducateur 1"),
        ("Psychologue : un mardi sur deux. Médecin : une fois par mois. Juriste : un soir.", ""),
        # boxes
        ("[x] 2 infirmiers\n[x] 1 éducatrice\n[X] 1 cheffe de service\n[ ] 1 psychiatre\n[ ] médecin", "infirmier 2, éducateur 1, chef de service 1"),
        ("✔ deux éducateurs\n✔ une infirmière\n☐ un médecin\n☑ une psychologue", "éducateur 2, infirmier 1, psychologue 1"),
        ("On recrute\n- [x] une cheffe de service\n- [ ] deux psychologues\n- [x] trois infirmières", "chef de service 1, infirmier 3"),
        # labels
        ("Direction : une directrice, un secrétaire. Soin : trois infirmiers, une médecin.", "directeur 1, secrétaire 1, infirmier 3, médecin 1"),
        ("Soin      une infirmière, un psychiatre\nSocial      deux éducateurs, une assistante sociale",
         "infirmier 1, psychiatre 1, éducateur 2, assistant social 1"),
        ("Direction | une directrice\nSanté | trois infirmières, un médecin\nLogement | deux captateurs", "directeur 1, infirmier 3, médecin 1, captateur 2"),
        ("Pôle santé : un psychiatre\nPôle éducatif : une éducatrice, un juriste\nPartenaires : deux médecins", "psychiatre 1, éducateur 1, juriste 1"),
        ("Contact : une infirmière, un psychiatre.", ""),
        # remarks
        ("Qui fait quoi ?\n- une directrice : elle dit oui\n- quatre infirmiers, dont un de nuit\n- trois éducatrices",
         "directeur 1, infirmier 4, éducateur 3"),
        ("Trois éducatrices. Deux infirmiers. Une secrétaire qui sourit. Un médecin pour tous.", "éducateur 3, infirmier 2, secrétaire 1, médecin 1"),
        ("L'équipe : quatre pairs-aidants, ce qui n'est pas trop, un psychologue et un médecin, que nul n'attendait plus, et deux infirmiers",
         "pair-aidant 4, psychologue 1, médecin 1, infirmier 2"),
        # « ne … que »
        ("Nous n'y avons qu'un psychiatre, mais deux médecins, trois infirmiers.", "psychiatre 1, médecin 2, infirmier 3"),
        ("L'équipe ne compte plus que deux infirmiers, un médecin et une éducatrice.", "infirmier 2, médecin 1, éducateur 1"),
        ("L'équipe n'a ni psychologue ni juriste ; elle a deux infirmiers, un médecin et une éducatrice.", "infirmier 2, médecin 1, éducateur 1"),
        # recruiting that is done
        ("Recrutement bouclé : 1 coordinatrice (Gaëlle), 2 infirmières, 1 psychologue.", "coordinateur 1, infirmier 2, psychologue 1"),
        ("Nous avons recruté deux infirmiers, un psychiatre et une coordinatrice.", "infirmier 2, psychiatre 1, coordinateur 1"),
        ("L'équipe : deux infirmiers recrutés au printemps, un psychiatre, une coordinatrice.", "infirmier 2, psychiatre 1, coordinateur 1"),
        ("Avant de recruter une psychologue, l'équipe réunit deux infirmiers, trois éducateurs et un médecin.", "infirmier 2, éducateur 3, médecin 1"),
        ("Une fois le recrutement achevé, l'équipe comptera deux infirmiers, un psychiatre et une coordinatrice.", ""),
        ("Nous cherchons un psychiatre pour compléter l'équipe, deux infirmiers, une éducatrice.", ""),
        # what only looks like it
        ("Partis cette année : un psychiatre, une infirmière. Arrivés : deux éducateurs, une psychologue.", ""),
        ("Atelier cuisine : une éducatrice, trois locataires. Atelier vélo : un infirmier, deux locataires.", ""),
        ("L'équipe (2 infirmiers, 1 médecin, 1 juriste) a suivi 40 PH en situation de rue.", "infirmier 2, médecin 1, juriste 1"),
        ("Équipe : trois infirmiers, deux éducateurs, un médecin.\n- deux infirmières, à la retraite, tiennent la permanence",
         "infirmier 3, éducateur 2, médecin 1"),
        # what a role is the work of
        ("L'équipe : deux infirmiers, une psychologue, par convention avec une association d'aide à domicile.", "infirmier 2, psychologue 1"),
        ("L'équipe : deux infirmiers, un médecin. S'y ajoutent un réseau de pairs-aidants et un cabinet d'infirmières.", "infirmier 2, médecin 1"),
    ],
)  # fmt: skip
def test_a_team_in_the_words_of_others(text: str, expected: str) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'équipe : trois infirmiers, une psychologue, un médecin. Un juriste tient permanence le lundi.", ["juriste"]),
        ("L'équipe : deux infirmiers, un psychologue. Le portable d'une éducatrice est sur la porte.", ["éducatrice"]),
        ("Une psychologue est arrivée en juin. L'équipe compte deux infirmiers et un psychiatre.", ["psychologue"]),
        ("L'équipe : un AS, un psychiatre, trois IDE.", ["AS"]),
        ("L'équipe réunit trois infirmiers, un médecin, un éducateur et la psychologue, que chacun connaît.", ["psychologue"]),
        ("Équipe : deux infirmiers, un psychiatre.\nEnsuite, l'équipe compte trois infirmiers, deux médecins, un juriste.", ["infirmiers"]),
        ("L'équipe : trois infirmiers, un médecin. On cherche encore un juriste. Un psychiatre de ville passe le mardi.", []),
        ("L'équipe : trois infirmiers, un médecin. Un poste de juriste est vacant ; le psychiatre donne 0,2 ETP.", []),
        ("L'équipe : trois infirmiers, un médecin. Chacun a un médecin traitant. Un infirmier passe le soir.", []),
        ("L'équipe : trois infirmiers, un médecin. La psychologue reçoit le mardi, un gardien ouvre la porte.", ["psychologue"]),
        # told with an article, or in no number, beside the list
        ("Équipe : deux infirmiers, un psychologue. L'ensemble est animé par la cheffe de service.", ["cheffe de service"]),
        ("« On s'assied », explique l'ergothérapeute. Ici, l'équipe compte deux infirmiers et un médecin.", ["ergothérapeute"]),
        ("L'équipe : deux infirmiers, un psychologue. Le directeur du CCAS est venu deux fois.", []),
        ("L'équipe : deux infirmiers, un psychologue. Le psychiatre, lui, est compté à 0,3 ETP.", []),
        # besides another
        ("L'équipe : une infirmière, une autre infirmière, un psychologue, deux éducateurs.", ["infirmière"]),
        ("L'équipe : deux autres médecins, soit trois médecins en tout, un psychologue.", ["médecins"]),
    ],
)  # fmt: skip
def test_a_role_that_a_sheet_counts_and_its_team_has_not_is_open(text: str, expected: list[str]) -> None:
    assert opened(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notre équipe.\nSylvie, infirmière, court.\nBruno et Malika, éducateurs spécialisés, écoutent.\n"
         "Le docteur Perrin, psychiatre, reçoit.", "infirmier 1, éducateur spécialisé 2, psychiatre 1"),
        ("Jean-Luc Aubry est le directeur. Awa et Inès sont nos deux psychologues. Tom exerce comme "
         "médiateur de santé pair.", "directeur 1, psychologue 2, médiateur de santé pair 1"),
        ("Paul est infirmier, Zoé psychologue et Marc éducateur spécialisé.",
         "infirmier 1, psychologue 1, éducateur spécialisé 1"),
        ("Mme Roux mène la barque : elle en est la directrice. M. Petit, médecin généraliste, reçoit. Yasmine "
         "et Omar forment notre binôme d'infirmiers.", "directeur 1, médecin généraliste 1, infirmier 2"),
        ("- Nadia, cheffe de service\n- Karim et Lucie, infirmiers\n- Anne-Sophie, psychologue",
         "chef de service 1, infirmier 2, psychologue 1"),
        ("Notre coordinatrice s'appelle Jeanne. Nos infirmiers, Luc et Rania, roulent. La psychologue, Maud, "
         "écoute.", "coordinateur 1, infirmier 2, psychologue 1"),
        ("Infirmière, Sylvie court. Psychologue, Maud écoute. Éducateurs spécialisés, Luc et Tom portent.",
         "infirmier 1, psychologue 1, éducateur spécialisé 2"),
        ("Coordinatrice : Jeanne\nInfirmiers : Luc et Rania\nPsychologue : Maud Le Goff",
         "coordinateur 1, infirmier 2, psychologue 1"),
        ("Luc est infirmier depuis 2 ans. Ana, coordinatrice, ne dort jamais. Rita, infirmière, cherche ses "
         "clés. Hugo, psychologue, écoute.", "infirmier 2, coordinateur 1, psychologue 1"),
    ],
)  # fmt: skip
def test_persons_told_by_name_with_their_roles_are_a_team(text: str, expected: str) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "left"),
    [
        ("Samia, la coordinatrice, tient l'agenda. Autour d'elle : 2 infirmiers, 1 psychologue, 3 éducateurs.",
         "infirmier 2, psychologue 1, éducateur 3", ["coordinatrice"]),
        ("Sophie, infirmière, se souvient de la première visite.", "", []),
        ("Sophie, infirmière, et Karim, éducateur spécialisé, sont venus.", "",
         ["infirmière", "éducateur spécialisé"]),
        ("Ensemble, infirmiers et psychologues se relaient. Nous, coordinateurs, y tenons.", "", []),
        ("L'équipe compte trois infirmiers et une coordinatrice. Nora, infirmière, se souvient.",
         "infirmier 3, coordinateur 1", []),
        ("L'équipe : trois infirmiers, un psychologue.\nNora, infirmière, et Karim, éducateur, sont venus.",
         "infirmier 3, psychologue 1", ["éducateur"]),
        ("Ana et Luis, nos trois infirmiers. Zoé, psychologue. Paul, coordinateur. Marie, psychiatre.",
         "psychologue 1, coordinateur 1, psychiatre 1", ["infirmiers"]),
        ("Nora, infirmière, nous a quittés. Zoé, psychologue. Paul, coordinateur. Marie, psychiatre.",
         "psychologue 1, coordinateur 1, psychiatre 1", ["infirmière"]),
        ("Sophie, infirmière : « Je monte. »\nKarim, éducateur : « Je descends. »\nZoé, psychologue : « Non. »",
         "", ["infirmière", "éducateur", "psychologue"]),
        ("Paul Aubry, directeur de Vilogia, Anne Roux, directrice d'Habitat du Nord, et Luc Petit, chargé de "
         "gestion locative chez Partenord, sont venus.", "",
         ["directeur", "directrice", "chargé de gestion locative"]),
        ("Directrice : Anne Roux, a.roux@x.example\nChef de service : Paul Petit, p@x.example\n"
         "Coordinatrice : Jeanne Lu, j@x.example", "", []),
    ],
)  # fmt: skip
def test_persons_of_whom_a_text_only_speaks_are_no_team(text: str, expected: str, left: list[str]) -> None:
    assert rows(text) == expected
    assert opened(text) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'équipe se serre autour d'une coordinatrice, Ada Roux. Trois infirmiers et deux psychiatres se "
         "partagent la semaine. Une secrétaire tient l'agenda.",
         "coordinateur 1, infirmier 3, psychiatre 2, secrétaire 1"),
        ("À la tête de l'équipe, une directrice. Autour d'elle, quatre infirmiers, deux psychologues et un "
         "médecin généraliste.", "directeur 1, infirmier 4, psychologue 2, médecin généraliste 1"),
        ("L'équipe est menée par une cheffe de service. Elle réunit deux infirmières, trois éducateurs "
         "spécialisés et un psychologue.",
         "chef de service 1, infirmier 2, éducateur spécialisé 3, psychologue 1"),
        ("L'équipe compte deux infirmières et un psychologue. Une secrétaire les rejoint, qui connaît tous "
         "les anniversaires.", "infirmier 2, psychologue 1, secrétaire 1"),
        ("L'équipe réunit deux infirmières et trois éducatrices spécialisées. Un comptable paie les factures.",
         "infirmier 2, éducateur spécialisé 3, comptable 1"),
        ("L'équipe : deux infirmiers, un psychologue et une directrice qu'on ne voit qu'à la galette.",
         "infirmier 2, psychologue 1, directeur 1"),
        ("L'équipe compte deux infirmières et un psychologue. Une assistante sociale du bailleur nous aide. "
         "Un psychiatre vient le jeudi.", "infirmier 2, psychologue 1"),
    ],
)  # fmt: skip
def test_a_sentence_goes_on_with_a_teams_list_or_leads_to_it(text: str, expected: str) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "qui ne comptent pas leurs heures",
        "dont l'un n'est jamais fatigué",
        "sans lesquels rien ne marcherait",
        "que nul n'a vus dormir",
        "(qui n'ont pas peur des chiens)",
    ],
)
def test_what_a_roles_own_clause_denies_is_not_the_role(clause: str) -> None:
    assert (
        rows(f"L'équipe : une psychologue, deux infirmiers {clause}, un médecin et une secrétaire.")
        == "psychologue 1, infirmier 2, médecin 1, secrétaire 1"
    )
    assert (
        rows(f"L'équipe : une psychologue, un médecin et une secrétaire, deux infirmiers {clause}.")
        == "psychologue 1, médecin 1, secrétaire 1, infirmier 2"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # only working time, beside the role or on the line below it
        ("L'équipe : deux infirmiers, une psychologue ; le temps de psychiatre est de 0,8 ETP.", "infirmier 2, psychologue 1"),
        ("L'équipe : deux infirmiers, une psychologue, des vacations de médecin addictologue.", "infirmier 2, psychologue 1"),
        ("L'équipe\nInfirmiers\n3\nPsychologue\n1\nPsychiatre\n0,6 ETP", "infirmier 3, psychologue 1"),
        ("Note : le temps de psychiatre (0,4 ETP) est mis à disposition.\nL'équipe : deux médecins, un juriste.", "médecin 2, juriste 1"),
        # who is to come, behind a label
        ("L'équipe\n- infirmiers : 3\n- éducateurs : 2\n- psychiatre : recrutement en cours", "infirmier 3, éducateur 2"),
        ("L'équipe\n- infirmiers : 3\n- éducateurs : 2\n- juriste : à venir", "infirmier 3, éducateur 2"),
        # who waits for somebody is not waited for
        ("Au café l'attendent un psychiatre, deux infirmières, un juriste.", "psychiatre 1, infirmier 2, juriste 1"),
        ("L'équipe : des infirmiers qui savent attendre, un juriste, deux éducatrices.", "infirmier -, juriste 1, éducateur 2"),
        ("L'équipe : deux infirmiers, trois médecins. On attend un psychiatre, deux éducateurs, un juriste.", "infirmier 2, médecin 3"),
    ],
)  # fmt: skip
def test_working_time_and_who_is_to_come_have_no_row(text: str, expected: str) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'équipe : trois infirmières, deux éducateurs, la secrétaire et un psychologue.", "infirmier 3, éducateur 2, secrétaire 1, psychologue 1"),
        ("Équipe : deux psychiatres, le coordinateur, quatre infirmiers.", "psychiatre 2, coordinateur 1, infirmier 4"),
        ("Notre équipe : deux infirmières, l'ergothérapeute, une psychologue.", "infirmier 2, ergothérapeute 1, psychologue 1"),
        ("L'équipe : trois infirmières, les éducateurs, une psychologue.", "infirmier 3, éducateur -, psychologue 1"),
        ("L'équipe : infirmières, éducateurs, secrétaire, psychologue.", "infirmier -, éducateur -, secrétaire -, psychologue -"),
    ],
)
def test_an_article_in_a_list_of_counts_tells_one_person(text: str, expected: str) -> None:
    assert rows(text) == expected
