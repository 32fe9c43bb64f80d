"""For a number that nobody explained: which family of wordings came nearest, and what was missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import regex

from extractors.clause import clause_of
from extractors.grammar import expand
from extractors.source.document import Document, Span
from extractors.view.view import View


@dataclass(frozen=True)
class Family:
    """What a family of wordings needs around its number: each part's name, and the words that are it."""

    name: str
    module: str
    says: str
    parts: Mapping[str, str]


FAMILIES = (
    Family("persons", "people", "in_programme, {n}", {
        "a noun for persons": r"(?&people)",
        "what is said of them (study, programme, housed, accompanied)":
            r"\b(?:etude|recherche|volet|programme|dispositif|(?:re)?log(?:e|es|ee|ees)|accompagn\w+|suivi\w*)\b",
    }),
    Family("dwellings", "dwellings", "social, {n}", {
        "a noun for dwellings": r"(?&dwellings)",
        "a tenure, or that they were captured": r"(?&tenure)|(?&captured)",
    }),
    Family("landlord_list", "landlords", "social, {n}; social, NAME, {n}", {
        "a tenure with its number before the list": r"(?&tenure)|(?&dwellings)",
        "a list that names landlords": r"\b(?:habitat|logis|immobiliere|office|oph|sa\ d'hlm|foyer|toit)\b",
    }),
    Family("mean_rent", "rents", "all, {n}", {
        "a word for rent": r"\b(?:loyer|quittance|redevance)s?\b",
        "that it is a mean": r"\bmoyen",
        "a unit after it (euros, €)": r"(?<=0\ ?)(?:euros?|eur|€)",
    }),
    Family("encounters", "encounters", "{n}", {
        "a noun for encounters": r"\b(?:rencontres|visites|accompagnements|entretiens|rendez-vous|interventions)\b",
    }),
    Family("team", "staff", "ROLE, {n}", {
        "a role of the list": r"\b(?:coordin|infirmi|medecin|psycholog|travaill\w+\ soci|educat|mediat|secretair|aide)",
    }),
    Family("stated_sites", "sites", "{n}", {"the word sites": r"\bsites?\b"}),
)  # fmt: skip
"""The families that state numbers; `says` is a start for an example's left side."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A family, what it lacked, and an example to paste into its module."""

    family: str
    module: str
    missing: str
    example: str

    def __str__(self) -> str:
        return f"looks like {self.family}: {self.missing}"


@cache
def _compiled(source: str) -> "regex.Pattern[str]":
    return regex.compile(expand(source), regex.VERBOSE | regex.IGNORECASE)


def nearest(view: View, document: Document, at: int) -> Nearest | None:
    """The family that shares most with the words around the number at a place; None where none shares anything."""
    clause = clause_of(view, Span(at, at + 1))
    block = view.block_at(at).span
    words = Span(clause.before.start, clause.after.end) if clause else block
    best: tuple[float, Family, list[str]] | None = None
    for family in FAMILIES:
        lacking = [part for part, source in family.parts.items() if not _compiled(source).search(view.text, words.start, words.end)]
        share = (len(family.parts) - len(lacking)) / len(family.parts)
        if share > 0 and (best is None or share > best[0]):
            best = (share, family, lacking)
    if best is None:
        return None
    _, family, lacking = best
    turn = _compiled(r"(?&turn)").search(view.text, words.start, words.end)
    missing = f"no {lacking[0].removeprefix('a ')}" if lacking else f"“{turn[0]}” turns its meaning" if turn else "the order of its words is new"
    quoted = " ".join(document.quote(view.source(block)).split())
    number = view.numerals[at].value
    return Nearest(family.name, family.module, missing, f'"{family.says.format(n=f"{number:f}")}": ["{quoted}"],')
