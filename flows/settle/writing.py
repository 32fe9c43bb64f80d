"""decisions.toml written by a program as a person would: comments and order stay, each change is shown as a diff."""

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from extractors.source.decisions import parse_decisions
from extractors.source.edition import SidecarError

KINDS = ("decision", "figure", "heading", "correction", "name")
"""The tables of decisions.toml."""


_SUBJECTS: Mapping[str, Sequence[str]] = {
    "figure": ("quote", "number", "occurrence", "path", "site"), "correction": ("quote", "number", "occurrence", "path", "site"),
    "heading": ("quote", "occurrence", "path"), "name": ("text",), "decision": ("check", "site", "expect", "path", "span"),
}  # fmt: skip
"""The keys of each table that say what is decided about."""


def added(text: str, table: str, values: Mapping[str, object]) -> str:
    """The file with one more table at its end, in the place of one about the same words; SidecarError where either is not valid.

    >>> print(added('# ours\\n', "heading", {"quote": "Lille, un an", "site": "lille", "by": "c.durand"}), end="")
    # ours
    <BLANKLINE>
    [[heading]]
    quote = "Lille, un an"
    site = "lille"
    by = "c.durand"
    """
    parse_decisions(text)
    text = _without(text, table, values)
    written = tomlkit.document()
    tables = tomlkit.aot()
    row = tomlkit.table()
    for key, value in values.items():
        row.add(key, value)
    tables.append(row)
    written.add(table, tables)
    # TOML lets [[figure]] and [[heading]] alternate: the newest is always last, where a person would write it.
    before = text if not text or text.endswith("\n") else text + "\n"
    after = before + ("\n" if before.strip() else "") + tomlkit.dumps(written)
    parse_decisions(after)
    return after


def _without(text: str, table: str, values: Mapping[str, object]) -> str:
    """The file without the table that decides about the same words; two rows of words without a number may stand side by side."""
    if table in ("figure", "correction") and "number" not in values:
        return text
    subject = [values.get(key) for key in _SUBJECTS[table]]
    tables = [name for name, keys in _SUBJECTS.items() if keys == _SUBJECTS[table]]
    document = tomlkit.parse(text).unwrap()
    for name in tables:
        rows = document.get(name, [])
        same = [place for place, row in enumerate(rows, 1) if [row.get(key) for key in _SUBJECTS[table]] == subject]
        if same:
            with contextlib.suppress(SidecarError):  # then both stand, and reading says so
                return removed(text, name, same[-1])
    return text


def removed(text: str, table: str, number: int) -> str:
    """The file without one of its tables, counted from 1 among those of its kind; SidecarError where it cannot be told apart.

    >>> removed('[[heading]]\\nquote = "Lille"\\nsite = "lille"\\n\\n[[heading]]\\nquote = "Metz"\\nsite = "metz"\\n', "heading", 1)
    '[[heading]]\\nquote = "Metz"\\nsite = "metz"\\n'
    """
    lines = text.splitlines(keepends=True)
    heads = [place for place, line in enumerate(lines) if line.strip() == f"[[{table}]]"]
    if not 0 < number <= len(heads) == len(tomlkit.parse(text).get(table, [])):
        raise SidecarError(f"has no {table} {number} that could be told apart: change it by hand")
    head = heads[number - 1]
    end = next((n for n in range(head + 1, len(lines)) if not lines[n].strip() or lines[n].startswith(("[", "#"))), len(lines))
    kept, rest = "".join(lines[:head]).rstrip("\n"), "".join(lines[end:])
    shorter = kept + "\n" + rest if kept else rest.lstrip("\n")
    if _tables(shorter) != _tables(text) - 1:
        raise SidecarError(f"cannot be changed at {table} {number}: change it by hand")
    return shorter


def removed_last(text: str) -> str:
    """The file without the table that was written last; SidecarError where there is none.

    >>> removed_last('# ours\\n\\n[[heading]]\\nquote = "Lille"\\nsite = "lille"\\n')
    '# ours\\n'
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SidecarError(f"is not valid TOML: {error}") from error
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if line.strip() in {f"[[{kind}]]" for kind in KINDS}]
    for head in reversed(heads):
        shorter = "".join(lines[:head]).rstrip("\n")
        shorter = shorter + "\n" if shorter else ""
        if _tables(shorter) == _tables(document) - 1:  # and no line inside a text of several lines
            return shorter
    raise SidecarError("has no decision that could be taken back")


def _tables(text: "str | tomlkit.TOMLDocument") -> int:
    """How many decisions a file has; -1 where it is not valid."""
    try:
        document = tomlkit.parse(text) if isinstance(text, str) else text
    except TOMLKitError:
        return -1
    return sum(len(tables) for tables in document.values() if isinstance(tables, AoT))


def shown(before: str, after: str, name: str = "decisions.toml") -> str:
    """The change of a file as a unified diff; "" where nothing changes.

    >>> print(shown("", 'a = 1\\n'), end="")
    --- decisions.toml
    +++ decisions.toml
    @@ -0,0 +1 @@
    +a = 1
    """
    return "".join(unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=1))


def write(path: Path, text: str) -> None:
    """Put a text in a file's place in one step: whoever reads it meanwhile sees the old one or the new one."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
