"""Marked places of a text, and the text cut up along them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.source.document import LINE_END, Span

KINDS = ("open", "fact", "finding", "story", "ignored")
"""What a mark is; where several have the same words, the first of these is shown."""


@dataclass
class Mark:
    """Words of a document, and the keys of what was read from them or is asked about them."""

    kind: str
    span: Span
    label: str
    keys: list[str] = field(default_factory=list)
    traits: dict[str, str] = field(default_factory=dict)
    """What the filters know it by: site, measure, disposition, confidence."""
    is_again: bool = False
    """Whether the same is printed above already: a link leads to the first."""

    @property
    def key(self) -> str:
        return self.keys[0]

    def join(self, other: "Mark") -> None:
        """Take in what else is known of the same words."""
        if KINDS.index(other.kind) < KINDS.index(self.kind):
            self.kind, self.traits = other.kind, other.traits
            self.keys = [*other.keys, *self.keys]
        else:
            self.keys += [key for key in other.keys if key not in self.keys]
        if other.label not in self.label.split(" · "):
            self.label = f"{self.label} · {other.label}"


def joined(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in order, those of the same words as one."""
    found: dict[Span, Mark] = {}
    for mark in marks:
        if not mark.span:
            continue
        if mark.span in found:
            found[mark.span].join(mark)
        else:
            found[mark.span] = mark
    marked = sorted(found.values(), key=lambda mark: mark.span)
    first: dict[str, Mark] = {}
    for mark in marked:
        mark.is_again = first.setdefault(mark.key, mark) is not mark
    return marked


class Part(NamedTuple):
    """Consecutive words of a line under one mark, or under none.

    `texts` tells the numbers that were read from the words around them; `keys` are those of every mark that covers it.
    """

    mark: Mark | None
    keys: str
    texts: tuple[tuple[str, bool], ...]
    is_first: bool


class Line(NamedTuple):
    """One line of a text, with its number from 1."""

    number: int
    parts: tuple[Part, ...]


def lines(body: str, page: Span, marks: Sequence[Mark], numbers: Sequence[Span], first: int = 1) -> Iterator[Line]:
    """The lines of a page; each character belongs to the shortest mark that covers it.

    `marks` are sorted; `first` is the number of the first line; `numbers` are emphasised inside marks.

    >>> whole = Mark("fact", Span(0, 9), "a", ["fact=1"])
    >>> inner = Mark("open", Span(3, 4), "b", ["number=3"])
    >>> [[(part.keys, part.texts) for part in line.parts] for line in lines("ab 7 cd e", Span(0, 9), [whole, inner], [])]
    [[('fact=1', (('ab ', False),)), ('number=3 fact=1', (('7', False),)), ('fact=1', ((' cd e', False),))]]
    """
    inside = [mark for mark in marks if mark.span.overlaps(page)]
    cuts = sorted({page.start, page.end, *(at for span in (*(m.span for m in inside), *numbers) for at in span if page.start < at < page.end)})
    begun: set[int] = set()
    starts = [number.start for number in numbers]
    start, number = page.start, first
    for end in (*(m.start() for m in LINE_END.finditer(body, page.start, page.end)), page.end):
        parts: list[Part] = []
        here = sorted((mark for mark in inside if mark.span.start < end and start < mark.span.end), key=lambda mark: len(mark.span))
        inner = cuts[bisect_right(cuts, start) : bisect_right(cuts, end - 1)]
        for left, right in zip((start, *inner), (*inner, end), strict=True):
            if left >= right:
                continue
            covering = [mark for mark in here if mark.span.start <= left and right <= mark.span.end]
            owner = covering[0] if covering else None
            keys = " ".join(key for mark in covering for key in mark.keys)
            at = bisect_right(starts, left) - 1
            text = (body[left:right], at >= 0 and right <= numbers[at].end)
            if parts and parts[-1].mark is owner and parts[-1].keys == keys:
                parts[-1] = parts[-1]._replace(texts=(*parts[-1].texts, text))
            else:
                parts.append(Part(owner, keys, (text,), owner is not None and id(owner) not in begun))
            if owner is not None:
                begun.add(id(owner))
        if parts or end < page.end:
            yield Line(number, tuple(parts))
        match = LINE_END.match(body, end)
        start, number = match.end() if match else end, number + 1
