"""One edition read again with what was decided meanwhile: in memory, in about a second, without the flow engine."""

import datetime
from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import duckdb

from expectations.gate import all_rules, run_gate
from extractors.ledger import Reading
from extractors.reading import read_document
from extractors.source.document import Document, Quarantined
from flows.plan import Plan
from flows.raw import EditionFolder, RawError, survey
from flows.readings import Decided, decided, or_quarantine, read_sources
from flows.steps import check_row, load_sound, result_rows
from warehouse.build import migrate
from warehouse.load import Edition
from warehouse.record import Run, accept_unexplained, record_results, record_run

_documents: dict[tuple[str, str], Document] = {}
"""What was opened already, by its bytes and path: a PDF takes longer to open than to read."""


def edition_names(raw: Path) -> list[str]:
    """The editions of a raw folder that have a file to read."""
    return [folder.edition_id for folder in survey(raw) if folder.sources]


def reread(raw: Path, edition_id: str) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory that has one edition as the raw folder has it now, checked by every rule in SQL.

    The other editions are not in it: no check compares it with its series. Raises RawError where there is no such edition.
    """
    folders = survey(raw)
    folder = next((folder for folder in folders if folder.edition_id == edition_id), None)
    if folder is None:
        raise RawError(f"{raw} has no edition {edition_id}: name a folder of it")
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    plan = Plan(Path(":memory:"), (folder,), Run(f"{now:%Y%m%dT%H%M%S%f}", now, "", version("chezsoi")), is_up_to_date=False)
    con = duckdb.connect(":memory:")
    migrate(con)
    known = decided(folders)[edition_id]
    readings = list(_readings(folder, known))
    quarantined = (*(r for r in readings if isinstance(r, Quarantined)), *folder.quarantined)
    read = tuple(r for r in readings if isinstance(r, Reading))
    load_sound(con, [Edition(folder.edition_id, folder.provenance, folder.decisions, known.names, read, quarantined, tuple(folder.problems))])
    record_run(con, plan.run, [check_row(rule) for rule in all_rules()])
    results = run_gate(con, now.date(), suites=False)
    examined = {(r.rule.name, fact, r.success) for r in results for fact in r.fact_ids}
    record_results(con, result_rows(results, plan), sorted(examined))
    accept_unexplained(con)
    return con


def _readings(folder: EditionFolder, known: Decided) -> Iterable[Reading | Quarantined]:
    """The readings of an edition's files; a document that is open already is only read."""
    for source in folder.sources:
        document = _documents.get((source.sha256, source.path))
        if document is not None:
            read = partial(read_document, document, known.decisions, known.earlier, known.learned, known.explained)
            yield or_quarantine(source, read)
            continue
        for reading in read_sources([source], {folder.edition_id: known}):
            if isinstance(reading, Reading):
                _documents[source.sha256, source.path] = reading.document
            yield reading
