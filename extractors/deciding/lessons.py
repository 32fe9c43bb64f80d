"""What a person's decisions teach: the same wording elsewhere is read the same way.

A settled quote becomes a template: its words, with numbers, dates, landlords and roles as slots.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from extractors.deciding.evidence import OTHER
from extractors.deciding.settled import Said, Settlements
from extractors.language.tokens import NUMBER, Token
from extractors.measures.found import Found
from extractors.source.decisions import Decisions, FigureDecision
from extractors.source.document import Document, Page, Span
from extractors.source.notation import Statement
from extractors.view.view import View

_SLOTS = ("LANDLORD", "ROLE", "DATE")
_PLAIN, _SPECIFIC = 2, 4
"""Words that a template needs to read what is open, and to outrank what is read."""
_NEAR, _LONG = 0.6, 4
"""The likeness from which a wording is offered, and the letters of words that count for it."""


@dataclass(frozen=True)
class Lesson:
    """A decision of this or an earlier edition, with the name that figures read by it carry."""

    name: str
    decision: FigureDecision


@dataclass(frozen=True)
class Taught:
    """The rows that a lesson reads at a number; it `outranks` the reader where its wording is specific."""

    lesson: str
    rows: tuple[Said, ...]
    outranks: bool


@dataclass(frozen=True)
class Near:
    """What a lesson of nearly the same words reads, and the share of its words that stand there too."""

    lesson: str
    measure: str
    likeness: float


@dataclass(frozen=True)
class _Template:
    keys: tuple[str, ...]
    rows: Mapping[int, tuple[Statement, ...]]
    names: Mapping[int, str]
    words: int
    vetoed: frozenset[int]
    """Its numbers that its own words rule out as figures, whatever stands around it."""


def taught_by(lessons: Iterable[Lesson], found: Found) -> dict[int, Taught]:
    """What lessons read in a document, by the places of the numbers; of several the longest wording."""
    templates = [(lesson, template) for lesson in lessons if (template := _template(lesson.decision))]
    if not templates:
        return {}
    tokens = [token for line in found.scopes.lines for token in line.tokens]
    keys = [_key(token) for token in tokens]
    starts: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        starts[key].append(index)
    read: dict[int, tuple[int, Taught]] = {}
    for lesson, template in templates:
        length = len(template.keys)
        for start in starts.get(template.keys[0], ()):
            if tuple(keys[start : start + length]) != template.keys:
                continue
            part = tokens[start : start + length]
            quote = Span(part[0].span.start, part[-1].span.end)
            for index, statements in template.rows.items():
                at = part[index].span.start
                if index not in template.vetoed and _is_vetoed(found, at):
                    continue  # « l'an dernier, … »: the words around it say otherwise than around the quote
                if length > read.get(at, (0, None))[0]:
                    moved = (_moved(statement, found.view, part, index, template) for statement in statements)
                    rows = tuple(Said(statement, quote) for statement in moved)
                    read[at] = length, Taught(lesson.name, rows, template.words >= _SPECIFIC)
    return {at: taught for at, (_, taught) in read.items()}


def nearly_taught(lessons: Iterable[Lesson], found: Found, open_: Iterable[int]) -> dict[int, Near]:
    """For numbers that nothing settles, the lesson whose wording is nearest to theirs, where one is near."""
    templates = [(lesson, template) for lesson in lessons if (template := _template(lesson.decision))]
    tokens = [token for line in found.scopes.lines for token in line.tokens] if templates else []
    keys = [_key(token) for token in tokens]
    wanted = frozenset(open_)
    nearest: dict[int, Near] = {}
    for place, at in ((n, token.span.start) for n, token in enumerate(tokens) if token.span.start in wanted):
        for lesson, template in templates:
            for index, rows in template.rows.items():
                window = keys[max(0, place - index) : place - index + len(template.keys)]
                likeness = _likeness(window, template.keys)
                measure = Said(rows[0], Span(at, at)).measure
                if measure != OTHER and likeness > (nearest[at].likeness if at in nearest else _NEAR):
                    nearest[at] = Near(lesson.name, measure, likeness)
    return nearest


def _likeness(keys: Sequence[str], template: Sequence[str]) -> float:
    """The share of keys that stand in a template in the same order; 0 where too few of them are words.

    >>> _likeness("dont # viennent du parc public".split(), "dont # viennent du parc social".split())
    0.833...
    """
    blocks = SequenceMatcher(None, keys, template, autojunk=False).get_matching_blocks()
    same = [key for block in blocks for key in template[block.b : block.b + block.size]]
    words = sum(len(key) >= _LONG and key.islower() for key in same)
    return 2 * len(same) / (len(keys) + len(template)) if words >= _PLAIN else 0.0


def _moved(
    statement: Statement, view: View, part: Sequence[Token], index: int, template: _Template
) -> Statement:
    """A row of the quote as it is elsewhere: with that place's number and landlord, of that place's site."""
    value = view.numerals[part[index].span.start].value
    values = dict(statement.values)
    for column in ("persons", "dwellings", "headcount", "encounters"):
        if values.get(column) is not None:
            values[column] = int(value)
    if "monthly_eur" in values:
        values["monthly_eur"] = value
    for column in ("reported_name", "intermediary"):
        place = next((n for n, name in template.names.items() if name == values.get(column)), None)
        if place is not None:
            values[column] = view.quote(part[place].span)
    said = statement.said - {"as_of", "period_years"}
    return Statement(None, statement.table, values, value, said)


def _is_vetoed(found: Found, at: int) -> bool:
    """Whether a number is last year's, planned, negated, or part of a story."""
    aside, cell = found.asides.get(at), found.cells.get(at)
    return (aside is not None and aside.veto) or (cell is not None and cell.is_other) or found.is_told(at)


def _key(token: Token) -> str:
    if NUMBER in token.classes:
        return NUMBER
    return next((name for name in _SLOTS if name in token.classes), token.word)


@lru_cache(maxsize=2_000)
def _template(decision: FigureDecision) -> _Template | None:
    """The template of a decision's quote; None where it has too few words, or does not read its own quote."""
    text = decision.quote
    document = Document("", "", "", "text/plain", len(text), text, (Page(1, Span(0, len(text))),))
    found = Found(document)
    alone = replace(decision, path=None, site=None, occurrence=None)
    said = Settlements(document, Decisions(figures=(alone,))).numbers(found.view, ())
    tokens = [token for line in found.scopes.lines for token in line.tokens]
    keys = tuple(_key(token) for token in tokens)
    words = sum(key.isalpha() and key.islower() for key in keys)
    rows = {
        index: tuple(row.statement for row in said[token.span.start])
        for index, token in enumerate(tokens)
        if token.span.start in said
    }
    if words < _PLAIN or not rows:
        return None
    names = {i: found.view.quote(t.span) for i, t in enumerate(tokens) if "LANDLORD" in t.classes}
    vetoed = frozenset(index for index in rows if _is_vetoed(found, tokens[index].span.start))
    return _Template(keys, rows, names, words, vetoed)
