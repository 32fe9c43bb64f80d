"""Commands to paste: each names the file that it speaks of."""

import shlex
from pathlib import Path


def command(*words: str, database: Path | str, raw: Path | None = None) -> str:
    """A command of chezsoi, quoted for a shell.

    >>> command("sql", "FROM site_summary", database="a b.duckdb")
    "chezsoi sql 'FROM site_summary' --database 'a b.duckdb'"
    """
    folder = [] if raw is None else ["--raw", str(raw)]
    return shlex.join(["chezsoi", *words, *folder, "--database", str(database)])
