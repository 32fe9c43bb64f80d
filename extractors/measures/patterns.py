"""Wordings whose form alone says what a number counts: short, and each proven by its examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from extractors.view.view import View


@dataclass(frozen=True, slots=True)
class Pattern:
    """A wording of one measure: an expression on a view whose group `n` is the number, with examples of what
    it reads and never reads."""

    measure: str
    expression: str
    examples: Sequence[str]
    never: Sequence[str] = ()
    seen: str = "o"


PATTERNS = (
    Pattern(
        "all",
        r"(?<n>0) (?:logements?|appartements?) (?:captes|mobilises)\b|\blogements captes ?: (?<n>0)\b",
        ["58 logements captés :", "97 logements captés sur 13 communes", "Logements captés : 58"],
        ["logements captés sur 13 communes"],
    ),
    Pattern(
        "social",
        r"(?<n>0) (?:logements?|appartements?)? ?(?:dans le|du) parc (?:social|public)\b|\bparc social ?: "
        r"(?<n>0)\b",
        ["16 logements dans le parc social", "Parc social : 16"],
        ["336 euros dans le parc social"],
    ),
    Pattern(
        "associative_lease",
        r"(?<n>0) (?:logements?|appartements?) (?:avec des|en|sous) ba(?:il|ux) (?:associatif|glissant)s?\b",
        ["13 logements avec des baux associatifs"],
        ["des baux associatifs"],
    ),
    Pattern(
        "private",
        r"(?<n>0) (?:logements?|appartements?) (?:dans|relevent|du) "
        r"(?:le |du )?(?:secteur|parc) prive\b(?! (?:a loyer )?conv)",
        ["29 logements dans le secteur privé"],
        ["2 logements dans le parc privé conventionné"],
    ),
    Pattern(
        "private_regulated",
        r"(?<n>0) (?:logements?|appartements?) (?:prives )?conventionnes\b",
        ["2 logements privés conventionnés"],
        ["conventionnés"],
    ),
    Pattern(
        "in_study",
        r"(?<n>0) personnes (?:sont |ont ete )?(?:integrees|incluses|entrees) (?:dans|a) l'etude\b",
        ["120 personnes intégrées dans l'étude"],
        ["120 personnes intégrées"],
    ),
    Pattern(
        "ever_housed",
        r"(?<n>0) personnes (?:ont ete )?(?:re)?logees (?:sur les|en|depuis|sur)\b",
        ["57 personnes logées sur les 3 ans", "57 personnes ont été logées depuis l'ouverture"],
    ),
    Pattern(
        "currently_housed",
        r"(?<n>0) personnes accompagnees et logees\b",
        ["53 personnes accompagnées et logées en octobre 2014"],
    ),
    Pattern(
        "rent",
        r"\bloyer (?:mensuel )?moyen (?:\w+ ){0,6}(?:de|a|:) ?(?<n>0) ?(?:euros?\b|€)",
        [
            "Un loyer mensuel moyen dans le parc social de 336 euros (charges comprises)",
            "Loyer moyen : 460 €",
        ],
        ["Le coût moyen est de 460 euros"],
    ),
    Pattern(
        "encounters",
        r"(?<n>0) (?:rencontres|visites) (?:au |a )?domicile\b",
        ["plus de 5 000 rencontres au domicile ou accompagnements"],
        ["rencontres au domicile"],
    ),
)


@cache
def _compiled() -> list[tuple[str, "regex.Pattern[str]"]]:
    return [
        (pattern.measure, regex.compile(rf"(?:{pattern.expression})", regex.IGNORECASE))
        for pattern in PATTERNS
    ]


def read_patterns(view: View) -> Mapping[int, str]:
    """The measure of each number that a pattern reads, by its place; a number that two read differently has
    none.

    >>> read_patterns(View("58 logements captés"))
    {0: 'all'}
    """
    found: dict[int, set[str]] = {}
    for measure, expression in _compiled():
        for m in expression.finditer(view.text):
            for start, _ in m.spans("n"):
                found.setdefault(start, set()).add(measure)
    return {at: measures.pop() for at, measures in found.items() if len(measures) == 1}
