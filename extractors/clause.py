"""Which words of a sentence speak of which of its numbers."""

from dataclasses import dataclass

import regex

from extractors.grammar import expand
from extractors.source.document import Span
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

_STOP = regex.compile(
    r";|(?<!\b(?:pers|env|janv|fevr?|avr|juil|sept|oct|nov|dec|nb|lgts?|logts?|ch))(?<!\.)\.(?=\ |$)", regex.VERBOSE | regex.IGNORECASE
)
_COMPANION = regex.compile(
    expand(r"\b(?&at_date)|(?&period)|(?&since)|\(?(?&years)\)?|0\ communes?|annee\ 0|en\ 0\b|\bde\ 0\ a\ 0\ ans\b"), regex.VERBOSE | regex.IGNORECASE
)
_REMARK = regex.compile(r"\([^()\n]*\)", regex.VERBOSE)
_SEPARATOR = regex.compile(r"[,:()]|\ -\ |\b(?:dont|et|puis|contre|soit|mais|ou|ainsi\ que|tandis\ que)\b", regex.VERBOSE | regex.IGNORECASE)
_LABEL_END = regex.compile(r"(?:[:=(]|\.{3}|___|\ -)\ ?$", regex.VERBOSE)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words before and after a number that belong to it, as spans of the view."""

    before: Span
    after: Span


_REACH = 300
"""Characters of a sentence that are looked at on each side of a number: no brochure's clause is longer."""


def sentence_of(view: View, at: int) -> Span:
    """The sentence that holds a place of the view: from one full stop or semicolon to the next, inside its block."""
    block = view.block_at(at).span
    first, last = max(block.start, at - _REACH), min(block.end, at + _REACH)
    stops = list(_STOP.finditer(view.text, first, last))
    return Span(max((m.end() for m in stops if m.end() <= at), default=first), min((m.start() for m in stops if m.start() > at), default=last))


def clause_of(view: View, number: Span) -> Clause | None:
    """The clause of the number at a span: its share of the sentence, between the numbers that count something else.

    None where the number itself is part of a date or a period.

    Dates, periods and numbers of communes belong to the number that they stand with. What lies between two numbers is
    parted at its last comma, colon, parenthesis or conjunction; a label that ends in a colon goes to the number after it.
    A remark in parentheses before the number, with numbers of its own, parts nothing.
    """
    sentence = sentence_of(view, number.start)
    start, end = sentence.start, sentence.end
    companions = [Span(*m.span()) for m in _COMPANION.finditer(view.text, start, end)]
    if any(companion.contains(number) for companion in companions):
        return None
    rivals = [
        at
        for at in view.numerals_in(Span(start, end))
        if view.text[at] == "0"
        and not _is_year(view, at)
        and not number.start <= at < number.end
        and not any(c.start <= at < c.end for c in companions)
    ]
    remarks = [Span(*m.span()) for m in _REMARK.finditer(view.text, start, number.start)]
    previous = max((at for at in rivals if at < number.start and not any(r.start < at < r.end for r in remarks)), default=None)
    following = min((at for at in rivals if at >= number.end), default=None)
    before = start if previous is None else _part(view.text, previous + 1, number.start)
    after = end if following is None else _part(view.text, number.end, following)
    return Clause(Span(before, number.start), Span(number.end, after))


_PLURAL = regex.compile(
    r"\ (?:autres\ )?(?:personnes|logements|appartements|locataires|menages|rencontres|visites)\b", regex.VERBOSE | regex.IGNORECASE
)
_TURN = regex.compile(expand("(?&turn)"), regex.VERBOSE | regex.IGNORECASE)
_RANGE_BEFORE = regex.compile(r"0\ ?(?:a|-|ou|/|des|sur|sur\ les|parmi\ les)?\ ?$|\bentre\ 0\ et\ $", regex.VERBOSE | regex.IGNORECASE)
_RANGE_AFTER = regex.compile(r"\ ?(?:a|-|ou|/)\ ?0", regex.VERBOSE | regex.IGNORECASE)


def states_a_fact(view: View, number: Span, clause: Clause) -> bool:
    """Whether a clause states what is: no target, negation, hypothesis, comparison, average or range.

    A number that stands next to another one without a word between is no sure number either.
    """
    if _TURN.search(view.text, clause.before.start, clause.after.end):
        return False
    if view.numerals[number.start].value == 1 and view.text[number.start] == CARDINAL and _PLURAL.match(view.text, number.end):
        return False  # « 1 logements » has lost a digit
    block = view.block_at(number.start).span
    place = view.text[max(block.start, number.start - 12) : number.start]
    companions = any(m.end() >= number.start - 1 for m in _COMPANION.finditer(view.text, max(block.start, number.start - 40), number.start))
    return (companions or not _RANGE_BEFORE.search(place)) and not _RANGE_AFTER.match(view.text, number.end, block.end)


_COUNTED = regex.compile(expand(r"\ (?:(?&people)|(?&dwellings)|rencontres|visites|euros|accompagnements)"), regex.VERBOSE | regex.IGNORECASE)


_BESIDE = regex.compile(r"[01](?:\ ?[-/,]\ ?|\ (?:a|et|ou)\ |\ )$", regex.VERBOSE | regex.IGNORECASE)


def is_beside_another(view: View, number: Span) -> bool:
    """Whether a number that is no year stands right before one: a range, or one number that has come apart.

    « de 440 à 460 euros », « 341, 75 euros », « un ou deux médiateurs ».
    """
    block = view.block_at(number.start).span
    return bool((m := _BESIDE.search(view.text, max(block.start, number.start - 8), number.start)) and not _is_year(view, m.start()))


def _is_year(view: View, at: int) -> bool:
    """Whether a number is a year that stands by itself: it counts nothing, and parts no clause."""
    return 1990 <= view.numerals[at].value <= 2100 and len(view.numerals[at].span) == 4 and not _COUNTED.match(view.text, at + 1)


def _part(text: str, start: int, end: int) -> int:
    """Where the words between two numbers are parted."""
    separators = [m.start() for m in _SEPARATOR.finditer(text, start, end)]
    if len(separators) > 1 and _LABEL_END.search(text, start, end):
        separators.pop()  # the label's own colon
    return separators[-1] if separators else end
