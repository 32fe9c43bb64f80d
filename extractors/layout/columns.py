"""Columns: a page is cut along gutters, then gaps (XY-cut), and the lines of one column are joined to
paragraphs."""

import itertools
import statistics
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import regex

from extractors.layout.ruled import Frame
from extractors.layout.tables import HEADER, flush_rows, labelled_rows, unruled_rows
from extractors.layout.words import HAS_DIGIT, HYPHENATED, Block, Piece, Word, bounds, gaps, is_figure, lines
from extractors.source.document import Box

_ALIGNED = 4
"""Lines that begin at one place, from which it may be a column's edge."""
_ALIKE = 3
"""Lines that end at one place, from which it may be their column's edge."""
_ROOM = 6
"""How much room, in em, a line leaves that was broken on purpose."""
_DIVIDES, _MIDDLE = 0.6, 0.3
"""How much of the text's height a rule between two pages has, and how far from the middle it may stand, as a
share of the width, both sides together."""
_RULES = 2
"""Rules over the whole spread, at its head and foot; what has more is a table."""
_LARGER = 1.4
"""How much larger than the type beside it a part of a line is that is one by itself."""
_OPEN = 8
"""Lines back from which an open parenthesis still counts: one that is never closed must not swallow a
column."""
_BULLET = regex.compile(r"[•▪◦‣●■►▸›▹◆·❖➢➤✓→–—*-]|\d{1,2}[).]")
_BULLET_GLYPH = regex.compile(r"[•▪◦‣●■►▸›▹◆❖➢➤✓→]")
_LABEL = regex.compile(
    r"(?:objectifs?|cible|adresse|contact|t[ée]l|courriel|source|budget|zoom|au plan national)\b",
    regex.IGNORECASE,
)
"""Words that open a paragraph of their own in a brochure."""
_RULE = regex.compile(r"(?:[*=_~#–—-] ?){3,}(?:[ \w]{1,20}(?:[*=_~#–—-] ?){3,})?")
"""A rule drawn with letters."""
_PHONE = regex.compile(r"(?:\+33[ .]?|\b0)\d(?:[ .]\d\d){0,3}[.]?$")
_PHONE_GOES_ON = regex.compile(r"\d\d(?:[ .]\d\d)*\b")
_LEADERS = regex.compile(r"\.{4}|(?:\.\ ){3}|_{4}", regex.VERBOSE)


def leaves(
    words: Sequence[Word], drawings: Iterable[Box], frames: Sequence[Frame], em: float
) -> list[list[Word]]:
    """The words of a page, in two parts where it is a spread: two pages beside each other on one sheet.

    What parts them runs from the first line to the last about the middle of the sheet: a rule that is drawn,
    or an empty gutter with a heading on either side. No table goes over it.
    """
    left, right = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
    top, bottom = min(w.box.top for w in words), max(w.box.bottom for w in words)
    rules = [b.x0 for b in drawings if b.width < 0.3 * em and b.height > _DIVIDES * (bottom - top)]
    for a, b in gaps([(w.box.x0, w.box.x1) for w in words], 0.9 * em):
        if abs((a + b) - (left + right)) > _MIDDLE * (right - left):
            continue
        if any(frame.x0 < a and b < frame.x1 and len(frame.tops) > _RULES for frame in frames):
            continue
        sides = [w for w in words if w.box.x1 <= a + 0.01], [w for w in words if w.box.x0 >= b - 0.01]
        if any(a <= x <= b for x in rules) or all(_has_heading(side, em) for side in sides):
            return list(sides)
    return [list(words)]


def _has_heading(words: Sequence[Word], em: float) -> bool:
    """Whether the first line is set larger than the text."""
    first = lines(words)[:1]
    return bool(first) and all(w.size > 1.25 * em and w.text[0].isalpha() for w in first[0])


def cut(pieces: Sequence[Piece], em: float, edge: float = 0.0) -> Iterator[Block]:
    """Pieces in reading order: gutters first, then gaps, then lines; `edge` is how far right their column
    goes."""
    if not pieces:
        return
    edge = max(edge, *(p.box.x1 for p in pieces))
    if len(pieces) == 1 and isinstance(pieces[0], Block):
        yield pieces[0]
        return
    for left, right in sorted(
        gaps([(p.box.x0, p.box.x1) for p in pieces], 0.9 * em), key=lambda gap: gap[0] - gap[1]
    ):
        sides = (
            [p for p in pieces if p.box.x1 <= left + 0.01],
            [p for p in pieces if p.box.x0 >= right - 0.01],
        )
        if flush := flush_rows(sides, em):
            yield from cut(flush, em, edge)
            return
        if labelled := labelled_rows(sides, em):
            yield from cut(labelled[0], em, edge)
            yield from labelled[1]
            return
        if all(_is_column(side, em) for side in sides):
            second = list(cut(sides[1], em))
            if second:
                second[0].gap = max(second[0].gap, 3 * em)
            yield from cut(sides[0], em)
            yield from second
            return
        if all(isinstance(p, Word) for p in pieces) and (table := unruled_rows(sides, em)):
            title, rows = table
            yield from cut(title, em, edge)
            yield from rows
            return
    if (inner := _inner_gutter(pieces, em)) is not None:
        top, bottom = inner
        middles = [((p.top + p.bottom) / 2, p) for p in pieces]
        above = list(cut([p for y, p in middles if y < top], em, edge))
        within = list(cut([p for y, p in middles if top <= y <= bottom], em))
        below = list(cut([p for y, p in middles if y > bottom], em, edge))
        for part in (within, below):
            if part:
                part[0].gap = max(part[0].gap, em)
        yield from itertools.chain(above, within, below)
        return
    weights = _Weights(pieces, em)
    weighed = [
        (weight, gap)
        for gap in gaps([(p.top, p.bottom) for p in pieces], 0.05 * em)
        if (weight := weights.of(gap)) >= 0.75 * em
    ]
    if weighed:
        top, bottom = max(weighed)[1]
        yield from cut([p for p in pieces if p.bottom <= top + 0.01], em, edge)
        below = list(cut([p for p in pieces if p.top >= bottom - 0.01], em, edge))
        if below:
            below[0].gap = max(below[0].gap, bottom - top)
        yield from below
        return
    yield from _leaf(pieces, em, edge)


def _inner_gutter(pieces: Sequence[Piece], em: float) -> tuple[float, float] | None:
    """From where to where the tallest gutter runs that something above or below it crosses; None where none
    is tall."""
    first, last = min(p.top for p in pieces), max(p.bottom for p in pieces)
    least = max(10 * em, 0.3 * (last - first))
    if last - first < least:
        return None
    best: tuple[float, float, float] | None = None
    starts = Counter(
        round(2 * line[0].box.x0 / em) for line in lines([p for p in pieces if isinstance(p, Word)], 0.9)
    )
    for start in (place * em / 2 for place, count in starts.items() if count >= _ALIGNED):
        crossing = sorted(
            (p.top, p.bottom) for p in pieces if p.box.x0 < start - 0.3 * em and p.box.x1 > start - 1.2 * em
        )
        edge = first
        for top, bottom in [*crossing, (last, last)]:
            if top - edge > max(least, best[0] if best else 0.0) and top - edge < last - first - 1:
                sides: tuple[list[Piece], list[Piece]] = ([], [])
                for p in pieces:
                    if p.top >= edge - 0.01 and p.bottom <= top + 0.01:
                        sides[p.box.x0 > start - 0.5 * em].append(p)
                if all(
                    side and _is_column(side, em) and len({round(p.top) for p in side}) >= 4 for side in sides
                ):
                    best = (top - edge, edge, _without_heading(*sides, top, em))
            edge = max(edge, bottom)
    return (best[1], best[2]) if best else None


def _without_heading(left: Sequence[Piece], right: Sequence[Piece], bottom: float, em: float) -> float:
    """Where two columns end: above a heading, below the right one, of what crosses the gutter right below."""
    end = max(p.bottom for p in right)
    return min(
        (p.top - 0.01 for p in left if p.size > 1.15 * em and p.top > end and bottom - p.bottom < 1.5 * em),
        default=bottom,
    )


class _Weights:
    """How far each gap of a region parts what lies above and below it: a heading below makes it wider."""

    def __init__(self, pieces: Sequence[Piece], em: float) -> None:
        self.em = em
        self.by_top, self.by_bottom = (
            sorted(pieces, key=lambda p: p.top),
            sorted(pieces, key=lambda p: p.bottom),
        )
        self.tops, self.bottoms = [p.top for p in self.by_top], [p.bottom for p in self.by_bottom]

    def of(self, gap: tuple[float, float]) -> float:
        top, bottom = gap
        above = self.by_bottom[
            bisect_left(self.bottoms, top - 1.2 * self.em) : bisect_right(self.bottoms, top + 0.01)
        ]
        below = self.by_top[
            bisect_left(self.tops, bottom - 0.01) : bisect_right(self.tops, bottom + 0.3 * self.em)
        ]
        is_heading = max(p.size for p in below) > 1.15 * max(self.em, *(p.size for p in above))
        return bottom - top + (0.8 * self.em if is_heading else 0.0)


def _is_column(side: Sequence[Piece], em: float) -> bool:
    """Whether pieces beside a gutter are a column of text, and not the figures of a table or the marks of a
    list."""
    if any(isinstance(p, Block) for p in side):
        return True
    words = [p for p in side if isinstance(p, Word)]
    column = lines(words)
    header = (
        0
        if len(column) < HEADER + 2
        else sum(1 for _ in itertools.takewhile(lambda line: not is_figure(line), column[:HEADER]))
    )
    if all(is_figure(line) or _is_mark(line) for line in column[header:]):
        return False
    return bounds(words).width >= 4.5 * em and (len(column) >= 2 or len(words) >= 2)


def _is_mark(line: Sequence[Word]) -> bool:
    return len(line) == 1 and bool(_BULLET.fullmatch(line[0].text))


def _leaf(pieces: Sequence[Piece], em: float, edge: float) -> Iterator[Block]:
    """The paragraphs of one column: lines are joined where the next word would not have fitted."""
    words = [p for p in pieces if isinstance(p, Word)]
    blocks = [p for p in pieces if isinstance(p, Block)]
    column = [part for line in lines(words) for part in _by_size(line)]
    steps = (b[0].baseline - a[0].baseline for a, b in itertools.pairwise(column))
    leading = min((step for step in steps if step > 0.1 * em), default=0.0)
    paragraph: list[list[Word]] = []
    done: list[Block] = []
    for number, line in enumerate(column):
        right = _right(column, number, edge, em)
        is_far = bool(paragraph) and _is_far(paragraph[-1], line, leading, right, em)
        if paragraph and not _is_open(paragraph) and (is_far or not _goes_on(paragraph, line, right, em)):
            done.append(_paragraph(paragraph))
            paragraph = []
        paragraph.append(line)
    if paragraph:
        done.append(_paragraph(paragraph))
    for before, after in itertools.pairwise(done):
        after.gap = after.box.top - before.box.bottom
    yield from sorted([*done, *blocks], key=lambda block: (block.box.top, block.box.x0))


def _is_far(last: list[Word], line: list[Word], leading: float, right: float, em: float) -> bool:
    """Whether a line stands further below another one than lines do; those of a heading may, when the first
    is full."""
    size = min(w.size for w in (*last, *line))
    usual = leading * max(1.0, size / em) if _is_full(last, line[0], right) else leading
    return line[0].baseline - last[0].baseline > 1.3 * usual + 0.5


def _is_full(last: Sequence[Word], first: Word, right: float) -> bool:
    """Whether the next line's first word would not have fitted on a line."""
    return last[-1].box.x1 + 0.2 * first.size + first.box.width > right - 0.1 * first.size


def _by_size(line: list[Word]) -> Iterator[list[Word]]:
    """The parts of a line, where words set larger stand apart from the rest: « PARIS    12, rue des Lilas ».

    A number that is set larger belongs to the words beside it.
    """
    start = 0
    for at, (before, word) in enumerate(itertools.pairwise(line), 1):
        small, large = sorted((before, word), key=lambda one: one.size)
        is_apart = word.box.x0 - before.box.x1 > 0.5 * large.size
        if is_apart and large.size > _LARGER * small.size and not HAS_DIGIT.search(large.text):
            yield line[start:at]
            start = at
    yield line[start:]


def _right(column: Sequence[list[Word]], number: int, edge: float, em: float) -> float:
    """How far right the lines around one go: as far as their column, or less far beside a picture, where
    several end alike."""
    right = max(line[-1].box.x1 for line in column[max(0, number - 2) : number + 2])
    near = column[max(0, number - 4) : number + 4]
    alike = sum(right - line[-1].box.x1 < 4 * em and not HAS_DIGIT.search(line[-1].text) for line in near)
    left = min(line[0].box.x0 for line in near)
    return right if alike >= _ALIKE or edge - right < 0.2 * (edge - left) else edge


def _paragraph(paragraph: list[list[Word]]) -> Block:
    words = [w for line in paragraph for w in line]
    return Block(
        [list(paragraph)],
        bounds(words),
        statistics.median(w.size for w in words),
        is_item=_starts_item(paragraph[0]),
    )


def _starts_item(line: Sequence[Word]) -> bool:
    return (
        line[0].is_marked or bool(_BULLET.fullmatch(line[0].text)) or bool(_BULLET_GLYPH.match(line[0].text))
    )


def _goes_on(paragraph: list[list[Word]], line: list[Word], right: float, em: float) -> bool:
    """Whether a line continues a paragraph: same type, no bullet, and its first word would not have fitted
    above."""
    last, first = paragraph[-1], line[0]
    text = " ".join(w.text for w in last)
    following = " ".join(w.text for w in line)
    if closes(text, following) or (_PHONE.search(text) and _PHONE_GOES_ON.match(following)):
        return True
    if _LEADERS.search(text) or (text.isupper() and len(text) > 4 and not following.isupper()):
        return False
    if _LABEL.match(following) or "|" in following or _RULE.fullmatch(text) or _RULE.fullmatch(following):
        return False
    if _starts_item(line) and not (first.text in "–—-" and not _starts_item(paragraph[0])):
        return False
    if abs(first.size - last[0].size) > 0.15 * max(first.size, last[0].size):
        return False
    if line[0].baseline - last[0].baseline > 2.2 * max(first.size, em * 0.5):
        return False
    if HYPHENATED.search(text):
        return True
    indent = paragraph[0][0].box.x0
    if _starts_item(paragraph[0]):
        if first.box.x0 > indent + 0.4 * first.size or (
            paragraph[0][0].is_marked and abs(first.box.x0 - indent) <= 0.4 * first.size
        ):
            return True
        if first.text[0].isupper():
            return False
    return _is_full(last, first, right) or (
        first.text[0].islower()
        and not _is_label_list(paragraph, line)
        and (last[-1].box.x1 + _ROOM * em + first.box.width > right)
    )


def _is_open(paragraph: Iterable[Sequence[Word]]) -> bool:
    """Whether a parenthesis is open at the end of a few lines."""
    last = list(paragraph)[-_OPEN:]
    text = "".join(word.text for line in last for word in line)
    return text.count("(") > text.count(")")


def closes(text: str, following: str) -> bool:
    """Whether what follows closes a parenthesis that was opened before: « …, CISN : / 2) »."""
    return text[-1] in ",:;" and following.count(")") > following.count("(")


def _is_label_list(paragraph: list[list[Word]], line: list[Word]) -> bool:
    """Lines that each end in a figure are rows, whatever letter they begin with."""
    return bool(HAS_DIGIT.search(paragraph[-1][-1].text) and HAS_DIGIT.search(line[-1].text))
