"""The steps of a run, without a flow engine: read, load, check, publish."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import duckdb

from expectations.gate import all_rules, run_gate
from expectations.rules import FailOn, Result, Rule
from extractors.ledger import Reading
from extractors.source.document import Quarantined
from flows.errors import failure
from flows.plan import Plan
from flows.raw import EditionFolder
from flows.readings import decided
from warehouse.build import building, building_path, discard, migrate, publish, reject, rejected_path
from warehouse.keep import keep
from warehouse.load import Edition, load, tabulate
from warehouse.record import accept_unexplained, carry_over_results, record_results, record_run

Publish = Literal["all", "passing"]
"""What is published where a critical check fails: nothing, or the editions in which none does."""


@dataclass(frozen=True)
class Verdict:
    """What became of a build: whether it was published, where the file is, and the editions that were left out of it.

    Of those, `kept` are in the live file as they were before.
    """

    is_published: bool
    path: Path
    left_out: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def build(plan: Plan, readings: Iterable[Reading | Quarantined], left_out: Collection[str] = ()) -> list[str]:
    """Load what was read into a new file beside the live one; editions left out are kept as they are live, and returned."""
    editions = [edition for edition in _editions(plan.folders, readings) if edition.edition_id not in left_out]
    with building(plan.database) as con:
        load_sound(con, editions)
        record_run(con, plan.run, [check_row(rule) for rule in all_rules()])
        carry_over_results(con, plan.run, (rejected_path(plan.database), plan.database))
        return keep(con, plan.database, left_out) if left_out else []


def load_sound(con: duckdb.DuckDBPyConnection, editions: Sequence[Edition]) -> None:
    """Load editions; a document whose rows cannot be loaded is quarantined, and the others are loaded."""
    try:
        load(con, tabulate(editions))
    except Exception:
        sound = list(map(_without_unloadable, editions))
        if sound == list(editions):
            raise
        load(con, tabulate(sound))


def _without_unloadable(edition: Edition) -> Edition:
    """An edition whose every document can be loaded by itself."""
    loadable: list[Reading] = []
    quarantined = list(edition.quarantined)
    for reading in edition.readings:
        with duckdb.connect(":memory:") as con:
            migrate(con)
            try:
                load(con, tabulate([replace(edition, readings=(reading,), quarantined=(), problems=())]))
                loadable.append(reading)
            except Exception as error:  # noqa: BLE001 - Arrow and DuckDB raise many kinds for a value that they cannot hold
                file = reading.document
                pages = len(file.pages)
                quarantined.append(Quarantined(file.document_id, file.edition_id, file.path, file.media_type, file.byte_size, failure(error), pages))
    return replace(edition, readings=tuple(loadable), quarantined=tuple(quarantined))


def check(plan: Plan, earlier: Sequence[Result] = (), left_out: Collection[str] = ()) -> list[Result]:
    """Run the gate on the new file and store what it says there; of editions left out, what it said of them before."""
    with duckdb.connect(str(building_path(plan.database))) as con:
        results = run_gate(con, plan.today)
        examined = {(name, fact, r.success) for r in results for name, fact in ((r.rule.name, fact) for fact in r.fact_ids)}
        told = [r for r in results if r.edition_id not in left_out] + [r for r in earlier if r.edition_id in left_out]
        record_results(con, result_rows(told, plan), sorted(examined))
        accept_unexplained(con)
        con.execute("CHECKPOINT")
    return told


def decide(
    plan: Plan, results: Sequence[Result], readings: Iterable[Reading | Quarantined] = (), which: Publish = "all", fail_on: FailOn = "critical"
) -> Verdict:
    """Publish the new file, unless a check failed that is to stop it: then keep it aside and leave the live one alone.

    With "passing", a file is built and checked that has the other editions only, and the failing ones as they are live.
    """
    failing = stopped(results, fail_on)
    if not failing:
        publish(plan.database)
        return Verdict(True, plan.database)
    rejected = reject(plan.database)
    if which == "all" or not {folder.edition_id for folder in plan.folders} - failing:
        return Verdict(False, rejected)
    partial = replace(plan, run=replace(plan.run, fingerprint=f"without {', '.join(sorted(failing))}: {plan.run.fingerprint}"))
    kept = build(partial, readings, failing)
    if stopped(check(partial, results, failing), fail_on) - failing:
        discard(plan.database)
        return Verdict(False, rejected)
    publish(plan.database, is_whole=False)
    return Verdict(True, plan.database, tuple(sorted(failing)), tuple(kept))


def stopped(results: Iterable[Result], fail_on: FailOn = "critical") -> set[str]:
    """The editions in which a check fails that is to stop them."""
    return {result.edition_id for result in results if result.fails(fail_on)}


def _editions(folders: Iterable[EditionFolder], readings: Iterable[Reading | Quarantined]) -> list[Edition]:
    by_path: dict[str, Reading | Quarantined] = {}
    for reading in readings:
        by_path[reading.path if isinstance(reading, Quarantined) else reading.document.path] = reading
    editions = []
    folders = list(folders)
    known = decided(folders)
    for folder in folders:
        found = [by_path[source.path] for source in folder.sources]
        editions.append(
            Edition(
                folder.edition_id,
                folder.provenance,
                folder.decisions,
                known[folder.edition_id].names,
                tuple(r for r in found if isinstance(r, Reading)),
                (*(r for r in found if isinstance(r, Quarantined)), *folder.quarantined),
                tuple(folder.problems),
            )
        )
    return editions


def check_row(rule: Rule) -> dict[str, Any]:
    """A row of checks."""
    return {"check_name": rule.name, "severity": rule.severity, "kind": rule.kind, "covers": rule.covers, "notes": rule.notes, "mend": rule.mend}


def result_rows(results: Iterable[Result], plan: Plan) -> list[dict[str, Any]]:
    """Rows of check_results: each break, and one row for each check and edition in which nothing breaks."""
    rows: list[dict[str, Any]] = []
    held: dict[tuple[str, str], int] = {}
    broken: set[tuple[str, str]] = set()
    common = {"run_id": plan.run.run_id, "checked_at": plan.run.started_at}
    for result in results:
        key = (result.rule.name, result.edition_id)
        if result.success:
            held[key] = held.get(key, 0) + 1
            continue
        broken.add(key)
        rows.append(
            {**common, "edition_id": result.edition_id, "site_id": result.site_id, "check_name": result.rule.name, "severity": result.rule.severity,
             "success": False, "observed": result.observed, "expected": result.expected, "message": result.message, "path": result.path,
             "page": result.page, "line": result.line, "char_start": result.char_start, "char_end": result.char_end, "quote": result.quote,
             "accepted": result.accepted}
        )  # fmt: skip

    for rule in all_rules():
        for edition_id in (folder.edition_id for folder in plan.folders):
            if (rule.name, edition_id) not in broken:
                rows.append(
                    {**common, "edition_id": edition_id, "check_name": rule.name, "severity": rule.severity, "success": True,
                     "observed": f"{held.get((rule.name, edition_id), 0)} hold", "expected": rule.notes}
                )  # fmt: skip
    return rows
