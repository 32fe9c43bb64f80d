"""Lines that have lost their number: what would be a figure if a number stood in it, and members of lists
without theirs."""

import copy
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, cached_property

import regex

from extractors.deciding.doubts import Lost, find_doubts, is_in_sheet
from extractors.deciding.evidence import OTHER, weigh
from extractors.deciding.figures import Figures
from extractors.language.spelling import plain
from extractors.language.tokens import NUMBER, Token
from extractors.measures.found import Found
from extractors.measures.frames import frames
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.lines import Line, labels
from extractors.structure.scope import Slot
from extractors.view.numerals import Numeral

WOULD_BE = 0.5
"""How likely a line must be a figure, had it a number, for it to have lost one; docs/gate.md has what it
finds and what it raises."""
_PHANTOM = Numeral(Span(0, 1), Decimal(20))
"""The number that is put in."""
_LONGEST, _NEAR = 40, 3
"""Tokens of a line that is no sentence; lines around it of which one must have a figure."""
_LABELS, _LEADERS = frozenset({":", "_", "="}), "....."
_VERBS = frozenset({"CAPTURED", "HOUSED", "ENROLLED"})
_INSIDE = regex.compile(r"\( ?(?:(?:logements?|appartements?|personnes?) ?)?\)")
_LOOKALIKE = regex.compile(
    r"(?<![\p{L}'])(?:[BGIOQSZlo]{1,3}|\p{Ll}\p{Lu}) (?=(?:logements?|appartements?|personnes?|communes?|"
    r"locataires|euros)(?!\p{L}))"
    r"|(?<=\p{L}{3} ?[:(] ?)[lIOo|]{1,2}(?= ?(?:[,;)]|$))",
    regex.MULTILINE,
)
_NAME = regex.compile(r"(?:[\p{L}'-]+ ?)*(?:[:(] ?)?$")
_BESIDE = regex.compile(r"[ ,;:()]*")


def find_lost(found: Found, figures: Figures) -> Iterator[Lost]:
    """What a document has lost and doubts, once its figures are decided; of several losses at one place, the
    first."""
    lost: list[Span] = []
    for one in _Lost(found, figures).all():
        if not any(one.span.overlaps(span) for span in lost):
            lost.append(one.span)
            yield one
    yield from find_doubts(found, figures)


class _Lost:
    def __init__(self, found: Found, figures: Figures) -> None:
        self.found, self.figures, self.view, self.scopes = found, figures, found.view, found.scopes
        self.probe = copy.copy(self.scopes)
        self.probe.view = copy.copy(self.view)
        self.probe.view.numerals = dict(self.view.numerals)
        self._lines = list(self.scopes.lines)
        self.probe.lines = self._lines
        self._slots = self.scopes.slots

    def all(self) -> Iterator[Lost]:
        for index, line in enumerate(self.scopes.lines):
            if line.tokens and is_in_sheet(self.found, line.tokens[0].span.start):
                yield from self._line(index, line)
                yield from self._bare_nouns(index, line)
        yield from self._gaps()
        yield from self._landlords()

    # lines without a number

    @cached_property
    def _figured(self) -> frozenset[int]:
        """The lines that have a figure."""
        return frozenset(
            slot.line
            for at, slot in self._slots.items()
            if self.figures.taken(at) or at in self.figures.claimed
        )

    @cached_property
    def _headless(self) -> frozenset[int]:
        """The lines that have numbers of lists and communes, and no figure that these are parts of."""
        lesser = {
            slot.line
            for at, slot in self._slots.items()
            if at in self.figures.claimed or self.figures.taken(at) == "communes"
        }
        return frozenset(
            lesser
            - self.found.scopes.captions
            - {
                slot.line
                for at, slot in self._slots.items()
                if self.figures.taken(at) not in (None, "communes")
            }
        )

    @cached_property
    def _titles(self) -> frozenset[int]:
        """Where the lines start under which a number stands: its title, its head, its label."""
        lines = self.scopes.lines
        above = (
            words
            for slot in self._slots.values()
            for scope in (self.scopes.scope(slot),)
            for words in (scope.title, scope.head)
        )
        beside = (lines[n].tokens for places in labels(lines).values() for n in places)
        return frozenset(tokens[0].span.start for tokens in (*above, *beside) if tokens)

    def _line(self, index: int, line: Line) -> Iterator[Lost]:
        tokens = line.tokens
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        is_settled = any(row.quote.overlaps(span) for rows in self.figures.said.values() for row in rows)
        if line.has_number or len(tokens) > _LONGEST or self._is_said(tokens) or is_settled:
            return
        classes = frozenset(name for token in tokens for name in token.classes)
        is_measure = any(not frame.needs.isdisjoint(classes) for frame in frames().values())
        if not is_measure or not self._is_among_figures(index, line) or self._is_title(index, line):
            return
        share, name = max(
            (self._would_be(index, line, at, classes) for at in _places(tokens)), default=(0.0, OTHER)
        )
        if share >= WOULD_BE:
            yield Lost(
                "number_missing",
                span,
                f"{name} would be read here if it had its count",
            )

    def _is_title(self, index: int, line: Line) -> bool:
        """Whether a line only names what follows: numbers stand under it, or the next line has a list."""
        below = {at for at, slot in self._slots.items() if slot.line == index + 1}
        is_list = bool(below) and below <= self.figures.claimed.keys()
        is_over = line.tokens[0].span.start in self._titles or self.scopes.is_head(line)
        return is_over or (is_list and line.tokens[-1].word == ":")

    def _is_among_figures(self, index: int, line: Line) -> bool:
        """Whether a line is one of a list, a table or cards of figures, or stands between two."""
        around = {n for n in range(index - _NEAR, index + _NEAR + 1) if n in self._figured}
        start = self.view.source(line.tokens[0].span).start
        is_row = "|" in self.view.body[max(start - 2, 0) : start]
        is_card = any(self.scopes.lines[n].is_bare for n in around if abs(n - index) < _NEAR)
        is_marked = line.is_bullet or is_row or is_card or self._is_leader(line.tokens[-1])
        return bool(around) and (is_marked or {index - 1, index + 1} <= around)

    def _is_said(self, tokens: Sequence[Token]) -> bool:
        """Whether a line is a sentence, or a title with dots after it."""
        text = self.view.text[tokens[0].span.start : tokens[-1].span.start + len(_LEADERS)]
        is_closed = "..." in text or (tokens[-1].word in (".", "!", "?") and len(tokens) > _LONGEST // 2)
        return is_closed and not self._is_leader(tokens[-1])

    def _is_leader(self, token: Token) -> bool:
        """Whether a line's last mark leads to a number that is not there."""
        return (
            token.word in _LABELS
            or self.view.text[token.span.start : token.span.start + len(_LEADERS)] == _LEADERS
        )

    def _would_be(self, index: int, line: Line, at: int, classes: frozenset[str]) -> tuple[float, str]:
        """The measure that a number put in at a token would most likely be, and how likely."""
        place = -1 - len(self.probe.view.numerals)  # no place of the view, and each time another one
        self.probe.view.numerals[place] = _PHANTOM
        number = Token(Span(place, place), "0", (NUMBER,))
        self._lines[index] = Line(
            [*line.tokens[:at], number, *line.tokens[at:]], line.gap, line.is_bullet, False, True
        )
        features = [
            name for name in self.probe.evidence(Slot(place, index, at)) if not name.startswith("size=")
        ]
        self._lines[index] = line
        shares = (
            (share, name)
            for name, share in weigh(features).items()
            if name in frames() and not frames()[name].needs.isdisjoint(classes)
        )
        return max(shares, default=(0.0, OTHER))

    # places in lines that have others

    def _bare_nouns(self, index: int, line: Line) -> Iterator[Lost]:
        """Nouns that a sentence cannot have without a number or an article: at its start, or right after its
        verb."""
        before: Token | None = None
        for token in line.tokens:
            if token.word in words("lost_words.csv", "noun") and not token.is_capital:
                is_start = (
                    index in self._headless
                    if before is None
                    else before.word in (".", "!") or not _VERBS.isdisjoint(before.classes)
                )
                if is_start:
                    yield Lost("number_missing", token.span, f"{token.word} has no number")
            before = token

    def _gaps(self) -> Iterator[Lost]:
        for expression in (_gap(), _LOOKALIKE, _INSIDE):
            for m in expression.finditer(self.view.text):
                if is_in_sheet(self.found, m.start()):
                    is_item = expression is _INSIDE or (expression is _LOOKALIKE and not m[0].endswith(" "))
                    span = Span(self._name_before(m.start()) if is_item else m.start(), m.end())
                    yield Lost("number_missing", span, f"{self.view.quote(span)} has no number")

    def _name_before(self, at: int) -> int:
        """Where the words of a name start that end at a place."""
        m = _NAME.search(self.view.text, self.view.block_at(at).span.start, at)
        return m.start() if m else at

    def _landlords(self) -> Iterator[Lost]:
        """Members of a list without a number where others have one, and nobody told it; known names right
        beside the list are members."""
        rows = (row.statement.values for rows in self.figures.said.values() for row in rows)
        told = {plain(str(values["reported_name"])) for values in rows if "reported_name" in values}
        for listed in self.found.lists:
            if all(item.at is None for item in listed.items):
                continue
            bare = [item.name for item in listed.items if item.at is None]
            names = [item.name for item in listed.items]
            near = (
                m.span
                for m in self.found.landlords
                if self._is_beside(m.span, listed.span) and not any(m.span.overlaps(name) for name in names)
            )
            for name in (name for name in (*bare, *near) if plain(self.view.quote(name)) not in told):
                yield Lost("landlord_without_count", name, f"{self.view.quote(name)} has no number")

    def _is_beside(self, name: Span, listed: Span) -> bool:
        first, last = sorted((name, listed))
        between = (
            self.view.text[first.end : last.start]
            if first.end <= last.start
            else ""
            if listed.contains(name)
            else "-"
        )
        return bool(_BESIDE.fullmatch(between)) and self.view.block_at(name.start) == self.view.block_at(
            listed.start
        )


def _places(tokens: Sequence[Token]) -> Iterator[int]:
    """Where in a line a number may have stood: before its first noun, after a colon, before money, at its
    end."""
    determiners = words("lost_words.csv", "determiner")
    is_named = tokens[0].word in determiners
    if not is_named:
        yield 0
    for at in range(1, len(tokens)):
        before, word = tokens[at - 1].word, tokens[at].word
        if (
            before in (":", "(")
            or "MONEY" in tokens[at].classes
            or (before in words("lost_words.csv", "lead") and word not in determiners)
        ):
            yield at
    if not is_named or tokens[-1].word == ":":
        yield len(tokens)


@cache
def _gap() -> "regex.Pattern[str]":
    return regex.compile(
        r"(?<!\p{L})\L<before> \L<after>(?!\p{L})|(?::|\b(?:de|a)) ?(?:euros\b|€)|\b(?:sur|dans) "
        r"(?!\L<some> )\p{Ll}+ communes\b",
        regex.IGNORECASE,
        before=sorted(words("lost_words.csv", "before")),
        after=sorted(words("lost_words.csv", "after")),
        some=sorted(words("lost_words.csv", "determiner") | words("lost_words.csv", "some")),
    )
