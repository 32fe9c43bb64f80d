"""Rules across rows: one SQL file each, under rules/.

A rule selects one row for each thing that it looks at: `edition_id`, `site_id` (NULL for the edition), `observed`,
`expected`, `holds`, a `message`, and its place: `fact_ids`, or `document_id` with `char_start` and `char_end`. The rows
that do not hold break it. The comments at the head of the file state its severity, its kind, which parts of a figure it covers, what it
protects (`notes`) and how to mend a break.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import duckdb
import regex

Severity = Literal["critical", "warning"]
FailOn = Literal["critical", "open", "warning"]
"""What fails a gate: critical breaks only, numbers and mentions that nobody read beside them, or every break."""
Kind = Literal["equation", "bound", "likeness", "reference", "completeness", "reading", "integrity"]
KINDS: dict[Kind, str] = {
    "equation": "numbers of the brochure that must be equal",
    "bound": "numbers of the brochure that must not exceed each other",
    "likeness": "against the other sites, the last edition, or what is usual",
    "reference": "names against lists",
    "completeness": "what is missing",
    "reading": "what could not be read for certain",
    "integrity": "whether the tables quote the source, each thing once",
}
"""What a check holds things against."""

OPEN_CHECKS = frozenset({"numerals_explained", "mentions_explained"})
"""The checks whose breaks are what nobody read yet."""

_HEADER = regex.compile(r"^-- (severity|kind|covers|notes|mend): (.+)$", regex.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One check: its name, how grave a break is, what it holds things against, what it protects, and what to do about a break.

    `covers` names the parts of a figure in which an error is seen by it: number, communes, period, month, name.
    """

    name: str
    severity: Severity
    kind: Kind
    notes: str
    mend: str
    covers: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class SqlRule(Rule):
    """A rule in SQL."""

    sql: str


@dataclass
class Result:
    """What a check says of one thing it looked at; `accepted` is the reason of the decision that accepts a break.

    Where the check points to a fact, `box` is x0, top, x1 and bottom of a PDF's words in points, `settled_by` who decided what the
    fact says, and `confidence` how sure that is. `others` are the breaks of one cause that it stands for beside itself.
    """

    rule: Rule
    edition_id: str
    site_id: str | None
    success: bool
    observed: str | None
    expected: str | None
    message: str | None
    fact_ids: tuple[str, ...] = ()
    document_id: str | None = None
    char_start: int | None = None
    char_end: int | None = None
    path: str | None = None
    page: int | None = None
    line: int | None = None
    quote: str | None = None
    accepted: str | None = None
    box: tuple[float, float, float, float] | None = None
    settled_by: str | None = None
    confidence: float | None = None
    others: tuple["Result", ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether it points to words whose form alone does not say what they mean."""
        return self.settled_by in ("evidence", "arithmetic")

    @property
    def is_open(self) -> bool:
        """Whether it is a break that nobody accepted."""
        return not self.success and self.accepted is None

    def fails(self, fail_on: FailOn) -> bool:
        """Whether it is an open break, and as grave as is asked for."""
        if not self.is_open:
            return False
        is_grave = self.rule.severity == "critical" or fail_on == "warning" or (fail_on == "open" and self.rule.name in OPEN_CHECKS)
        return is_grave or any(other.fails(fail_on) for other in self.others)


@cache
def sql_rules() -> tuple[SqlRule, ...]:
    """Every rule under rules/, by name; ValueError where a file lacks a part of its header."""
    rules = []
    for file in sorted(files(__package__).joinpath("rules").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            rules.append(_parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")))
    return tuple(rules)


def _parse(name: str, sql: str) -> SqlRule:
    header: dict[str, Any] = dict(_HEADER.findall(sql))
    if (
        header.keys() - {"covers"} != {"severity", "kind", "notes", "mend"}
        or header["severity"] not in ("critical", "warning")
        or header["kind"] not in KINDS
    ):
        raise ValueError(f"rules/{name}.sql needs the comments severity (critical or warning), kind ({', '.join(KINDS)}), notes and mend")
    return SqlRule(name, header["severity"], header["kind"], header["notes"], header["mend"], sql, covers=header.get("covers"))


def evaluate(con: duckdb.DuckDBPyConnection, rule: SqlRule) -> list[Result]:
    """Everything the rule looks at in the connected warehouse, breaks and not; a fault in the SQL raises."""
    cursor = con.execute(rule.sql)
    columns = [column[0] for column in cursor.description or []]
    return [_result(rule, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _result(rule: SqlRule, row: dict[str, Any]) -> Result:
    place: dict[str, Any] = {key: row.get(key) for key in ("document_id", "char_start", "char_end")}
    return Result(
        rule, row["edition_id"], row["site_id"], bool(row["holds"]), row["observed"], row["expected"], row["message"],
        tuple(row.get("fact_ids") or ()), **place,
    )  # fmt: skip
