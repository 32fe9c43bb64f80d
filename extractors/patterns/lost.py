"""Units and parentheses that have lost their number, and what the source itself calls uncertain."""

from collections.abc import Iterator

import regex

from extractors.pattern import Match, Pattern, Row
from extractors.source.document import Span


def _lost(m: Match) -> Iterator[Row]:
    start = m.span.start
    if "member" in m:  # of a list: its whole name, from the mark before it
        before = m.view.text[m.view.block_at(start).span.start : start]
        start -= len(_NAME_BEFORE.search(before)[0])  # type: ignore[index]
    span = Span(start, m.span.end)
    yield m.row("findings", span, span, kind="number_missing", subject=m.printed(span))


def _doubt(m: Match) -> Iterator[Row]:
    yield m.row("findings", None, m.span, kind="doubt_stated", subject=m.printed(m.span))


_NAME_BEFORE = regex.compile(r"(?:[\p{L}'-]+\ )*$", regex.VERBOSE)
_MISREAD = r"(?-i:\b(?!(?:HLM|IML|PLS|PLU|LES|DES|NOS|SES|VOS|CES|UNE?|ET|OU|DE|DU|EN|AUX?|SUR|PAR)\b)(?:[BGIOQSZl]|(?=\p{L}?\p{L}*\p{Lu})\p{Ll}\p{L}{1,2}|\p{Lu}{2,3})\ (?=(?:logements?|appartements?|personnes?|communes?|locataires|rencontres|visites|euros)\b))"
"""A few letters where a number should stand: S, ZO, lB, gO."""

PATTERNS = (
    Pattern(
        name="lost_number",
        regex=rf"""
            \b (?:sur|dans|repartis?\ sur)\ communes \b
            | \b (?:sur|repartis?\ (?:sur|dans))\ (?!(?:les?|des?|ces|ses|plusieurs|quelques|de|differentes|diverses|certaines|autres|leurs|nos|toutes)\b) \p{{Ll}}+ \ communes \b
            | \b (?:sur|en|depuis|pendant)\ (?:les\ |ces\ )? ans \b
            | (?: \b (?:de|a|d') | :)\ ? (?:euros|€)
            | {_MISREAD} \p{{L}}+                                                        # Z logements, lB communes
            | (?<member>) [\p{{L}}'-]+ \ ?\(\ ? (?&dwellings)? \ ?\)                         # Vilogia (), psychologue ( ), Soliha (logements)
            | (?<member>) [\p{{L}}'-]+ \ ?:\ ?(?:(?=[,;)])|(?-i:[lIOo|]{{1,2}})(?=\ ?(?:[,;)]|$)))               # Soliha : , Vilogia : 3; Soliha : l
        """,
        read=_lost,
        examples={
            "all, 97; number_missing, sur communes": ["97 logements captés sur communes de l'agglomération"],
            "ever_housed, 57; number_missing, sur les ans": ["57 personnes ont été logées sur les ans"],
            "social, 9; number_missing, Vilogia :; social, Partenord Habitat, 4": ["9 logements dans le parc social : Vilogia : , Partenord Habitat : 4"],
            "social, 9; number_missing, Vilogia : l; social, Partenord Habitat, 4": ["9 logements dans le parc social : Vilogia : l, Partenord Habitat : 4"],
            "number_missing, coordinateur (); médecin, 1": ["Des professionnels : coordinateur (), médecin (1)"],
            "associative_lease, 9; number_missing, Soliha (logements); associative_lease, Clés en main, 4": [
                "9 logements en baux associatifs : Soliha (logements), Clés en main (4)"
            ],
            "number_missing, Z logements": ["Z logements privés conventionnés"],
            "all, 97; number_missing, répartis sur quatorzc communes": ["97 logements captés répartis sur quatorzc communes"],
            "all, 97; number_missing, lB communes": ["97 logements captés dans lB communes"],
        },
        never=["97 logements captés dans les communes voisines", "au fil des ans", "Les logements sont neufs", "LES LOGEMENTS", "LES logements", "16 logements HLM"],
    ),
    Pattern(
        name="doubt",
        regex=r"""
            \(\ ? (?:(?:chiffres?|nombres?|donnees?|total)\ )? (?:a\ (?:verifier|confirmer|corriger|completer)|errones?e?s?|provisoires?|faux|fausse|incertaine?s?|sous\ reserve[^()\n]{0,40}|\?+) \ ?\)
            | \b(?:donnees|chiffres|resultats)\ (?:provisoires|non\ consolides|estimes|a\ (?:verifier|confirmer))
            | \bne\ pas\ diffuser\b | \bbrouillon\b
        """,
        read=_doubt,
        examples={"ever_housed, 57, 3; doubt_stated, (chiffre erroné)": ["57 personnes logées sur les 3 ans (chiffre erroné)"],
                  "ever_housed, 57, 3; doubt_stated, (à vérifier)": ["57 personnes logées sur les 3 ans (à vérifier)"]},
        never=["57 personnes logées sur les 3 ans (chiffres clés)", "un logement provisoire"],
    ),
)  # fmt: skip
