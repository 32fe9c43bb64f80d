"""Editions of writers whom the reader never met, finished by somebody who knows the truth and answers what he is asked.

    python -m tests.studies.oracle [--writers LETTERS] [--wrong SHARE] [--seed N]

For each edition: how many questions were asked, how many of them a listed answer settled, and the score before and after. Rows that
are wrong though nothing asks about them are then repaired as a person does who compares the review page with the brochure. With `--wrong` that share
of the answers about figures is another one than the truth's, and how many of them stop the edition or warn is counted.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from extractors.source.document import Span
from extractors.source.notation import Statement, parse_statement
from flows.raw import survey
from flows.readings import decided
from flows.settle.questions import Answer, Question, questions
from flows.settle.quotes import quote_of
from flows.settle.rereading import reread
from flows.settle.writing import added
from tests.corpora import COLUMNS, Annotation, Edition, corpora, row_of
from tests.studies.scoring import MAIN, Error, Score, read_edition, score
from tests.studies.unseen import known

MOST = 200
"""Questions after which an edition is given up."""
_SHOWN = {"population": (0, 1), "housing": (0, 1), "landlord": (0, 2), "rent": (0, 1), "staff": (0, 1), "encounters": (0,)}


@dataclass(frozen=True)
class Finished:
    """One edition: what was asked and typed, what was repaired unasked, the scores, wrong answers and those that a check noticed."""

    edition_id: str
    rows: int
    asked: int
    typed: int
    repaired: int
    left: int
    before: Score
    after: Score
    planted: int = 0
    noticed: int = 0


def finish(edition: Edition, wrong: float = 0.0, rng: random.Random | None = None) -> Finished:
    """Answer every question about an edition by its annotations."""
    rng = rng or random.Random(0)
    with TemporaryDirectory() as place:
        folder = Path(place) / "raw" / edition.edition_id
        folder.mkdir(parents=True)
        for name, text in edition.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        sidecar = folder / "decisions.toml"
        asked = typed = planted = 0
        passed: set[str] = set()
        con = reread(folder.parent, edition.edition_id)
        while asked < MOST:
            left = [q for q in questions(con, edition.edition_id) if q.question_id not in passed]
            if not left:
                break
            question = left[0]
            asked += 1
            passed.add(question.question_id)
            answer = _answer(edition, question, con)
            if answer is None:
                continue
            typed += answer.key == "e"
            is_figure = question.kind in ("number", "contradiction") and answer.values.get("reads") != "nothing"
            if wrong and is_figure and rng.random() < wrong:
                others = [a for a in question.answers if a.table == "figure" and a.values != answer.values]
                if others:
                    answer, planted = rng.choice(others), planted + 1
            text = sidecar.read_text(encoding="utf-8") if sidecar.exists() else ""
            sidecar.write_text(added(text, answer.table, {**answer.values, "by": "oracle"}), encoding="utf-8")
            con = reread(folder.parent, edition.edition_id)
        repaired = 0
        for row, quote in _wrong(edition, con, folder.parent):
            text = sidecar.read_text(encoding="utf-8") if sidecar.exists() else ""
            sidecar.write_text(added(text, "figure", {**quote, "reads": row, "by": "oracle"}), encoding="utf-8")
            repaired += 1
        con = reread(folder.parent, edition.edition_id)
        open_ = con.execute("SELECT count(*) FROM numerals WHERE disposition = 'unexplained'").fetchall()[0][0]
        noticed = con.execute(
            "SELECT count(*) FROM check_results WHERE NOT success AND check_name NOT IN ('landlords_known', 'numerals_explained')"
        ).fetchall()[0][0]
        decisions = decided(survey(folder.parent))[edition.edition_id].decisions
        before = score([edition], {edition.edition_id: read_edition(edition)})
        after = score([edition], {edition.edition_id: read_edition(edition, decisions)}, decisions=decisions)
    return Finished(edition.edition_id, before.stated, asked, typed, repaired, open_, before, after, planted, min(noticed, planted))


def _wrong(edition: Edition, con: duckdb.DuckDBPyConnection, raw: Path) -> Iterator[tuple[str | list[str], dict[str, object]]]:
    """Rows that nothing asked about, as somebody sees them who compares the review page with the brochure: each with its quote."""
    decisions = decided(survey(raw))[edition.edition_id].decisions
    wanted: dict[str, Annotation] = {row: a for a in edition.annotations if (row := _row(a))}
    read = score([edition], {edition.edition_id: read_edition(edition, decisions)}, decisions=decisions)
    told: list[dict[str, object]] = []
    for error in read.errors:
        for row, a in wanted.items():
            table, values = row_of(a)
            if error.stated is None or table != error.table or (edition.edition_id, a.site, *values) != error.stated:
                continue
            path = f"{edition.edition_id}/{a.file}"
            places = con.execute(
                "SELECT char_start, char_end, body FROM numerals JOIN documents USING (document_id) WHERE path = ? AND char_start >= ? AND char_end <= ?"
                " AND value = ? ORDER BY char_start", [path, *a.window, _value(row)],
            ).fetchall()  # fmt: skip
            if places:
                start, end, body = places[0]
                told.append(dict(quote_of(body, Span(start, end))))
                yield row, told[-1]
    for error in read.errors:
        place = _read_at(con, error) if error.kind == "spurious" else None
        if place is not None and place not in told:
            site, value = error.site, float(dict(zip(COLUMNS[error.table], error.read or (), strict=True))[MAIN[error.table]])
            said = [row for row, a in wanted.items() if a.site == site and _value(row) == value and row_of(a)[0] != error.table]
            yield (said[:1] or "nothing"), place


def _read_at(con: duckdb.DuckDBPyConnection, error: Error) -> dict[str, object] | None:
    """The quote of the number that a row which nothing states was read from."""
    said = dict(zip(COLUMNS[error.table], error.read or (), strict=True))
    places = con.execute(
        f"SELECT n.char_start, n.char_end, body FROM {error.table} t JOIN numerals n USING (fact_id) JOIN documents d ON n.document_id = d.document_id"
        " WHERE t.site_id = ? AND n.value = ? ORDER BY n.char_start DESC", [error.site, float(said[MAIN[error.table]])],
    ).fetchall()  # fmt: skip
    return dict(quote_of(places[0][2], Span(*places[0][:2]))) if places else None


def _answer(edition: Edition, question: Question, con: duckdb.DuckDBPyConnection) -> Answer | None:
    """What the annotations say to a question; None where they say nothing."""
    match question.kind:
        case "number":
            stated = list(_stated(edition, question))
            return _figure(question, stated if len(stated) > _extracted(edition, question, con) else [])
        case "heading":
            sites = {a.site for a in _annotations(edition, question) if a.kind == "site"}
            return next((a for a in question.answers if a.table == "heading" and a.values["site"] in (sites or {"nothing"})), None)
        case "contradiction":
            true = [row for a in edition.annotations if (row := _row(a))]
            return next((a for a in question.answers if _is_true(a, true)), question.answers[0] if question.answers else None)
        case "name":
            text = str(question.answers[0].values.get("text", "")) if question.answers else ""
            names = {a.values[1] for a in edition.annotations if a.kind == "landlord"}
            wanted = "landlord" if text in names else "nothing"
            return next((a for a in question.answers if str(a.values.get("is", "")).startswith(wanted)), None)
    return None


def _extracted(edition: Edition, question: Question, con: duckdb.DuckDBPyConnection) -> int:
    """How many numbers of the same value are read already where the annotations of a question look."""
    windows = [a.window for a in _annotations(edition, question)]
    if not windows:
        return 0
    rows = con.execute(
        "SELECT count(*) FROM numerals JOIN documents USING (document_id) WHERE path = ? AND char_start >= ? AND char_end <= ? AND value = ?"
        " AND disposition = 'extracted'",
        [question.path, min(start for start, _ in windows), max(end for _, end in windows), _number(question, question.quote)],
    ).fetchall()
    return int(rows[0][0])


def _annotations(edition: Edition, question: Question) -> Iterator[Annotation]:
    start = question.char_start if question.char_start is not None else -1
    file = (question.path or "").partition("/")[2]
    return (a for a in edition.annotations if a.file == file and a.window[0] <= start < a.window[1])


def _row(annotation: Annotation) -> str | None:
    """An annotation in the notation of decisions; None for one that counts nothing."""
    if annotation.kind not in _SHOWN or (annotation.kind == "staff" and not annotation.values[1]):
        return None
    words = [f'"{v}"' if " " in v or "'" in v or (annotation.kind in ("landlord", "staff") and n == _SHOWN[annotation.kind][1] - 1 and v) else v
             for n, v in enumerate(annotation.values)]  # fmt: skip
    qualifier = [annotation.qualifier] if annotation.kind not in ("landlord", "staff") else []
    options = [f'{key}="{value}"' if " " in value else f"{key}={value}" for key, value in annotation.options.items()]
    return f"{annotation.site}: {' '.join([annotation.kind, *words, *qualifier, *options])}"


def _stated(edition: Edition, question: Question) -> Iterator[str]:
    """The rows that a number's window states with its value."""
    number = question.quote
    for annotation in _annotations(edition, question):
        row = _row(annotation)
        if row is not None and _value(row) == _number(question, number):
            yield row


def _value(row: str) -> float | None:
    count = parse_statement(row).count
    return None if count is None else float(count)


def _number(question: Question, quote: str) -> float | None:
    """The value of the number that a question is about, from its own answers where it is written in words."""
    values = [_value(str(a.values["reads"])) for a in question.answers if a.table == "figure" and ": " in str(a.values["reads"])
              and not str(a.values["reads"]).startswith("other")]  # fmt: skip
    if values:
        return values[0]
    digits = "".join(c for c in quote.replace(",", ".") if c.isdigit() or c == ".").strip(".")
    return float(digits) if digits else None


def _figure(question: Question, stated: Sequence[str]) -> Answer | None:
    if not stated:
        return next((a for a in question.answers if a.key == "n"), None)
    for answer in question.answers:
        if answer.table == "figure" and _is_true(answer, stated) and not _lacks(answer, stated):
            return answer
    quoted = next((a for a in question.answers if a.table == "figure"), None)
    if quoted is None:
        return None
    return Answer("e", "typed", "figure", {**quoted.values, "reads": stated[0] if len(stated) == 1 else list(stated)})


def _is_true(answer: Answer, stated: Sequence[str]) -> bool:
    reads = str(answer.values.get("reads", ""))
    if ": " not in reads or reads.startswith("other"):
        return False
    said = parse_statement(reads)
    return any(_same(said, parse_statement(row)) for row in stated)


def _same(said: Statement, true: Statement) -> bool:
    named = said.said & {"measure", "tenure", "reported_name", "role"}
    keys: Mapping[str, object] = true.values
    return (said.site, said.table, said.count) == (true.site, true.table, true.count) and all(said.values[k] == keys[k] for k in named)


def _lacks(answer: Answer, stated: Sequence[str]) -> bool:
    """Whether the truth has several rows of the number."""
    return len(stated) > 1 and isinstance(answer.values["reads"], str)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", default="kr")
    parser.add_argument("--wrong", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    everybody = "".join(sorted({edition.writer for edition in corpora()}))
    rng = random.Random(chosen.seed)
    total: list[Finished] = []
    print("edition  rows  asked  typed  repaired  left  F1 before  after  silent  planted  noticed")
    for writer in chosen.writers:
        with known("".join(w for w in everybody if w != writer)):
            for edition in corpora(writers=writer):
                one = finish(edition, chosen.wrong, rng)
                total.append(one)
                print(f"{one.edition_id:8} {one.rows:4} {one.asked:6} {one.typed:6} {one.repaired:9} {one.left:5} {one.before.f1:10.3f} {one.after.f1:6.3f}"
                      f" {one.after.silent:7.4f} {one.planted:8} {one.noticed:8}", flush=True)  # fmt: skip
    rows, asked = sum(one.rows for one in total), sum(one.asked for one in total)
    after = sum((one.after for one in total), Score())
    print(f"all: {100 * asked / rows:.1f} questions per 100 rows, F1 {sum((o.before for o in total), Score()).f1:.3f} → {after.f1:.3f}, "
          f"{sum(o.repaired for o in total)} repaired unasked, {sum(o.left for o in total)} open, {sum(o.planted for o in total)} wrong answers, {sum(o.noticed for o in total)} noticed")  # fmt: skip


if __name__ == "__main__":
    main()
