"""The text as patterns match it, with the way back: nothing rewrites the source.

A view has one line a block (a bullet, a paragraph, a heading), single spaces, no accents, plain punctuation,
and
one digit character for each number. Every character of it knows its place in the body.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from extractors.source.document import Span
from extractors.view.fold import fold
from extractors.view.numerals import CARDINAL, Numeral, find_numerals

_DECIMALS = regex.compile(r"[.,]\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a view: a bullet with its continuations, a paragraph, a heading or a table's row.

    `gap` counts the blank lines of the source before it, `cells` the columns of a table's row.
    """

    span: Span
    is_bullet: bool
    gap: int
    cells: int = 1


class View:
    """A body as patterns match it: `text`, its `blocks`, its `numerals` by their place in the text."""

    headings: tuple[int, ...] = ()
    """Where the sites' headings start, once they are found: no story goes on past one."""

    def __init__(self, body: str) -> None:
        self.body = body
        folded, kinds, self.list_numbers = fold(body)
        self.numerals: dict[int, Numeral] = {}
        self._mapped = folded.replaced(self._tokens(folded.text))
        self.text = self._mapped.text
        lines = regex.finditer(r"[^\n]+", self.text)
        self.blocks = [Block(Span(*m.span()), *kind) for m, kind in zip(lines, kinds, strict=True)]

    def _tokens(self, text: str) -> Iterator[tuple[Span, str]]:
        shift = 0
        for numeral in find_numerals(text):
            is_glued = numeral.kind == CARDINAL and text[numeral.span.end : numeral.span.end + 1].isalpha()
            token = numeral.kind + (" " if is_glued else "")
            self.numerals[numeral.span.start + shift] = numeral
            yield numeral.span, token
            shift += len(token) - len(numeral.span)

    @cached_property
    def line_starts(self) -> frozenset[int]:
        """Places in the text, inside a block, where a line of the source starts."""
        return frozenset(self._mapped.joints(self.body))

    @cached_property
    def places(self) -> dict[int, Span]:
        """Where in the body each numeral stands, by its place in the text."""
        return {at: self.source(Span(at, at + 1)) for at in self.numerals}

    @cached_property
    def _places(self) -> list[int]:
        return sorted(self.numerals)

    def numerals_in(self, span: Span) -> list[int]:
        """Places in the text of the numerals inside a span, in order."""
        return self._places[bisect_left(self._places, span.start) : bisect_left(self._places, span.end)]

    def blocks_from(self, offset: int) -> Iterator[Block]:
        """The blocks that start at an offset or after it."""
        return itertools.islice(self.blocks, bisect_left(self._block_starts, offset), None)

    def blocks_up(self, block: Block) -> Iterator[Block]:
        """The blocks right above one, nearest first, as long as no blank line parts them."""
        index = bisect_left(self._block_starts, block.span.start)
        while index > 0 and self.blocks[index].gap == 0:
            index -= 1
            yield self.blocks[index]

    def blocks_in(self, span: Span) -> Iterator[Block]:
        """The blocks that lie inside a span."""
        return itertools.takewhile(lambda block: block.span.end <= span.end, self.blocks_from(span.start))

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]

    def block_at(self, offset: int) -> Block:
        return self.blocks[max(bisect_right(self._block_starts, offset) - 1, 0)]

    def source(self, span: Span) -> Span:
        """The span of the body that a span of this view stands for."""
        return self._mapped.source(span)

    def place(self, source: Span) -> Span:
        """The span of this view that stands for a span of the body."""
        return self._mapped.place(source)

    def is_decimal(self, at: int) -> bool:
        """Whether the numeral at a place is printed with decimals: « 356,00 » counts no heads.

        >>> View("356,00 ou 3.200").is_decimal(0), View("3.200 visites").is_decimal(0)
        (True, False)
        """
        return _DECIMALS.search(self.quote(Span(at, at + 1))) is not None

    def quote(self, span: Span) -> str:
        """The source's own words for a span of this view."""
        source = self.source(span)
        return self.body[source.start : source.end]
