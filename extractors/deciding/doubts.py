"""What no figure may be taken from, and what contradicts: numbers that came apart or are a range, doubts that
the source states,
roles that nobody knows, readings that two witnesses dispute, figures where no sheet or a story has them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import regex

from extractors.deciding.choose import SURE
from extractors.deciding.evidence import weigh
from extractors.deciding.figures import Figures
from extractors.measures.found import Found
from extractors.measures.frames import frames
from extractors.measures.patterns import read_patterns
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.scope import Scopes, Slot
from extractors.view.view import View

_MEMBER = regex.compile(
    r" ?\)?(?:,| et) (?:et )?(?:[01]|des|plusieurs) (?<role>\p{Ll}[\p{L}'-]{2,24}(?: [\p{L}'-]{2,24}){0,3}?)"
    r"(?= ?(?:[,.;(]|$| et ))"
)
_PIECES = regex.compile(r"\d+(?:[ \u00a0\u202f]\d+|, \d\d?)")
_SPACES = (" ", ", ")
_END = regex.compile(r"[.;\n]")
_PAIR = regex.compile(
    r"(?<n>[01])(?<!\p{L}.)(?<!\b(?:pass|port|mont|grimp)\p{L}{1,6} de .)"
    r"(?<joint> ?[-/] ?| [aA] | ou | )(?<n>0)"
    r"(?! ?[-/]|,? ?[hj]\b)"
    r"|(?<!\p{L})[eE]ntre (?<n>0) et (?<n>0)|(?<n>0)(?<joint>, )(?<n>0) ?(?:euros?\b|€)|(?<n>0) ?\?(?!\p{L})"
)


@dataclass(frozen=True, slots=True)
class Lost:
    """A place of the view, and what is wrong there: the kind of a finding and its message."""

    kind: str
    span: Span
    message: str


def is_told(found: Found, at: int) -> bool:
    """Whether a place is in a story."""
    return any(
        story.title_span.start <= at < max(story.title_span.end, story.body.end) for story in found.stories
    )


def is_in_sheet(found: Found, at: int) -> bool:
    """Whether a place is in a site's sheet, below its heading and outside its story."""
    section = found.section(at)
    return section is not None and section.heading.end <= at and not is_told(found, at)


def torn(found: Found) -> frozenset[int]:
    """The numerals that are two ends of a range or pieces of one number: nothing can be taken from either."""
    view = found.view
    named = {at for listed in found.lists for item in listed.items for at in item.named}
    heads = {at for row in found.team.rows for at in row.extracted}
    titled = {at for story in found.stories for at in story.row.extracted}  # « Encadré n° 1 – Trois clés »
    kept = named | found.dated | found.cells.keys() | heads | titled
    pairs = (
        m
        for m in _PAIR.finditer(view.text)
        if kept.isdisjoint(m.starts("n")) and (m["joint"] not in _SPACES or _is_split(view, m.starts("n")))
    )
    return frozenset(at for m in pairs for at in m.starts("n"))


def _is_split(view: View, places: Sequence[int]) -> bool:
    """Whether one space alone parts two runs of digits in a line, or a comma the cents: columns have more."""
    first, second = (view.source(Span(at, at + 1)) for at in places)
    words = view.body[first.start : second.end]
    return bool(_PIECES.fullmatch(words))


def find_doubts(found: Found, figures: Figures) -> Iterator[Lost]:
    """What speaks against figures, once they are decided."""
    yield from _roles(found)
    yield from _doubts(found)
    yield from _disputes(found, figures)
    yield from _misplaced(found, figures)


def _roles(found: Found) -> Iterator[Lost]:
    """Members of a team's list whose role nobody knows."""
    known = {role.span.start for role in found.roles}
    for before, after in pairwise(sorted(row.span for row in found.team.rows)):
        block = found.view.block_at(after.start).span
        for start in (before.end, after.end) if block.contains(before) else ():
            end = _END.search(found.view.text, start, block.end)
            m = _MEMBER.match(found.view.text, start, end.start() if end else block.end)
            if m and not any(m.start() <= at < m.end() for at in known):
                yield Lost("unknown_role", Span(*m.span("role")), f"{m['role']} is no role of the list")


def _doubts(found: Found) -> Iterator[Lost]:
    for m in _doubt().finditer(found.view.text):
        if m["draft"] or is_in_sheet(found, m.start()):
            yield Lost(
                "doubt_stated",
                Span(*m.span()),
                f"« {found.view.quote(Span(*m.span()))} »: the source doubts it",
            )


def _disputes(found: Found, figures: Figures) -> Iterator[Lost]:
    """Numbers that a pattern reads and the words around them, a rule that ignores, or a story do not."""
    slots = found.scopes.slots
    for at, measure in read_patterns(found.view).items():
        other, aside = figures.taken(at), found.asides.get(at)
        is_settled = at in figures.said or at in figures.taught or at in figures.claimed
        cell = found.cells.get(at)
        is_settled |= cell is not None and cell.is_other
        if other == measure or is_settled or at not in slots or figures.site_of(at) is None:
            continue
        kind, says = "read_two_ways", f"the words around it say {other or 'nothing'}"
        if is_told(found, at):
            kind, says = "read_and_ignored", "in the middle of a story"
        elif aside is not None and other is None:
            kind, says = "read_and_ignored", f"{aside.kind} ignores it"
        yield Lost(kind, _clause(found.scopes, slots[at]), f"a pattern reads {measure} here, {says}")


def _misplaced(found: Found, figures: Figures) -> Iterator[Lost]:
    """Numbers before any site's heading that would be figures below one."""
    for slot in found.scopes.slots.values():
        if slot.at not in figures.proposals or figures.site_of(slot.at) is not None:
            continue
        share, name = max((share, name) for name, share in weigh(found.scopes.evidence(slot)).items())
        if share >= SURE and name in frames() and frames()[name].table:
            yield Lost(
                "figure_without_site", _clause(found.scopes, slot), "this stands before any site's heading"
            )


def _clause(scopes: Scopes, slot: Slot) -> Span:
    """The words that speak of a number."""
    scope = scopes.scope(slot)
    tokens = scopes.lines[slot.line].tokens[scope.first : scope.last]
    return Span(tokens[0].span.start, tokens[-1].span.end)


@cache
def _doubt() -> "regex.Pattern[str]":
    return regex.compile(
        r"[(\[] ?(?:\L<doubt>(?:[^()\n]{0,40})|\?{1,3}) ?[)\]]|(?<!\p{L})(?<draft>\L<draft>)(?!\p{L})|"
        r"(?<=(?<![ \p{L}])0|(?<= )0) ?\?(?= |$)",
        regex.IGNORECASE | regex.MULTILINE,
        doubt=sorted(words("lost_words.csv", "doubt")),
        draft=sorted(words("lost_words.csv", "draft")),
    )
