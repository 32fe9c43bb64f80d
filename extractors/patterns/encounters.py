"""Encounters with tenants: home visits and accompaniments over a number of years."""

from collections.abc import Iterator

from extractors.clause import clause_of, sentence_of, states_a_fact
from extractors.pattern import Decline, Match, Pattern, Row
from extractors.source.document import Span


def _encounters(m: Match) -> Iterator[Row]:
    clause = clause_of(m.view, m.at("count"))
    if clause is None or not states_a_fact(m.view, m.at("count"), clause) or m.within(r"\b(?:cap|seuil|barre)\b", clause.before):
        raise Decline
    if "times" in m and not (m.within(_MEETING, sentence_of(m.view, m.at("count").start)) and m.required() >= _MANY_TIMES):
        raise Decline
    period = m.within(_PERIOD, Span(m.span.end, max(clause.after.end, m.span.end))) or m.within(_PERIOD, Span(clause.before.start, m.span.end))
    years = period.count("years") if period else None
    if years is not None and not 1 <= years <= 30:
        raise Decline
    span = Span(min(m.span.start, period.span.start), max(m.span.end, period.span.end)) if period else m.span
    parts = [m.span, period.span] if period else [m.span]
    yield m.row("encounters", span, None, parts, encounters=m.required(), qualifier=m.qualifier(), period_years=years)


_MEETING = r"\b(?:rencontr|deplac|visit|accompagn)\w*|\bse\ sont\ vus|\bporte\ d"
_MANY_TIMES = 50
"""« trois fois » is a story's; encounters are counted in hundreds."""
_PERIOD = r"(?&period)|(?&since)|\((?&years)\)"
_NOUN = r"(?:rencontres|visites|deplacements|passages|demarches|sorties|contacts(?=\ (?:au|a|avec|en))|accompagnements|entretiens|rendez-vous|interventions|vad)\b(?&inclusive)"

PATTERNS = (
    Pattern(
        name="encounters",
        regex=rf"""
            (?&counted){_NOUN}                                                               # 5 000 rencontres
          | \b{_NOUN}[^\n0.;:]{{0,80}}?(?:\(?(?&period)\)?|\((?&years)\))?[^\n0.;:]{{0,20}}?(?:(?&is)|\ (?=0\ ?$))(?&count)(?=\ ?(?:$|[.;,(]|(?:sur|en|depuis)\ ))   # Visites sur 4 ans : 5 015
          | (?&count)(?<times>)\ fois\b                                                       # les locataires et l'équipe se sont vus 900 fois
        """,
        read=_encounters,
        examples={
            "5000, more_than, 2": ["Qui ont réalisé plus de 5 000 rencontres au domicile ou accompagnements sur les 2 ans."],
            "5015, 4": ["5 015 rencontres et accompagnements sur quatre ans", "Visites et accompagnements sur quatre ans : 5.015"],
            "5000, 2": ["Accompagnements et rencontres à domicile (2 ans) : 5 000"],
            "9000, about, 6": ["Les locataires et l'équipe se sont vus près de 9 000 fois en 6 ans"],
            "7500, about, 6": ["Près de 7 500 visites à domicile et accompagnements en 6 ans"],
        },
        never=["plus de rencontres au domicile sur les 2 ans", "Les visites ont dépassé le cap des mille", "Ils ont visité trois fois le musée"],
    ),
)  # fmt: skip
