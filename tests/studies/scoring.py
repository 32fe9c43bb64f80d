"""What was read against what an annotated edition states.

A row is right when every column is equal; letter case counts, Unicode form, curly apostrophes and spaces do not. What remains
on either side is paired by key into wrong (same key, other values), missing and spurious rows. Each is *silent* unless an
unexplained number of its edition has the value that is wanted (each excuses one row), a critical check failed for its site,
or it is a member of its team that is missing while an unexplained mention names that role (or one that may be it) at its site.
"""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any, Literal, TypeAlias

from expectations.rules import Result
from extractors.language.glossary import explained
from extractors.language.landlords import find_landlord
from extractors.language.roles import find_roles
from extractors.ledger import Reading
from extractors.reading import read_document
from extractors.source.decisions import Decisions
from extractors.source.document import Quarantined
from extractors.source.text import read_text
from extractors.view.view import View
from tests.corpora import COLUMNS, Annotation, Edition, Row, optional, row_of, truth
from warehouse.load import Edition as Folder
from warehouse.load import tabulate

Kind: TypeAlias = Literal["wrong", "missing", "spurious"]
KEY = {
    "editions": 1, "sites": 1, "contacts": 2, "population_counts": 3, "housing_counts": 4, "landlord_counts": 5, "rents": 3, "staff": 3,
    "encounters": 2, "zooms": 2,
}  # fmt: skip
"""How many columns make the key of a row; of a landlord's the number stands last."""
MAIN = {
    "editions": "stated_sites", "population_counts": "persons", "housing_counts": "dwellings", "landlord_counts": "dwellings",
    "rents": "monthly_eur", "staff": "headcount", "encounters": "encounters",
}  # fmt: skip
"""The figure of a row that is missing."""
NUMBERS = frozenset({"persons", "dwellings", "communes", "period_years", "headcount", "encounters", "stated_sites", "monthly_eur", "as_of"})
"""Columns of figures; of a date it is the year."""
_TYPOGRAPHY = {ord(c): "'" for c in "\u2018\u2019\u201b\u02bc\u2032\u00b4`"} | {0x00AD: None, 0x200B: None, 0x2010: "-", 0x2011: "-"}


@dataclass(frozen=True, slots=True)
class Error:
    """A row that is not right: what is stated, what was read, and where."""

    kind: Kind
    table: str
    edition: str
    site: str | None
    stated: Row | None
    read: Row | None
    place: str
    is_silent: bool


@dataclass
class Score:
    """What was read of some editions."""

    editions: int = 0
    stated: int = 0
    read: int = 0
    right: int = 0
    unexplained: int = 0
    errors: list[Error] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else float(not self.stated)

    @property
    def recall(self) -> float:
        return self.right / self.stated if self.stated else float(not self.read)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def silent(self) -> float:
        """Silent rows over the stated ones."""
        return sum(error.is_silent for error in self.errors) / self.stated if self.stated else 0.0


def read_edition(edition: Edition, decisions: Decisions | None = None) -> list[Reading]:
    """The edition's files as the product reads them, with what a person decided about them."""
    readings = []
    abbreviations = explained(edition.files.values()) if len(edition.files) > 1 else {}
    for name, text in edition.files.items():
        data = text.encode()
        document = read_text(data, hashlib.sha256(data).hexdigest(), edition.edition_id, f"{edition.edition_id}/{name}")
        if isinstance(document, Quarantined):
            raise TypeError(f"{document.path}: {document.reason}")
        readings.append(read_document(document, decisions, explained=abbreviations))
    return readings


def score(
    editions: Sequence[Edition], readings: Mapping[str, Sequence[Reading]], checks: Iterable[Result] = (), decisions: Decisions | None = None
) -> Score:
    """Compare the readings of editions with what they state; without results of checks only unexplained numbers are loud."""
    tables = tabulate([Folder(e.edition_id, decisions=decisions or Decisions(), readings=tuple(readings[e.edition_id])) for e in editions])
    facts = {row["fact_id"]: row for row in tables["facts"]}
    documents = {row["document_id"]: row for row in tables["documents"]}
    failed = [c for c in checks if not c.success and c.rule.severity == "critical"]
    loud = _Loud(failed, readings)
    result = Score(len(editions), unexplained=sum(loud.unexplained.values()))
    stated_by_edition = {edition.edition_id: truth(edition) for edition in editions}
    may_be = [row for edition in editions for row in optional(edition)]
    for table, columns in COLUMNS.items():
        stated = [_normal(columns, row) for rows in stated_by_edition.values() for row in rows[table]]
        if table == "sites":
            stated = list(dict.fromkeys(stated))
        places: dict[Row, str] = {}
        read: list[Row] = []
        for found in _found(table, tables, {row[0] for row in stated}):
            row = _normal(columns, tuple(text_of(found.get("intermediary_id" if c == "intermediary" else c)) for c in columns))
            read.append(row)
            if fact := facts.get(found.get("fact_id")):
                places[row] = _place(documents[fact["document_id"]], fact)
        left_stated, left_read = Counter(stated) - Counter(read), Counter(read) - Counter(stated)
        if table == "staff":
            left_read -= tolerated(left_read, may_be)
        errors = list(_pair(table, columns, left_stated, left_read, editions, places, loud))
        result.stated += len(stated)
        result.right += len(stated) - left_stated.total()
        result.read += len(stated) - left_stated.total() + left_read.total()
        result.errors += errors
    amiss = {(error.edition, error.site) for error in result.errors}
    result.false_alarms = sorted(
        f"{c.edition_id} {c.site_id or '-'} {c.rule.name}"
        for c in failed
        if not any(e == c.edition_id and (c.site_id is None or s == c.site_id) for e, s in amiss)
    )
    return result


def tolerated(left: Counter[Row], may_be: Iterable[Row]) -> Counter[Row]:
    """The rows that may be read and need not; a headcount of theirs is any."""
    wanted = Counter(row[:3] for row in may_be)
    return Counter({row: min(n, wanted[row[:3]]) for row, n in left.items()})


class _Loud:
    """What the product itself points at: numbers that nobody explained, and critical checks that failed at a site."""

    def __init__(self, failed: Iterable[Result], readings: Mapping[str, Sequence[Reading]]) -> None:
        self.failed = {(check.edition_id, check.site_id) for check in failed}
        self.unexplained: Counter[tuple[str, float]] = Counter(
            (edition, round(entry.value, 4))
            for edition, read in readings.items()
            for entry in chain.from_iterable(reading.ledger for reading in read)
            if entry.disposition == "unexplained"
        )
        self.left = self.unexplained.copy()
        self.roles = Counter(
            (edition, mention.site_id, role)
            for edition, read in readings.items()
            for mention in chain.from_iterable(reading.mentions for reading in read)
            if mention.kind == "role" and mention.disposition == "unexplained"
            for named in find_roles(View(mention.text))
            for role in named.roles or ("",)
        )
        """The roles that a site's open mentions name; an abbreviation of several is "" and excuses any."""

    def is_loud(self, edition: str, site: str | None, values: Iterable[float], role: str = "") -> bool:
        for named in (role, "") if role else ():
            if self.roles[edition, site, named] > 0:
                self.roles[edition, site, named] -= 1
                return True
        if (edition, site) in self.failed or (site is None and any(e == edition for e, _ in self.failed)):
            return True
        for value in values:
            if self.left[edition, round(value, 4)] > 0:
                self.left[edition, round(value, 4)] -= 1
                return True
        return False


def _pair(
    table: str, columns: Row, stated: Counter[Row], read: Counter[Row], editions: Sequence[Edition], places: Mapping[Row, str], loud: _Loud
) -> Iterator[Error]:
    """The rows that are not right, those of one key as one error."""
    size, main = KEY[table], MAIN.get(table, "")
    by_key: dict[Row, list[Row]] = defaultdict(list)
    for row in sorted(read.elements()):
        by_key[row[:size]].append(row)
    pairs: list[tuple[Row | None, Row | None]] = []
    for row in sorted(stated.elements()):
        same = by_key.get(row[:size])
        pairs.append((row, same.pop(0) if same else None))
    pairs += [(None, row) for rows in by_key.values() for row in rows]
    for wanted, found in pairs:
        row = wanted or found or ()
        said = dict(zip(columns, row, strict=True))
        kind: Kind = "spurious" if wanted is None else "missing" if found is None else "wrong"
        if wanted and found:
            changed = [(c, a) for c, a, b in zip(columns, wanted, found, strict=True) if a != b and a]
            values = [float(value[:4] if column == "as_of" else value) for column, value in changed if column in NUMBERS]
        else:
            values = [float(said[main])] if kind == "missing" and said.get(main) else []
        site = said.get("site_id")
        owners = [e for e in editions if e.edition_id == said["edition_id"]] if "edition_id" in said else [e for e in editions if site in e.sites]
        names = [owner.edition_id for owner in owners] or [editions[0].edition_id]
        role = said["role"] if table == "staff" and kind == "missing" else ""
        place = places.get(found or ()) or next((p for owner in owners if (p := _stated_at(owner, table, row))), "")
        yield Error(kind, table, names[0], site, wanted, found, place, not any(loud.is_loud(name, site, values, role) for name in names))


def _found(table: str, tables: Mapping[str, list[dict[str, Any]]], stated_sites: set[str]) -> list[dict[str, Any]]:
    """The rows read of a table; a site counts where it has a figure, or is wanted."""
    if table != "sites":
        return tables[table]
    used = {row["site_id"] for name in COLUMNS if name not in ("editions", "sites") for row in tables[name]}
    return [row for row in tables["sites"] if row["site_id"] in used | stated_sites]


def text_of(value: object) -> str:
    """A value of the product as the truth writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _normal(columns: Row, row: Row) -> Row:
    values = (" ".join(unicodedata.normalize("NFC", value).translate(_TYPOGRAPHY).split()) for value in row)
    return tuple(
        find_landlord(value).landlord_id if value and column == "intermediary" else value for column, value in zip(columns, values, strict=True)
    )


def _place(document: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    start: int = fact["char_start"]
    return f"{document['path']}:{document['body'][:start].count(chr(10)) + 1} « {' '.join(fact['text'].split())[:160]} »"


def _stated_at(edition: Edition, table: str, row: Row) -> str:
    """The line of the annotation that states a row."""
    for a in edition.annotations:
        if a.kind in ("site", "staff?"):
            continue
        name, values = row_of(a)
        if name == table and _normal(COLUMNS[table], (edition.edition_id, a.site, *values)) == row:
            return f"{edition.edition_id}/{a.file}:{_line(edition, a, row)}"
    return ""


def _line(edition: Edition, annotation: Annotation, row: Row) -> str:
    """The last line of a window, or the last that has most of the row's words and numbers."""
    text = edition.files[annotation.file]
    first = text[: annotation.window[0]].count("\n") + 1
    lines = list(enumerate(text[slice(*annotation.window)].split("\n"), first))
    said = {value.removesuffix(".00").replace(".", ",") if value[:1].isdigit() else value for value in row[2:] if value}
    number, line = max(lines, key=lambda at: (sum(value in at[1] for value in said), bool(at[1].strip()), at[0]))
    found = min((line.find(value) for value in said if value in line), default=0)
    return f"{number} « {line[max(found - 80, 0) : found + 80].strip()} »"
