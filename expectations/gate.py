"""The gate: every check over a built warehouse, and what a person decided about their breaks."""

import datetime
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

import duckdb
import regex

from expectations.rules import Result, Rule, evaluate, sql_rules
from expectations.suites import TABLE_RULES, evaluate_suites

DECISIONS_HOLD = Rule(
    "decisions_hold",
    "critical",
    "integrity",
    "Every accepted finding still is what was accepted.",
    "Change or remove the decision in decisions.toml.",
)
DECISIONS_IN_FORCE = Rule(
    "decisions_in_force", "warning", "integrity", "No decision has expired.", "Decide anew, or remove the decision from decisions.toml."
)


@dataclass(frozen=True)
class _Decision:
    edition_id: str
    number: int
    check_name: str
    site_id: str | None
    path: str | None
    char_start: int | None
    char_end: int | None
    expect: str
    reason: str
    expires: datetime.date

    def is_about(self, result: Result) -> bool:
        return (
            (self.edition_id, self.check_name) == (result.edition_id, result.rule.name)
            and self.site_id in (None, result.site_id)
            and self.path in (None, result.path)
            and (self.char_start is None or (self.char_start, self.char_end) == (result.char_start, result.char_end))
        )


def all_rules() -> tuple[Rule, ...]:
    """Every check there is."""
    return (*sql_rules(), *TABLE_RULES, DECISIONS_HOLD, DECISIONS_IN_FORCE)


def run_gate(con: duckdb.DuckDBPyConnection, today: datetime.date, *, suites: bool = True) -> list[Result]:
    """What every check says of the connected warehouse: each break, and each thing that a rule looked at and that holds.

    A break that a decision in force accepts stays a break, with the decision's reason. A check that cannot be carried
    out raises. Without `suites` only the rules in SQL are run: the tables' types and keys are not looked at again.
    """
    results = [result for rule in sql_rules() for result in evaluate(con, rule)]
    if suites:
        results += _with_edition(con, evaluate_suites(con))
    _locate(con, [result for result in results if not result.success])
    return results + list(_decide(con, results, today))


def _decide(con: duckdb.DuckDBPyConnection, results: list[Result], today: datetime.date) -> Iterator[Result]:
    columns = ", ".join(_Decision.__dataclass_fields__)
    for values in con.execute(f"SELECT {columns} FROM decisions ORDER BY edition_id, number").fetchall():
        decision = _Decision(*values)
        about = [result for result in results if not result.success and decision.is_about(result)]
        matching = [result for result in about if result.observed == decision.expect]
        name = f"decision {decision.number} ({decision.check_name}{', ' + decision.site_id if decision.site_id else ''})"
        if decision.expires <= today:
            message = f"{name} expired on {decision.expires}: its finding counts again"
            yield Result(DECISIONS_IN_FORCE, decision.edition_id, decision.site_id, False, str(decision.expires), f"after {today}", message)
        elif matching:
            for result in matching:
                result.accepted = decision.reason
        else:
            seen = " and ".join(sorted({repr(result.observed) for result in about})) or "no such finding"
            known = [rule.name for rule in all_rules()]
            near = "" if decision.check_name in known else " or ".join(get_close_matches(decision.check_name, known, n=2))
            message = f"{name} expects {decision.expect!r}, there is {seen}{f': did you mean {near}?' if near else ''}"
            yield Result(DECISIONS_HOLD, decision.edition_id, decision.site_id, False, seen, decision.expect, message)


def _with_edition(con: duckdb.DuckDBPyConnection, results: Iterable[Result]) -> Iterator[Result]:
    """Results on tables that have no edition count for every edition."""
    editions: list[str] = []
    for result in results:
        if result.edition_id:
            yield result
        elif result.document_id:
            found = con.execute("SELECT edition_id FROM documents WHERE document_id = ?", [result.document_id]).fetchall()
            yield replace(result, edition_id=found[0][0])
        else:
            editions = editions or [name for (name,) in con.execute("SELECT edition_id FROM editions").fetchall()]
            yield from (replace(result, edition_id=name) for name in editions)


def _locate(con: duckdb.DuckDBPyConnection, results: list[Result]) -> None:
    """Fill in the file, page, line, box and words that a result points to, and how these were read."""
    facts = {result.fact_ids[0] for result in results if result.fact_ids}
    places = {
        row[0]: row[1:]
        for row in con.execute(
            "SELECT fact_id, document_id, char_start, char_end, settled_by, confidence, x0, top, x1, bottom FROM facts"
            " WHERE fact_id IN (SELECT unnest(?::VARCHAR[]))",
            [list(facts)],
        ).fetchall()
    }
    for result in results:
        if result.fact_ids and result.fact_ids[0] in places:
            result.document_id, result.char_start, result.char_end, result.settled_by, result.confidence, *box = places[result.fact_ids[0]]
            result.box = None if None in box else tuple(box)
    documents = {result.document_id for result in results if result.document_id}
    bodies = {
        row[0]: row[1:]
        for row in con.execute(
            "SELECT document_id, path, body FROM documents WHERE document_id IN (SELECT unnest(?::VARCHAR[]))", [list(documents)]
        ).fetchall()
    }
    pages: dict[str, list[tuple[int, int]]] = {}
    for document_id, start, page in con.execute("SELECT document_id, char_start, page FROM pages ORDER BY char_start").fetchall():
        pages.setdefault(document_id, []).append((start, page))
    ends: dict[str, list[int]] = {}
    for result in results:
        if result.document_id is None or result.document_id not in bodies:
            continue
        result.path, body = bodies[result.document_id]
        if result.char_start is None or body is None:
            continue
        if result.document_id not in ends:
            ends[result.document_id] = [m.start() for m in regex.finditer("\n" if "\n" in body else "\r", body)]
        result.line = bisect_left(ends[result.document_id], result.char_start) + 1
        result.quote = " ".join(body[result.char_start : result.char_end].split())
        before = bisect_right(pages.get(result.document_id, []), (result.char_start, sys.maxsize))
        result.page = pages[result.document_id][before - 1][1] if before else 1
