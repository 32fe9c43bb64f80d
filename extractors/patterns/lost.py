"""Units that have lost their number: « sur communes », « sur les ans », « de euros »."""

from collections.abc import Iterator

from extractors.pattern import Match, Pattern, Row


def _lost(m: Match) -> Iterator[Row]:
    yield m.row("findings", None, m.span, kind="number_missing", subject=m.printed(m.span))


PATTERNS = (
    Pattern(
        name="lost_number",
        regex=r"\b(?:sur|dans|repartis?\ sur)\ communes\b|\b(?:sur|en|depuis|pendant)\ (?:les\ |ces\ )?ans\b|\b(?:de|a|d')\ ?(?:euros|€)|:\ ?(?:euros|€)",
        read=_lost,
        examples={
            "all, 97; number_missing, sur communes": ["97 logements captés sur communes de l'agglomération"],
            "ever_housed, 57; number_missing, sur les ans": ["57 personnes ont été logées sur les ans"],
        },
        never=["97 logements captés dans les communes voisines", "au fil des ans"],
    ),
)
