"""Numbers that are no facts of the warehouse, each family under a name of its own."""

import regex

from extractors.grammar import expand
from extractors.language.landlords import find_landlord, landlord_aliases
from extractors.language.places import is_place_name
from extractors.pattern import Match, Pattern
from extractors.view.view import View

_NAMES = tuple(sorted({View(alias).text for alias in landlord_aliases() if any(c.isdigit() for c in alias)}))


def _is_landlord(m: Match) -> bool:
    """In a view « Habitat 76 » and « Loire Habitat 12 » look alike: the printed name decides, and no word of a longer name."""
    before = m.view.text[max(0, m.span.start - 30) : m.span.start]
    return find_landlord(m.printed(m.span)).is_known and not regex.search(r"\p{Lu}[\p{L}'-]*[ -]$", before)


_EARLIER = r"(?:1\ an\ (?:plus\ tot|auparavant|avant)|(?:l'an|l'annee)\ (?:passee?|derniere?|precedente?)|(?:en|fin|au)\ (?:(?:0\ )?(?&month)\ )?0|a\ la\ meme\ (?:date|periode|epoque)(?:\ l'an(?:nee)?\ \w+)?)"


_MEASURED = regex.compile(
    expand(r"(?&people)|(?&dwellings)|(?&tenure)|rencontres|visites|accompagnements|loyer|[:=]|\.{3}"), regex.VERBOSE | regex.IGNORECASE
)


def _is_title(m: Match) -> bool:
    return not _MEASURED.search(m.view.text, m.span.start, m.span.end)


def _is_postal_code(m: Match) -> bool:
    number, town = m.printed(m.span).split(" ", 1)
    return len(number) == 5 and number.isdigit() and is_place_name(town)


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
        name="year_of_a_title",
        regex=r"^[^\n0-3]{0,80}\b0$",
        values=(1990, 2100),
        holds=_is_title,
        examples={"2055": ["Portraits de sites, cuvée 2055"]},
        never=["Visites à domicile 2050", "Logements captés : 2012"],
        disposition="ignored",
        seen="activity reports",
    ),
    Pattern(
        name="address",
        regex=r"(?:\b[02]\ ?(?:bis|ter|quater)?,?\ (?:de\ la\ |de\ l'|du\ )?(?:rue|avenue|av\.|boulevard|bd|place|quai|allees?|impasse|cours|chemin|route|square|passage|faubourg)\b(?:[^\n0;.]{0,60}?(?:,\ ?|\ -\ ?|\ )0\ (?-i:\p{Lu})[\p{L}'-]+)?)|\badresse\ ?:\ ?[^\n]{0,100}|\b0\ (?-i:\p{Lu})[\p{L}'-]+\ (?:cedex)(?:\ 0)?|(?<![\w.+-])[\w.+-]{1,64}+@[\w.-]+",
        examples={
            "25, 75018": ["Adresse : 25 quai des Tanneurs, 75018 Paris", "Nos bureaux : 25 quai des Tanneurs, 75018 Paris"], "14": ["au 14 de la rue des Tanneurs"],
        },
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="postal_code",
        regex=r"\b0\ (?-i:\p{Lu})[\p{L}'-]+",
        holds=_is_postal_code,
        examples={"75018": ["75018 Paris"]},
        never=["750 Paris", "10 000 Rencontres"],
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="day",
        regex=r"\b(?:le|du|au|et|entre\ le)\ [02](?:er)?\ (?&month)(?:\ 0)?",
        examples={"8, 2, 2031": ["saisi entre le 8 janvier et le 2 février 2031"]},
        disposition="ignored",
        seen="activity reports",
    ),
    Pattern(
        name="elapsed_time",
        regex=r"\bil\ y\ a\ 0\ (?:ans|mois|semaines)|\b0\ (?:ans|mois)\ (?:plus\ tard|apres)\b",
        examples={"3": ["Le site a ouvert il y a trois ans."], "20": ["Vingt ans plus tard, le pari est tenu."]},
        disposition="ignored",
        seen="activity reports",
    ),
    Pattern(
        name="team_size",
        regex=r"\b0\ (?:professionnel(?:le)?s|salarie(?:e)?s)\b|\bnous\ sommes\ 0(?=\ ?[:,.])",
        examples={"5": ["Cinq professionnels se relaient.", "Nous sommes cinq."]},
        disposition="ignored",
        seen="activity reports",
    ),
    Pattern(
        name="target",
        regex=r"\b(?:objectifs?|cible)\ ?(?::|de|d'|est\ de|fixe\ a)\ ?0(?:\ (?:places|logements|personnes|menages))?(?:\ (?:d'ici|pour|en|a\ la\ fin\ de|fin)\ (?:a\ |fin\ |la\ fin\ de\ )?0)?",
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
        name="capacity",
        regex=r"\bcapacite\b[^\n.;,0]{0,40}0\ (?:places|personnes)|\b0\ places\b(?!\ (?:occup|pourv))(?:\ (?:de\ plus\ )?(?:d'ici|en|pour)\ (?:a\ |fin\ )?0)?",
        examples={"105": ["La capacité autorisée est de 105 places."], "50": ["sur 50 places financées"], "15, 2046": ["Le contrat prévoit 15 places de plus d'ici 2046."]},
        never=["50 places occupées"],
        disposition="ignored",
        seen="activity reports",
    ),
    Pattern(
        name="cost",
        regex=r"\b(?:couts?|budget|financement|subvention|prix\ de\ journee)\b[^\n.;:0]{0,60}(?:0\ ?)?(?:(?&is)|:?\ ?)0(?&euros)(?:\ (?:par|/)\ ?(?:an|place|personne|jour|mois))*",
        examples={"14000": ["Le coût d'une place est estimé à 14 000 euros par an."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="share",
        regex=r"(?:0\ ?(?:%|pour\ cent|pourcent)|\b0\ (?:personnes?\ |locataires?\ )?sur\ (?:0|dix|cent)\b(?!\ (?:ans|annees|mois|communes|sites|territoires|villes))|\b0\ (?:tiers|quarts|cinquiemes))(?:\ des?\ (?&people)\ [^\n.,;]{0,80})?",
        values=(0, 100),
        never=["un loyer de 336 % (charges comprises)"],
        examples={"21": ["21 % sont des femmes."], "86, 2": ["86 % des locataires sont toujours dans leur logement deux ans après leur entrée."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="age_or_duration",
        regex=r"\b(?:age|ages|agees?|duree|anciennete|parcours)\b[^\n;0]{0,60}?(?:0\ (?:a|et)\ )?0\ (?:ans|mois|annees|jours)|\bde\ 0\ a\ 0\ ans\b|\b0\ ans\ en\ moyenne|en\ moyenne\ 0\ (?:ans|mois|annees)(?:\ (?:a|dans)\ la\ rue)?",
        examples={"41": ["L'âge moyen des locataires est de 41 ans"], "43": ["Âge médian ........ 43 ans"], "18, 24": ["Âge à l'entrée : de 18 à 24 ans"], "8": ["Les locataires avaient passé en moyenne huit ans à la rue."]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="time_of_day",
        regex=r"\b(?:0\ ?h(?:eures?)?|2)(?:\ ?0)?\b(?:\ (?:a|et)\ 0\ ?h(?:\ ?0)?)?|\b0\ h(?:eures?)?\b",
        examples={"9, 17": ["Ouvert de 9 h à 17 h"], "9, 17, 30": ["Ouvert de 9 h à 17 h 30"]},
        disposition="ignored",
        seen="samples",
    ),
    Pattern(
        name="previous_period",
        regex=rf"\bcontre\ (?:(?&qualifier))?0(?&euros)?(?:\ (?:(?&people)|(?&dwellings)))?\ {_EARLIER}|\(\ ?(?:contre\ )?0(?&euros)?\ {_EARLIER}\ ?\)|\b(?:elles|ils)\ etaient\ 0\ {_EARLIER}|\(\ ?rappel\b[^()\n]{{0,60}}\)|\(\ ?(?&month)\ 0\ ?:\ ?0\ ?\)",
        examples={
            "52": ["Dans leur logement (52 un an plus tôt)"], "44, 2031": ["elles étaient 44 en mai 2031"], "379": ["contre 379 euros l'année précédente"],
            "96": ["contre 96 un an plus tôt"],
        },
        disposition="ignored",
        seen="activity reports",
    ),
    Pattern(
        name="full_time_equivalents",
        regex=r"0\ (?:etp|equivalents?[- ]temps[- ]pleins?)(?:\ au\ total)?|\b(?:etp|equivalents?[- ]temps[- ]pleins?)(?&is)0",
        examples={"10.5": ["Soit 10,5 ETP au total."], "11.4": ["Équivalents temps plein .......... 11,4"], "8.3": ["Ces postes représentent 8,3 équivalents temps plein."]},
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
        regex=r"^(?:\.{4,200}\ )?(?:page\ |p\.\ ?|-\ )0(?:\ ?/\ ?0)?(?:\ -)?$",
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
