"""Files that the live warehouse was built from, and those that a person let go."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.build import building_path, discard, open_warehouse

_FORGOTTEN = "CREATE TABLE IF NOT EXISTS forgotten (document_id VARCHAR PRIMARY KEY)"
"""A table of the live file alone: the next build is without it, as it is without what was let go."""


@dataclass(frozen=True)
class Published:
    """A file that an edition of the live warehouse was read from; `figures` counts the facts that quote it."""

    edition_id: str
    path: str
    document_id: str
    figures: int


def published_files(database: Path) -> list[Published]:
    """The files of the live warehouse that nobody let go; none where there is no warehouse yet."""
    if not database.exists():
        return []
    with open_warehouse(database) as con:
        let_go = "WHERE document_id NOT IN (SELECT document_id FROM forgotten)" if _has_forgotten(con) else ""
        rows = con.execute(
            "SELECT edition_id, path, document_id, (SELECT count(*) FROM facts f WHERE f.document_id = d.document_id)"
            f" FROM documents d {let_go} ORDER BY edition_id, path"
        ).fetchall()
    return [Published(*row) for row in rows]


def has_forgotten(database: Path) -> bool:
    """Whether the live warehouse still holds what was let go: the next run must build it anew."""
    if not database.exists():
        return False
    with open_warehouse(database) as con:
        return _has_forgotten(con)


def forget(database: Path, files: Sequence[Published]) -> None:
    """Note in the live warehouse, in one step, that files are let go: a run that does not find them is no fault any more."""
    copy = building_path(database)
    discard(database)
    shutil.copyfile(database, copy)
    with duckdb.connect(str(copy)) as con:
        con.execute(_FORGOTTEN)
        con.executemany("INSERT OR IGNORE INTO forgotten VALUES (?)", [[file.document_id] for file in files])
        con.execute("CHECKPOINT")
    os.replace(copy, database)


def _has_forgotten(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'forgotten'").fetchall())
