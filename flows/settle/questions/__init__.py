"""What a person must answer before an edition is complete: each open thing of a warehouse as a question with ranked answers."""

from collections.abc import Mapping

import duckdb

from flows.settle.questions.asked import Answer, Question
from flows.settle.questions.edition import OpenEdition
from flows.settle.questions.findings import contradictions, finding_questions
from flows.settle.questions.headings import heading_questions
from flows.settle.questions.names import name_questions
from flows.settle.questions.numbers import figure_questions, number_questions

__all__ = ["Answer", "OpenEdition", "Question", "acceptances", "asked", "questions", "read_figures", "warnings"]


def acceptances(
    con: duckdb.DuckDBPyConnection, edition_id: str, check: str, site_id: str | None = None, expect: str | None = None
) -> list[Mapping[str, object]]:
    """The [[decision]] tables that accept what a check says of an edition, or what it observes just there, without reason and day."""
    found = OpenEdition(con, edition_id)
    breaks = [one for one in found.breaks if one.check_name == check and site_id in (None, one.site_id) and expect in (None, one.observed)]
    answers = [answer.values for one in breaks for answer in found.accepted("1", one)]
    return [values for place, values in enumerate(answers) if values not in answers[:place]]


def asked(con: duckdb.DuckDBPyConnection, edition_id: str) -> tuple[list[Question], list[Question]]:
    """Everything that is open in one edition of a built warehouse, the most useful question first; and what checks find odd in it
    though nothing is open, which may be accepted."""
    found = OpenEdition(con, edition_id)
    headings = list(heading_questions(found))
    findings = finding_questions(found, are_sites_open=bool(headings))
    all_asked = [*headings, *name_questions(found), *contradictions(found), *number_questions(found), *findings]
    unique = sorted({question.question_id: question for question in all_asked}.values(), key=lambda q: (q.rank, q.path or "", q.char_start or 0))
    return [one for one in unique if one.kind != "warning"], [one for one in unique if one.kind == "warning"]


def questions(con: duckdb.DuckDBPyConnection, edition_id: str) -> list[Question]:
    """Everything that is open in one edition of a built warehouse, the most useful question first."""
    return asked(con, edition_id)[0]


def warnings(con: duckdb.DuckDBPyConnection, edition_id: str) -> list[Question]:
    """What checks find odd in it though nothing is open."""
    return asked(con, edition_id)[1]


def read_figures(con: duckdb.DuckDBPyConnection, edition_id: str) -> list[Question]:
    """Every number of one edition that is read, as the question that a person answers who finds it read wrongly."""
    return list(figure_questions(OpenEdition(con, edition_id)))
