"""What a run adds to its own build: its identity, the results of its checks, and the memory of earlier runs."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build import WarehouseError, open_warehouse
from warehouse.load import insert


@dataclass(frozen=True)
class Run:
    """One run of the program; times are UTC."""

    run_id: str
    started_at: datetime.datetime
    fingerprint: str
    version: str


def record_run(con: duckdb.DuckDBPyConnection, run: Run, checks: Iterable[dict[str, Any]]) -> None:
    """Store the run, its checks (columns of `checks`), and that it read the editions that are there."""
    insert(con, "runs", [vars(run)])
    insert(con, "checks", list(checks))
    con.execute("UPDATE editions SET run_id = ?", [run.run_id])


def record_results(con: duckdb.DuckDBPyConnection, results: Iterable[dict[str, Any]], checked: Iterable[tuple[str, str, bool]]) -> None:
    """Store the results of a run's checks (columns of `check_results`), and which check looked at which fact."""
    insert(con, "check_results", list(results))
    insert(con, "checked_facts", [{"check_name": name, "fact_id": fact, "success": success} for name, fact, success in checked])


def accept_unexplained(con: duckdb.DuckDBPyConnection) -> None:
    """A number or mention that a decision accepts as no fact is ignored, with the decision's reason."""
    for table, check, seen in (("numerals", "numerals_explained", "text"), ("mentions", "mentions_explained", "kind || ' ' || text")):
        con.execute(
            f"""
            UPDATE {table} SET disposition = 'ignored', reason = 'decision: ' || r.accepted
            FROM check_results r JOIN documents d ON d.path = r.path AND d.edition_id = r.edition_id
            WHERE r.check_name = ? AND r.accepted IS NOT NULL AND {table}.document_id = d.document_id
              AND {table}.char_start = r.char_start AND {seen} = r.observed AND {table}.disposition = 'unexplained'
              AND r.run_id = (SELECT arg_max(run_id, started_at) FROM runs)
            """,
            [check],
        )


def carry_over_results(con: duckdb.DuckDBPyConnection, run: Run, earlier: Iterable[Path]) -> None:
    """Bring the results of runs before this one into its build: the gate has a memory."""
    seen = {run.run_id}
    for path in earlier:
        if not path.exists():
            continue
        with open_warehouse(path) as old, _reading(path):
            rows = old.sql("SELECT * FROM check_results WHERE NOT list_contains(?::VARCHAR[], run_id)", params=[sorted(seen)]).to_arrow_table()
        if rows.num_rows:
            con.register("earlier", rows)
            con.execute("INSERT INTO check_results BY NAME SELECT * FROM earlier")
            con.unregister("earlier")
            seen |= set(rows.column("run_id").to_pylist())


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """What DuckDB says of a damaged file becomes a WarehouseError."""
    try:
        yield
    except duckdb.Error as error:
        raise WarehouseError(f"{path} is damaged: move it away, and run again ({str(error).splitlines()[0]})") from error


def published_fingerprint(database: Path) -> str | None:
    """The fingerprint of the run that built the live file; None where there is no file yet."""
    if not database.exists():
        return None
    with open_warehouse(database) as con, _reading(database):
        found = con.execute("SELECT fingerprint FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()
    return found[0][0] if found else None
