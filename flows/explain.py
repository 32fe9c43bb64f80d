"""Where a figure comes from: file, page, line, words in context, pattern, checks, who settled it."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import regex

from extractors.language.spelling import plain
from extractors.source.document import LINE_END, Box, Span
from flows.settle.questions import Answer, questions
from flows.settle.quotes import quote_of
from flows.settle.sheets import closes

CONTEXT = 160
"""Characters of the source shown on each side of a quotation."""
ALL_OPEN = "open"
"""The question that lists every open number and mention; with a number it asks for that one."""
_NUMBER = regex.compile(r"\d+(?:[ .,\u00a0\u202f]\d+)*")
_PLACE = regex.compile(r"(?<path>.+):(?<at>\d+)")
_WORDS = regex.compile(r"[\p{L}\p{N}]+")
_SAID = {"housing": "dwellings captured", "population": "persons people", "rent": "rent", "encounters": "encounters"}
"""Words that a proposal may be asked for by."""


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


@dataclass(frozen=True)
class Open:
    """A number or mention that nobody read, by the number that the lists of them give it."""

    number: int
    edition_id: str
    site: str | None
    path: str
    page: int
    line: int
    observed: str
    context: str
    perhaps: str | None
    char_start: int
    decision: str
    """What settles it, to paste into decisions.toml."""


def find_facts(con: duckdb.DuckDBPyConnection, question: str) -> list[tuple[str, str, str]]:
    """The facts that a question means: `(fact_id, label, value)`.

    An id finds itself and a number the figures of that value; of words all must be in the label.
    """
    rows = con.execute(
        "SELECT fact_id, concat_ws(' ', edition_id, s.name, site_id, label) AS words, concat_ws(' ', edition_id, s.name, label) AS label, value"
        " FROM all_figures LEFT JOIN sites s USING (site_id) ORDER BY edition_id, site_id, label"
    ).fetchall()
    if exact := [(fact, label, value) for fact, _, label, value in rows if question.strip() in (fact, value)]:
        return exact
    asked = _asked(question)
    return [(fact, label, value) for fact, words, label, value in rows if _answers(asked, words)]


def find(con: duckdb.DuckDBPyConnection, question: str) -> tuple[list[tuple[str, str, str]], list[Open] | None]:
    """What answers a question: facts, or else what is open (None where nothing is); a number or a place asks for what is open first."""
    words = question.split()
    if words[:1] == [ALL_OPEN] and (len(words) == 1 or (len(words) == 2 and words[1].isdigit())):
        open_ones = find_open(con, question)
        if len(words) == 2 and not open_ones:
            raise ExplainError(f"no open number has the number {words[1]}: `explain {ALL_OPEN}` lists them")
        return [], open_ones
    if is_number(question) or _PLACE.fullmatch(question):
        found = [one for one in find_open(con, question) if not is_number(question) or one.observed == question.strip()]
        if found:
            return [], found
    facts = find_facts(con, question)
    return facts, None if facts else (find_open(con, question) or None)


def _asked(question: str) -> list[str]:
    return _WORDS.findall(plain(question).replace("_", " "))


def _answers(asked: Iterable[str], words: str) -> bool:
    """Whether each word that is asked for begins one of these; a number is one whole."""
    known = set(_WORDS.findall(plain(words).replace("_", " ")))
    return all(ask in known or (not ask.isdigit() and any(word.startswith(ask) for word in known)) for ask in asked)


def is_number(question: str) -> bool:
    """Whether a question is nothing but a number, as printed.

    >>> is_number("10 069"), is_number("3F")
    (True, False)
    """
    return bool(_NUMBER.fullmatch(question.strip()))


def find_open(con: duckdb.DuckDBPyConnection, question: str) -> list[Open]:
    """The open numbers and mentions that a question means.

    All ("open"), one from the list ("open 3"), as printed, at a place ("2014/brochure.txt:31", a line or else an offset), or by words: of the
    line, its edition, site, number ("lille line 31"), and what it may count.
    """
    rows = con.execute(
        """
        SELECT r.number, r.edition_id, n.site_id, r.site, r.path, r.page, r.line, r.text, r.context, r.perhaps, r.char_start, r.char_end,
               'numerals_explained', r.text AS observed, r.document_id,
               (SELECT list(says ORDER BY rank) FROM proposals p WHERE (p.document_id, p.page, p.char_start) = (r.document_id, r.page, r.char_start))
        FROM numerals_to_review r JOIN numerals n USING (document_id, page, char_start)
        UNION ALL
        SELECT number, edition_id, NULL, site, path, page, line, text, context, NULL, char_start, char_end, 'mentions_explained', kind || ' ' || text,
               document_id, NULL
        FROM mentions_to_review
        ORDER BY 1
        """
    ).fetchall()
    meant = _meant(con, rows, question.strip())
    closing = {key: answer for edition in {row[1] for row in meant} for key, answer in _closing(con, edition)}
    return [_open(con, row, closing.get((row[4], row[10]))) for row in meant]


def _closing(con: duckdb.DuckDBPyConnection, edition_id: str) -> Iterator[tuple[tuple[str | None, int | None], Answer]]:
    """By the place of each open number of an edition the answer that closes a sum of its sheet, where one does."""
    for question in questions(con, edition_id):
        if question.kind == "number" and question.answers and closes(question.answers[0].effect):
            yield (question.path, question.char_start), question.answers[0]


def _meant(con: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]], question: str) -> list[tuple[Any, ...]]:
    first, _, number = question.partition(" ")
    if first == ALL_OPEN and (not number or number.strip().isdigit()):
        return [row for row in rows if not number or row[0] == int(number)]
    if printed := [row for row in rows if row[7] == question]:
        return printed
    if m := _PLACE.fullmatch(question):
        here = [row for row in rows if row[4] == m["path"]]
        return [row for row in here if row[6] == int(m["at"])] or [row for row in here if row[10] == int(m["at"])]
    bodies: dict[str, list[str]] = {}
    found, asked = [], _asked(question)
    for row in rows:
        edition, site_id, site, path, line, observed, document, says = (row[at] for at in (1, 2, 3, 4, 6, 13, 14, 15))
        if document not in bodies:
            ((body,),) = con.execute("SELECT body FROM documents WHERE document_id = ?", [document]).fetchall()
            bodies[document] = LINE_END.split(body)
        meanings = " ".join(f"{said} {_SAID.get(said.split()[0], '')}" for said in says or ())
        label = (edition, site or "", site_id or "", path, f"line {line}", observed, meanings, bodies[document][line - 1])
        if _answers(asked, " ".join(label)):
            found.append(row)
    return found


def _open(con: duckdb.DuckDBPyConnection, row: tuple[Any, ...], closing: Answer | None) -> Open:
    number, edition, site_id, site, path, page, line, text, context, perhaps, start, end, check, observed, document, says = row
    if closing is not None:
        table, values = closing.table, dict(closing.values)
        perhaps = "; ".join(filter(None, (f"{closing.label}, for {closing.effect}", perhaps)))
    elif check == "numerals_explained":
        best = next((said for said in says or () if said != "nothing"), None)
        same = con.execute("SELECT char_start, char_end FROM numerals WHERE document_id = ? AND text = ?", [document, text]).fetchall()
        ((body,),) = con.execute("SELECT body FROM documents WHERE document_id = ?", [document]).fetchall()
        quoted = quote_of(body, Span(start, end), [Span(*place) for place in same])
        table, values = "figure", {**quoted, "reads": f"{site_id}: {best}" if best and site_id else "nothing"}
    else:
        table = "decision"
        values = {"check": check, "path": path, "span": [start, end], "expect": observed, "reason": "no part of a figure"}
        values["expires"] = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=365)
    lines = (f"{key} = {value if isinstance(value, datetime.date) else json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    decision = "\n".join([f"[[{table}]]", *lines])
    return Open(number, edition, site, path, page, line, observed, context, perhaps, start, decision)


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
