"""Numbers that are no facts of the warehouse, each family under a name of its own."""

import regex

from extractors.pattern import Match, Pattern
from extractors.reference import find_landlord, landlord_aliases
from extractors.view import View

_NAMES = tuple(sorted({View(alias).text for alias in landlord_aliases() if any(c.isdigit() for c in alias)}))


def _is_landlord(m: Match) -> bool:
    """In a view « Habitat 76 » and « Loire Habitat 12 » look alike: the printed name decides, and no word of a longer name."""
    before = m.view.text[max(0, m.span.start - 30) : m.span.start]
    return find_landlord(m.printed(m.span)).is_known and not regex.search(r"\p{Lu}[\p{L}'-]*[ -]$", before)


PATTERNS = (
    Pattern(
        name="telephone",
        regex=r"(?:\b(?:tel(?:ephone)?|fax|portable|mobile|standard|numero\ vert)\b[ .:n°]*)2?(?:\ ?[02])*|\b(?<=\ |^|[(/|])2(?=\ |$|[,;.)/|])",
        examples={"261912760": ["Tél. 02 61 91 27 60"]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="year",
        regex=r"\b(?:en|depuis|fin|debut|courant|annees?|l'an|d'ici|jusqu'en|ete|printemps|automne|hiver|edition|objectif|(?&month)|janvier|mai)\ 0\b(?!\ (?:(?&people)|(?&dwellings)))",
        values=(1990, 2100),
        examples={"2011": ["Le programme existe depuis 2011."], "2013": ["En 2013, un séjour a eu lieu au Pays basque."]},
        disposition="ignored",
    ),
    Pattern(
        name="address",
        regex=r"(?:\b[02]\ ?(?:bis|ter|quater)?,?\ (?:rue|avenue|av\.|boulevard|bd|place|quai|allees?|impasse|cours|chemin|route|square|passage|faubourg)\b[^\n0]{0,60}?(?:,\ ?|\ -\ ?|\ )?(?:0\ \p{Lu}[\p{L}'-]+)?)|\badresse\ ?:\ ?[^\n]{0,100}|\b0\ (?-i:\p{Lu})[\p{L}'-]+\ (?:cedex)(?:\ 0)?|(?<![\w.+-])[\w.+-]{1,64}+@[\w.-]+",
        examples={
            "25, 75018": ["Adresse : 25 quai des Tanneurs, 75018 Paris"],
        },
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="target",
        regex=r"\b(?:objectifs?|cible)\ ?(?::|de|d'|est\ de|fixe\ a)\ ?0\ (?:places|logements|personnes|menages)?(?:\ d'ici\ (?:a\ |fin\ )?0)?",
        examples={"100, 2019": ["Objectif : 100 places d'ici 2019."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="national_figure",
        regex=r"\b(?:au\ (?:plan|niveau)\ national|a\ l'echelle\ nationale|en\ france|nationalement)\b[^\n.]{0,120}",
        examples={"353": ["Au plan national, 353 personnes avaient été suivies pendant l'expérimentation."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="cost",
        regex=r"\b(?:couts?|budget|financement|subvention)\b[^\n.;:0]{0,60}:?\ ?0(?&euros)(?:\ (?:par|/)\ ?(?:an|place|personne|jour|mois))*",
        examples={"14000": ["Le coût d'une place est estimé à 14 000 euros par an."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="share",
        regex=r"(?:0\ ?(?:%|pour\ cent|pourcent)|\b0\ (?:personnes?\ )?sur\ (?:0|dix|cent)\b|\b0\ (?:tiers|quarts|cinquiemes))(?:\ des?\ (?&people)\ [^\n.,;]{0,80})?",
        examples={"21": ["21 % sont des femmes."], "86, 2": ["86 % des locataires sont toujours dans leur logement deux ans après leur entrée."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="age_or_duration",
        regex=r"\b(?:age|ages|duree|anciennete|parcours)\b[^\n.;0]{0,60}?0\ (?:ans|mois|annees|jours)|en\ moyenne\ 0\ (?:ans|mois|annees)(?:\ (?:a|dans)\ la\ rue)?",
        examples={"41": ["L'âge moyen des locataires est de 41 ans"], "8": ["Les locataires avaient passé en moyenne huit ans à la rue."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="full_time_equivalents",
        regex=r"0\ (?:etp|equivalents?[- ]temps[- ]pleins?)(?:\ au\ total)?",
        examples={"10.5": ["Soit 10,5 ETP au total."], "8.3": ["Ces postes représentent 8,3 équivalents temps plein."]},
        disposition="narrative",
        seen="samples",
    ),
    Pattern(
        name="meeting",
        regex=r"\b(?:comite|conseil|assemblee|reunion)\b[^\n.;]{0,60}(?:reuni|tenu)\w*\ 0\ fois(?:\ en\ 0)?",
        examples={"3, 2018": ["Le comité de pilotage s'est réuni trois fois en 2018."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="page_number",
        regex=r"^(?:page\ |p\.\ ?|-\ )0(?:\ ?/\ ?0)?(?:\ -)?$",
        examples={"4": ["Page 4"]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="digits_in_landlord_name",
        regex=r"\b\L<names>\b",
        lists={"names": _NAMES},
        holds=_is_landlord,
        examples={"3": ["en lien avec Immobilière 3F"], "76": ["en lien avec Habitat 76"]},
        never=["en lien avec Angers Loire Habitat 12", "en lien avec Habitat 12"],
        disposition="ignored",
    ),
)  # fmt: skip
