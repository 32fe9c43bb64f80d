"""Readings → rows → one bulk load through Arrow."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from extractors.language.landlords import Landlord, find_landlord, landlord_aliases, landlords
from extractors.language.places import Site, find_place
from extractors.language.seen import taught
from extractors.language.taught import rows_taught
from extractors.ledger import Figure, Reading
from extractors.measures.row import Value
from extractors.source.decisions import Decisions, NameDecision
from extractors.source.document import Box, Quarantined
from extractors.source.edition import PROGRAMME, Provenance

Rows = dict[str, list[dict[str, Any]]]

TABLES = (
    "editions", "documents", "sites", "facts", "fact_boxes", "spent_equations", "pages", "numerals", "proposals", "mentions", "landlords",
    "landlord_aliases", "site_sections", "contacts", "population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters",
    "zooms", "other_figures", "keywords", "findings", "decisions", "settlements",
)  # fmt: skip
"""Tables in the order of their foreign keys."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file or folder as a whole, before anything could be read from it."""

    edition_id: str
    path: str
    kind: str
    message: str


@dataclass(frozen=True)
class Edition:
    """One edition's folder: what stands beside its files, the files read, and what was wrong with them."""

    edition_id: str
    provenance: Provenance = field(default_factory=Provenance)
    decisions: Decisions = field(default_factory=Decisions)
    names: tuple[NameDecision, ...] = ()
    """The names that a person taught for it or for an earlier edition of its series."""
    readings: tuple[Reading, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    problems: tuple[Problem, ...] = ()


def tabulate(editions: Sequence[Edition]) -> Rows:
    """The rows of every table, for all editions together."""
    rows: Rows = {table: [] for table in TABLES}
    sites: dict[str, Site] = {}
    named: dict[str, Landlord] = {}
    aliases = dict(landlord_aliases())
    for edition in editions:
        with taught(rows_taught((*edition.names, *edition.decisions.names))):
            _edition_rows(edition, rows, sites, named, aliases)
        rows["settlements"] += _settlements(edition)
    rows["sites"] = [
        {"site_id": s.site_id, "name": s.name, "commune_code": s.commune_code, "department_code": s.department_code,
         "region_code": s.region_code, "is_known": s.is_known}
        for s in sites.values()
    ]  # fmt: skip
    rows["landlords"] = [_landlord_row(landlord) for landlord in {**landlords(), **named}.values()]
    rows["landlord_aliases"] = [{"alias": alias, "landlord_id": landlord_id} for alias, landlord_id in aliases.items()]
    return rows


def _edition_rows(edition: Edition, rows: Rows, sites: dict[str, Site], named: dict[str, Landlord], aliases: dict[str, str]) -> None:
    figures = [figure for reading in edition.readings for figure in reading.figures]
    if edition.readings or edition.quarantined:
        rows["editions"].append(_edition_row(edition, figures))
    for file in edition.quarantined:
        rows["documents"].append(
            {"document_id": file.document_id, "edition_id": edition.edition_id, "path": file.path, "media_type": file.media_type,
             "byte_size": file.byte_size, "page_count": file.page_count, "status": "quarantined", "reason": file.reason}
        )  # fmt: skip
    for problem in edition.problems:
        rows["findings"].append({"edition_id": problem.edition_id, "path": problem.path, "kind": problem.kind, "message": problem.message})
    for number, decision in enumerate(edition.decisions.accepted, 1):
        start, end = decision.span or (None, None)
        rows["decisions"].append(
            {"edition_id": edition.edition_id, "number": number, "check_name": decision.check, "site_id": decision.site, "path": decision.path,
             "char_start": start, "char_end": end, "expect": decision.expect, "reason": decision.reason, "expires": decision.expires}
        )  # fmt: skip
    keywords: set[tuple[str, str]] = set()
    stated = next((f.values["as_of"] for f in figures if f.table == "editions" and f.values.get("as_of")), None)
    for reading in edition.readings:
        _document_rows(edition.edition_id, reading, rows)
        for site in reading.sites:
            sites.setdefault(site.site_id, site)
        for figure in reading.figures:
            if figure.table == "editions":
                continue
            row: dict[str, Any] = {"edition_id": edition.edition_id, "site_id": figure.site_id, **figure.values, "fact_id": figure.fact_id}
            _resolve_landlords(row, named, aliases)
            if row.get("measure") == "currently_housed" and row["as_of"] is None:
                row["as_of"] = stated  # what another file of the edition says of all its figures
            if figure.table == "other_figures":
                row["value"] = float(row["value"])
            if figure.table == "keywords":
                key = (figure.site_id or "", str(row["keyword"]))
                if key in keywords:
                    continue
                keywords.add(key)
                del row["fact_id"]  # the contract's keywords quote no fact
            rows[figure.table].append(row)


def _settlements(edition: Edition) -> list[dict[str, Any]]:
    """What became of each decision about quoted words: held where one of the edition's documents has them."""
    found: dict[tuple[str, int], tuple[int, dict[str, Any]]] = {}
    for reading in edition.readings:
        for one in reading.settled:
            start, end = one.span or (None, None)
            row = {
                "edition_id": edition.edition_id, "kind": one.kind, "number": one.number, "quote": one.quote, "reads": one.reads,
                "decided_by": one.by, "why": one.why, "status": one.status, "document_id": reading.document.document_id,
                "path": reading.document.path, "char_start": start, "char_end": end, "message": one.message,
            }  # fmt: skip
            weight = ("held", "changed", "gone").index(one.status) * 2 + (start is None)
            if (one.kind, one.number) not in found or weight < found[one.kind, one.number][0]:
                found[one.kind, one.number] = weight, row
    names = [
        {"edition_id": edition.edition_id, "kind": "name", "number": number, "quote": name.text, "reads": name.what, "decided_by": name.by,
         "why": name.why, "status": "held"}
        for number, name in enumerate(edition.decisions.names, 1)
    ]  # fmt: skip
    return [row for _, row in found.values()] + names


def _edition_row(edition: Edition, figures: Iterable[Figure]) -> dict[str, Any]:
    figures = list(figures)
    dates = [v for f in figures if f.table == "population_counts" and isinstance(v := f.values["as_of"], datetime.date)]
    said: dict[str, Value] = {}
    for name, value in ((name, value) for f in figures if f.table == "editions" for name, value in f.values.items() if value is not None):
        said.setdefault(name, value)
    p = edition.provenance
    return {
        "edition_id": edition.edition_id, "programme": said.get("programme", PROGRAMME), "as_of": max(dates, default=said.get("as_of")),
        "stated_sites": said.get("stated_sites"),
        "title": p.title, "publisher": p.publisher, "source": p.source, "accessed": p.accessed, "licence": p.licence, "series": p.series,
    }  # fmt: skip


def _document_rows(edition_id: str, reading: Reading, rows: Rows) -> None:
    document = reading.document
    place = {"document_id": document.document_id}
    rows["documents"].append(
        {**place, "edition_id": edition_id, "path": document.path, "media_type": document.media_type, "byte_size": document.byte_size,
         "page_count": len(document.pages), "status": "loaded", "body": document.body, "encoding": document.encoding}
    )  # fmt: skip
    for page in document.pages:
        known = page.certificate
        rows["pages"].append(
            {**place, "page": page.number, "char_start": page.span.start, "char_end": page.span.end, "width": page.width, "height": page.height,
             **({"characters": known.characters, "unmapped_share": known.unmapped_share, "reader_agreement": known.agreement,
                 "french_share": known.french_share, "image_share": known.image_share} if known else {})}
        )  # fmt: skip
    for fact in reading.facts:
        rows["facts"].append(
            {**place, "fact_id": fact.fact_id, "site_id": fact.site_id, "pattern": fact.pattern, "page": fact.page,
             "char_start": fact.span.start, "char_end": fact.span.end, "text": fact.text, "settled_by": fact.settled_by,
             "confidence": fact.confidence, "printed": fact.printed, **_box(fact.boxes)}
        )  # fmt: skip
        rows["spent_equations"] += [{"fact_id": fact.fact_id, "check_name": name} for name in dict.fromkeys(fact.spent)]
        rows["fact_boxes"] += [{"fact_id": fact.fact_id, "line": line, **_box([box])} for line, box in enumerate(fact.boxes, 1)]
        if fact.pattern == "site_heading":
            rows["site_sections"].append({"edition_id": edition_id, "site_id": fact.site_id, "fact_id": fact.fact_id})
    for entry in reading.ledger:
        rows["numerals"].append(
            {**place, "page": entry.page, "char_start": entry.span.start, "char_end": entry.span.end, "text": entry.text, "value": entry.value,
             "disposition": entry.disposition, "fact_id": entry.fact_id, "reason": entry.reason, "site_id": entry.site_id}
        )  # fmt: skip
        rows["proposals"] += [
            {**place, "page": entry.page, "char_start": entry.span.start, "rank": rank, **asdict(proposal)}
            for rank, proposal in enumerate(entry.proposals, 1)
        ]
    for mention in reading.mentions:
        rows["mentions"].append(
            {**place, "page": mention.page, "char_start": mention.span.start, "char_end": mention.span.end, "kind": mention.kind,
             "text": mention.text, "disposition": mention.disposition, "fact_id": mention.fact_id, "reason": mention.reason,
             "site_id": mention.site_id}
        )  # fmt: skip
    for finding in reading.findings:
        rows["findings"].append(
            {**place, "edition_id": edition_id, "path": document.path, "site_id": finding.site_id, "kind": finding.kind, "page": finding.page,
             "char_start": finding.span.start, "char_end": finding.span.end, "text": finding.text, "message": finding.message}
        )  # fmt: skip


def _box(boxes: Sequence[Box]) -> dict[str, float]:
    """The columns of the rectangle around boxes; none where there are none."""
    if not boxes:
        return {}
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return {"x0": whole.x0, "top": whole.top, "x1": whole.x1, "bottom": whole.bottom}


def _resolve_landlords(row: dict[str, Any], named: dict[str, Landlord], aliases: dict[str, str]) -> None:
    """Give a row the ids of the landlords it names; every printed name becomes an alias."""
    for printed, column in (("reported_name", "landlord_id"), ("intermediary", "intermediary_id")):
        if printed not in row:
            continue
        name = row[printed]
        if name is not None:
            landlord = find_landlord(name)
            named.setdefault(landlord.landlord_id, landlord)
            aliases.setdefault(name, landlord.landlord_id)
            row[column] = landlord.landlord_id
        if printed == "intermediary":
            del row[printed]


def _landlord_row(landlord: Landlord) -> dict[str, Any]:
    since = landlord.successor_since
    home = find_place(landlord.territory) if landlord.territory else None
    return {
        "landlord_id": landlord.landlord_id, "name": landlord.name, "siren": landlord.siren, "kind": landlord.kind, "territory": landlord.territory,
        "region_code": home.region_code if home else None, "successor_id": landlord.successor_id,
        "successor_since": datetime.date.fromisoformat(since) if since else None, "is_known": landlord.is_known,
    }  # fmt: skip


_ARROW = {
    "VARCHAR": pa.string(), "INTEGER": pa.int32(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"), "DECIMAL(8,2)": pa.decimal128(8, 2),
}  # fmt: skip


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append rows to a table in one statement; a column that a row lacks is NULL, a key that is no column an error."""
    if not rows:
        return
    columns = _columns(con, table)
    unknown = {key for row in rows for key in row} - set(columns)
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    arrow = pa.table({name: pa.array([row.get(name) for row in rows], kind) for name, kind in columns.items()})
    con.register("incoming", arrow)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, pa.DataType]:
    found = con.table(table)
    return {name: _ARROW[str(kind)] for name, kind in zip(found.columns, found.types, strict=True)}


def load(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Fill the empty tables of a building file."""
    con.execute("BEGIN")
    try:
        for table in TABLES:
            insert(con, table, rows[table])
        con.execute("COMMIT")
    except Exception:
        con.execute("ROLLBACK")
        raise
