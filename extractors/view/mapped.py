"""A text made of pieces of a source, with every offset's way back."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.source.document import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a view and the source it stands for; a verbatim piece maps code point by code point."""

    text: str
    source: Span
    is_verbatim: bool


class Mapped:
    """A text made of pieces of a source, with every offset's way back."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = [piece for piece in pieces if piece.text]
        self.text = "".join(piece.text for piece in self.pieces)
        self._starts: list[int] = []
        offset = 0
        for piece in self.pieces:
            self._starts.append(offset)
            offset += len(piece.text)

    def source(self, span: Span) -> Span:
        """The span of the source that a span of this text stands for; an empty span stays empty."""
        if span.start >= span.end:
            at = self._source_start(span.start)
            return Span(at, at)
        index = bisect_right(self._starts, span.end - 1) - 1
        piece = self.pieces[index]
        end = piece.source.start + span.end - self._starts[index] if piece.is_verbatim else piece.source.end
        return Span(self._source_start(span.start), end)

    def _source_start(self, offset: int) -> int:
        if offset >= len(self.text):
            return self.pieces[-1].source.end if self.pieces else 0
        index = bisect_right(self._starts, offset) - 1
        piece = self.pieces[index]
        return piece.source.start + (offset - self._starts[index] if piece.is_verbatim else 0)

    def replaced(self, edits: Iterable[tuple[Span, str]]) -> "Mapped":
        """This text with each span (in order, none overlapping) replaced; the way back leads through."""
        return Mapped(self._replaced(edits))

    def _replaced(self, edits: Iterable[tuple[Span, str]]) -> Iterator[Piece]:
        at = 0
        for span, text in edits:
            yield from self._slice(at, span.start)
            yield Piece(text, self.source(span), False)
            at = span.end
        yield from self._slice(at, len(self.text))

    def _slice(self, start: int, end: int) -> Iterator[Piece]:
        index = bisect_right(self._starts, start) - 1
        while start < end:
            piece, offset = self.pieces[index], self._starts[index]
            stop = min(end, offset + len(piece.text))
            if piece.is_verbatim:
                first = piece.source.start + start - offset
                yield Piece(piece.text[start - offset : stop - offset], Span(first, first + stop - start), True)
            else:
                yield Piece(piece.text[start - offset : stop - offset], piece.source, False)
            start, index = stop, index + 1
