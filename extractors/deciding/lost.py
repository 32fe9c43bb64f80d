"""What a sheet has lost or doubts itself: lines that would be figures if a number stood in them, members of lists without
theirs, figures that no site or a story holds, and the source's own doubts."""

import copy
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise

import regex

from extractors.deciding.choose import SURE
from extractors.deciding.evidence import OTHER, weigh
from extractors.deciding.figures import Figures
from extractors.language.tokens import NUMBER, Token
from extractors.measures.found import Found
from extractors.measures.frames import frames
from extractors.measures.patterns import read_patterns
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.structure.lines import Line, labels
from extractors.structure.scope import Slot
from extractors.view.numerals import Numeral

WOULD_BE = 0.5
"""How likely a line must be a figure, had it a number, for it to have lost one; docs/gate.md has what it finds and what it raises."""
_PHANTOM = -1
"""The place of a number that is not there."""
_LONGEST, _NEAR = 40, 3
"""Tokens of a line that is no sentence; lines around it of which one must have a figure."""
_LABELS, _LEADERS = frozenset({":", "_", "="}), "....."
_VERBS = frozenset({"CAPTURED", "HOUSED", "ENROLLED"})
_DETERMINED = frozenset({"le", "la", "les", "l'", "des", "un", "une", "1", "ces", "ses", "nos", "leurs", "du", "au", "aux", "ce", "cette", "chaque"})
_INSIDE = regex.compile(r"\( ?(?:(?:logements?|appartements?|personnes?) ?)?\)")
_LOOKALIKE = regex.compile(
    r"(?<![\p{L}'])(?-i:[BGIOQSZlo]{1,3}) (?=(?:logements?|appartements?|personnes?|communes?|locataires|euros)(?!\p{L}))"
    r"|(?<=\p{L}{3} ?[:(] ?)(?-i:[lIOo|]{1,2})(?= ?(?:[,;)]|$))",
    regex.MULTILINE,
)  # fmt: skip
_MEMBER = regex.compile(
    r" ?\)?(?:,| et) (?:et )?(?:[01]|des|plusieurs) (?<role>\p{Ll}[\p{L}'-]{2,24}(?: [\p{L}'-]{2,24}){0,3}?)(?= ?(?:[,.;(]|$| et ))"
)
_END = regex.compile(r"[.;\n]")


@dataclass(frozen=True, slots=True)
class Lost:
    """A place of the view, and what is wrong there: the kind of a finding and its message."""

    kind: str
    span: Span
    message: str


def find_lost(found: Found, figures: Figures) -> Iterator[Lost]:
    """What a document has lost and doubts, once its figures are decided."""
    return _Lost(found, figures).all()


class _Lost:
    def __init__(self, found: Found, figures: Figures) -> None:
        self.found, self.figures, self.view, self.scopes = found, figures, found.view, found.scopes
        self.probe = copy.copy(self.scopes)
        self.probe.view = copy.copy(self.view)
        self.probe.view.numerals = {**self.view.numerals, _PHANTOM: Numeral(Span(0, 1), Decimal(20))}
        self._lines = list(self.scopes.lines)
        self.probe.lines = self._lines
        self._starts = [section.span.start for section in found.sections]
        self._slots = {slot.at: slot for slot in self.scopes.slots()}

    def all(self) -> Iterator[Lost]:
        for index, line in enumerate(self.scopes.lines):
            if line.tokens and self._is_of_a_sheet(line.tokens[0].span.start):
                yield from self._line(index, line)
        yield from self._bare_nouns()
        yield from self._gaps()
        yield from self._landlords()
        yield from self._roles()
        yield from self._doubts()
        yield from self._disputes()
        yield from self._misplaced()

    # where

    def _section(self, at: int) -> Section | None:
        index = bisect_right(self._starts, at) - 1
        return self.found.sections[index] if index >= 0 and at < self.found.sections[index].span.end else None

    def _is_of_a_sheet(self, at: int) -> bool:
        section = self._section(at)
        return section is not None and at >= section.heading.end and not self._is_told(at)

    def _is_told(self, at: int) -> bool:
        return any(story.body.start <= at < story.body.end or story.title_span.start <= at < story.title_span.end for story in self.found.stories)

    @cached_property
    def _figured(self) -> frozenset[int]:
        """The lines that have a figure."""
        taken = (slot.line for at, slot in self._slots.items() if self.figures.taken(at) or at in self.figures.claimed)
        return frozenset(taken)

    @cached_property
    def _headless(self) -> frozenset[int]:
        """The lines that have numbers of lists and communes, and no figure that these are parts of."""
        lesser = {slot.line for at, slot in self._slots.items() if at in self.figures.claimed or self.figures.taken(at) == "communes"}
        return frozenset(lesser - {slot.line for at, slot in self._slots.items() if self.figures.taken(at) not in (None, "communes")})

    @cached_property
    def _titles(self) -> frozenset[int]:
        """Where the lines start under which a number stands: its title, its head, its label."""
        scopes = (self.scopes.scope(slot) for slot in self._slots.values())
        above = (words[0].span.start for scope in scopes for words in (scope.title, scope.head) if words)
        lines = self.scopes.lines
        beside = (lines[n].tokens[0].span.start for places in labels(lines).values() for n in places if lines[n].tokens)
        return frozenset((*above, *beside))

    # lines

    def _line(self, index: int, line: Line) -> Iterator[Lost]:
        tokens = line.tokens
        if line.has_number or len(tokens) > _LONGEST or self._is_said(tokens):
            return
        classes = frozenset(name for token in tokens for name in token.classes)
        is_measure = any(not frame.needs.isdisjoint(classes) for frame in frames().values())
        if not is_measure or not self._is_among_figures(index, line) or self._is_title(index, line):
            return
        share, name = max((self._would_be(index, line, at, classes) for at in _places(tokens)), default=(0.0, OTHER))
        if share >= WOULD_BE:
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            yield Lost("number_missing", span, f"{name} would be read here if it had its count")

    def _is_title(self, index: int, line: Line) -> bool:
        """Whether a line only names what follows: numbers stand under it, or the next line has a list."""
        below = {at for at, slot in self._slots.items() if slot.line == index + 1}
        is_list = bool(below) and below <= self.figures.claimed.keys()
        return line.tokens[0].span.start in self._titles or (is_list and line.tokens[-1].word == ":")

    def _is_among_figures(self, index: int, line: Line) -> bool:
        """Whether a line is one of a list, a table or cards of figures, or stands between two."""
        lines = self.scopes.lines
        around = {n for n in range(index - _NEAR, index + _NEAR + 1) if n in self._figured}
        start = self.view.source(line.tokens[0].span).start
        is_row = "|" in self.view.body[max(start - 2, 0) : start]
        is_empty = self._is_leader(line.tokens[-1])
        is_card = any(lines[n].is_bare for n in around if abs(n - index) < _NEAR)
        return bool(around) and (line.is_bullet or is_row or is_empty or is_card or {index - 1, index + 1} <= around)

    def _is_said(self, tokens: Sequence[Token]) -> bool:
        is_leader = self._is_leader(tokens[-1])
        text = self.view.text[tokens[0].span.start : tokens[-1].span.start + len(_LEADERS)]
        return not is_leader and ("..." in text or (tokens[-1].word in (".", "!", "?") and len(tokens) > _LONGEST // 2))

    def _is_leader(self, token: Token) -> bool:
        """Whether a line's last mark leads to a number that is not there."""
        return token.word in _LABELS or self.view.text[token.span.start : token.span.start + len(_LEADERS)] == _LEADERS

    def _would_be(self, index: int, line: Line, at: int, classes: frozenset[str]) -> tuple[float, str]:
        """The measure that a number put in at a token would most likely be, and how likely."""
        number = Token(Span(_PHANTOM, _PHANTOM), "0", (NUMBER,))
        tokens = [*line.tokens[:at], number, *line.tokens[at:]]
        self._lines[index] = Line(tokens, line.gap, line.is_bullet, False, True)
        features = [name for name in self.probe.evidence(Slot(_PHANTOM, index, at)) if not name.startswith("size=")]
        self._lines[index] = line
        shares = ((share, name) for name, share in weigh(features).items() if name in frames() and not frames()[name].needs.isdisjoint(classes))
        return max(shares, default=(0.0, OTHER))

    def _bare_nouns(self) -> Iterator[Lost]:
        """Nouns that a sentence cannot have without a number or an article: at its start, or right after its verb."""
        nouns = words("lost_words.csv", "noun")
        for index, line in enumerate(self.scopes.lines):
            before: Token | None = None
            for token in line.tokens:
                is_noun = token.word in nouns and not token.is_capital
                is_start = (before is None and index in self._headless) or (before is not None and before.word in (".", "!", "?"))
                if is_noun and (is_start or (before and not _VERBS.isdisjoint(before.classes))) and self._is_of_a_sheet(token.span.start):
                    yield Lost("number_missing", token.span, f"{token.word} has no number")
                before = token

    # places inside lines that have figures

    def _gaps(self) -> Iterator[Lost]:
        for expression in (_gap(), _LOOKALIKE, _INSIDE):
            for m in expression.finditer(self.view.text):
                if self._is_of_a_sheet(m.start()):
                    is_item = expression is _INSIDE or not m[0].endswith(" ")
                    span = Span(self._name_before(m.start()) if is_item else m.start(), m.end())
                    yield Lost("number_missing", span, f"{self.view.quote(span)} has no number")

    def _name_before(self, at: int) -> int:
        """Where the words of a name start that end at a place."""
        start = self.view.block_at(at).span.start
        m = _NAME.search(self.view.text, start, at)
        return m.start() if m else at

    def _landlords(self) -> Iterator[Lost]:
        for listed in self.found.lists:
            if any(item.at is not None for item in listed.items):
                for item in listed.items:
                    if item.at is None:
                        yield Lost("landlord_without_count", item.name, f"{item.reported_name} has no number")

    def _roles(self) -> Iterator[Lost]:
        """Members of a team's list whose role nobody knows."""
        rows = sorted(row.span for row in self.found.team.rows)
        known = {role.span.start for role in self.found.roles}
        for before, after in pairwise(rows):
            block = self.view.block_at(after.start).span
            starts = (before.end, after.end) if block.contains(before) else ()
            for start in starts:
                end = _END.search(self.view.text, start, block.end)
                m = _MEMBER.match(self.view.text, start, end.start() if end else block.end)
                if m is None:
                    continue
                if not any(m.start() <= at < m.end() for at in known):
                    yield Lost("unknown_role", Span(*m.span("role")), f"{m['role']} is no role of the list")

    def _doubts(self) -> Iterator[Lost]:
        for m in _doubt().finditer(self.view.text):
            if self._is_of_a_sheet(m.start()) or m["draft"]:
                span = Span(*m.span())
                yield Lost("doubt_stated", span, f"« {self.view.quote(span)} »: the source doubts it")

    # figures that nobody may have

    def _disputes(self) -> Iterator[Lost]:
        """Numbers that a pattern reads and the words around them, a rule that ignores, or a story do not."""
        for at, measure in read_patterns(self.view).items():
            other, aside = self.figures.taken(at), self.found.asides.get(at)
            if other == measure or at in self.figures.claimed or self._section(at) is None:
                continue
            if self._is_told(at):
                kind, says = "read_and_ignored", "in the middle of a story"
            elif aside is not None and other is None:
                kind, says = "read_and_ignored", f"{aside.kind} ignores it"
            else:
                kind, says = "read_two_ways", f"the words around it say {other or 'nothing'}"
            yield Lost(kind, self._clause(self._slots[at]), f"a pattern reads {measure} here, {says}")

    def _clause(self, slot: Slot) -> Span:
        """The words that speak of a number."""
        scope = self.scopes.scope(slot)
        tokens = self.scopes.lines[slot.line].tokens[scope.first : scope.last]
        return Span(tokens[0].span.start, tokens[-1].span.end)

    def _misplaced(self) -> Iterator[Lost]:
        for at, slot in self._slots.items():
            told, site = self._is_told(at), self.figures.site_of(at)
            if not told and site is not None:
                continue
            features = self.scopes.evidence(slot)
            share, name = max((share, name) for name, share in weigh(features).items())
            if share < SURE or name not in frames() or not frames()[name].table:
                continue
            span = self._clause(slot)
            if told:
                yield Lost("read_and_ignored", span, f"the words read {name} here, in the middle of a story")
            elif at in self.figures.proposals:
                yield Lost("figure_without_site", span, "this stands before any site's heading")


_NAME = regex.compile(r"(?:[\p{L}'-]+ ?)*$")


def _places(tokens: Sequence[Token]) -> Iterator[int]:
    """Where in a line a number may have stood: before its first noun, after a colon, before money, at its end."""
    is_named = tokens[0].word in _DETERMINED and tokens[-1].word != ":"
    for at, token in enumerate(tokens):
        if at == 0:
            if token.word not in _DETERMINED:
                yield at
        elif tokens[at - 1].word in (":", "(") or "MONEY" in token.classes or (tokens[at - 1].word in _LEADS and token.word not in _DETERMINED):
            yield at
    if not is_named:
        yield len(tokens)


_LEADS = frozenset({"de", "d'", "environ", "moyen", "moyenne", "total", "est", "a", "="})


@cache
def _gap() -> "regex.Pattern[str]":
    return regex.compile(
        r"(?<!\p{L})\L<before> (?:\L<after>)(?!\p{L})|(?::|\b(?:de|a)) ?(?:euros\b|€)",
        regex.IGNORECASE,
        before=sorted(words("lost_words.csv", "before")),
        after=sorted(words("lost_words.csv", "after")),
    )


@cache
def _doubt() -> "regex.Pattern[str]":
    return regex.compile(
        r"[(\[] ?(?:\L<doubt>(?:[^()\n]{0,40})|\?{1,3}) ?[)\]]|(?<!\p{L})(?<draft>\L<draft>)(?!\p{L})|(?<=(?<![ \p{L}])0|(?<= )0) ?\?(?= |$)",
        regex.IGNORECASE | regex.MULTILINE,
        doubt=sorted(words("lost_words.csv", "doubt")),
        draft=sorted(words("lost_words.csv", "draft")),
    )
