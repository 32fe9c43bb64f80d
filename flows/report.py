"""What a person reads after a run or a check."""

import json
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from expectations.gate import all_rules
from expectations.rules import Result, Rule
from flows.compare import Change
from flows.explain import Explanation
from flows.steps import Verdict
from warehouse.build import rejected_path

FIGURE_TABLES = (
    "population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters", "contacts", "zooms", "keywords",
    "other_figures",
)  # fmt: skip
_SHOWN = 20
"""Breaks of one check that are printed whole; the others are counted."""
_WIDTH = 100


def print_summary(console: Console, con: duckdb.DuckDBPyConnection) -> None:
    """What a built file holds: files, sites, figures by table, numbers and mentions by disposition."""
    files = con.execute("SELECT edition_id, path, status, reason, encoding FROM documents ORDER BY edition_id, path").fetchall()
    sites = con.execute(
        "SELECT edition_id, list(DISTINCT name ORDER BY name) FROM site_sections JOIN sites USING (site_id) GROUP BY edition_id ORDER BY edition_id"
    ).fetchall()
    for edition_id in dict.fromkeys(file[0] for file in files):
        names: list[str] = next((n for e, n in sites if e == edition_id), [])
        loaded = [file for file in files if file[0] == edition_id and file[2] == "loaded"]
        console.print(f"[bold]{escape(edition_id)}[/]  {_count(len(loaded), 'file')}, {_count(len(names), 'site')}: {escape(', '.join(names))}")
        for _, path, status, reason, encoding in (file for file in files if file[0] == edition_id):
            if status == "quarantined":
                console.print(f"  [red]not read[/] {escape(path)}: {escape(reason)}")
            elif encoding not in (None, "utf-8", "utf-8 with BOM"):
                console.print(f"  {escape(path)} was read as {encoding}")
    for (series,) in con.execute(
        "SELECT list(edition_id ORDER BY as_of NULLS LAST, edition_id) AS editions FROM editions GROUP BY series ORDER BY editions"
    ).fetchall():
        console.print(f"history   {escape(' → '.join([f'{series[0]} (first of its series: nothing to compare it with)', *series[1:]]))}")
    figures = " · ".join(f"{table} {con.execute(f'SELECT count(*) FROM {table}').fetchall()[0][0]}" for table in FIGURE_TABLES)
    console.print(f"figures   {figures}")
    _print_ledger(console, con, "numerals")
    if con.execute("SELECT count(*) FROM mentions").fetchall() != [(0,)]:
        _print_ledger(console, con, "mentions")


def _print_ledger(console: Console, con: duckdb.DuckDBPyConnection, table: str) -> None:
    counts = dict(con.execute(f"SELECT disposition, count(*) FROM {table} GROUP BY ALL").fetchall())
    parts = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("extracted", "narrative", "ignored", "unexplained"))
    console.print(f"{table:<9} {sum(counts.values())}: {parts}")


def example_question(con: duckdb.DuckDBPyConnection) -> str | None:
    """A question for `explain` that the file answers: the newest edition's captured dwellings; None where it has none."""
    found = con.execute("SELECT max(edition_id) FROM housing_counts WHERE tenure = 'all'").fetchall()
    return f"{found[0][0]} all captured dwellings" if found[0][0] else None


def print_checks(console: Console, results: Sequence[Result], checks: Sequence[Rule] | None = None) -> None:
    """How many checks hold, and each break with its place, its words and what to do."""
    breaks = [result for result in results if not result.success]
    rules = {result.rule.name for result in breaks}
    number = len(all_rules() if checks is None else checks)
    critical, warnings = (sum(r.is_open and r.rule.severity == severity for r in breaks) for severity in ("critical", "warning"))
    accepted = sum(result.accepted is not None for result in breaks)
    console.print(f"checks    {number}: {number - len(rules)} hold; {critical} critical, {_count(warnings, 'warning')}, {accepted} accepted")
    for name in sorted(rules, key=lambda name: (min(_rank(r) for r in breaks if r.rule.name == name), name)):
        mine = sorted((r for r in breaks if r.rule.name == name), key=_rank)
        for result in mine[:_SHOWN]:
            _print_break(console, result)
        if len(mine) > _SHOWN:
            console.print(f"  (+{len(mine) - _SHOWN} more of {name}: chezsoi sql \"FROM check_results WHERE check_name = '{name}' AND NOT success\")")
        if any(result.is_open for result in mine):
            console.print(f"          → {escape(mine[0].rule.mend)}", style="dim", soft_wrap=True)


def _rank(result: Result) -> int:
    return 2 if result.accepted else 0 if result.rule.severity == "critical" else 1


def _print_break(console: Console, result: Result) -> None:
    label, style = ("accepted", "dim") if result.accepted else (result.rule.severity, "bold red" if result.rule.severity == "critical" else "yellow")
    where = " ".join(filter(None, (result.edition_id, result.site_id)))
    console.print(f"[{style}]{label:<9}[/] {result.rule.name} · {escape(where)}: {escape(result.message or '')}", soft_wrap=True, highlight=False)
    if result.accepted:
        console.print(f"          accepted: {escape(result.accepted)}", soft_wrap=True, highlight=False)
    if result.path and result.line:
        read = f" ({read_by(result.settled_by, result.confidence)})" if result.is_doubtful else ""
        console.print(f"          {escape(place(result))} « {escape(_short(result.quote or ''))} »{read}", soft_wrap=True, highlight=False)


def place(result: Result) -> str:
    """File, page and line that a result points to.

    The page is left out where a document has but one.
    """
    page = f", page {result.page}" if (result.page or 1) > 1 else ""
    return f"{result.path}{page}, line {result.line}"


def read_by(settled_by: str | None, confidence: float | None) -> str:
    """Who decided what a fact says, and how sure that is.

    >>> read_by("evidence", 0.9712)
    'read by evidence, 0.97'
    """
    return f"read by {settled_by}, {confidence:.2f}"


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def print_outcome(console: Console, database: Path, raw: Path, verdict: Verdict, results: Sequence[Result], asked: str | None, option: str) -> None:
    """Whether the build was published, what was left out, and what to do next; `asked` is an example for `explain`, `option` names the file."""
    if verdict.is_published:
        console.print(f"[bold green]published[/] {escape(str(database))}")
        for edition in verdict.left_out:
            state = "the published file has it as it was live before" if edition in verdict.kept else "it is not in the published file"
            console.print(f"[bold red]left out[/]  {escape(edition)}: a critical check failed; {state}")
    else:
        kept = "the live file is as it was" if database.exists() else "there is no live file yet"
        console.print(f"[bold red]not published[/]: a critical check failed; {kept}")
    if not verdict.is_published or verdict.left_out:
        edition = next(r.edition_id for r in results if r.is_open and r.rule.severity == "critical")
        console.print(f"next      mend the source, or accept the finding in {escape(str(raw / edition / 'decisions.toml'))}, and run again")
        console.print(f"          chezsoi sql 'FROM site_summary' --database {escape(shlex.quote(str(rejected_path(database))))}")
        return
    console.print(f"next      chezsoi sql 'FROM site_summary'{escape(option)}")
    if asked:
        console.print(f'          chezsoi explain "{escape(asked)}"{escape(option)}')


def print_explanation(console: Console, e: Explanation) -> None:
    """Where a figure comes from, a line a thing."""
    site = f"{e.site}, " if e.site else ""
    qualifier = "" if e.qualifier == "exact" else f" ({e.qualifier.replace('_', ' ')})"
    console.print(f"{e.edition_id}, {site}{e.label}: {e.value}{qualifier}", style="bold", highlight=False, markup=False)
    console.print(f"  where    {e.path}, page {e.page}, line {e.line}", highlight=False, markup=False)
    words = Text("  words    …" + e.before.replace("\n", " "))
    words.append(f"⟦{e.quote}⟧".replace("\n", " "), style="bold green")
    words.append(e.after.replace("\n", " ") + "…")
    console.print(words)
    console.print(f"  pattern  {e.pattern}", highlight=False)
    checks = ", ".join(f"{name}{'' if success else ' (fails)'}" for name, success in e.checks if name not in e.spent) or "none looks at it"
    console.print(f"  checks   {checks}", highlight=False)
    if e.spent:
        console.print(f"  spent    {', '.join(e.spent)}: decided how it is read, no check of it any more", highlight=False)
    console.print(f"  read     by {e.settled_by}, {e.confidence:.2f}", highlight=False)
    console.print(f"  fact     {e.fact_id}", highlight=False)


def print_unexplained(console: Console, found: dict[str, Any]) -> None:
    """An unexplained number or mention: its words, what a number may count, and how to accept it."""
    lines = [f"  where    {found['path']}, page {found['page']}, line {found['line']}", f"  words    …{found['context']}…"]
    if found["perhaps"]:
        lines.append(f"  perhaps  {found['perhaps']}")
    lines += [
        "  or       accept it as no fact in decisions.toml:",
        f'           check = "{found["check_name"]}", path = "{found["path"]}", span = [{found["char_start"]}, {found["char_end"]}],'
        f' expect = "{found["observed"]}"',
    ]
    head = f"{found['edition_id']}, {found['site'] or 'no site'}: {found['observed']} is unexplained"
    console.print(head, style="bold", highlight=False, markup=False)
    for line in lines:
        console.print(line, highlight=False, markup=False)


def results_json(database: str, results: Iterable[Result], checks: Sequence[Rule], editions: Sequence[str], *, has_failed: bool) -> str:
    """The gate's word as JSON: what was checked, counts, and each break."""
    breaks = [result for result in results if not result.success]
    content: dict[str, Any] = {
        "database": database,
        "editions": list(editions),
        "checks": [rule.name for rule in checks],
        "failed": has_failed,
        "critical": sum(r.is_open and r.rule.severity == "critical" for r in breaks),
        "warnings": sum(r.is_open and r.rule.severity == "warning" for r in breaks),
        "accepted": sum(r.accepted is not None for r in breaks),
        "breaks": [
            {
                "check": r.rule.name, "severity": r.rule.severity, "edition": r.edition_id, "site": r.site_id, "message": r.message,
                "observed": r.observed, "expected": r.expected, "accepted": r.accepted, "path": r.path, "page": r.page, "line": r.line,
                "char_start": r.char_start, "char_end": r.char_end, "quote": r.quote, "settled_by": r.settled_by,
                "confidence": r.confidence, "notes": r.rule.notes, "mend": r.rule.mend,
            }
            for r in breaks
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=2)


def print_changes(console: Console, changes: Sequence[Change], earlier: str, later: str) -> None:
    """The changes between two editions, a line each under its site."""
    if not changes:
        console.print(f"{earlier} and {later} say the same")
        return
    site = None
    for change in changes:
        if change.site != site:
            site = change.site
            console.print(f"[bold]{escape(site)}[/]")
        if change.cause in ("site new", "site gone"):
            console.print(f"  {change.cause}: {change.note}", highlight=False)
            continue
        values = f"{change.before or '–'} → {change.after or '–'}"
        note = f" ({change.note})" if change.note else ""
        console.print(escape(f"  {change.measure:<48} {values:<24} {change.cause}{note}"), highlight=False, soft_wrap=True)
        if change.cause == "wording":
            console.print(escape(f"      « {_short(change.words_before or '')} »"), style="dim", highlight=False, soft_wrap=True)
            console.print(escape(f"      « {_short(change.words_after or '')} »"), style="dim", highlight=False, soft_wrap=True)


def changes_json(changes: Iterable[Change]) -> str:
    """The changes as a JSON list."""
    return json.dumps([vars(change) for change in changes], ensure_ascii=False, indent=2)
