"""Where a figure comes from: file, page, line, words in context, pattern, checks, who settled it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from extractors.language.spelling import plain
from extractors.source.document import LINE_END, Box

CONTEXT = 160
"""Characters of the source shown on each side of a quotation."""


class ExplainError(LookupError):
    """No figure, or too many, answer the question; the message says what to ask instead."""


@dataclass(frozen=True)
class Explanation:
    """One figure with all that stands behind it."""

    fact_id: str
    edition_id: str
    site: str | None
    label: str
    value: str
    qualifier: str
    path: str
    page: int
    line: int
    before: str
    quote: str
    after: str
    pattern: str
    checks: tuple[tuple[str, bool], ...]
    settled_by: str
    confidence: float
    spent: tuple[str, ...]
    """Checks whose equation decided how it is read."""


def picture(con: duckdb.DuckDBPyConnection, fact_id: str, raw: Path) -> bytes:
    """The page that a fact of a PDF stands on, as PNG with the quoted words marked; ExplainError where there is none to draw."""
    from extractors.pdf import draw_page

    path, document, media_type, page = con.execute(
        "SELECT d.path, d.document_id, d.media_type, f.page FROM facts f JOIN documents d USING (document_id) WHERE fact_id = ?", [fact_id]
    ).fetchall()[0]
    if media_type != "application/pdf":
        raise ExplainError(f"{path} is no PDF: there is no page to draw")
    data = (raw / path).read_bytes()
    if hashlib.sha256(data).hexdigest() != document:
        raise ExplainError(f"{raw / path} is not the file that was read: run chezsoi run again")
    boxes = con.execute("SELECT x0, top, x1, bottom FROM fact_boxes WHERE fact_id = ? ORDER BY line", [fact_id]).fetchall()
    return draw_page(data, page, [Box(*box) for box in boxes])


def find_facts(con: duckdb.DuckDBPyConnection, question: str) -> list[tuple[str, str, str]]:
    """The facts that a question means: `(fact_id, label, value)`; an id finds itself, words must all be in the label."""
    rows = con.execute(
        "SELECT fact_id, concat_ws(' ', edition_id, s.name, site_id, label) AS words, concat_ws(' ', edition_id, s.name, label) AS label, value"
        " FROM all_figures LEFT JOIN sites s USING (site_id) ORDER BY edition_id, site_id, label"
    ).fetchall()
    if exact := [(fact, label, value) for fact, _, label, value in rows if fact == question.strip()]:
        return exact
    asked = plain(question).replace("_", " ").split()
    found = []
    for fact, words, label, value in rows:
        known = plain(words).replace("_", " ").replace("-", " ").split()
        if all(any(word.startswith(part) for word in known) for ask in asked for part in ask.replace("-", " ").split()):
            found.append((fact, label, value))
    return found


def explain_unexplained(con: duckdb.DuckDBPyConnection, question: str) -> list[dict[str, Any]]:
    """The unexplained numbers and mentions that a question means: as printed, or as `path:offset`."""
    path, _, offset = question.rpartition(":")
    cursor = con.execute(
        """
        WITH open AS (
            SELECT edition_id, site, path, page, line, text, context, perhaps, char_start, char_end,
                   'numerals_explained' AS check_name, text AS observed
            FROM numerals_to_review
            UNION ALL
            SELECT edition_id, site, path, page, line, text, context, NULL, char_start, char_end,
                   'mentions_explained', kind || ' ' || text
            FROM mentions_to_review
        )
        FROM open WHERE text = $question OR (path = $path AND char_start::VARCHAR = $offset)
        ORDER BY edition_id, path, char_start, observed
        """,
        {"question": question, "path": path, "offset": offset},
    )
    columns = [column[0] for column in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def explain(con: duckdb.DuckDBPyConnection, fact_id: str) -> list[Explanation]:
    """Everything that was read from a fact; ExplainError where there is no such fact."""
    rows = con.execute(
        "SELECT a.fact_id, a.edition_id, s.name, a.label, a.value, a.qualifier, d.path, f.page, f.char_start, f.char_end,"
        " d.body, f.pattern, f.settled_by, f.confidence,"
        " (SELECT list(check_name ORDER BY check_name) FROM spent_equations e WHERE e.fact_id = a.fact_id)"
        " FROM all_figures a JOIN facts f USING (fact_id) JOIN documents d USING (document_id) LEFT JOIN sites s ON s.site_id = a.site_id"
        " WHERE a.fact_id = ?",
        [fact_id],
    ).fetchall()
    if not rows:
        raise ExplainError(f'no figure has the id {fact_id}: ask in words, such as "paris social dwellings"')
    checks = con.execute("SELECT check_name, bool_and(success) FROM checked_facts WHERE fact_id = ? GROUP BY ALL ORDER BY ALL", [fact_id]).fetchall()
    return [_explanation(row, tuple(checks)) for row in rows]


def _explanation(row: tuple[Any, ...], checks: tuple[tuple[str, bool], ...]) -> Explanation:
    fact, edition, site, label, value, qualifier, path, page, start, end, body, pattern, settled_by, confidence, spent = row
    before, after = body[max(0, start - CONTEXT) : start], body[end : end + CONTEXT]
    line = len(LINE_END.findall(body, 0, start)) + 1
    return Explanation(
        fact, edition, site, label, value, qualifier, path, page, line, before, body[start:end], after, pattern, checks,
        settled_by, confidence, tuple(spent or ()),
    )  # fmt: skip
