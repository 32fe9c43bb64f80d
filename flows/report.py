"""What a person reads after a run or a check."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from expectations.causes import in_order, rank, step
from expectations.gate import all_rules
from expectations.rules import FailOn, Result, Rule
from flows.compare import Change
from flows.explain import Explanation, Open
from flows.hints import command
from flows.steps import Verdict
from warehouse.build import rejected_path

FIGURE_TABLES = (
    "population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters", "contacts", "zooms", "keywords",
    "other_figures",
)  # fmt: skip
_SHOWN = 20
"""Breaks of one check that are printed whole; the others are counted."""
_WIDTH = 100
_LINES = 8
SHOWN_WHOLE = 3
"""Answers of `explain` that are shown whole; more are listed."""


@dataclass(frozen=True)
class Completeness:
    """How many numbers and mentions of an edition were read, settled by a person, or are open."""

    edition_id: str
    numbers: tuple[int, int, int]
    mentions: tuple[int, int, int]

    @property
    def open(self) -> int:
        return self.numbers[2] + self.mentions[2]


def completeness(con: duckdb.DuckDBPyConnection) -> list[Completeness]:
    """How complete each edition of a built file is."""
    rows = con.execute(
        "SELECT edition_id, numbers_read, numbers_settled, numbers_open, mentions_read, mentions_settled, mentions_open FROM completeness"
    ).fetchall()
    return [Completeness(edition, tuple(counts[:3]), tuple(counts[3:])) for edition, *counts in rows]


def unread(editions: Iterable[Completeness]) -> str:
    """What nobody read yet, in words; "" where all is accounted for.

    >>> unread([Completeness("2014", (92, 0, 28), (40, 1, 1))])
    '28 numbers, 1 mention unread'
    """
    known = list(editions)
    counts = ((sum(e.numbers[2] for e in known), "number"), (sum(e.mentions[2] for e in known), "mention"))
    told = ", ".join(_count(number, noun) for number, noun in counts if number)
    return f"{told} unread" if told else ""


def print_summary(console: Console, con: duckdb.DuckDBPyConnection) -> None:
    """What a built file holds: files, sites, how complete each edition is, figures by table, numbers and mentions by disposition."""
    complete = {one.edition_id: one for one in completeness(con)}
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
        if known := complete.get(edition_id):
            parts = ((known.numbers, "number"), (known.mentions, "mention"))
            told = "; ".join(f"{_count(sum(n), noun)}: {n[0]} read, {n[1]} settled, {n[2]} open" for n, noun in parts if sum(n))
            console.print(f"  {told or 'no number and no mention'}", style="yellow" if known.open else None)
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


def print_checks(console: Console, results: Sequence[Result], database: Path | str, checks: Sequence[Rule] | None = None) -> None:
    """How many checks hold, and each break with its place, its words and what to do; what to do first comes first.

    `database` is the file that the results are about.
    """
    breaks = in_order(result for result in results if not result.success)
    rules = {result.rule.name for one in breaks for result in (one, *one.others)}
    number = len(all_rules() if checks is None else checks)
    critical, warnings = (sum(r.is_open and r.rule.severity == severity for r in breaks) for severity in ("critical", "warning"))
    accepted = sum(result.accepted is not None for result in breaks)
    console.print(f"checks    {number}: {number - len(rules)} hold; {critical} critical, {_count(warnings, 'warning')}, {accepted} accepted")
    shown = {result.rule.name for result in breaks}
    for name in sorted(shown, key=lambda name: (*min((rank(r), step(r)) for r in breaks if r.rule.name == name), name)):
        mine = [result for result in breaks if result.rule.name == name]
        for result in mine[:_SHOWN]:
            _print_break(console, result)
        if len(mine) > _SHOWN:
            query = f"FROM current_results WHERE check_name = '{name}' AND NOT success"
            console.print(f"  (+{len(mine) - _SHOWN} more of {name}: {escape(command('sql', query, database=database))})", soft_wrap=True)
        if any(result.is_open for result in mine):
            console.print(f"          → {escape(mine[0].rule.mend)}", style="dim", soft_wrap=True)


def _print_break(console: Console, result: Result) -> None:
    label, style = ("accepted", "dim") if result.accepted else (result.rule.severity, "bold red" if result.rule.severity == "critical" else "yellow")
    where = " ".join(filter(None, (result.edition_id, result.site_id)))
    console.print(f"[{style}]{label:<9}[/] {result.rule.name} · {escape(where)}: {escape(result.message or '')}", soft_wrap=True, highlight=False)
    if result.accepted:
        console.print(f"          accepted: {escape(result.accepted)}", soft_wrap=True, highlight=False)
    if result.path and result.line:
        read = f" ({read_by(result.settled_by, result.confidence)})" if result.is_doubtful else ""
        console.print(f"          {escape(place(result))} « {escape(_short(result.quote or ''))} »{read}", soft_wrap=True, highlight=False)
    lines = sorted({other.line for other in result.others if other.line and other.line != result.line})
    if lines:
        more = ", …" if len(lines) > _LINES else ""
        console.print(f"          and {_count(len(lines), 'line')} more: {', '.join(map(str, lines[:_LINES]))}{more}", highlight=False)


def place(result: Result) -> str:
    """File, page and line that a result points to; of a PDF file and page, for nobody sees its lines.

    The page is left out where a text has but one.
    """
    if (result.path or "").lower().endswith(".pdf"):
        return f"{result.path}, page {result.page or 1}"
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


def print_outcome(
    console: Console, database: Path, raw: Path, verdict: Verdict, results: Sequence[Result], built: Sequence[Completeness],
    live: Sequence[Completeness], asked: str | None, fail_on: FailOn = "critical",
) -> None:  # fmt: skip
    """Whether the build was published, what is unread or left out in it, and what to do next.

    `built` are the editions as they were read, `live` those of the published file, `asked` is an example for `explain`.
    """
    open_ones = sorted((edition for edition in built if edition.open), key=lambda edition: -edition.open)
    failing = [result for result in in_order(results) if result.fails(fail_on)]
    why = "a critical check failed"
    if failing and not any(result.fails("critical") for result in failing):
        why = f"--fail-on {fail_on}: {unread(built) if fail_on == 'open' else 'a check failed'}"
    if verdict.is_published:
        lacking = unread(live)
        console.print(f"[bold green]published[/] {escape(str(database))}{f': [yellow]{lacking}[/]' if lacking else ''}", soft_wrap=True)
        for edition in verdict.left_out:
            state = "the published file has it as it was live before" if edition in verdict.kept else "it is not in the published file"
            console.print(f"[bold red]left out[/]  {escape(edition)}: {escape(why)}; {state}", soft_wrap=True)
    else:
        kept = "the live file is as it was" if database.exists() else "there is no live file yet"
        console.print(f"[bold red]not published[/]: {escape(why)}; {kept}", soft_wrap=True)
    steps = []
    if verdict.is_published and not verdict.left_out:
        steps += [command("settle", open_ones[0].edition_id, raw=raw, database=database)] if open_ones else []
        steps.append(command("sql", "FROM site_summary", database=database))
        steps += [command("explain", asked, database=database)] if asked else []
    else:
        first = failing[0]
        if first.rule.name == "editions_kept":
            steps += [
                f"put {raw / first.edition_id} back as it was, or let go what is gone:",
                command("forget", first.edition_id, raw=raw, database=database),
            ]
        else:
            stopping = next((edition for edition in open_ones if edition.edition_id == first.edition_id), None)
            steps += [command("settle", first.edition_id, raw=raw, database=database)] if stopping else []
            steps.append(f"mend the source, or accept the finding in {raw / first.edition_id / 'decisions.toml'}, and run again:")
        steps.append(command("run", raw=raw, database=database))
        steps.append(command("sql", "FROM site_summary", database=rejected_path(database)))
    for number, line in enumerate(steps):
        console.print(f"{'' if number else 'next':<10}{escape(line)}", soft_wrap=True, highlight=False)


def print_up_to_date(console: Console, con: duckdb.DuckDBPyConnection, database: Path, raw: Path, fail_on: FailOn) -> bool:
    """That there is nothing to do, and what is unread; whether the file as it is passes."""
    known = completeness(con)
    unchanged = "nothing in the raw folder, the program or its decisions has changed since it was built"
    lacking = unread(known)
    console.print(f"{escape(str(database))} is up to date: {unchanged}{f'; [yellow]{lacking}[/]' if lacking else ''}", soft_wrap=True)
    if lacking:
        most = max(known, key=lambda edition: edition.open)
        console.print(f"next      {escape(command('settle', most.edition_id, raw=raw, database=database))}", soft_wrap=True, highlight=False)
    if fail_on == "warning":
        query = "SELECT count(*) FROM current_results WHERE NOT success AND accepted IS NULL"
        return con.execute(query).fetchall() == [(0,)]
    return fail_on == "critical" or not lacking


def print_facts(console: Console, asked: str, found: Sequence[tuple[str, str, str]], database: Path) -> None:
    """The figures that answer a question, a line each with its id."""
    facts = list(dict.fromkeys(fact for fact, _, _ in found))
    one = command("explain", facts[0], database=database)
    console.print(f"{len(facts)} figures answer {asked!r}; add a word, or give an id: {one}", markup=False, highlight=False, soft_wrap=True)
    for fact, label, value in found:
        console.print(f"  {fact}  {label}: {value}", markup=False, highlight=False, soft_wrap=True)


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


def print_unexplained(console: Console, found: Open, raw: Path, database: Path) -> None:
    """An open number or mention: its words, what a number may count, and how to settle it."""
    lines = [f"  where    {found.path}, page {found.page}, line {found.line}", f"  words    …{found.context}…"]
    if found.perhaps:
        lines.append(f"  perhaps  {found.perhaps}")
    lines += [
        f"  next     {command('settle', found.edition_id, raw=raw, database=database)}",
        f"  or       paste this into {raw / found.edition_id / 'decisions.toml'}, as it is or corrected, and run again:",
        "",
        found.decision,
    ]
    head = f"{found.edition_id}, {found.site or 'no site'}: {found.observed} is unexplained (open {found.number})"
    console.print(head, style="bold", highlight=False, markup=False, soft_wrap=True)
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def print_open(console: Console, found: Sequence[Open], database: Path) -> None:
    """Open numbers and mentions, a line each, with the number that `explain` knows each by."""
    if not found:
        console.print(f"nothing is open in {escape(str(database))}: every number and every mention is accounted for", soft_wrap=True)
        return
    console.print(
        f"{len(found)} open; one of them by its number: {escape(command('explain', 'open', str(found[0].number), database=database))}", soft_wrap=True
    )
    width = len(str(found[-1].number))
    for one in found:
        where = f"{one.edition_id}, {one.site or 'no site'}, line {one.line}"
        console.print(f"  {one.number:>{width}}  {where}: {one.observed} « …{one.context}… »", highlight=False, markup=False, soft_wrap=True)


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
                "others": [
                    {"check": o.rule.name, "site": o.site_id, "observed": o.observed, "message": o.message, "path": o.path, "page": o.page,
                     "line": o.line, "char_start": o.char_start, "char_end": o.char_end}
                    for o in r.others
                ],
            }
            for r in breaks
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=2)


def print_changes(console: Console, changes: Sequence[Change], earlier: str, later: str, lacking: Mapping[str, str]) -> None:
    """The changes between two editions, a line each under its site; before them what is unread in each, by edition, in words."""
    for edition in (earlier, later):
        if lacking.get(edition):
            console.print(f"{escape(edition)}: {lacking[edition]}", style="yellow", highlight=False)
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
