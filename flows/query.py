"""A query's answer as table, CSV, JSON or Parquet."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any, Literal

import duckdb
from rich.console import Console
from rich.table import Table

Format = Literal["table", "csv", "json", "parquet"]


class QueryError(ValueError):
    """The query cannot be run; the message is the database's own."""


def answer(con: duckdb.DuckDBPyConnection, sql: str, form: Format, to: Path | None, console: Console) -> None:
    """Run one or several statements and write the last one's rows to a file or to standard output."""
    try:
        cursor = con.execute(sql)
        columns = [column[0] for column in cursor.description or []]
        if form == "parquet":
            _write_parquet(cursor, to)
            return
        rows = cursor.fetchall()
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    if form == "table" and to is None:
        _print_table(console, columns, rows)
        return
    text = _json(columns, rows) if form == "json" else _csv(columns, rows)
    if to is None:
        sys.stdout.write(text)
    else:
        to.write_text(text, encoding="utf-8", newline="")


def _print_table(console: Console, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    numeric = [all(isinstance(row[i], int | float) or row[i] is None or hasattr(row[i], "quantize") for row in rows) for i in range(len(columns))]
    for name, is_number in zip(columns, numeric, strict=True):
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table, highlight=False, markup=False)
    console.print(f"({len(rows)} row{'' if len(rows) == 1 else 's'})", style="dim", highlight=False)


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


def _write_parquet(cursor: duckdb.DuckDBPyConnection, to: Path | None) -> None:
    import pyarrow.parquet

    if to is None:
        raise QueryError("Parquet goes to a file: add --to FILE")
    pyarrow.parquet.write_table(cursor.to_arrow_table(), to)
