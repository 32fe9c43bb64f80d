"""Accepting what a check says, from the command line."""

import datetime
from pathlib import Path

import duckdb
from rich.console import Console
from rich.text import Text

from extractors.source.decisions import Decisions, parse_decisions
from extractors.source.edition import SidecarError
from flows.settle.asking import SettleError, append
from flows.settle.questions import acceptances
from flows.settle.writing import shown, write


def accept(
    con: duckdb.DuckDBPyConnection,
    raw: Path,
    check: str,
    site_id: str | None,
    edition_id: str | None,
    reason: str,
    expires: datetime.date,
    console: Console,
    expect: str | None = None,
) -> None:
    """Write the decision that accepts what a check says, or only what it observes as `expect`.

    SettleError where it says nothing, or of more than one edition or site.
    """
    if check == "one_value_per_measure":
        raise SettleError("a contradiction is not accepted, a value is chosen: chezsoi settle")
    if expires <= datetime.datetime.now(datetime.UTC).date():
        raise SettleError(f"--expires {expires} is no day to come")
    known = [name for (name,) in con.execute("SELECT edition_id FROM editions ORDER BY edition_id").fetchall()]
    found = {name: tables for name in known if edition_id in (None, name) and (tables := acceptances(con, name, check, site_id, expect))}
    if not found:
        broken = "SELECT DISTINCT check_name FROM current_results WHERE NOT success AND accepted IS NULL ORDER BY check_name"
        names = ", ".join(name for (name,) in con.execute(broken).fetchall())
        observed = [f"« {one['expect']} » of {one.get('site', name)}" for name in known for one in acceptances(con, name, check)]
        those = f"it observes {', '.join(dict.fromkeys(observed))}" if observed else f"open are {names or 'no findings'}"
        raise SettleError(f"{check} finds nothing there that could be accepted; {those}")
    sites = {str(table.get("site", "the edition")) for tables in found.values() for table in tables}
    if len(found) > 1:
        raise SettleError(f"{check} finds something in {', '.join(found)}: say which with --edition")
    if len(sites) > 1:
        raise SettleError(f"{check} finds something in {', '.join(sorted(sites))}: say which with --site")
    for name, tables in found.items():
        path = raw / name / "decisions.toml"
        before = after = path.read_text(encoding="utf-8") if path.exists() else ""
        decided = {(one.check, one.site, one.expect) for one in _parsed(path, before).accepted}
        for table in (one for one in tables if (one["check"], one.get("site"), one["expect"]) not in decided):
            after = append(path, after, "decision", {**table, "reason": reason, "expires": expires})
        if after == before:
            raise SettleError(f"{path} accepts it already: run again")
        console.print(Text(shown(before, after, str(path)), style="green"))
        write(path, after)


def _parsed(path: Path, text: str) -> Decisions:
    try:
        return parse_decisions(text)
    except SidecarError as error:
        raise SettleError(f"{path}: {error}") from error
