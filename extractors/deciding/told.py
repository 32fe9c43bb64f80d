"""What a person and his lessons say, over what was read: each row with who decided it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.deciding.lessons import Taught
from extractors.deciding.settled import Said, merged
from extractors.ledger import SettledBy
from extractors.measures.found import Found
from extractors.measures.row import Row, Value, printed
from extractors.source.notation import COUNTS

READERS = {
    "population_counts": "persons",
    "housing_counts": "dwellings",
    "rents": "mean_rent",
    "encounters": "encounters",
}
"""The name of who read a table's figures, as facts and checks call it."""
_BESIDE = ("communes", "period_years")
"""Columns that have a number of their own beside the one that a row counts."""
_TAUGHT = 0.98
"""How sure a lesson's reading is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row with who decided it: the name of its reader, the witness, how sure it is, and the checks whose
    equations were spent."""

    row: Row
    reader: str
    settled_by: SettledBy = "pattern"
    confidence: float = 1.0
    spent: tuple[str, ...] = ()
    printed: str | None = None


def as_told(
    found: Found, read: Sequence[Taken], taught: Mapping[int, Taught], said: Mapping[int, Sequence[Said]]
) -> list[Taken]:
    """The rows that were read; over them those of lessons where nothing is read or their wording is specific;
    over all of them what a person says."""
    used = {at for one in read for at in one.row.extracted}
    lessons = {at: one for at, one in taught.items() if one.outranks or at not in used}
    kept = _without(found, read, lessons)
    for at, lesson in lessons.items():
        rows = (_row(found, at, told, read, lessons) for told in lesson.rows)
        kept += [Taken(row, lesson.lesson, "pattern", _TAUGHT) for row in rows if row]
    settled = _without(found, kept, said)
    for at, saids in said.items():
        for told in saids:
            if row := _row(found, at, told, kept, said):
                reader = READERS.get(row.table, row.table)
                settled.append(Taken(row, reader, "person", printed=told.printed))
    return settled


def _without(found: Found, taken: Sequence[Taken], told: Container[int]) -> list[Taken]:
    """The rows of numbers that nobody tells; one whose period or communes are told is kept without them."""
    kept: list[Taken] = []
    for one in taken:
        row = one.row
        lost = {at for at in row.extracted if at in told and at not in found.dated}
        counts = {found.view.numerals[at].value for at in lost}
        beside = {name for name in _BESIDE if row.values.get(name) in counts}
        if len(beside) < len(lost) or any(row.values.get(name) in counts for name in COUNTS):
            continue
        values = {name: None if name in beside else value for name, value in row.values.items()}
        left = tuple(at for at in row.extracted if at not in lost)
        kept.append(replace(one, row=replace(row, values=values, extracted=left)) if lost else one)
    return kept


def _row(found: Found, at: int, told: Said, taken: Sequence[Taken], all_told: Container[int]) -> Row | None:
    """The row that is told of a number, with the columns that were read of it; None for nothing."""
    statement = told.statement
    if statement.table == "other_figures":
        return _other(found, at, told)
    if not statement.table:
        return None
    same = (one.row for one in taken if one.row.table == statement.table and at in one.row.extracted)
    read = next(same, None)
    if read is None:
        return Row(statement.table, merged(told, {}), told.quote, (at,), site_id=statement.site)
    used = tuple(n for n in read.extracted if n == at or n not in all_told)
    return Row(statement.table, merged(told, read.values), read.span, used, read.named, statement.site)


def _other(found: Found, at: int, told: Said) -> Row:
    values: dict[str, Value] = {
        "kind": told.statement.values["kind"],
        "label": printed(found.view, told.quote),
        "value": float(found.view.numerals[at].value),
        "unit": None,
        "qualifier": "exact",
        "as_of": None,
    }
    return Row("other_figures", values, told.quote, (at,))
