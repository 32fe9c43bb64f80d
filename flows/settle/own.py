"""What a person writes instead of the answers that are offered."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from extractors.source.notation import KINDS, NotationError, Statement, parse_statement
from extractors.source.quotes import find_quote
from flows.settle.questions.asked import Answer, Question, Table
from flows.settle.questions.edition import OpenEdition
from flows.settle.quotes import line_quote

COLUMNS = {"figure": "reads", "correction": "reads", "heading": "site", "name": "is"}
"""The key of each table that a person may fill himself."""
_PARTS = regex.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""A semicolon that stands in no name."""
_IS_NAME = regex.compile(r"(?:landlord|place) [\w-]+")
"""Who a printed name is, and no row."""


def own_bases(question: Question) -> list[Answer]:
    """The answers in which a person may say something else: one for each number or name that is asked about, else for its words."""
    mine = [answer for answer in question.answers if answer.table in COLUMNS]
    if not mine and question.words and question.kind == "finding":
        mine = [Answer("e", "", "figure", {**question.words, "reads": ""})]
    return list({str(answer.values.get("quote")): answer for answer in reversed(mine)}.values())[::-1]


def own_answer(bases: Sequence[Answer], said: str, site_id: str | None) -> Answer:
    """An answer with what a person says instead, rows parted by semicolons; NotationError where one is no row.

    Of several numbers that one is meant which a row counts, else the first.
    """
    named = next((one for one in bases if one.table == "name" and _IS_NAME.fullmatch(said)), None)
    base = named or bases[0]
    column = COLUMNS[base.table]
    if column != "reads":
        return replace(base, values={**base.values, column: said})
    rows = [at_site(part.strip(), site_id) for part in _PARTS.split(said)]
    told = [parse_statement(row) for row in rows]
    counts = {row.count for row in told}
    if not any("number" in one.values for one in bases) and any(map(_needs_number, told)):
        raise NotationError(f"« {base.values['quote']} » has no number: say the row of the number that counts it, or - for what is not counted")
    base = next((one for one in bases if _number(one.values.get("number", "")) in counts), base)
    printed = str(base.values.get("number", ""))
    is_other = any(is_corrected(printed, row) for row in rows)
    for row in told if is_other else ():
        beside = next((name for name in ("period_years", "communes") if name in row.values and _number(row.values[name]) == _number(printed)), None)
        if beside and _number(printed) is not None:
            what = f"{printed} is the row's {beside.replace('_', ' ')}, not what it counts"
            raise NotationError(f"{what}: say the whole row at {row.count} (✎ beside it on the page, settle --figure)")
    table: Table = "correction" if is_other else "figure"
    return replace(base, table=table, values={**base.values, column: rows[0] if len(rows) == 1 else rows})


def added_row(edition: OpenEdition, words: str, said: str) -> Answer:
    """What a person reads in words of the source that nothing was asked about, rows parted by semicolons.

    NotationError where one is no row, the words are not in the source or stand in it several times, or none of their numbers is meant.
    """
    places = [(document, span) for document in edition.documents.values() for span in find_quote(document.body, words)]
    if len(places) != 1:
        found = f"{len(places)} times: take more of the line" if places else "nowhere: copy them from it"
        raise NotationError(f"« {words} » stands in the source {found}")
    [(document, span)] = places
    site = edition.site_at(document.document_id, span.start)
    rows = [parse_statement(at_site(part.strip(), site)) for part in _PARTS.split(said)]
    numbers = [n for n in edition.numerals if n.document_id == document.document_id and span.contains(n.span)]
    meant = [n for n in numbers if n.value in {row.count for row in rows}]
    is_counted = any(map(_needs_number, rows))
    if is_counted and len(meant or numbers) != 1:
        many = len(meant or numbers) or "no"
        raise NotationError(f"« {words} » has {many} numbers that may be meant: take the words around the one that is")
    values = edition.quote_of((meant or numbers)[0]) if is_counted or len(meant) == 1 else line_quote(document.body, span)
    return own_answer([edition.answer("a", "", "figure", {**values, "reads": said}, document.document_id)], said, site)


def _needs_number(row: Statement) -> bool:
    """Whether a row stands at a number: « la directrice » is one without any."""
    return row.table == "other_figures" or (row.count is not None and not (row.table == "staff" and row.count == 1))


def _number(printed: object) -> Decimal | None:
    """The number that is printed in digits, with a comma or a point; None where it is none."""
    text = "".join(str(printed).split()).replace(",", ".")
    return Decimal(text) if text.replace(".", "", 1).isdecimal() else None


def at_site(reads: str, site_id: str | None) -> str:
    """A row as a person writes it, at the site that the question is about where none is named.

    >>> at_site('staff "infirmier" 2', "lille"), at_site("paris: encounters 90", "lille"), at_site("nothing", "lille")
    ('lille: staff "infirmier" 2', 'paris: encounters 90', 'nothing')
    """
    kind = reads.split(" ", 1)[0]
    return f"{site_id}: {reads}" if site_id and kind in KINDS else reads


def is_corrected(printed: str, reads: str) -> bool:
    """Whether a row has another value than the number as printed.

    >>> is_corrected("1 9", "lille: housing all 19"), is_corrected("19", "lille: housing all 18")
    (False, True)
    """
    try:
        count, number = parse_statement(reads).count, _number(printed)
        return count is not None and number is not None and number != count
    except NotationError:
        return False
