"""One coordinate for everything: code points of a document's body."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple, Self

import regex

LINE_END = regex.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")


class Span(NamedTuple):
    """A half-open interval `[start, end)` of code points; its length is theirs.

    >>> Span(2, 5).contains(Span(3, 5)), Span(2, 5).overlaps(Span(5, 6))
    (True, False)
    """

    start: int
    end: int

    def contains(self, other: Self) -> bool:
        return self.start <= other.start and other.end <= self.end

    def moved(self, by: int) -> "Span":
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Self) -> bool:
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its top left as a person sees it."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def contains_point(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def union(self, other: Self) -> "Box":
        """
        >>> Box(0, 0, 1, 1).union(Box(2, 0, 3, 5))
        Box(x0=0, top=0, x1=3, bottom=5)
        """
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


def around(boxes: Iterable[Box]) -> Box:
    """The box around boxes, of which there is one at least."""
    return reduce(Box.union, boxes)


@dataclass(frozen=True, slots=True)
class Certificate:
    """How far the reading of one PDF page can be trusted.

    `characters` are those that a person sees; `unmapped_share` of them have no Unicode; `agreement` is the
    share of digits
    that both readers see at one place, None where the second one failed; `french_share` is that of everyday
    French words
    among its words, None where it has too few to tell; `image_share` is how much of the page pictures cover.
    """

    characters: int
    unmapped_share: float
    agreement: float | None
    french_share: float | None
    image_share: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document; width and height are PDF points as seen, None in a text file."""

    number: int
    span: Span
    width: float | None = None
    height: float | None = None
    certificate: Certificate | None = None


class Words:
    """The words of a PDF in the order of its body, each with its place, its page and its box; a parted word
    is two.

    They are columns of numbers: a book has a hundred thousand of them.
    """

    def __init__(self) -> None:
        self.starts, self.ends, self.pages = array("l"), array("l"), array("l")
        self.boxes = array("f")

    def append(self, span: Span, page: int, box: Box) -> None:
        self.starts.append(span.start)
        self.ends.append(span.end)
        self.pages.append(page)
        self.boxes.extend((box.x0, box.top, box.x1, box.bottom))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def box(self, index: int) -> Box:
        return Box(*self.boxes[4 * index : 4 * index + 4])

    def lines(self, span: Span) -> tuple[Box, ...]:
        """The boxes around the words of a span on the page where it starts, one a line."""
        found: list[Box] = []
        first = max(bisect_right(self.starts, span.start) - 1, 0)
        page: int | None = None
        for index in range(first, len(self.starts)):
            if self.starts[index] >= span.end:
                break
            if self.ends[index] <= span.start or page not in (None, self.pages[index]):
                continue
            page, box = self.pages[index], self.box(index)
            middle = (box.top + box.bottom) / 2
            if (
                found
                and found[-1].top <= middle <= found[-1].bottom
                and -box.height < box.x0 - found[-1].x1 < 3 * box.height
            ):
                found[-1] = found[-1].union(box)
            else:
                found.append(box)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Aside:
    """A part of the body that stands beside the text: a page number, a sentence quoted from it."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class ReadingFault:
    """Something wrong with a page of a PDF, at a place of the body where it has one."""

    kind: str
    page: int
    message: str
    span: Span | None = None


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
    words: Words = field(default_factory=Words)
    asides: tuple[Aside, ...] = ()
    faults: tuple[ReadingFault, ...] = ()

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
