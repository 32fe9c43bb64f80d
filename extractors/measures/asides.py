"""Numbers that are no figures of the contract: other statements of a sheet, and numbers ignored under a
name."""

import datetime
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import regex
from regex import Pattern

from extractors.language.dates import DateMention
from extractors.language.seen import is_withheld
from extractors.source.document import Span
from extractors.view.numerals import ARTICLE, BOUND, Numeral
from extractors.view.view import View

_SIGNS = {
    "N": "#",
    "Q": r"environ |pres de |plus de |moins de |quelque |pas moins de |a peine |presque |jusqu'a |au moins |"
    "les |nos ",
}
_SIGN = regex.compile(r"\b[NQ](?!\p{L})")
_STOP = regex.compile(r"[;!?](?= |$)|(?<!\b(?:env|av|bd|tel|p|art|vol|n))\.(?= |$)|\n")
_SEPARATOR = regex.compile(
    r"[,:()]| - |\b(?:dont|et|puis|soit|mais|ou|tandis que|ainsi que|alors que|contre)\b"
)
_LABEL = regex.compile(
    r" ?[%€]| ?(?!(?:sur|au|aux|en|dans|et|a|sont|ont|par|pour|le|la|les|est)\b)[^\W\d#]+(?:[ '-][^\W\d#]+)"
    r"{0,5}"
)
_LABEL_BEFORE = regex.compile(r"(?<![^\s\"'(])([^\W\d#][^#,;.:(\[\n\"]*?)[ :=.(\[]*\Z")
_WORD = regex.compile(r"[%€]|[^\W\d#]+")
_COMPARED = regex.compile(r"\((?:[^()#\n]{0,24}9 ?: ?)?#[^()#\n]{0,24}\)|^9 : #$", regex.MULTILINE)
"""A number in parentheses with a date of its own, beside the one that it is compared with."""
_ALONE = regex.compile(r"\n[ \t|–—-]*\d{1,3}[ \t|–—-]*\n")
_PAGES, _STEP, _LINES = 3, 8, 6
"""Numbers that make a sequence of pages, how far two of them are apart at most, and blocks between two."""
_FRONT = 5
"""Where a sentence's first words end: what stands there is said of what follows, whatever parts them."""
_CUE_WORD = regex.compile(r"[a-z]+")
_CLEARLY_EARLIER = 150
"""Days."""


class Aside(NamedTuple):
    """What a number is that is no figure of the contract.

    `is_other` tells statements of the sheet from numbers that say nothing of it; without `is_explained` a
    person must look. `label` is the words that say what it counts. With
    `veto` no words can make the number a figure; without `sure` its form is but a hint.
    """

    kind: str
    is_other: bool
    is_explained: bool
    unit: str | None
    label: Span
    veto: bool
    sure: bool


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of the data file, as the file says it; its expressions are written for marked text."""

    name: str
    other: bool = False
    veto: bool = True
    unexplained: bool = False
    forms: Sequence[str] = ()
    leads: Sequence[str] = ()
    rows: Sequence[str] = ()
    around: Sequence[str] = ()
    after: Sequence[str] = ()
    values: tuple[int, int] | None = None
    digits: int | None = None
    capital: bool = False
    examples: Sequence[str] = ()
    never: Sequence[str] = ()
    seen: str = "g"

    @property
    def is_bound(self) -> bool:
        return self.values is not None or self.digits is not None or self.capital

    def admits(self, numeral: Numeral, text: str, at: int) -> bool:
        return (
            (self.values is None or self.values[0] <= numeral.value <= self.values[1])
            and (self.digits is None or len(numeral.span) == self.digits)
            and (not self.capital or text[at + 2 : at + 3].isupper())
        )


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of asides by name, in the order in which they are tried."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(
        (files("extractors.measures") / "data" / "asides.toml").read_text("utf-8")
    )
    return {name: Kind(name, **table) for name, table in tables.items() if not is_withheld(table)}


@cache
def _forms() -> tuple[Pattern[str], list[tuple[Kind, Pattern[str]]]]:
    """One expression of the forms of the kinds that take any number, and those that take some only."""
    wanted = [(kind, "|".join(map(_expanded, kind.forms))) for kind in kinds().values() if kind.forms]
    any_number = "|".join(f"(?<{kind.name}>{forms})" for kind, forms in wanted if not kind.is_bound)
    bound = [(kind, regex.compile(forms, regex.MULTILINE)) for kind, forms in wanted if kind.is_bound]
    return regex.compile(any_number, regex.MULTILINE), bound


@cache
def _rows() -> Pattern[str]:
    source = "|".join(f"(?<{kind.name}>{'|'.join(kind.rows)})" for kind in kinds().values() if kind.rows)
    return regex.compile(
        rf"(?:{source})[^#;\n]{{0,80}}#(?:[^\p{{L}}\n]|ans\b|mois\b|jours\b|euros\b)*$", regex.MULTILINE
    )


@cache
def _cues() -> dict[str, list[tuple[Kind, str, Pattern[str]]]]:
    """For each word that leads and cues begin with, their kinds and what must follow it."""
    cues: dict[str, list[tuple[Kind, str, Pattern[str]]]] = {}
    for kind in kinds().values():
        for part in ("leads", "around", "after"):
            for cue in getattr(kind, part):
                words, rest = cue.split(": ", 1)
                rest = _expanded(rest.replace("N", "(?<at>N)") if part == "leads" else rest)
                for word in words.split():
                    head, apostrophe, tail = word.partition("'")
                    cues.setdefault(head, []).append(
                        (
                            kind,
                            part,
                            regex.compile(rf"{apostrophe}{tail}(?!\p{{L}}) ?+{rest}", regex.MULTILINE),
                        )
                    )
    return cues


def _expanded(form: str) -> str:
    return _SIGN.sub(lambda sign: _SIGNS[sign[0]], form)


def find_asides(view: View, dates: Sequence[DateMention]) -> dict[int, Aside]:
    """The numerals of a view, by their place, that are no figures of the contract, as far as forms and words
    tell.

    >>> view = View("87 % des 118 entrants de 2019 sont logés, contre 90 un an plus tôt : 57 personnes")
    >>> [(view.quote(Span(at, at + 1)), aside.kind) for at, aside in find_asides(view, []).items()]
    [('87', 'share'), ('118', 'base_of_a_share'), ('90', 'earlier')]
    """
    dated = {at for date in dates for at in date.numerals}
    text = _marked(view, dated)
    ranks = {name: rank for rank, name in enumerate(kinds())}
    found: dict[int, tuple[bool, int, str]] = {}
    for at, kind, is_sure in (
        *_by_form(view, text, dated),
        *_by_row(view, text),
        *_pages(view),
        *_compared(text, dates),
        *_by_words(view, text),
    ):
        if kind == "date" or (at in view.numerals and at not in dated):
            told = (not is_sure, ranks.get(kind, len(ranks)), kind)
            found[at] = min(told, found.get(at, told))
    return {at: _aside(text, at, found[at][2], not found[at][0]) for at in sorted(found)}


def _pages(view: View) -> Iterator[tuple[int, str, bool]]:
    """Numbers alone between blank lines, far apart, that grow by one step down the document: its pages'."""
    alone = [at for at, place in view.places.items() if _ALONE.fullmatch(_around(view.body, place))]
    steps = {after - before for before, after in pairwise(view.numerals[at].value for at in alone)}
    is_far = all(view.text.count("\n", before, after) >= _LINES for before, after in pairwise(alone))
    if len(alone) >= _PAGES and is_far and len(steps) == 1 and 0 < steps.pop() <= _STEP:
        yield from ((at, "page_number", True) for at in alone)


def _around(body: str, place: Span) -> str:
    """The line of a place with the end of the line above it and the beginning of the line below."""
    start, end = body.rfind("\n", 0, place.start) + 1, body.find("\n", place.end)
    end = len(body) if end < 0 else end
    above, below = body.rfind("\n", 0, max(start - 1, 0)) + 1, body.find("\n", end + 1)
    over, under = body[above : max(start - 1, above)], body[end + 1 : below if below >= 0 else None]
    return f"{over.strip()[:1]}\n{body[start:end]}\n{under.strip()[:1]}"


def _marked(view: View, dated: set[int]) -> str:
    """The text in small letters with `#` for each number and `9` for each one of a date; `1` stays un/une."""
    small = view.text.lower()
    letters = list((small if len(small) == len(view.text) else view.text).replace("#", "+"))
    for at, numeral in view.numerals.items():
        if numeral.kind != ARTICLE:
            letters[at] = "9" if at in dated else "#"
    return "".join(letters)


def _by_form(view: View, text: str, dated: set[int]) -> Iterator[tuple[int, str, bool]]:
    any_number, bound = _forms()
    for at, numeral in view.numerals.items():
        if at in dated:
            yield at, "date", True
        elif text[at] != "#":
            continue
        elif numeral.kind == BOUND and len(numeral.span) > 8:
            yield at, "telephone", True
        elif m := any_number.match(text, at):
            yield at, m.lastgroup or "", True
        elif numeral.kind == BOUND:
            yield at, "digits_of_a_word", True
        else:
            for kind, form in bound:
                if kind.admits(numeral, view.text, at) and form.match(text, at):
                    yield at, kind.name, True


def _by_row(view: View, text: str) -> Iterator[tuple[int, str, bool]]:
    for block in view.blocks:
        places = view.numerals_in(block.span)
        if places and (m := _rows().match(text, block.span.start, block.span.end)):
            yield from ((at, m.lastgroup or "", True) for at in places if text[at] == "#")


def _compared(text: str, dates: Sequence[DateMention]) -> Iterator[tuple[int, str, bool]]:
    """Numbers whose own date lies clearly before the one that the sheet's figures have."""
    full = [date for date in dates if date.value]
    starts = [date.span.start for date in full]
    usual = Counter(date.value for date in full if date.grain in ("day", "month"))
    for m in _COMPARED.finditer(text) if usual else ():
        index = bisect_left(starts, m.start())
        compared = text.rfind("#", max(m.start() - 100, 0), m.start())
        if (
            index == len(starts)
            or starts[index] >= m.end()
            or compared <= text.rfind("\n", 0, max(m.start() - 1, 0))
        ):
            continue
        is_near = index > 0 and starts[index - 1] > m.start() - 200
        other = full[index - 1].value if is_near else max(usual, key=lambda value: (usual[value], value))
        margin = datetime.timedelta(days=1 if full[index].grain == "year" else _CLEARLY_EARLIER)
        value = full[index].value
        if value and other and value <= other - margin:
            yield text.index("#", m.start()), "earlier", True


def _by_words(view: View, text: str) -> Iterator[tuple[int, str, bool]]:
    """Numbers that a word leads to, or of which a cue speaks."""
    cues = _cues()
    listed = {before for before, block in pairwise(view.blocks) if block.is_bullet and not block.gap}
    for word in (
        word
        for block in view.blocks
        if block in listed or text.find("#", block.span.start, block.span.end) >= 0
        for word in _CUE_WORD.finditer(text, block.span.start, block.span.end)
        if word[0] in cues
    ):
        for kind, part, pattern in cues[word[0]]:
            if not (m := pattern.match(text, word.end())):
                continue
            if part == "leads":
                at = m.start("at")
                if kind.admits(view.numerals[at], view.text, at):
                    yield at, kind.name, True
                continue
            stop = _STOP.search(text, m.end())
            end = stop.start() if stop else len(text)
            if part == "around":
                yield from (
                    (at, kind.name, is_sure) for at, is_sure in _governed(text, word.start(), m.end(), end)
                )
            else:
                is_head = text[m.end() - 1 : end].rstrip().endswith(":")
                yield from (
                    (at, kind.name, True)
                    for at in view.numerals_in(Span(m.end(), _end_of_list(view, end) if is_head else end))
                )


def _governed(text: str, start: int, end: int, stop: int) -> Iterator[tuple[int, bool]]:
    """The numbers of whose clause a cue is a part, or that it opens; unsure where no sign tells which of two
    it goes with."""
    first = max(
        (m.end() for m in _STOP.finditer(text, max(start - 200, 0), start)), default=max(start - 200, 0)
    )
    before, after = text.rfind("#", first, start), text.find("#", end, stop)
    is_before = before >= 0 and not _SEPARATOR.search(text, before, start)
    is_after = after >= 0 and (start <= first + _FRONT or not _SEPARATOR.search(text, end, after))
    if is_before:
        yield before, not is_after
    if is_after:
        yield after, not is_before


def _end_of_list(view: View, start: int) -> int:
    """Where the bullets end that stand right below a line."""
    end = start
    for block in view.blocks_from(start):
        if not block.is_bullet or block.gap:
            break
        end = block.span.end
    return end


def _aside(text: str, at: int, name: str, is_sure: bool) -> Aside:
    kind = kinds().get(name) or Kind(name)
    label, unit = Span(at, at), None
    if kind.other and (after := _LABEL.match(text, at + 1)):
        label = Span(after.start() + after[0].startswith(" "), after.end())
        unit = _WORD.search(after[0])
    elif kind.other and (before := _LABEL_BEFORE.search(text, max(at - 80, 0), at)):
        label = Span(*before.span(1))
    is_vetoed = kind.veto and is_sure
    return Aside(name, kind.other, not kind.unexplained, unit and unit[0], label, is_vetoed, is_sure)
