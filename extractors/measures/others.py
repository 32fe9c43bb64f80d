"""Numbers that a sheet states and no table of the contract counts: shares, ages, capacities, targets, working
time, last year's."""

from collections.abc import Iterator

from extractors.measures.asides import Aside
from extractors.measures.columns import qualifier_of
from extractors.measures.found import Found
from extractors.measures.row import Row, printed
from extractors.source.document import Span
from extractors.structure.scope import Slot

_LONGEST = 12
"""Words of a label."""


def find_others(found: Found) -> Iterator[Row]:
    """The rows of "other_figures", each with the words that say what it counts; what a figure takes is the
    caller's to leave out."""
    slots = found.scopes.slots
    dates = {at: date.value for date in found.dates for at in date.numerals}
    team = {at: kind for kind, at, _ in found.team.others}
    for at, slot in slots.items():
        aside = found.asides.get(at)
        kind = team.get(at) or (aside.kind if aside is not None and aside.is_other else None)
        if kind is None or at in dates or found.is_told(at):
            continue
        yield Row("other_figures", _values(found, slot, kind, aside), Span(at, at + 1), (at,))


def _values(found: Found, slot: Slot, kind: str, aside: Aside | None) -> dict[str, str | float | None]:
    label, unit = _label(found, slot, aside), _UNITS.get(kind) or (aside.unit if aside is not None else None)
    value = float(found.view.numerals[slot.at].value)
    return {
        "kind": kind,
        "label": label,
        "value": value,
        "unit": unit,
        "qualifier": qualifier_of(found.scopes, slot),
        "as_of": None,
    }


def _label(found: Found, slot: Slot, aside: Aside | None) -> str:
    """The printed words that say what a number counts: those of its kind, else of its own clause."""
    if aside is not None and len(aside.label):
        return printed(found.view, aside.label)
    scope = found.scopes.scope(slot)
    words = (list(scope.right) or list(scope.left)[::-1] or list(scope.label))[:_LONGEST]
    return printed(found.view, Span(words[0].span.start, words[-1].span.end)) if words else ""


_UNITS = {"full_time_equivalents": "ETP", "team_size": "personnes", "share": "%", "age": "ans"}
