"""The made-up edition that every layout prints: its sites, its text and the tables a reader should find in it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NBSP = "\u00a0"
TITLE = "Un chez-soi d’abord : les sites en chiffres"
FIGURES_HEADING = "En chiffres"
PROGRAMME = "Sur chacun des 4 sites, le programme est porté par des associations et des hôpitaux, avec l’appui des services de l’État."

POPULATION = ("in_programme", "ever_housed", "currently_housed")
PARTS = ("social", "associative_lease", "private", "private_regulated")
TENURES = ("all", *PARTS)
RENTS = ("rent_all", "rent_social", "rent_private")
LABELS = {
    "in_programme": "personnes dans le volet « Un chez-soi d’abord »",
    "ever_housed": "personnes relogées depuis le démarrage",
    "currently_housed": "personnes accompagnées et logées au 30 juin 2022",
    "all": "logements captés",
    "social": "logements chez des bailleurs sociaux",
    "associative_lease": "logements en baux associatifs",
    "private": "logements dans le parc privé",
    "private_regulated": "logements privés conventionnés",
    "rent_all": "loyer mensuel moyen (charges comprises)",
    "rent_social": "loyer mensuel moyen dans le parc social (charges comprises)",
    "rent_private": "loyer mensuel moyen dans le parc privé (hors charges)",
    "encounters": "rencontres et accompagnements",
}
QUALIFIERS = {"": "exact", "Plus de": "more_than", "Environ": "about", "Près de": "about"}


def capitalised(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def counts(text: str) -> list[tuple[str, str]]:
    """The pairs of an enumeration such as « Soliha : 7, Néotoa : 4 »; a count may be missing."""
    return [(name, count) for name, _, count in (item.partition(" : ") for item in text.split(", ") if item)]


@dataclass(frozen=True)
class Figure:
    """One figure of a site: a number, what it counts, and what the brochure adds to it."""

    kind: str
    number: str
    prefix: str = ""
    communes: str = ""
    landlords: str = ""
    years: str = ""

    @property
    def detail(self) -> str:
        """What follows the label: communes, landlords or years."""
        communes = f" sur {self.communes} communes de la métropole" if self.communes else ""
        return communes + (f" ({self.landlords})" if self.landlords else "") + (f" en {self.years} ans" if self.years else "")

    @property
    def caption(self) -> str:
        """The label with its detail."""
        return LABELS[self.kind] + self.detail

    @property
    def amount(self) -> str:
        """The number with its prefix, as it begins a sentence."""
        return f"{self.prefix} {self.number}".strip()

    @property
    def cell(self) -> str:
        """The number with its prefix, as it stands in a table."""
        return self.amount[:1].lower() + self.amount[1:]

    @property
    def line(self) -> str:
        """The figure as one line of a list."""
        return f"{capitalised(self.caption)} : {self.amount}" if self.kind in RENTS else f"{self.amount} {self.caption}"


@dataclass(frozen=True)
class Site:
    """One site of the programme and all that the brochure says of it."""

    id: str
    name: str
    codes: tuple[str, str, str]  # commune, department, region
    person: str
    email: str
    phone: str
    figures: tuple[Figure, ...]
    staff: str
    roles: str
    noise: str
    zoom: str
    story: tuple[str, str]
    cloud: str

    def __post_init__(self) -> None:
        """Refuse an edition that does not add up."""
        dwellings = {figure.kind: int(figure.number) for figure in self.figures if figure.kind in TENURES}
        assert sum(dwellings.values()) == 2 * dwellings["all"], self.id
        for figure in self.figures:
            assert not figure.landlords or sum(int(count) for _, count in counts(figure.landlords)) == int(figure.number), self.id

    @property
    def contact(self) -> tuple[str, str]:
        """The two lines of the contact: the name, then e-mail and telephone."""
        return f"Contact : {self.person}", f"{self.email} – Tél. {self.phone}"

    @property
    def zoom_heading(self) -> str:
        """The heading of the story."""
        return f"Zoom sur {self.zoom}"

    @property
    def words(self) -> list[str]:
        """The words of the cloud."""
        return self.cloud.split(", ")

    @property
    def lines(self) -> list[str]:
        """The list « En chiffres »: a line a figure, then the staff."""
        return [*(figure.line for figure in self.figures), self.staff]


SITES = (
    Site(
        id="rennes",
        name="Rennes",
        codes=("35238", "35", "53"),
        person="Maëlle Tanguy",
        email="rennes.1chezsoi@asso.example",
        phone="02 61 91 27 60",
        figures=(
            Figure("in_programme", "68"),
            Figure("ever_housed", "61"),
            Figure("currently_housed", "53"),
            Figure("all", "74", communes="9"),
            Figure("social", "35", landlords="Archipel Habitat : 14, Néotoa : 9, Espacil Habitat : 7, Aiguillon Construction : 5"),
            Figure("associative_lease", "11", landlords="Soliha : 7, Habitat et Humanisme : 4"),
            Figure("private", "28"),
            Figure("rent_all", "412,50 €"),
            Figure("encounters", f"3{NBSP}200", "Plus de", years="4"),
        ),
        staff="L’équipe : une coordinatrice, un médecin psychiatre, deux médiateurs de santé pair, une psychologue, "
        "trois infirmières, quatre travailleurs sociaux, un secrétaire",
        roles="coordinateur : 1, médecin psychiatre : 1, médiateur de santé pair : 2, psychologue : 1, "
        "infirmier : 3, travailleur social : 4, secrétaire : 1",
        noise="Objectif : 100 places d’ici 2024.",
        zoom="l’atelier vélo",
        story=(
            "Seize vélos ont été remis en état par les locataires depuis janvier.",
            "L’atelier ouvre chaque mercredi de 14 h à 17 h, sans rendez-vous.",
        ),
        cloud="rétablissement, entraide, choix, confiance, logement, santé, pair-aidance, dignité, innovation sociale",
    ),
    Site(
        id="montpellier",
        name="Montpellier",
        codes=("34172", "34", "76"),
        person="Idriss Benkacem",
        email="contact.montpellier@1chezsoi.example",
        phone="05 36 49 80 02",
        figures=(
            Figure("in_programme", "97"),
            Figure("ever_housed", "85"),
            Figure("currently_housed", "72"),
            Figure("all", "105", communes="14"),
            Figure("social", "46", landlords="ACM Habitat : 21, Hérault Logement : 12, FDI Habitat : 8, Promologis : 5"),
            Figure("associative_lease", "20", landlords="Clés en Main : 13, Le Toit Partagé : 7"),
            Figure("private", "39"),
            Figure("rent_all", "389 €"),
            Figure("encounters", f"5{NBSP}400", "Environ", years="4"),
        ),
        staff="L’équipe : un coordinateur, deux médecins psychiatres, un médecin généraliste, trois médiatrices de santé pair, "
        "des infirmiers, deux éducateurs spécialisés, une secrétaire",
        roles="coordinateur : 1, médecin psychiatre : 2, médecin généraliste : 1, médiateur de santé pair : 3, "
        "infirmier, éducateur spécialisé : 2, secrétaire : 1",
        noise="Adresse : 25 quai des Tanneurs, 34000 Montpellier",
        zoom="le jardin partagé",
        story=(
            "Une parcelle de 200 mètres carrés a été confiée aux locataires par la mairie.",
            "Douze bacs ont été plantés au printemps 2022 ; une quinzaine de voisins y jardinent.",
        ),
        cloud="dignité, citoyenneté, solidarité, rétablissement, initiative, accompagnement, soins, autonomie, choix",
    ),
    Site(
        id="seine-saint-denis",
        name="Seine-Saint-Denis",
        codes=("", "93", "11"),
        person="Aïcha Le Bihan",
        email="contact.seinesaintdenis@1chezsoi.example",
        phone="01 99 00 35 41",
        figures=(
            Figure("in_programme", "112"),
            Figure("ever_housed", "94"),
            Figure("currently_housed", "83"),
            Figure("all", "126"),
            Figure("social", "58", landlords="Seine-Saint-Denis Habitat : 24, Plaine Commune Habitat : 19, Seqens : 10, Toit et Joie : 5"),
            Figure("private", "63"),
            Figure("private_regulated", "5"),
            Figure("rent_social", "437,20 €"),
            Figure("rent_private", "520 €"),
        ),
        staff="L’équipe : coordinateur (1), médecins psychiatres (2), médecin addictologue (1), médiateurs de santé pair (2), "
        "infirmiers (4), travailleurs sociaux (5), aide-soignant (1), secrétaire (1)",
        roles="coordinateur : 1, médecin psychiatre : 2, médecin addictologue : 1, médiateur de santé pair : 2, "
        "infirmier : 4, travailleur social : 5, aide-soignant : 1, secrétaire : 1",
        noise="L’âge moyen des locataires est de 41 ans et 21 % sont des femmes.",
        zoom="la chorale du mardi",
        story=("Vingt-deux choristes ont chanté devant 180 spectateurs.", "La création a demandé neuf mois de répétitions."),
        cloud="logement, pair-aidance, recherche, sans-abri, confiance, soins, innovation sociale, santé, entraide",
    ),
    Site(
        id="nantes",
        name="Nantes",
        codes=("44109", "44", "52"),
        person="Loïc Guéguen",
        email="chezsoi-nantes@reseau-logement.example",
        phone="03 53 01 44 19",
        figures=(
            Figure("in_programme", "54"),
            Figure("ever_housed", "50", "Près de"),
            Figure("currently_housed", "41"),
            Figure("all", "59"),
            Figure(
                "social",
                "27",
                landlords="Nantes Métropole Habitat : 15, Aiguillon Construction : 6, Atlantique Habitations : 4, CISN : 2",
            ),
            Figure("private", "32"),
            Figure("rent_all", "401 €"),
            Figure("encounters", f"1{NBSP}875", years="2"),
        ),
        staff="L’équipe : 1 chef de service, 1 médecin psychiatre, 2 médiateurs de santé pair, 1 psychologue, 2 infirmiers, "
        "3 travailleuses sociales, 1 secrétaire",
        roles="chef de service : 1, médecin psychiatre : 1, médiateur de santé pair : 2, psychologue : 1, "
        "infirmier : 2, travailleur social : 3, secrétaire : 1",
        noise="Au plan national, 353 personnes avaient été suivies pendant l’expérimentation.",
        zoom="la bourse aux meubles",
        story=(
            "Un local de 60 mètres carrés permet de stocker meubles et électroménager.",
            "En un an, une trentaine d’emménagements en ont profité.",
        ),
        cloud="autonomie, accompagnement, santé, initiative, entraide, dignité, sans-abri, choix, solidarité",
    ),
)


def edition_text() -> str:
    """The edition as plain text."""
    lines = [TITLE, "", ""]
    for site in SITES:
        lines += [site.name, "", *site.contact, "", FIGURES_HEADING, "", *(f"– {line}" for line in site.lines), "", site.noise, ""]
        lines += [site.zoom_heading, "", site.story[0], "", site.story[1], "", "", "", PROGRAMME, "", ""]
        lines += [*(" ".join(site.words[start : start + 3]) for start in (0, 3, 6)), "", "", "", ""]
    return "\n".join(lines[:-1]) + "\n"


def write_truth(folder: Path) -> None:
    """Write the tables that a reader should find in the edition, one CSV each."""
    edition, as_of = "2022", "2022-06-30"

    def table(name: str, columns: str, rows: Iterable[Iterable[object]]) -> None:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([columns.split(), *rows])

    def figures(*kinds: str) -> list[tuple[tuple[str, str, str], Figure, str]]:
        """The figures of these kinds, each between the first columns of its row and its qualifier."""
        return [
            ((edition, site.id, fig.kind.removeprefix("rent_")), fig, QUALIFIERS[fig.prefix])
            for site in SITES
            for fig in site.figures
            if fig.kind in kinds
        ]

    (folder / "optional").mkdir(parents=True, exist_ok=True)
    table("editions", "edition_id programme as_of stated_sites", [(edition, "Un chez-soi d'abord", as_of, len(SITES))])
    table("sites", "site_id name commune_code department_code region_code", [(site.id, site.name, *site.codes) for site in SITES])
    table("contacts", "edition_id site_id name email", [(edition, site.id, site.person, site.email) for site in SITES])
    table("zooms", "edition_id site_id title", [(edition, site.id, site.zoom.replace("’", "'")) for site in SITES])
    table("staff", "edition_id site_id role headcount", [(edition, site.id, *role) for site in SITES for role in counts(site.roles)])
    table("optional/staff", "edition_id site_id role headcount", [])
    table(
        "population_counts",
        "edition_id site_id measure persons qualifier period_years as_of",
        [(*key, fig.number, qualifier, "", as_of if fig.kind == "currently_housed" else "") for key, fig, qualifier in figures(*POPULATION)],
    )
    table(
        "housing_counts",
        "edition_id site_id tenure intermediary dwellings qualifier communes",
        [(*key, "", fig.number, qualifier, fig.communes) for key, fig, qualifier in figures(*TENURES)],
    )
    table(
        "landlord_counts",
        "edition_id site_id tenure reported_name intermediary dwellings",
        [(*key, name, "", count) for key, fig, _ in figures(*TENURES) for name, count in counts(fig.landlords)],
    )
    table(
        "rents",
        "edition_id site_id tenure monthly_eur qualifier charges_included",
        [
            (*key, f"{float(fig.number[:-2].replace(',', '.')):.2f}", qualifier, str("hors charges" not in fig.caption).lower())
            for key, fig, qualifier in figures(*RENTS)
        ],
    )
    table(
        "encounters",
        "edition_id site_id encounters qualifier period_years",
        [(*key[:2], fig.number.replace(NBSP, ""), qualifier, fig.years) for key, fig, qualifier in figures("encounters")],
    )
