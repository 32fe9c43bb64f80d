"""Encounters with tenants: home visits and accompaniments over a number of years."""

from collections.abc import Iterator

from extractors.pattern import Decline, Match, Pattern, Row


def _encounters(m: Match) -> Iterator[Row]:
    years = m.count("years")
    if years is not None and not 1 <= years <= 30:
        raise Decline
    yield m.row("encounters", encounters=m.required(), qualifier=m.qualifier(), period_years=years)


_NOUN = r"(?:rencontres|visites(?:\ a\ domicile)?|accompagnements|entretiens|rendez-vous|interventions|contacts|vad)(?&inclusive)"
_MORE = rf"(?:(?:,|\ et|\ ou|\ /)?\ ?(?:{_NOUN}|(?:a|au)\ (?:leur\ )?domicile(?:s)?|aupres\ des\ locataires|physiques?|dans\ la\ cite))*"
_DONE = r"(?:(?:ont\ ete\ )?(?:realis|effectu|assur|men|conduit|tenu|organis)\w*(?&inclusive)|ont\ eu\ lieu)(?:\ par\ (?:l'|les\ )?equipes?)?"

PATTERNS = (
    Pattern(
        name="encounters",
        regex=rf"""
            (?:(?:(?&period)|(?&since)),?\ (?:(?:l'|les\ )?equipes?\ (?:a|ont)\ \w+\ )?)?\b(?&count)\ {_NOUN}{_MORE}(?:\ {_DONE})?(?:\ (?:(?&period)|(?&since)))?
          | \b(?:nombre\ (?:total\ )?d[e']\ ?)?{_NOUN}{_MORE}(?:\ {_DONE})?(?:\ (?:(?&period)|(?&since)))?(?&is)(?&count)
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
