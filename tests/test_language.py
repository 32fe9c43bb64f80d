"""The language as a whole: every order with every number, random damage, and sentences built to fool the reader."""

import itertools
import os
import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.language.spelling import plain
from extractors.reading import Reading, read_document
from tests.conftest import ROOT, SHARED
from tests.sheets import document, read, said
from tests.test_numerals import in_words

FUZZ = int(os.environ.get("CHEZSOI_FUZZ", "150"))
"""Random edits: 150 in a normal run, 10,000 with CHEZSOI_FUZZ=10000."""

QUALIFIERS = {
    "": "",
    "plus de ": ", more_than",
    "un peu plus de ": ", more_than",
    "près de ": ", about",
    "environ ": ", about",
    "moins de ": ", less_than",
}
ORDERS = {
    "in_study, {n}{q}": ["{x} personnes incluses dans l'étude", "L'étude a inclus {x} personnes"],
    "in_programme, {n}{q}": ["{x} personnes admises dans le programme", "Personnes entrées dans le dispositif : {x}", "{x} dans le volet « Un chez-soi d'abord »",
                           "Admises dans le programme ........ {x}", "L'équipe a accueilli {x} personnes dans le dispositif"],
    "ever_housed, {n}{q}, 4": ["{x} personnes logées sur les 4 ans", "En quatre ans, {x} personnes ont été relogées", "Personnes logées en 4 ans : {x}",
                             "Relogées sur 4 ans ......... {x}", "En quatre ans, nous en avons relogé {x}", "{x} ont emménagé en 4 ans"],
    "currently_housed, {n}{q}, 2019-12-31": [
        "{x} personnes logées et accompagnées en décembre 2019", "Au 31/12/2019, {x} locataires sont accompagnés",
        "Locataires en décembre 2019 ......... {x}",
    ],
    "all, {n}{q}": ["{x} logements captés", "Logements captés depuis l'ouverture : {x}", "L'équipe a capté {x} logements", "Captés depuis l'ouverture : {x}",
                     "Le parc constitué : {x} logements", "Biens loués depuis le premier jour : {x}"],
    "social, {n}{q}": ["{x} logements dans le parc social", "Bailleurs sociaux : {x} logements", "{x} logements HLM", "Parc public .... {x}", "De statut social : {x} logements"],
    "associative_lease, {n}{q}": ["{x} logements en bail associatif", "Baux glissants : {x} logements", "{x} logements en intermédiation locative"],
    "private, {n}{q}": ["{x} logements dans le parc privé", "Secteur privé : {x} logements", "{x} logements chez des propriétaires privés"],
    "private_regulated, {n}{q}": ["{x} logements privés conventionnés", "Logements conventionnés dans le parc privé : {x}"],
    "{n}{q}, 4": ["{x} rencontres au domicile sur les 4 ans", "Visites et accompagnements en quatre ans : {x}", "En 4 ans, l'équipe a réalisé {x} visites"],
}  # fmt: skip


def form(number: int, how: str) -> str:
    if how == "words":
        return in_words(number)
    return f"{number:,}".replace(",", {"plain": "", "space": " ", "no-break": "\u00a0", "narrow": "\u202f", "dot": "."}[how])


FORMS = st.sampled_from(["plain", "space", "no-break", "narrow", "dot", "words"])
UNSURE = (
    "Personnes intégrées dans la recherche : {x}",
    "Locataires en décembre 2019 ......... {x}",
)
"""Orders whose words alone, as the only line of a sheet, are less than sure for some numbers: those stay unexplained."""
unsure = pytest.mark.xfail(reason="evidence of one line is less than sure", strict=True)
KNOWN = [
    pytest.param(says, wording, id=wording, marks=[unsure] if wording in UNSURE else []) for says, wordings in ORDERS.items() for wording in wordings
]


def numbers(says: str) -> st.SearchStrategy[int]:
    """Numbers of the size that a site's figures have: visits in thousands, the others of two or three digits.

    One of a single digit beside a label alone may be anything: it stays open, as the next test holds.
    """
    return st.integers(1000, 60_000).filter(lambda n: not 1990 <= n <= 2100) if says.startswith("{n}") else st.integers(10, 250)


@pytest.mark.parametrize(("says", "wording"), KNOWN)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.data())
def test_every_order_with_every_number_and_qualifier_reads_back(says: str, wording: str, data: st.DataObject) -> None:
    number, how, qualifier = data.draw(numbers(says)), data.draw(FORMS), data.draw(st.sampled_from(sorted(QUALIFIERS)))
    assert said(read("- " + wording.format(x=qualifier + form(number, how)))) == says.format(n=number, q=QUALIFIERS[qualifier])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(ORDERS)), st.data())
def test_no_order_with_any_number_is_read_as_something_else(says: str, data: st.DataObject) -> None:
    """A number of any size is read back, or stays unexplained."""
    wording = data.draw(st.sampled_from(ORDERS[says]))
    number = data.draw(st.integers(2, 900) | st.integers(1000, 60_000).filter(lambda n: not 1990 <= n <= 2100))
    how, qualifier = data.draw(FORMS), data.draw(st.sampled_from(sorted(QUALIFIERS)))
    reading = read("- " + wording.format(x=qualifier + form(number, how)))
    told = said(reading)
    assert told in ("", says.format(n=number, q=QUALIFIERS[qualifier]))
    assert told or number in [entry.value for entry in reading.ledger if entry.disposition == "unexplained"]


BULLET = r"(?m)^([-–•▪▸*]) (?=\S)"
"""The bullets of the samples."""


def _spaces(rng: random.Random, body: str) -> str:
    at = rng.choice([m.start() for m in regex.finditer(r"(?<=\S) (?=\S)", body)])
    return body[:at] + rng.choice(["\u00a0", "\u202f", "  ", "\u2009"]) + body[at + 1 :]


def _line_break(rng: random.Random, body: str) -> str:
    at = rng.choice([m.start() + m[0].index(" ", 2) for m in regex.finditer(BULLET + ".+$", body) if " " in m[0][2:]])
    return body[:at] + "\n  " + body[at + 1 :]


def _punctuation(rng: random.Random, body: str) -> str:
    old, new = rng.choice([("'", "’"), ("’", "'"), (" :", "\u00a0:"), ("...", "…"), ("« ", "“")])
    places = [m.start() for m in regex.finditer(regex.escape(old), body)]
    if not places:
        return body
    at = rng.choice(places)
    return body[:at] + new + body[at + len(old) :]


def _bullets(rng: random.Random, body: str) -> str:
    new = rng.choice(["• ", "– ", "-  ", "▪ ", "* "])
    return regex.sub(BULLET, new, body)


def _accents(rng: random.Random, body: str) -> str:
    lines = body.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = "".join(c for c in unicodedata.normalize("NFD", lines[at]) if not unicodedata.combining(c))
    return "\n".join(lines)


def _items(body: str) -> list[tuple[int, int]]:
    """The bullets of a body with the lines that continue them."""
    return [m.span() for m in regex.finditer(BULLET + r".*(?:\n {1,4}\S.*)*", body)]


def _case(rng: random.Random, body: str) -> str:
    start, end = rng.choice([(a, b) for a, b in _items(body) if not regex.search(r"[(:]", body[a:b])])
    return body[:start] + body[start:end].upper() + body[end:]


def _lines(rng: random.Random, body: str) -> str:
    items = _items(body)
    pairs = [(a, b) for a, b in itertools.pairwise(items) if a[1] + 1 == b[0] and a[1] - a[0] < 200]
    (a, b), (c, d) = rng.choice(pairs)
    return body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]


def _sites(rng: random.Random, body: str) -> str:
    starts = [fact.span.start for fact in read_document(document(body)).facts if fact.pattern == "site_heading"]
    if len(starts) < 2:
        return body
    sheets = [body[a:b].rstrip("\n") for a, b in itertools.pairwise([*starts, len(body)])]
    first, second = rng.sample(range(len(sheets)), 2)
    sheets[first], sheets[second] = sheets[second], sheets[first]
    return body[: starts[0]] + "\n\n\n\n".join(sheets) + "\n"


EDITS: list[Callable[[random.Random, str], str]] = [_spaces, _line_break, _punctuation, _bullets, _accents, _case, _lines, _sites]


def figures(reading: Reading) -> Counter[tuple[str, ...]]:
    """Every figure without its place, and names without case and accents."""
    told = Counter[tuple[str, ...]]()
    for f in reading.figures:
        if f.table not in ("zooms", "keywords"):
            values = (plain(str(v)).replace("’", "'") for v in f.values.values())
            told[(f.table, str(f.site_id), *(" ".join(v.split()) for v in values))] += 1
    return told


SAMPLES = SHARED / "samples/dev/text/raw"
EDITED = {"2014": ROOT / "raw/2014/brochure.txt", **{f"{p.parent.name} {p.stem}": p for p in sorted(SAMPLES.glob("*/*.txt"))}}
"""The texts that are edited: 2014, and the samples where they lie beside the checkout."""


@pytest.mark.parametrize("path", EDITED.values(), ids=EDITED)
def test_random_edits_change_no_figure(path: Path) -> None:
    body = path.read_text(encoding="utf-8")
    whole = figures(read_document(document(body)))
    rng = random.Random(f"{path.parent.name} {path.stem}")
    for number in range(FUZZ // len(EDITED)):
        edit = rng.choice(EDITS)
        edited = edit(rng, body)
        reading = read_document(document(edited))
        assert figures(reading) == whole, f"edit {number}, {edit.__name__}: {(figures(reading) - whole) or (whole - figures(reading))}"
        assert all(reading.document.quote(fact.span) == fact.text for fact in reading.facts)


IGNORED, UNEXPLAINED, OTHER = "ignored", "unexplained", "other"
"""What became of the number that might slip through: OTHER is a row of `other_figures`, a statement that is no measure."""
SLIPS: list[tuple[str, str, str]] = [
    # negations
    ("12 personnes n'ont pas été logées sur les 3 ans", UNEXPLAINED, ""),
    ("57 personnes ne sont plus dans le programme", IGNORED, ""),
    ("Aucune des 12 personnes sorties n'est logée en décembre 2019", UNEXPLAINED, ""),
    # hypotheses and the future
    ("Le programme pourrait accueillir 100 personnes", OTHER, ""),
    ("40 logements seront captés d'ici juin", OTHER, ""),
    ("Si 20 logements étaient captés, la liste serait vide", OTHER, ""),
    ("60 personnes devraient être logées en décembre 2021", IGNORED, ""),
    ("L'équipe s'apprête à accueillir 20 personnes dans le programme", OTHER, ""),
    ("Le programme accueillera 55 personnes", OTHER, ""),
    # targets
    ("Objectif : 100 places d'ici 2019", IGNORED, ""),
    ("L'objectif est de 70 logements captés", OTHER, ""),
    ("Capacité : 100 personnes dans le programme", OTHER, ""),
    ("La convention prévoit 55 logements captés la première année", OTHER, ""),
    # last year's figure beside this year's
    ("112 logements captés, contre 96 un an plus tôt", OTHER, "all, 112"),
    ("Fin 2017, elles étaient 61 ; au 31 décembre 2018, 74 personnes sont logées et accompagnées", UNEXPLAINED, "currently_housed, 74, 2018-12-31"),
    ("12 logements captés de plus qu'en 2018", IGNORED, ""),
    ("L'année dernière, l'équipe avait réalisé 3 900 visites à domicile", OTHER, ""),
    # shares and means
    ("86 % des locataires sont toujours dans leur logement deux ans après leur entrée", OTHER, ""),
    ("Chaque locataire bénéficie en moyenne de 6 rencontres par mois", OTHER, ""),
    ("Un professionnel accompagne 10 locataires", OTHER, ""),
    ("Les deux tiers des logements captés sont dans le parc privé", OTHER, ""),
    ("9 personnes sur dix sont logées", OTHER, ""),
    # other programmes, the country
    ("Au plan national, 353 personnes ont intégré le programme", OTHER, ""),
    ("Tous sites confondus, 353 personnes ont intégré le programme", OTHER, ""),
    ("Au Canada, le programme a inclus 2 148 personnes dans l'étude", OTHER, ""),
    ("Dans le cadre de Solibail, 140 logements ont été captés en intermédiation locative", OTHER, ""),
    # the same words about something else
    ("100 dans le groupe témoin", OTHER, ""),
    ("23 logements rendus depuis le démarrage", OTHER, ""),
    ("15 logements refusés par les locataires", IGNORED, ""),
    ("60 personnes orientées vers le programme", OTHER, ""),
    ("Le loyer maximal est de 460 euros", OTHER, ""),
    ("Le coût d'une place est estimé à 14 000 euros par an", OTHER, ""),
    ("L'âge moyen des locataires est de 41 ans", OTHER, ""),
    ("Deux infirmiers et une psychologue rejoindront l'équipe au printemps", UNEXPLAINED, ""),
    # ranges, damaged digits, numbers in pieces
    ("70 à 80 personnes sont logées et accompagnées", UNEXPLAINED, ""),
    ("Entre 50 et 60 logements captés", UNEXPLAINED, ""),
    ("1 logements captés", UNEXPLAINED, ""),
    ("97 logements captés sur 0 communes", UNEXPLAINED, "all, 97"),
    ("57 personnes logées sur les 0 ans", UNEXPLAINED, "ever_housed, 57"),
    ("L'équipe : 1 coordinateur, 0 psychologue, 2 infirmiers", UNEXPLAINED, "coordinateur, 1; infirmier, 2"),
    ("l20 personnes intégrées dans l'étude", UNEXPLAINED, ""),
    ("5O logements captés", UNEXPLAINED, ""),
    ("58² logements captés", UNEXPLAINED, ""),
    ("9 7 logements captés", UNEXPLAINED, ""),
    ("Plus de 5\n\n000 rencontres au domicile sur les 2 ans", UNEXPLAINED, ""),
    ("77 des 90 personnes admises dans le programme ont été logées depuis le démarrage", UNEXPLAINED, ""),
    ("10,069 visites à domicile et accompagnements en trois ans", UNEXPLAINED, ""),
    ("Un loyer mensuel moyen de 341, 75 euros", UNEXPLAINED, ""),
    ("Un loyer mensuel moyen de 440 à 460 euros", UNEXPLAINED, ""),
    ("50 logements captés, dont 7 et 43 dans le parc social et le secteur privé", UNEXPLAINED, "all, 50"),
    ("Personnes logées au 32 mars 2021 : 45", UNEXPLAINED, "currently_housed, 45"),
    ("Personnes logées au 31/12/20l9 : 45", UNEXPLAINED, ""),
    ("53 personnes accompagnées et logées en octobre 20 14", UNEXPLAINED, "currently_housed, 53"),
    ("L'équipe : un coordinateur, une psychologue, un ou deux infirmiers", UNEXPLAINED, "coordinateur, 1; psychologue, 1; infirmier"),
    # not the figure that the words look like
    ("58 logements à capter", OTHER, ""),
    ("185 personnes devant être intégrées dans l'étude", OTHER, ""),
    ("185 personnes exclues de l'étude", IGNORED, ""),
    ("Il manque 2 logements dans le parc social", IGNORED, ""),
    ("2 logements hors du parc social", IGNORED, ""),
    ("29 logements en cours de captation dans le secteur privé", OTHER, ""),
    ("57 personnes susceptibles d'être logées sur les 3 ans", UNEXPLAINED, ""),
    ("97 logements captés par an", OTHER, ""),
    ("Plus de 10 000 rencontres manquées sur les 3 ans", UNEXPLAINED, ""),
    ("93 dans le volet « Un logement d'abord »", OTHER, ""),
    ("Un loyer annuel moyen de 460 euros", OTHER, ""),
    ("Un loyer moyen de 460 euros par m² (charges comprises)", OTHER, ""),
    ("Un loyer mensuel moyen en hausse de 460 euros", OTHER, ""),
    ("Une dette de loyer moyenne de 460 euros", OTHER, ""),
    # addresses, telephones, laws
    ("Adresse : 25 quai des Tanneurs, 75018 Paris", IGNORED, ""),
    ("Tél. 02 61 91 27 60", IGNORED, ""),
    ("article L. 345-2 du code de l'action sociale", UNEXPLAINED, ""),
]


@pytest.mark.parametrize(("sentence", "outcome", "says"), SLIPS, ids=[sentence[:60] for sentence, _, _ in SLIPS])
def test_what_would_slip_through_does_not(sentence: str, outcome: str, says: str) -> None:
    reading = read(sentence)
    assert said(reading) == says
    left: set[str] = {e.disposition for e in reading.ledger if e.site_id != "lille" and e.disposition != "extracted"}
    left |= {OTHER for figure in reading.figures if figure.table == "other_figures"}
    assert outcome in left


@pytest.mark.xfail(reason="the last paragraph of a story that counts its guests is cut off", strict=True)
@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/samples is not beside this checkout")
def test_the_samples_leave_at_most_one_unexplained_number_a_site() -> None:
    for path in sorted(SAMPLES.glob("*/*.txt")):
        reading = read_document(document(path.read_text(encoding="utf-8")))
        left = Counter(e.site_id for e in reading.ledger if e.disposition == "unexplained")
        assert max(left.values(), default=0) <= 1, (path.name, left)
        assert reading.figures


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Cent personnes nous ont été confiées, 92 ont poussé la porte d'un logement.", "in_programme, 100; ever_housed, 92"),
        ("Personnes logées à date : 41", "currently_housed, 41"),
        ("- en logement fin d'année : 41 ménages", "currently_housed, 41"),
        (
            "60 personnes admises, 52 logées depuis l'ouverture, 41 qui le sont à la date de la note.",
            "in_programme, 60; ever_housed, 52; currently_housed, 41",
        ),
        ("52 personnes ont reçu leurs clés, 41 y dorment encore.", "ever_housed, 52; currently_housed, 41"),
        ("44 personnes ont été orientées vers notre équipe.", "in_programme, 44"),
        ("1 200 appels ont été adressés à notre équipe.", ""),
        ("Le tirage au sort en a confié 41 à notre équipe.", "in_programme, 41"),
        ("Trente et une personnes, malgré la lenteur des travaux, ont reçu leurs clefs.", "ever_housed, 31"),
        ("71 locataires, à la clôture de l'exercice, étaient dans leurs murs.", "currently_housed, 71"),
        (
            "60 personnes admises ; 55 ont été logées et 47, à la date que j'ai dite, le sont toujours.",
            "in_programme, 60; ever_housed, 55; currently_housed, 47",
        ),
        ("Elle est de ces 38 ménages qui, au 30 juin 2035, étaient logés.", "currently_housed, 38, 2035-06-30"),
    ],
)
def test_persons_in_other_words(text: str, says: str) -> None:
    assert said(read(text)) == says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("52 logements captés. Répartition : parc social 30, bail glissant 12, parc privé 10.", "30 12 10"),
        ("On compte 52 logements : parc public 30 (58 %), intermédiation locative 12 (23 %), propriétaires privés 10 (19 %).", "30 12 10"),
        ("52 logements, dont : social 30 ; baux associatifs 12 ; privé conventionné 6 ; privé libre 4.", "30 12 4"),
        ("52 logements captés. Le parc social en fournit 30, le bail associatif 12 et le parc privé 10.", "30 12 10"),
        ("52 logements captés : 30 en parc social, 12 en bail glissant, 10 en parc privé.", "30 12 10"),
        ("52 logements captés : 30 logements sociaux, 12 baux glissants, 10 logements privés.", "30 12 10"),
    ],
)
def test_labels_and_numbers_go_in_one_direction(text: str, says: str) -> None:
    counts = {f.values["tenure"]: f.values["dwellings"] for f in read(text).figures if f.table == "housing_counts"}
    assert " ".join(str(counts.get(tenure)) for tenure in ("social", "associative_lease", "private")) == says
    assert counts["all"] == 52


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Le parc privé fournit 14 logements, dont 6 via l'agence immobilière sociale Logis Cévenol.", "private, 14; private, Logis Cévenol, 6"),
        ("• Privé : 27 logements captés\n– dont 12 gérés par Habitat et Humanisme", "private, 27; private, Habitat et Humanisme, 12"),
        ("• privé conventionné – 9 logements, tous gérés par Soliha Drôme", "private_regulated, Soliha Drôme, 9"),
        ("46 logements du secteur libre sont confiés en mandat de gestion à SOLIHA Provence.", "private, SOLIHA Provence, 46"),
        ("Un ensemble de 23 logements privés est géré par l'agence immobilière sociale Les Toits Solidaires.", "private, Les Toits Solidaires, 23"),
        ("11 logements du parc privé sont gérés par la régie Les Tilleuls.", "private, Les Tilleuls, 11"),
        ("Parc social : 62 logements.\n19 passent par l'agence immobilière sociale Soliha.", "social, 62"),
    ],
)
def test_who_manages_private_dwellings_is_their_intermediary(text: str, says: str) -> None:
    assert said(read(text)) == says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("28 logements sociaux et 9 appartements de particuliers. Trente-sept en tout, et pas un impayé depuis deux ans.", "all, 37"),
        ("On ne prend que des appartements clairs. Nous en avons 40 à ce jour. 28 logements sont sociaux, 12 logements sont privés.", "all, 40"),
        ("Chaque appartement est choisi avec soin. Il y en a aujourd'hui 88 dans leur escarcelle.", ""),
        ("Nous louons des appartements dans toute la ville. On en compte désormais 51.", ""),
        ("38 logements ont trouvé preneur. On en a 33 aujourd'hui.", "all, 38"),
        ("55 personnes ont été logées. Il y en a 47 qui le sont encore.", "currently_housed, 47"),
        ("38 logements sont loués. Les gens ? Il y en a 39 aujourd'hui.", "currently_housed, 39"),
    ],
)
def test_a_number_that_names_nothing_counts_what_was_counted_last(text: str, says: str) -> None:
    told = said(read(text))
    assert says in told
    assert ("housed" in told) == ("housed" in says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("45\nlogements, dont 23 dans\nle parc social", "all, 45; social, 23"),
        ("52\nlogements captés, dont 31 chez\ndes bailleurs sociaux", "all, 52; social, 31"),
        ("95\nlogements, 7 communes\n(parc social : 59 ;\nbailleurs privés : 36)", "all, 95; social, 59; private, 36"),
        ("330,40 €\nLe loyer moyen, parc social et parc privé mêlés.", "all, 330.40"),
        ("412 €\nde loyer moyen dans\nle parc privé", "private, 412"),
    ],
)
def test_a_label_ends_where_another_number_begins(text: str, says: str) -> None:
    assert said(read(f"60 personnes admises.\n\n{text}")) == f"in_programme, 60; {says}"


@pytest.mark.parametrize(
    "head",
    [
        "Dans 64 logements, et d'abord chez les bailleurs sociaux, qui ont signé une convention et l'ont honorée : 27 logements",
        "64 logements ont été captés. Les organismes ont répondu présent : 27 appartements",
    ],
)
def test_a_number_that_its_landlords_sum_up_is_not_all_of_a_sheet_with_more(head: str) -> None:
    told = said(read(f"{head}, dont 17 de Nantes Métropole Habitat, 10 d'Atlantique Habitations."))
    assert "social, 27" in told
    assert "all, 27" not in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Les chercheurs y ont une étude en cours. Ils ont inclus 96 personnes.", "in_study, 96"),
        ("L'université mène une recherche. Elle a inclus 120 personnes, dont la moitié a rejoint le programme.", "in_study, 120"),
        ("La ville participe à la grande étude sur le rétablissement :\n88 personnes y ont été incluses.", "in_study, 88"),
        ("L'étude est close. 80 personnes ont été incluses dans le programme.", "in_programme, 80"),
        ("Une évaluation est en cours. 64 personnes ont rejoint le programme.", "in_programme, 64"),
        ("48 ménages admis. Au total, 57 personnes admises dans le programme.", "in_programme, 57"),
        ("Logées à ce jour : 55 ménages, soit 59 pers.", "currently_housed, 59"),
        ("48 ménages ont été admis dans le programme.", "in_programme, 48"),
        ("33 logements sociaux, trouvés avec l'aide de sept agences.", "social, 33"),
        ("Le parc privé : 24 logements confiés par trois agences immobilières.", "private, 24"),
        ("Il y a d'un côté 21 logements loués au prix du marché ; de l'autre, 16 logements sociaux.", "private, 21; social, 16"),
        ("19 sont conventionnés, à loyer maîtrisé donc, et 32 logements viennent du parc privé.", "private_regulated, 19; private, 32"),
        ("Dans le parc privé, 11 logements sont loués.", "private, 11"),
        ("52 logements, chose rare dans la région, sont loués par des bailleurs sociaux.", "social, 52"),
        (
            "S'y joignent 17 logements conventionnés, où le propriétaire s'engage envers l'Anah à modérer son loyer, et 20 autres du parc privé ordinaire.",
            "private_regulated, 17; private, 20",
        ),
        (
            "12 logements conventionnés, dont le loyer est plafonné par une convention avec l'Anah de neuf ans, et 9 du parc libre.",
            "private_regulated, 12; private, 9",
        ),
        ("Le parc privé, 18 logements, se partage entre 14 propriétaires.", "private, 18"),
        ("Nos 12 appartements du parc privé appartiennent tous à neuf propriétaires.", "private, 12"),
        ("Quarante propriétaires privés nous ont loué le leur.", "private, 40"),
        ("Le parc est passé de 71 à 88 logements.", "all, 88"),
        ("L'équipe a porté de 31 à 45 logements le parc privé.", "private, 45"),
        ("La ville a porté de 58 à 64 le nombre des personnes admises dans le programme.", "in_programme, 64"),
        ("Le nombre de logements captés est monté de 40 à 52.", ""),
        ("De 70 à 80 personnes sont logées.", ""),
        ("On ne trouvait rien dans le privé à moins de 690 €. Le loyer moyen est de 402 €.", "all, 402"),
    ],
)
def test_what_counts_and_what_only_stands_there(text: str, says: str) -> None:
    assert said(read(text)) == says


def test_a_storys_title_names_no_landlord() -> None:
    story = "Portrait : Solange, deux clés et un double\n\nElle a donné un double à tout le monde, et tout le monde venait."
    text = f"Le parc privé : cinq logements loués à des propriétaires.\n\n{story}"
    assert {figure.table for figure in read(text).figures if figure.site_id == "paris"} == {"housing_counts", "zooms"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Le privé fait mieux que les HLM : 38 appartements contre 26.", "private, 38; social, 26"),
        ("Les bailleurs sociaux l'emportent sur le privé : 40 logements contre 12.", "social, 40; private, 12"),
        ("Plus de HLM que de privé, 41 contre 17.", "social, 41; private, 17"),
        ("Le parc social reste devant les propriétaires privés (33 logements contre 20).", "social, 33; private, 20"),
        ("Le bail glissant l'emporte désormais sur le parc social : 22 contre 9.", "associative_lease, 22; social, 9"),
        ("Le loyer du privé dépasse celui du parc social : 420 € contre 340 €.", "private, 420; social, 340"),
        ("40 logements sociaux contre 12 dans le privé.", "social, 40; private, 12"),
        ("Le parc social compte 40 logements, contre 35 l'an dernier.", "social, 40"),
    ],
)
def test_two_tenures_set_against_each_other(text: str, says: str) -> None:
    assert said(read(text)) == says


def test_last_years_number_is_no_other_tenures() -> None:
    assert "35" not in said(read("En HLM comme dans le privé, on progresse : 40 logements contre 35 un an plus tôt."))


@pytest.mark.parametrize(
    "text",
    [
        "Cette histoire est celle de chacune des 103 personnes que le programme a accueillies, dont 97 ont été logées.",
        "Depuis, 103 personnes ont été accueillies par le programme ; 97 ont été logées.",
    ],
)
def test_a_story_ends_where_figures_begin(text: str) -> None:
    story = "Une histoire : « Dix-neuf cartons »\n\nElle les ouvrit tous le même soir : ils contenaient des journaux et trois tasses."
    assert said(read(f"{story}\n\n{text}")).endswith("; ever_housed, 97")
