"""Mean monthly rents, with their scope and whether charges are included."""

from collections.abc import Iterator

from extractors.pattern import Decline, Match, Pattern, Row
from extractors.patterns.dwellings import TENURES


def _rent(m: Match) -> Iterator[Row]:
    tenure = next((t for t in TENURES if t in m), "all")
    amount = m.decimal("count")
    if amount >= 10**6:
        raise Decline
    charges = True if "charges_included" in m else False if "charges_excluded" in m else None
    yield m.row("rents", tenure=tenure, monthly_eur=amount, qualifier=m.qualifier(), charges_included=charges)


_CHARGES = r"(?:,?\ ?\(?\ ?(?:(?<charges_included>(?:toutes\ )?charges\ (?:locatives\ )?(?:comprises|incluses)|(?:avec|dont)\ (?:les\ )?charges|cc\b|tcc\b|charges\ comprises)|(?<charges_excluded>hors\ charges|sans\ (?:les\ )?charges|charges\ non\ comprises|hc\b|charges\ en\ sus))\ ?\)?)"
_RENT = r"(?:loyers?|quittances?|redevances?)(?=[^\n:;.]{0,60}\bmoyen)(?:\ (?:mensuel(?:le)?s?|moyen(?:ne)?s?|median(?:e)?s?|constate|pratiques?|residuel)|\ \(?mensuel\)?)*"
_SCOPE = r"(?:\ (?:(?&through))(?&tenure))"

PATTERNS = (
    Pattern(
        name="mean_rent",
        regex=rf"""
            \b(?:{_RENT}|montant\ moyen\ (?:mensuel\ )?(?:du|des)\ loyers?)
            (?:(?:{_SCOPE}|{_CHARGES}|\ par\ mois|,?\ (?:tous\ parcs\ confondus|toutes\ tailles\ confondues)))*
            (?:\ de|\ a|\ d'|\ ?[:=]|\ -|(?&is)|\ ?,)?\ ?
            (?:(?&qualifier))?(?<count>0)(?&euros)
            (?:\ ?(?:par\ mois|/\ ?mois|mensuels?))?
            (?:{_CHARGES}|{_SCOPE})*
        """,
        read=_rent,
        examples={
            "social, 336, True": ["Un loyer mensuel moyen dans le parc social de 336 euros (charges comprises)",
                                  "Loyer mensuel moyen dans le parc social (charges comprises) : 336 €"],
            "all, 460, True": ["Un loyer mensuel moyen de 460 euros (charges comprises)", "Un loyer moyen à 460 euros (charges comprises)",
                               "Loyer moyen : 460 € charges comprises"],
            "private, 460, about, False": ["Un loyer moyen de près de 460 € dans le parc privé (hors charges)"],
            "all, 341.75, True": ["Un loyer mensuel moyen de 341,75 euros (charges comprises)"],
        },
        never=["Un loyer mensuel moyen de euros (charges comprises)", "Un loyer maximal de 460 euros"],
    ),
)  # fmt: skip
