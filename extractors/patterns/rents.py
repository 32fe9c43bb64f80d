"""Mean monthly rents, with their scope and whether charges are included."""

from collections.abc import Iterator

from extractors.clause import clause_of, is_beside_another, sentence_of
from extractors.pattern import Decline, Match, Pattern, Row
from extractors.patterns.dwellings import TENURES
from extractors.source.document import Span


def _rent(m: Match) -> Iterator[Row]:
    clause = clause_of(m.view, m.at("count"))
    sentence = sentence_of(m.view, m.at("count").start)
    if clause is None or m.within(_OTHER, Span(clause.before.start, clause.after.end)) or not m.within(r"\bmoyen(?:ne)?s?\b", sentence):
        raise Decline
    if not (m.within(_RENT, sentence) or m.within(rf"(?:par|/)\ ?mois|{_CHARGES}", sentence)):
        raise Decline
    if is_beside_another(m.view, m.at("count")) or m.decimal("count") == 0:
        raise Decline
    words = Span(min(clause.before.start, m.span.start), max(clause.after.end, m.span.end))
    after, before = Span(m.span.end, words.end), Span(words.start, m.span.start)
    label = m.within(_RENT, before)
    scope = m.within(_SCOPE, before) or m.within(_SCOPE, after)
    charges = (
        m.within(_CHARGES, after) or m.within(_CHARGES, before) or m.within(rf"[,(]\ ?(?:toutes\ )?{_CHARGES}[^0\n]{{0,30}}(?:0\ cas)?\ ?$", sentence)
    )
    if m.within(_NOT_NOW, before) or m.within(_NOT_NOW, after) or m.decimal("count") >= 10**6:
        raise Decline
    amounts = list(m.all_within(r"(?<count>0)(?&euros)", sentence))
    if len(amounts) > 1 and any(not _has_own_words(m, amount) for amount in amounts):
        raise Decline  # whose label, scope and charges are these?
    spans = [m.span, *(found.span for found in (label, scope, charges) if found)]
    tenure = next((t for t in TENURES if scope and t in scope), "all")
    included = None if charges is None else "included" in charges
    yield m.row(
        "rents", Span(min(s.start for s in spans), max(s.end for s in spans)), None, [m.span],
        tenure=tenure, monthly_eur=m.decimal("count"), qualifier=m.qualifier(), charges_included=included,
    )  # fmt: skip


def _has_own_words(m: Match, other: Match) -> bool:
    """Whether another amount of the sentence has a label or a scope of its own, or is a comparison."""
    clause = clause_of(m.view, other.at("count"))
    return (
        clause is not None
        and m.within(
            rf"{_RENT}|{_SCOPE}|\bcontre\b|\betait|\bsoit\b|\bapl\b|\ben\ 0\b|an(?:nee)?\ (?:passe|derni|prece)|reste\ a\ charge",
            Span(clause.before.start, clause.after.end),
        )
        is not None
    )


_CHARGES = r"(?:(?<included>(?:charges|ch\.)\ (?:locatives\ )?(?:comprises|incluses|confondu\w*)|loyer\ et\ charges(?:\ confondus)?|(?:avec|dont)\ (?:les\ )?(?:provisions\ pour\ )?charges|provisions\ pour\ charges\ (?:in|com)\w+|\bt?cc\b)|hors\ charges|sans\ (?:les\ )?charges|charges\ (?:non\ (?:comprises|incluses)|exclues|en\ (?:sus|plus))|\bhc\b)\)?"
_RENT = r"\b(?:loyers?|quittances?|redevances?)\b"
_OTHER = r"\b(?:plafonds?|plafonne\w*|maxim\w+|minim\w+|median\w*|(?<!avant\ )(?<!hors\ )apl\b|allocation|depot|caution|garantie|impaye\w*|dettes?|annuel\w*|trimestriel\w*|hebdomadaire\w*|(?:infe|supe)rieur\w*\ de|(?:en\ )?hausse|augmentation|reste\ a\ charge)"
_NOT_NOW = (
    r"(?:il|elle)\ etait|en\ 0\b|\bcontre\b|\b\w+r(?:ait|aient)\b|\bmarche\ (?:local|immobilier)|quartier|objectif|prev(?:u|oit)|\bne\b|\bn'|national"
)
_SCOPE = r"(?&tenure)"

PATTERNS = (
    Pattern(
        name="mean_rent",
        regex=r"(?:(?&qualifier))?(?<count>0)(?&euros)\b(?!\ ?(?:par|/|le|au)\ ?(?:an|annee|jour|semaine|trimestre|m2|m(?=²)|m3|metre|place|personne|locataire|nuit)(?:\b|(?=²)))|(?:(?&qualifier))?(?<count>0)\ ?€(?!\ ?(?:par|/|le|au)\ ?(?:an|annee|jour|semaine|trimestre|m2|m(?=²)|m3|metre|place|personne|locataire|nuit)(?:\b|(?=²)))",
        read=_rent,
        examples={
            "social, 336, True": ["Un loyer mensuel moyen dans le parc social de 336 euros (charges comprises)",
                                  "Loyer mensuel moyen dans le parc social (charges comprises) : 336 €"],
            "all, 460, True": ["Un loyer mensuel moyen de 460 euros (charges comprises)", "Un loyer moyen à 460 euros (charges comprises)",
                               "Loyer moyen : 460 € charges comprises"],
            "private, 460, about, False": ["Un loyer moyen de près de 460 € dans le parc privé (hors charges)"],
            "all, 341.75, True": ["Un loyer mensuel moyen de 341,75 euros (charges comprises)"],
        },
        never=["Un loyer mensuel moyen de euros (charges comprises)", "Le coût moyen est de 460 euros", "Un loyer maximal de 460 euros"],
    ),
)  # fmt: skip
