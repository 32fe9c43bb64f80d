"""The shared French of the brochures: named fragments that patterns call as `(?&name)`.

Fragments are written for a View: no accents, single spaces, straight apostrophes, `0` for a number, `1` for un/une,
`2` for digits inside a word. They are expanded in place, so that a named group inside a fragment reads like any other.
"""

import calendar
import datetime

import regex

MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")
_MONTH_SHORT = ("janv", "fevr?", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")

QUARTERS = {"premier": 3, "deuxieme": 6, "troisieme": 9, "quatrieme": 12, "dernier": 12}
"""The last month of a quarter."""

FRAGMENTS = {
    # numbers: a count with its qualifier before or after it
    "more": r"(?:\+\ de|plus\ que)\ |(?:1\ peu\ )?plus\ d[e'u]\ ?|\+\ ?de\ |au[- ]dela\ de\ |pas\ moins\ de\ |au\ moins\ |(?:est\ )?superieure?s?\ a\ |depass\w+\ (?:les\ )?|[>≥]\ ?",
    "less": r"(?:1\ peu\ )?moins\ d[e'u]\ ?|a\ peine\ |(?:est\ )?inferieure?s?\ a\ |n'exced\w+\ pas\ (?:les\ )?|ne\ depass\w+\ pas\ (?:les\ )?|[<≤]\ ?",
    "about": r"environ\ |pres\ d[e']\ ?|quelques?\ |(?:a\ )?autour\ de\ |aux\ alentours\ de\ |de\ l'ordre\ de\ |approximativement\ |quasiment\ |presque\ |avoisin\w+\ (?:les\ )?|frol\w+\ (?:les\ )?|~\ ?|env\.\ ?",
    "qualifier": r"(?:(?<more>(?&more))|(?<less>(?&less))|(?<about>(?&about)))",
    "qualifier_after": r"\ (?:(?<about>environ)|ou\ (?<more>plus))\b",
    "count": r"(?:(?&qualifier))?(?<count>[01])(?:(?&qualifier_after))?",
    "counted": r"(?&count)(?:\ de\ |\ d'|\ )(?:autres\ )?",
    # what joins a label to its figure: a colon, a dash, leaders, a verb
    "is": r"(?:\ ?[:=]\ ?|\ -\ |\ ?(?<![._]\ ?)(?:\.\ ?|_){3,200}+\ ?|\ (?:est|sont|etait|etaient|s'eleve(?:nt)?|s'etablit|atteint|atteignent|passe|se\ monte)\ (?:de\ |a\ |au\ nombre\ de\ |d')?)",
    # days: the reader takes the last day of the month
    "month": "(?<month>" + "|".join([*MONTHS, *(rf"{m}\." for m in _MONTH_SHORT)]) + ")",
    "date": r"(?:(?:(?<day>[02])(?:er)?\ )?(?&month)\ (?<year>0)|(?<day>0)[./-](?<month_number>0)[./-](?<year>0)|(?<quarter>"
    + "|".join(QUARTERS)
    + r")\ trimestre\ (?:de\ )?(?<year>0)|(?<year_end>fin|la\ fin\ de\ l'annee)\ (?<year>0))",
    "at_date": r"(?:(?:en|au|le|a|(?:a\ (?:la\ )?)?fin\ (?:du\ mois\ )?d[e']|a\ fin|fin|debut|mi-|au\ mois\ d[e']|a\ la\ date\ du|a\ la\ fin|courant|a\ l'issue\ du\ mois\ d[e'])\ ?)?(?&date)",
    "now": r"(?<now>a\ ce\ jour|aujourd'hui|actuellement|a\ l'heure\ actuelle|en\ ce\ moment|a\ present)",
    # spans of time since the start
    "years": r"(?<years>[01])\ (?:premieres?\ |dernieres?\ )?(?:ans|annees?|an)\b(?:\ pleines)?",
    "period": r"(?:(?:sur(?:\ (?:1|la)\ periode\ de)?|en|au\ fil\ d(?:e|es|')|au\ cours\ d(?:e|es|')|pendant|durant|dans|au\ bout\ d[e']|depuis|au\ terme\ d[e']|a\ l'issue\ d[e'])\ ?)(?:l'espace\ d[e']\ ?)?(?:les|ces|ses|des|nos)?\ ?(?&years)(?:\ (?:de\ fonctionnement|d'activite|d'existence|d'exercice|du\ programme|de\ programme|d'experimentation))?",
    "since": r"(?<since>depuis\ (?:(?:le|la|son|sa|leur)\ |l')(?:tout\ )?(?:premier\ jour|demarrage|debut|lancement|ouverture|origine|creation|mise\ en\ (?:place|route|oeuvre|service)|depart|commencement|experimentation|installation)(?:\ d(?:u|e\ la|es|e\ l')\ ?(?:programme|dispositif|site|projet|experimentation|service|equipe|action|activite))?|depuis\ (?:(?&month)\ )?(?<since_year>0)\b|au\ total|entre\ l'ouverture\ et\ aujourd'hui)",
    # words that may stand between the parts of a statement, and those that turn its meaning
    "turn": (
        r"\b(?:ne|n'\w+|pas|non|aucun\w*|sans\ (?!abri|domicile|chez|rendez|charges|les\ charges|logement)\w+|sauf|jamais|plutot"  # negation
        r"|\w+r(?:ait|aient)|\w{2,}ront|sera|aura|pourra|devra|accueillera|comptera|s'appret\w+|si|d'ici|a\ terme|bientot|prochain\w*"  # not yet
        r"|objectifs?|cibles?|ambition\w*|prev(?:u|ue|us|ues|oit|oient|isionnel\w*)|vis(?:e|ent)|attendu\w*|capacite|agrement|potentiel\w*|eligibles?"
        r"|(?:elles?|ils?)\ etai(?:t|ent)|avai(?:t|ent)|un\ an\ (?:plus\ tot|auparavant)|(?:annee|an)\ (?:derni\w+|preced\w+|passee?)|de\ plus\ qu\w*|de\ son\ cote|par\ rapport\ a|contre|hausse|baisse"
        r"|(?<!\bans\ )en\ moyenne|(?:chaque|par)\ (?:locataire|personne|semaine|jour|mois|an|annee|professionnel)\b|0\ \w+/\ ?an|1\ professionnel"
        r"|(?<!agence\ )national\w*|en\ france|tous\ sites|ensemble\ des\ sites|autres?\ (?:dispositif|programme|site|association)s?|solibail|canada|pays|departement\ compte|temoins?"
        r"|refus\w*|sorti(?:es|e|s)?\ (?:du|de|des|d')\b|sont\ sorti\w*|quitt\w*(?!\ la\ rue)|deced\w*|candidat\w*|attente|orient(?:e|es|ee|ees)\ (?:vers|sur|a)|perdu\w*|rendu\w*|restitu\w*|vacants?|expuls\w*|fete|invit\w+|gere\w*|supplementaires"
        r"|a\ (?:capter|trouver|louer|venir|recruter|pourvoir)|devant\ (?:etre|\w+er)|susceptibles?|exclu(?:e|s|es)?|manqu(?:e|ent|ees?|ent|ait)|hors\ d(?:u|es|e\ la)|en\ cours\ d[e']"
        r"|demand(?:e|es|ees?)|(?:logements|appartements)\ (?:recherches|de\ (?:moins|plus))|personnes\ de\ (?:moins|plus)|previsions?|hypothes\w+)\b"
    ),
    "programme": r"(?:[\"(]\ ?)?(?:1\ )?chez[- ]soi(?:\ d'abord)?(?:\ ?[\")])?|ucsd?a?b?\b|housing\ first",
    # people
    "inclusive": r"(?:[.·(/-][a-z]{1,6}(?:[.·)/-]{1,2}s?\)?)?){0,2}",
    "people": r"(?:(?:personnes?|pers\.|locataires?|menages?|beneficiaires?|usagers?|participant|participante|participants|participantes|habitants?|residents?|occupants?|adultes?|jeunes?|gens|hommes\ et\ femmes|femmes\ et\ hommes|menages?)(?&inclusive))",
    # dwellings
    "dwellings": r"(?:logements?|appartements?|lgts?\b|logts?\b|habitations|unites\ d'habitation|biens(?!-)\b(?!\ etre)|studios|toits)(?&inclusive)",
    "captured": r"(?:(?:capt|mobilis)(?:er|ation)|(?:capt|mobilis|lou|trouv|prospect|collect)(?:e|es|ee|ees)|signes?|obtenus?|reunis?|recrut(?:e|es)|acquis|pris\ (?:a\ bail|en\ location)|recuper(?:e|es)|ouverts?|attribu(?:e|es)|parc\ capte|confi(?:e|es))\b(?&inclusive)",
    "landlords": r"(?:bailleurs?|organismes?|proprietaires?|societes?|offices?|esh)",
    "through": r"(?:(?:situes?|loues?|captes?|mobilises?|obtenus?|relevant|mis\ a\ disposition|proposes?|fournis)\ )?(?:dans|chez|aupres\ d(?:e|es)|de|du|des|d'|par|en|aux?|a|issus?\ d(?:e|u|es)|sur|via|relevant\ d[ue]s?|avec|appartenant\ a|sous(?:\ forme\ de)?)\ ?(?:un|une|1|des|les?|la|l'|nos|plusieurs)?\ ?",
    "social": r"(?:parc\ (?:locatif\ )?(?:social|public|hlm)|(?:secteur|habitat|logements?|patrimoine)\ (?:social|sociaux|public|hlm)|(?:parc\ des\ )?(?:(?&landlords)\ )(?:sociaux|publics|hlm|social|public|d'hlm)|\bhlm\b|\bsociaux\b|(?<=\b(?:dans|en|sur|pour|de|a|cote|statut)\ (?:le\ )?)social\b|(?<=\()social(?=\)))",
    "associative_lease": r"(?:\bba(?:il|ux)\ (?:associatifs?|glissants?)(?:\ (?:ou|et)\ (?:associatifs?|glissants?))?|intermediation\ locative|\b(?:location[- ])?sous-location|\bassociations?\ qui\ (?:les\ )?sous-louent|\b(?:logements?|parc)\ associatifs?\b|\biml\b)",
    "regulated": r"(?:conventionn\w+|sous\ convention\b|convention\ (?:avec\ l')?(?:anah|agence))",
    "private": r"(?:(?:parc|secteur|marche)\ (?:locatif\ |immobilier\ )?prive(?:\ (?:libre|diffus|non\ conventionne|de\ droit\ commun))?|(?&landlords)\ (?:bailleurs\ )?(?:prives?|particuliers)|(?<=(?:chez|\bpar|\baupres|\ba|^)\ ?(?:d[e']s?\ ?|1\ )?)\bproprietaires?(?:\ (?:bailleurs|occupants))?\b|\bparticuliers\b|\bprives?\b)",
    "private_regulated": r"(?:(?:(?&private)|proprietaires(?:\ bailleurs)?)(?:\ (?:sont\ |ont\ |ayant\ )?(?:\w+\ ){0,3}?)?\ ?(?&regulated)|(?&regulated)(?:\ (?:anah|avec\ l'anah|par\ l'anah))?\ (?:(?&through))?(?&private)|conventionn\w+\ (?:anah|(?:avec|par)\ l'(?:anah|agence\ nationale))|\bconventionnes\b)",
    "tenure": r"(?:(?<private_regulated>(?&private_regulated))|(?<social>(?&social))|(?<associative_lease>(?&associative_lease))|(?<private>(?&private)))",
    # money
    "euros": r"\ ?(?:euros?|eur|€)",
}
"""Named fragments of regular expressions; they may call each other."""

_CALL = regex.compile(r"\(\?&(\w+)\)")


def expand(source: str) -> str:
    """A regular expression with every call `(?&name)` replaced by the fragment it names; KeyError on an unknown one."""
    while _CALL.search(source):
        source = _CALL.sub(lambda m: f"(?:{FRAGMENTS[m[1]]})", source)
    return source


def last_day(year: int, month: int) -> datetime.date:
    """
    >>> last_day(2016, 2)
    datetime.date(2016, 2, 29)
    """
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def month_number(name: str) -> int:
    """The number of a month by its folded French name or abbreviation.

    >>> month_number("octobre"), month_number("Sept.")
    (10, 9)
    """
    plain = name.lower().rstrip(".")
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(plain[:4]) or plain.startswith(month[:4]))
