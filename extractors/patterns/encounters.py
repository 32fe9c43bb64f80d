"""Encounters with tenants: home visits and accompaniments over a number of years."""

from collections.abc import Iterator

from extractors.clause import clause_of, states_a_fact
from extractors.document import Span
from extractors.pattern import Decline, Match, Pattern, Row


def _encounters(m: Match) -> Iterator[Row]:
    clause = clause_of(m.view, m.at("count"))
    if clause is None or not states_a_fact(m.view, m.at("count"), clause):
        raise Decline
    period = m.within(_PERIOD, Span(m.span.end, max(clause.after.end, m.span.end))) or m.within(_PERIOD, Span(clause.before.start, m.span.end))
    years = period.count("years") if period else None
    if years is not None and not 1 <= years <= 30:
        raise Decline
    span = Span(min(m.span.start, period.span.start), max(m.span.end, period.span.end)) if period else m.span
    yield m.row("encounters", span, encounters=m.required(), qualifier=m.qualifier(), period_years=years)


_PERIOD = r"(?&period)|(?&since)|\((?&years)\)"
_NOUN = r"(?:rencontres|visites|accompagnements|entretiens|rendez-vous|interventions|vad)\b(?&inclusive)"

PATTERNS = (
    Pattern(
        name="encounters",
        regex=rf"""
            (?&counted){_NOUN}                                                               # 5 000 rencontres
          | \b{_NOUN}[^\n0.;:]{{0,80}}?(?:(?&period))?[^\n0.;:]{{0,20}}?(?:(?&is)|\ )(?&count)(?=\ ?(?:$|[.;,(]|(?:sur|en|depuis)\ ))   # Visites sur 4 ans : 5 015
        """,
        read=_encounters,
        examples={
            "5000, more_than, 2": ["Qui ont réalisé plus de 5 000 rencontres au domicile ou accompagnements sur les 2 ans."],
            "5015, 4": ["5 015 rencontres et accompagnements sur quatre ans", "Visites et accompagnements sur quatre ans : 5.015"],
            "7500, about, 6": ["Près de 7 500 visites à domicile et accompagnements en 6 ans"],
        },
        never=["plus de rencontres au domicile sur les 2 ans"],
    ),
)  # fmt: skip
