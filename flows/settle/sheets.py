"""What the sheets of an edition state, and what one more reading would do to their sums."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import duckdb

PARTS = ("social", "associative_lease", "private", "private_regulated")
NESTED = ("in_study", "in_programme", "ever_housed", "currently_housed")
"""Each counts at most as many persons as the one before."""
_SHOWN = 6
"""Parts of a sum that are written out."""


@dataclass(frozen=True, slots=True)
class Reads:
    """A row in the notation of decisions; `scope` is the measure, tenure or role, `name` a landlord's."""

    kind: str
    scope: str
    value: Decimal | None
    name: str = ""
    via: str = ""

    @property
    def label(self) -> str:
        """The row without its site.

        >>> Reads("landlord", "social", Decimal(6), "Toit et Joie").label
        'landlord social "Toit et Joie" 6'
        """
        value = "-" if self.value is None else f"{self.value:f}"
        scope = f'"{_plain(self.scope)}"' if self.kind == "staff" else self.scope
        name = f'"{_plain(self.name)}"' if self.name else ""
        via = f'via="{_plain(self.via)}"' if self.via else ""
        return " ".join(filter(None, (self.kind, scope, name, value, via)))

    def says(self, site_id: str) -> str:
        return f"{site_id}: {self.label}"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of a sheet with the fact that it quotes."""

    fact_id: str
    reads: Reads


class Sheet:
    """Everything that one site states, and its team's size where that is printed."""

    def __init__(self, stated: Sequence[Stated] = (), team: Decimal | None = None) -> None:
        self.stated, self.team = stated, team

    def effect(self, reads: Reads, without: Collection[str] = ()) -> str:
        """What a reading would do to the sheet's own sums, if the given facts were not; "" where it has none.

        It ends with ✓ where a sum closes, and with ✗ where the sheet contradicts it.

        >>> tenures = [("all", 42), ("social", 22), ("associative_lease", 5)]
        >>> sheet = Sheet([Stated(name, Reads("housing", name, Decimal(n))) for name, n in tenures])
        >>> sheet.effect(Reads("housing", "private", Decimal(15)))
        '22 + 5 + 15 = 42 ✓'
        """
        told = [one.reads for one in self.stated if one.fact_id not in without]
        if reads.value is None:
            return ""
        if reads.kind in ("population", "housing", "rent", "encounters") and not reads.via:
            same = [r.value for r in told if (r.kind, r.scope, r.via) == (reads.kind, reads.scope, "")]
            if same:
                return "said already" if reads.value in same else f"stated as {same[0]:f} already ✗"
        effects = [text for text in self._sums([*told, reads], reads) if text]
        return "; ".join(sorted(effects, key=lambda text: (text[-1] == "✗", text[-1] == "✓")))

    def _sums(self, told: Sequence[Reads], reads: Reads) -> list[str]:
        match reads.kind:
            case "housing" if reads.scope == "all":
                return [_tenures(told)]
            case "housing":
                return [_tenures(told), _listed(told, reads.scope)]
            case "landlord":
                return [_listed(told, reads.scope)]
            case "staff":
                return [_sum([r.value for r in told if r.kind == "staff" and r.value is not None], self.team)]
            case "population":
                return [_nested(told, reads)]
        return []


def closes(effect: str) -> bool:
    """Whether an answer closes a sum and contradicts none."""
    return effect.endswith("✓")


def contradicts(effect: str) -> bool:
    return effect.endswith("✗")


def sheets(con: duckdb.DuckDBPyConnection, edition_id: str) -> Mapping[str, Sheet]:
    """The sheets of an edition by site."""
    rows = con.execute(
        """
        SELECT site_id, fact_id, 'population', measure, persons, '', '' FROM population_counts WHERE edition_id = $edition
        UNION ALL SELECT site_id, fact_id, 'housing', tenure, dwellings, '', coalesce(i.name, '')
                  FROM housing_counts h LEFT JOIN landlords i ON i.landlord_id = h.intermediary_id WHERE edition_id = $edition
        UNION ALL SELECT site_id, fact_id, 'landlord', tenure, dwellings, reported_name, coalesce(i.name, '')
                  FROM landlord_counts l LEFT JOIN landlords i ON i.landlord_id = l.intermediary_id WHERE edition_id = $edition
        UNION ALL SELECT site_id, fact_id, 'rent', tenure, monthly_eur, '', '' FROM rents WHERE edition_id = $edition
        UNION ALL SELECT site_id, fact_id, 'staff', role, headcount, '', '' FROM staff WHERE edition_id = $edition
        UNION ALL SELECT site_id, fact_id, 'encounters', '', encounters, '', '' FROM encounters WHERE edition_id = $edition
        """,
        {"edition": edition_id},
    ).fetchall()
    teams = dict(
        con.execute(
            "SELECT site_id, any_value(value) FROM other_figures WHERE edition_id = ? AND kind = 'team_size' AND site_id IS NOT NULL"
            " GROUP BY site_id HAVING count(DISTINCT value) = 1",
            [edition_id],
        ).fetchall()
    )
    places = {fact: place for place, (fact,) in enumerate(con.execute("SELECT fact_id FROM facts ORDER BY document_id, char_start").fetchall())}
    found: dict[str, list[Stated]] = {}
    for site_id, fact_id, kind, scope, value, name, via in sorted(rows, key=lambda row: places[row[1]]):
        count = None if value is None else Decimal(value) if value % 1 else Decimal(int(value))
        found.setdefault(site_id, []).append(Stated(fact_id, Reads(kind, scope, count, name, via)))
    return {site: Sheet(stated, Decimal(str(teams[site])) if site in teams else None) for site, stated in found.items()}


def mended(facts: Sequence[Stated]) -> list[tuple[Stated, Reads]]:
    """For each figure of a sum that does not close, the value with which it would.

    The whole is the figure of all dwellings, else that of a tenure, whose parts are listed.

    >>> facts = [("housing", 20, ""), ("landlord", 12, "Orvitis"), ("landlord", 9, "Icade")]
    >>> [reads.value for _, reads in mended([Stated("", Reads(kind, "social", Decimal(n), name)) for kind, n, name in facts])]
    [Decimal('21'), Decimal('11'), Decimal('8')]
    """
    whole = next((one for one in facts if one.reads.scope == "all"), None)
    whole = whole or next((one for one in facts if one.reads.kind == "housing" and not one.reads.via), None)
    parts = [one for one in facts if one is not whole]
    if whole is None or whole.reads.value is None or len(parts) < 2:
        return []
    short = whole.reads.value - sum(one.reads.value or 0 for one in parts)
    values = [(one, (one.reads.value or 0) + (short if one is not whole else -short)) for one in (whole, *parts)]
    return [(one, replace(one.reads, value=value)) for one, value in values if short and value > 0]


def _tenures(told: Sequence[Reads]) -> str:
    values = {r.scope: r.value for r in reversed(told) if r.kind == "housing" and not r.via}
    parts = [value for tenure in PARTS if (value := values.get(tenure)) is not None]
    return _sum(parts, values.get("all")) if len(parts) > 1 else ""


def _listed(told: Sequence[Reads], tenure: str) -> str:
    """What a list of landlords adds up to, beside its tenure's own number."""
    here = [r for r in told if r.scope == tenure and r.value is not None]
    items = [r.value for r in here if (r.kind == "landlord" and not r.via) or (r.kind == "housing" and r.via)]
    total = next((r.value for r in here if r.kind == "housing" and not r.via), None)
    return _sum([item for item in items if item is not None], total) if items else ""


def _nested(told: Sequence[Reads], reads: Reads) -> str:
    if reads.value is None:
        return ""
    at = NESTED.index(reads.scope)
    for r in told:
        if r.kind == "population" and r.value is not None and r is not reads:
            other = NESTED.index(r.scope)
            if (other < at and r.value < reads.value) or (other > at and r.value > reads.value):
                sign = ">" if other < at else "<"
                return f"{reads.value:f} {sign} {r.value:f} {r.scope} ✗"
    return ""


def _sum(parts: Sequence[Decimal], total: Decimal | None) -> str:
    if total is None or not parts:
        return ""
    added = sum(parts)
    shown = [f"{part:f}" for part in parts]
    if len(shown) > _SHOWN:
        shown = [*shown[: _SHOWN - 2], "…", shown[-1]]
    text = f"{' + '.join(shown)} = {added:f}"
    if added == total:
        return f"{text} ✓"
    return f"{text} > {total:f} ✗" if added > total else f"{text} of {total:f}"


def _plain(name: str) -> str:
    """A name that can stand between two quotation marks."""
    return " ".join(name.replace("\\", " ").replace('"', "'").split())
