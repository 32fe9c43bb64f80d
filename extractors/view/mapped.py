"""A text made of pieces of a source, with every offset's way back."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extractors.source.document import Span


class Piece(NamedTuple):
    """A stretch of a view and the source from `start` to `end` that it stands for; a verbatim piece maps code
    point by code point."""

    text: str
    start: int
    end: int
    is_verbatim: bool


class Mapped:
    """A text made of pieces of a source (or of another such text, `base`), with every offset's way back to
    the source."""

    def __init__(self, pieces: Iterable[Piece], base: "Mapped | None" = None) -> None:
        self._pieces = [piece for piece in pieces if piece.text]
        self._base = base
        self.text = "".join([piece.text for piece in self._pieces])
        self._starts: list[int] = []
        offset = 0
        for piece in self._pieces:
            self._starts.append(offset)
            offset += len(piece.text)

    def source(self, span: Span) -> Span:
        """The span of the source that a span of this text stands for; an empty span stays empty."""
        start = self._source_start(span.start)
        end = start if span.start >= span.end else self._source_end(span.end)
        return self._base.source(Span(start, end)) if self._base else Span(start, end)

    def _source_start(self, offset: int) -> int:
        if offset >= len(self.text):
            return self._pieces[-1].end if self._pieces else 0
        index = bisect_right(self._starts, offset) - 1
        piece = self._pieces[index]
        return piece.start + (offset - self._starts[index] if piece.is_verbatim else 0)

    def _source_end(self, offset: int) -> int:
        index = bisect_right(self._starts, offset - 1) - 1
        piece = self._pieces[index]
        return piece.start + offset - self._starts[index] if piece.is_verbatim else piece.end

    def joints(self, body: str) -> Iterator[int]:
        """Places in this text right after a space or a comma that stands for a line's end of the source."""
        if self._base:
            firsts = [piece.start for piece in self._pieces]
            for offset in self._base.joints(body):
                index = bisect_right(firsts, offset) - 1
                if self._pieces[index].is_verbatim or firsts[index] == offset:
                    yield self._starts[index] + offset - firsts[index]
            return
        for piece, start in zip(self._pieces, self._starts, strict=True):
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
