"""Units and parentheses that have lost their number: « sur communes », « sur les ans », « de euros », « Vilogia () »."""

from collections.abc import Iterator

from extractors.pattern import Match, Pattern, Row


def _lost(m: Match) -> Iterator[Row]:
    yield m.row("findings", None, m.span, kind="number_missing", subject=m.printed(m.span))


PATTERNS = (
    Pattern(
        name="lost_number",
        regex=r"""
            \b (?:sur|dans|repartis?\ sur)\ communes \b
            | \b (?:sur|en|depuis|pendant)\ (?:les\ |ces\ )? ans \b
            | (?: \b (?:de|a|d') | :)\ ? (?:euros|€)
            | [\p{L}'’-]+ \ ?\(\ ? (?&dwellings)? \ ?\)                    # Vilogia (), psychologue ( ), Soliha (logements)
            | [\p{L}'’-]+ \ ?:\ ?(?=[,;)])                                      # Soliha : , Vilogia : 3
        """,
        read=_lost,
        examples={
            "all, 97; number_missing, sur communes": ["97 logements captés sur communes de l'agglomération"],
            "ever_housed, 57; number_missing, sur les ans": ["57 personnes ont été logées sur les ans"],
            "social, 9; number_missing, Vilogia :; social, Partenord Habitat, 4": [
                "9 logements dans le parc social : Vilogia : , Partenord Habitat : 4"
            ],
            "number_missing, coordinateur (); médecin, 1": ["Des professionnels : coordinateur (), médecin (1)"],
            "associative_lease, 9; number_missing, Soliha (logements); associative_lease, Clés en main, 4": [
                "9 logements en baux associatifs : Soliha (logements), Clés en main (4)"
            ],
        },
        never=["97 logements captés dans les communes voisines", "au fil des ans"],
    ),
)
