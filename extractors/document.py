"""One coordinate for everything: code points of a document's body."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Self

import regex

LINE_END = regex.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval `[start, end)` of code points.

    >>> Span(2, 5).contains(Span(3, 5)), Span(2, 5).overlaps(Span(5, 6))
    (True, False)
    """

    start: int
    end: int

    def contains(self, other: Self) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Self) -> bool:
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document; width and height are PDF points, None in a text file."""

    number: int
    span: Span
    width: float | None = None
    height: float | None = None


@dataclass(frozen=True)
class Document:
    """One readable file of an edition: its body in reading order, and intervals on it.

    `document_id` is the SHA-256 of the file's bytes; `path` is relative to the raw folder.
    """

    document_id: str
    edition_id: str
    path: str
    media_type: str
    byte_size: int
    body: str
    pages: tuple[Page, ...]
    encoding: str | None = None

    def quote(self, span: Span) -> str:
        return self.body[span.start : span.end]

    def page_at(self, offset: int) -> int:
        """The number, from 1, of the page that holds the character at `offset`."""
        starts = [page.span.start for page in self.pages]
        return self.pages[max(bisect_right(starts, offset) - 1, 0)].number


@dataclass(frozen=True)
class Quarantined:
    """A file that could not be read, and why, in a line that a person can act on."""

    document_id: str
    edition_id: str
    path: str
    media_type: str
    byte_size: int
    reason: str
    page_count: int | None = None
