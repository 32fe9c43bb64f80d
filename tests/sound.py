"""Editions that nothing is wrong with, written at random, and what the gate says of them: `make sound`.

Each edition has its own sites, figures that add up, hand of writing (bullets, lists, order of words) and sentences around
the figures. What is read must be what was written, and no critical check may fail.
"""

import argparse
import datetime
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from expectations.rules import Result
from extractors.language.landlords import landlords
from extractors.language.places import find_place
from extractors.language.spelling import slug
from extractors.reading import Reading, read_document
from tests.mutants import document, gated

Row = tuple[str, str | None, tuple[str, ...]]
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
TOWNS = (
    "Paris", "Lille", "Toulouse", "Marseille", "Lyon", "Bordeaux", "Nantes", "Rennes", "Strasbourg", "Grenoble", "Dijon", "Nice", "Montpellier", "Rouen",
    "Tours", "Brest", "Limoges", "Metz", "Nancy", "Reims", "Caen", "Angers", "Le Mans", "Besançon", "Clermont-Ferrand", "Saint-Étienne", "Toulon",
    "Avignon", "Le Havre", "Amiens", "Orléans", "Mulhouse", "Nîmes", "Hauts-de-Seine", "Seine-Saint-Denis", "Val-de-Marne", "Gironde", "Finistère",
)  # fmt: skip
ROLES = (
    ("coordinateur", "coordinateurs"), ("médecin psychiatre", "médecins psychiatres"), ("médecin généraliste", "médecins généralistes"),
    ("psychologue", "psychologues"), ("médiateur de santé pair", "médiateurs de santé pair"), ("infirmier", "infirmiers"),
    ("travailleur social", "travailleurs sociaux"), ("éducateur spécialisé", "éducateurs spécialisés"), ("aide-soignant", "aides-soignants"),
    ("secrétaire", "secrétaires"),
)  # fmt: skip
PEOPLE = ("Jeanne Martin", "Hugues Lemaire", "Aïcha Benali", "Paul-Henri Roux", "Solène Le Gall", "Michel d'Aubigné", "Inès Fournier")
ASSOCIATIONS = ("Soliha", "Habitat et Humanisme", "Solidarités Nouvelles pour le Logement", "Fondation Abbé Pierre")
STORIES = (
    ("le jardin partagé", "Depuis 2013, douze locataires cultivent un jardin de 300 m².\n\nIls s'y retrouvent deux fois par semaine."),
    ("l'atelier cuisine", "Chaque jeudi, cinq à huit locataires préparent un repas pour vingt personnes.\n\nUn livret de 30 recettes est paru."),
    ("le conseil des locataires", "Les locataires ont élu leurs 6 représentants. L'assemblée se tient tous les trois mois."),
    ("la chorale", "Elle répète le mardi, à 18 h, dans la salle que prête la mairie.\n\nElle a chanté deux fois en public, devant 80 voisins."),
    ("le journal", "Quatre numéros ont paru cette année, tirés à 200 exemplaires.\n\nChacun y écrit ce qu'il veut, à la main ou à la machine."),
    ("les clés", "M. Robert a gardé pendant sept mois ses clés autour du cou.\n\nIl les pose maintenant sur une étagère qu'il a fabriquée."),
)
ASIDES = (
    "L'âge moyen des locataires est de {} ans.", "Adresse : {} rue des Lilas", "{} % des locataires sont des femmes.",
    "Objectif : {} places d'ici trois ans.", "Les locataires avaient passé en moyenne {} mois à la rue.",
)  # fmt: skip


@dataclass(frozen=True)
class Hand:
    """How one edition is written."""

    bullet: str
    heading: Callable[[str], str]
    listed: Callable[[list[tuple[str, int]]], str]
    in_study: str
    in_programme: str
    ever: str
    current: str
    dwellings: str
    social: str
    leased: str
    private: str
    rent: str
    team: str
    encounters: str
    figures: str


def in_parentheses(items: list[tuple[str, int]]) -> str:
    (name, count), *others = items
    return ", ".join([f"{name} ({count} logement{'s' if count > 1 else ''})", *(f"{name} ({count})" for name, count in others)])


def after_colons(items: list[tuple[str, int]]) -> str:
    return ", ".join(f"{name} : {count}" for name, count in items)


def after_site(name: str) -> str:
    return f"Site d'{name}" if name[0] in "AEÉIO" else f"Site de {name}"


HEADINGS: tuple[Callable[[str], str], ...] = (str, str.upper, after_site)


def draw_hand(rng: random.Random) -> Hand:
    by_colon = rng.random() < 0.5
    return Hand(
        bullet=rng.choice(["- ", "• ", "– ", "▪ "]),
        heading=rng.choice(HEADINGS),
        listed=after_colons if by_colon else in_parentheses,
        in_study=rng.choice(["{} personnes intégrées dans l'étude", "{} personnes incluses dans l'étude", "Personnes intégrées dans l'étude : {}"]),
        in_programme=rng.choice(["{} dans le volet « Un chez-soi d'abord »", "Personnes entrées dans le programme : {}", "{} personnes admises dans le programme"]),
        ever=rng.choice(["{} personnes logées sur les {p} ans", "{} personnes relogées en {p} ans", "Personnes logées sur {p} ans : {}"]),
        current=rng.choice(
            ["{} personnes accompagnées et logées en {month} {year}", "{} personnes sont logées et accompagnées fin {month} {year}",
             "Personnes logées au {day} {month} {year} : {}", "{} locataires accompagnés au {day}/{number:02}/{year}"]
        ),
        dwellings=rng.choice(["{} logements captés{where}", "Au total, {} logements ont été captés{where}", "Logements captés : {}"]),
        social=rng.choice(["{} logements dans le parc social : {list}", "{} logements auprès de bailleurs sociaux : {list}"] if by_colon is False else
                          ["{} logements HLM ({list})", "{} logements dans le parc social ({list})"]),
        leased=rng.choice(["{} logements avec des baux associatifs", "{} logements en baux associatifs", "Baux associatifs : {} logements"]),
        private=rng.choice(["{} logements dans le secteur privé", "{} logements dans le parc privé", "Secteur privé : {} logements"]),
        rent=rng.choice(["Un loyer mensuel moyen de {} euros (charges comprises)", "Loyer moyen : {} € charges comprises", "Le loyer moyen est de {} € par mois, charges comprises"]),
        team=rng.choice(["Des professionnels : {}", "L'équipe : {}", "Une équipe de professionnels : {}"]),
        encounters=rng.choice(["Qui ont réalisé {} rencontres au domicile ou accompagnements sur les {p} ans.", "{} visites à domicile et accompagnements en {p} ans"]),
        figures=rng.choice(["en chiffres...", "En chiffres", "Chiffres clés"]),
    )  # fmt: skip


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f") if number > 999 else str(number)


def parts_of(rng: random.Random, total: int, count: int) -> list[int]:
    cuts = sorted(rng.sample(range(1, total), min(count, total) - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def write_edition(rng: random.Random) -> tuple[str, Counter[Row]]:
    """The text of an edition and the rows that it states."""
    hand, year, month = draw_hand(rng), rng.randint(2015, 2030), rng.randint(1, 12)
    end = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
    towns = rng.sample(TOWNS, rng.randint(2, 6))
    has_study, has_rent, has_encounters = rng.random() < 0.6, rng.random() < 0.9, rng.random() < 0.8
    rows: Counter[Row] = Counter({("editions", None, (str(len(towns)),)): 1})
    stories = rng.sample(STORIES, len(towns))
    has = (has_study, has_rent, has_encounters)
    sheets = [write_sheet(rng, hand, town, end, has, story, rows) for town, story in zip(towns, stories, strict=True)]
    stated = f"Sur chacun des {len(towns)} sites, le programme est porté par des associations et des hôpitaux."
    sheets.insert(1, stated)
    return "Un chez-soi d'abord\n\n\n\n" + "\n\n\n\n".join(sheets) + "\n", rows


def write_sheet(
    rng: random.Random, hand: Hand, town: str, end: datetime.date, has: tuple[bool, bool, bool], told: tuple[str, str], rows: Counter[Row]
) -> str:
    has_study, has_rent, has_encounters = has
    place = find_place(town)
    assert place is not None
    site, period = place.site_id, end.year - 2011 - rng.choice([0, 0, 0, 1])
    lines: list[str] = []

    def say(wording: str, table: str, count: int, /, *values: object, **more: object) -> None:
        lines.append(wording.format(spaced(count), **more))
        rows[table, site, tuple(str(value) for value in values)] += 1

    programme = rng.randint(45, 120)
    ever = round(programme * rng.uniform(0.82, 0.97))
    current = round(ever * rng.uniform(0.75, 0.97))
    dwellings = round(ever * rng.uniform(1.05, 1.6))
    if has_study:
        study = 2 * programme + rng.choice([-1, 0, 1])
        say(hand.in_study, "population_counts", study, "in_study", study, "exact", None, None)
    say(hand.in_programme, "population_counts", programme, "in_programme", programme, "exact", None, None)
    say(hand.ever, "population_counts", ever, "ever_housed", ever, "exact", period, None, p=period)
    say(hand.current, "population_counts", current, "currently_housed", current, "exact", None, end,
        day=end.day, month=MONTHS[end.month - 1], number=end.month, year=end.year)  # fmt: skip
    communes = rng.randint(3, 25) if "{where}" in hand.dwellings and rng.random() < 0.5 else None
    say(hand.dwellings, "housing_counts", dwellings, "all", dwellings, "exact", communes, where=f" sur {communes} communes" if communes else "")
    social = rng.randint(5, dwellings // 2)
    known = sorted(
        x.name for x in landlords().values()
        if x.kind == "social" and x.territory and (home := find_place(x.territory)) and home.region_code == place.region_code and " / " not in x.name
    )  # fmt: skip
    names = rng.sample(known, min(len(known), social, rng.randint(1, 5)))
    listed = list(zip(names, parts_of(rng, social, len(names)), strict=True))
    say(hand.social, "housing_counts", social, "social", social, "exact", None, list=hand.listed(listed))
    for name, count in listed:
        rows["landlord_counts", site, ("social", name, "None", str(count))] += 1
    leased = rng.randint(2, dwellings // 4)
    if rng.random() < 0.6:
        some = rng.sample(ASSOCIATIONS, rng.randint(0, min(2, leased)))
        named = list(zip(some, parts_of(rng, leased, len(some)), strict=True)) if some else []
        say(hand.leased + (f" ({after_colons(named)})" if named else ""), "housing_counts", leased, "associative_lease", leased, "exact", None)
        for name, count in named:
            rows["landlord_counts", site, ("associative_lease", name, "None", str(count))] += 1
        say(hand.private, "housing_counts", dwellings - social - leased, "private", dwellings - social - leased, "exact", None)
    if has_rent:
        rent = Decimal(rng.randint(33000, 49000) if rng.random() < 0.3 else rng.randint(330, 490) * 100) / 100
        lines.append(hand.rent.format(f"{rent:f}".replace(".", ",").removesuffix(",00")))
        rows["rents", site, ("all", str(rent.normalize() + 0), "exact", "True")] += 1
    team = rng.sample(ROLES, rng.randint(4, 8))
    members = []
    for one, many in team:
        count = rng.choice([1, 1, 2, 2, 3])
        members.append(f"{count} {many if count > 1 else one}")
        rows["staff", site, (one, str(count))] += 1
    lines.append(hand.team.format(", ".join(members)))
    if has_encounters:
        count = rng.randint(30, 150) * 100
        words, qualifier = rng.choice([("{}", "exact"), ("plus de {}", "more_than"), ("près de {}", "about")])
        line = hand.encounters.format(words.format(spaced(count)), p=period)
        lines.append(line[0].upper() + line[1:])
        rows["encounters", site, (str(count), qualifier, str(period))] += 1
    address = f"{slug(town).replace('-', '')}@chezsoi.example"
    head = f"{hand.heading(town)}\n\nContact : {rng.choice(PEOPLE)}\n{address}\n\n{hand.figures}\n\n"
    aside = rng.choice(ASIDES).format(rng.randint(20, 60))
    title, story = told
    return head + "\n".join(hand.bullet + line for line in lines) + f"\n\n{aside}\n\nzoom sur ...\n\n... {title}\n\n{story}"


def read_rows(reading: Reading) -> Counter[Row]:
    """The rows that were read, in the form of those that were written; contacts, stories and what a sheet states besides aside."""
    rows: Counter[Row] = Counter()
    for f in reading.figures:
        if f.table in ("contacts", "zooms", "keywords", "other_figures"):
            continue
        values = [
            "None" if value is None else str(value.normalize() + 0) if isinstance(value, Decimal) else str(value) for value in f.values.values()
        ]
        rows[f.table, f.site_id, tuple(values)] += 1
    return rows


@dataclass(frozen=True)
class Heard:
    """An edition, the rows that were written and not read or read and not written, and what breaks."""

    name: str
    body: str
    differing: Counter[Row]
    breaks: list[Result]


def run(count: int, seed: int) -> list[Heard]:
    rng = random.Random(seed)
    written = {f"e{number}": write_edition(rng) for number in range(count)}
    readings = {name: read_document(document(body, name)) for name, (body, _) in written.items()}
    results = gated(readings)
    heard = []
    for name, (body, rows) in written.items():
        read = read_rows(readings[name])
        if any(table == "editions" for table, _, _ in read):
            read["editions", None, rows_of_edition(rows)] = 1
        heard.append(Heard(name, body, (rows - read) + (read - rows), [r for r in results[name] if not r.success]))
    return heard


def rows_of_edition(rows: Counter[Row]) -> tuple[str, ...]:
    return next(values for table, _, values in rows if table == "editions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2014)
    asked = parser.parse_args()
    start = time.monotonic()
    heard = run(asked.count, asked.seed)
    breaks = Counter((r.rule.severity, r.rule.name) for one in heard for r in one.breaks)
    for (severity, check), number in sorted(breaks.items()):
        print(f"{severity:8} {check:32} {number}")
    exact = sum(not one.differing for one in heard)
    print(f"\n{len(heard)} sound editions, seed {asked.seed}: {exact} read exactly, {time.monotonic() - start:.0f} s")
    for one in heard:
        for row in list(one.differing)[:2]:
            print(f"{one.name} differs: {row}", file=sys.stderr)
    sys.exit(exact < len(heard) or any(severity == "critical" for severity, _ in breaks))


if __name__ == "__main__":
    main()
