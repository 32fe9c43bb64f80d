"""A database file is built beside the live one, audited, and swapped in whole."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.5.0"
"""Files that DuckDB 1.5 and its tools open too."""

BLOCK_SIZE = 16_384
"""Bytes; many small tables fill few blocks, and a file with the default of 262,144 is fourteen times as large."""


class WarehouseError(RuntimeError):
    """A database file that cannot be used; the message says why and what to do."""


def building_path(database: Path) -> Path:
    return database.with_name(database.name + ".building")


def rejected_path(database: Path) -> Path:
    return database.with_name(database.name + ".rejected")


@contextmanager
def building(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a new, empty warehouse beside `database`, with the schema in place.

    What an earlier run left unfinished there is removed. On leaving, the file is complete and closed.
    """
    path = building_path(database)
    _remove(path)
    quoted = str(path).replace("'", "''")
    con = duckdb.connect(":memory:")
    try:
        try:
            con.execute(f"ATTACH '{quoted}' AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}', BLOCK_SIZE {BLOCK_SIZE})")
        except duckdb.IOException as error:
            raise WarehouseError(
                f"{path} cannot be written: check the folder and its permissions, or name another file with --database ({error})"
            ) from error
        con.execute("USE warehouse")
        migrate(con)
        yield con
        con.execute("CHECKPOINT warehouse")
        con.execute("USE memory")
        con.execute("DETACH warehouse")
    finally:
        con.close()


def migrate(con: duckdb.DuckDBPyConnection) -> None:
    """Run the numbered migrations and create the views, in order of their names."""
    for folder in ("schema", "views"):
        for script in sorted((f for f in files(__package__).joinpath(folder).iterdir() if f.name.endswith(".sql")), key=lambda f: f.name):
            con.execute(script.read_text(encoding="utf-8"))


def publish(database: Path, *, is_whole: bool = True) -> None:
    """Put the finished build in the live file's place, in one step; what was rejected is of use as long as a part of it was left out."""
    _sync(building_path(database))
    os.replace(building_path(database), database)
    if is_whole:
        _remove(rejected_path(database))


def reject(database: Path) -> Path:
    """Keep the finished build for inspection and leave the live file alone; returns where it is."""
    _remove(rejected_path(database))
    os.replace(building_path(database), rejected_path(database))
    return rejected_path(database)


def discard(database: Path) -> None:
    """Throw the finished build away."""
    _remove(building_path(database))


def drop_rejected(database: Path) -> None:
    """Remove a refused build that is of no use any more."""
    _remove(rejected_path(database))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _is_duckdb(path: Path) -> bool:
    """Whether the file says that it is DuckDB's; DuckDB would download a reader for some other kinds."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def open_warehouse(database: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a warehouse; WarehouseError where there is none, or the file is something else."""
    if not database.exists():
        refused = rejected_path(database)
        if refused.exists():
            raise WarehouseError(
                f"{database} does not exist, nothing is published yet: the refused build is read with --database {shlex.quote(str(refused))}"
            )
        first = shlex.join(["chezsoi", "run", "--database", str(database)])
        raise WarehouseError(f"{database} does not exist: run `{first}` first, or name another file with --database")
    if not _is_duckdb(database):
        raise WarehouseError(f"{database} is not a DuckDB file: move it away, or name another one with --database")
    try:
        con = duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if "Could not set lock" in reason:
            raise WarehouseError(f"{database} is open for writing in another process: close it there and try again ({reason})") from error
        message = f"{database} is a DuckDB file that cannot be read: move it away, or name another one with --database ({reason})"
        raise WarehouseError(message) from error
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()}
    if not {"editions", "facts", "check_results", "runs"} <= tables:
        con.close()
        raise WarehouseError(f"{database} was not written by chezsoi: it will not be touched; name another file with --database")
    return con
