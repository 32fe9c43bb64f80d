"""A text made of pieces of a source, with every offset's way back."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from extractors.source.document import Span


class Piece(NamedTuple):
    """A stretch of a view and the source from `start` to `end` that it stands for; a verbatim piece maps code
    point by code point."""

    text: str
    start: int
    end: int
    is_verbatim: bool


@lru_cache(maxsize=8)
def _places(length: int) -> "array[int]":
    return array("l", range(length))


class Mapped:
    """A text made of pieces of a source (or of another such text, `base`), with every offset's way back to
    the source."""

    def __init__(self, pieces: Iterable[Piece], base: "Mapped | None" = None) -> None:
        self._pieces = [piece for piece in pieces if piece.text]
        self._base = base
        self.text = "".join([piece.text for piece in self._pieces])
        last = self._pieces[-1].end if self._pieces else 0
        places = _places(1 << (last + 1).bit_length())
        firsts, lasts = (base._firsts, base._lasts) if base else (places, places[1:])
        self._firsts: array[int] = array("l")
        self._lasts: array[int] = array("l")
        """Where in the source each character starts and ends; one entry more for the end of the text."""
        for text, start, end, is_verbatim in self._pieces:
            if is_verbatim:
                self._firsts += firsts[start:end]
                self._lasts += lasts[start:end]
            else:
                self._firsts += array("l", [firsts[start]]) * len(text)
                self._lasts += array("l", [lasts[end - 1] if end else 0]) * len(text)
        self._firsts.append(firsts[last])

    def source(self, span: Span) -> Span:
        """The span of the source that a span of this text stands for; an empty span stays empty."""
        start, end = span
        first = self._firsts[min(start, len(self.text))]
        return Span(first, max(first, self._lasts[end - 1]) if start < end else first)

    def place(self, source: Span) -> Span:
        """The span of this text that stands for a span of the source."""
        start = bisect_left(self._firsts, source.start)
        return Span(start, max(start, bisect_left(self._firsts, source.end)))

    def joints(self, body: str) -> Iterator[int]:
        """Places in this text right after a space or a comma that stands for a line's end of the source."""
        starts = [0, *accumulate(len(piece.text) for piece in self._pieces)]
        if self._base:
            firsts = [piece.start for piece in self._pieces]
            for offset in self._base.joints(body):
                index = bisect_right(firsts, offset) - 1
                if self._pieces[index].is_verbatim or firsts[index] == offset:
                    yield starts[index] + offset - firsts[index]
            return
        for piece, start in zip(self._pieces, starts, strict=False):
            if not piece.is_verbatim and piece.text in (" ", ", ") and "\n" in body[piece.start : piece.end]:
                yield start + len(piece.text)

    def replaced(self, edits: Iterable[tuple[Span, str]]) -> "Mapped":
        """This text with each span (in order, none overlapping) replaced; the way back leads through."""
        pieces: list[Piece] = []
        at = 0
        for span, text in edits:
            pieces.append(Piece(self.text[at : span.start], at, span.start, True))
            pieces.append(Piece(text, span.start, span.end, False))
            at = span.end
        pieces.append(Piece(self.text[at:], at, len(self.text), True))
        return Mapped(pieces, self)
