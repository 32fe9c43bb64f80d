"""A query's answer as table, CSV, JSON, Markdown or Parquet."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import regex
from rich.console import Console
from rich.table import Table

Format = Literal["table", "csv", "json", "markdown", "parquet"]
_MARKDOWN = regex.compile(r"([\\`*\[\]<>|])")


EMPTY = "the query is empty: give a statement, such as 'FROM site_summary'"


class QueryError(ValueError):
    """The query cannot be run; the message is the database's own."""


def query_text(query: str | None, file: Path | None) -> str:
    """The query given as an argument or in a file; QueryError where there are both or none."""
    if (query is None) == (file is None):
        raise QueryError("give one query, as an argument or with --file")
    if file is None:
        return query or ""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{file} is not UTF-8 text: save it as UTF-8") from error


def answer(con: duckdb.DuckDBPyConnection, sql: str, form: Format | None, to: Path | None, console: Console) -> None:
    """Run one or several statements and write the last one's rows to a file or to standard output.

    Without a form it is a table, or what the file's ending says.
    """
    form = form or _form_of(to)
    if to is not None and to.suffix == ".duckdb":
        raise QueryError(f"{to} would overwrite a database: name a .csv, .json or .parquet file")
    try:
        if form == "parquet":
            _write_parquet(con, sql, to)
            return
        cursor = con.execute(sql)
        if cursor is None:  # what DuckDB's type stubs do not say: no statement, no cursor
            raise QueryError(EMPTY)
        columns = [column[0] for column in cursor.description or []]
        rows = cursor.fetchall()
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    if form == "table" and to is None:
        _print_table(console, columns, rows)
        return
    if form == "json" and (twice := sorted({name for name in columns if columns.count(name) > 1})):
        raise QueryError(f"two columns are called {twice[0]}, JSON would keep one of them: name them apart with AS")
    text = {"json": _json, "markdown": _markdown}.get(form, _csv)(columns, rows)
    if to is None:
        sys.stdout.write(text)
    else:
        to.write_text(text, encoding="utf-8", newline="")


def _form_of(to: Path | None) -> Format:
    if to is None:
        return "table"
    endings: dict[str, Format] = {".json": "json", ".md": "markdown", ".parquet": "parquet"}
    return endings.get(to.suffix.lower(), "csv")


def _print_table(console: Console, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    numeric = [all(isinstance(row[i], int | float) or row[i] is None or hasattr(row[i], "quantize") for row in rows) for i in range(len(columns))]
    for name, is_number in zip(columns, numeric, strict=True):
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*_shown(columns, row))
    console.print(table, highlight=False, markup=False)
    console.print(f"({len(rows)} row{'' if len(rows) == 1 else 's'})", style="dim", highlight=False)


def _shown(columns: Sequence[str], row: Sequence[Any]) -> list[str]:
    """A row as people read it; where a column `unread` names others that are empty, these have a question mark.

    >>> _shown(["site", "unread", "social", "private"], ["Reims", "private", None, None])
    ['Reims', 'private', '', '?']
    """
    unread = {name for column, value in zip(columns, row, strict=True) if column == "unread" and value for name in str(value).split(", ")}
    return [("?" if name in unread else "") if value is None else str(value) for name, value in zip(columns, row, strict=True)]


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    >>> print(markdown_table(["site", "words"], [["lille", "a | b"]]), end="")
    | site | words |
    | --- | --- |
    | lille | a \\| b |
    """
    lines = [head, ["---"] * len(head), *([_MARKDOWN.sub(r"\\\1", " ".join(cell.split())) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _markdown(columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    return markdown_table(columns, [_shown(columns, row) for row in rows])


def _csv(columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _json(columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    return float(value) if hasattr(value, "quantize") else str(value)


def _write_parquet(con: duckdb.DuckDBPyConnection, sql: str, to: Path | None) -> None:
    import pyarrow.parquet

    if to is None:
        raise QueryError("Parquet goes to a file: add --to FILE")
    relation = con.sql(sql)
    if relation is None:
        raise QueryError(EMPTY)
    table = relation.to_arrow_table()
    with to.open("wb") as file:  # not pyarrow's own open: its errors do not name the file
        pyarrow.parquet.write_table(table, file)
