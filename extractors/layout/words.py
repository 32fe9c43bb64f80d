"""From glyphs to words: shadows dropped, letter spacing closed, footnote marks set apart; and what a few
words are together."""

import itertools
import statistics
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractors.source.document import Box


@dataclass(slots=True, eq=False)
class Glyph:
    """A character as drawn: its box, its size in points and the direction in which its text runs.

    Its baseline is y from the page's top where it is upright; else the same in the frame of its direction.
    """

    char: str
    box: Box
    baseline: float
    size: float
    direction: tuple[float, float] = (1.0, 0.0)
    is_faint: bool = False
    is_invisible: bool = False
    is_parted: bool = False  # a reader that knows the font's widths sees a space before it


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to lay out: its glyphs, the bounds of its drawings, its width and height."""

    glyphs: Sequence[Glyph]
    drawings: Sequence[Box]
    width: float
    height: float


@dataclass(slots=True, eq=False)
class Word:
    """Glyphs on one baseline without a gap."""

    text: str
    glyphs: list[Glyph]
    box: Box
    baseline: float
    size: float
    is_marked: bool = False  # a drawn bullet stands before it
    place: Box | None = None  # its box on the page, where its own is in the frame of turned text
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        """From its capitals to its descenders, whatever its font says of itself."""
        self.top, self.bottom = self.baseline - 0.75 * self.size, self.baseline + 0.22 * self.size

    @property
    def middle(self) -> float:
        return self.baseline - 0.25 * self.size


@dataclass(slots=True, eq=False)
class Block:
    """Lines that are read together: a paragraph, a list's item, or a row with its cells; a cut treats it as
    one thing."""

    cells: list[list[list[Word]]]
    box: Box
    size: float
    is_item: bool = False
    gap: float = 0.0

    @property
    def top(self) -> float:
        return self.box.top

    @property
    def bottom(self) -> float:
        return self.box.bottom

    def words(self) -> Iterator[Word]:
        for cell in self.cells:
            for line in cell:
                yield from line


Piece = Word | Block

FIGURE = regex.compile(
    r"(?:[\d.,\u00a0\u202f€%+~<>≈-]+|euros?|eur|plus|moins|pr[eè]s|environ|env\.|de|d'|d’|un|peu|quelque|"
    r"autour)",
    regex.IGNORECASE,
)
HYPHENATED = regex.compile(r"[\p{L}\d]-$")
"""A line that ends in the middle of a word."""
HAS_DIGIT = regex.compile(r"\d")
_MARKERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def words_of(glyphs: Sequence[Glyph]) -> tuple[list[Word], list[Word]]:
    """The words of glyphs that run from left to right, and the footnote marks among them."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(_once(glyphs), key=lambda g: g.baseline):
        if rows and glyph.baseline - rows[-1][0].baseline <= 0.2 * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    words = [word for row in rows for word in _split(sorted(row, key=lambda g: g.box.x0))]
    words, markers = _with_markers(words)
    _mark_notes(words, markers)
    return words, markers


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without those drawn again at the same place: shadows and fake bold."""
    kept: list[Glyph] = []
    cells: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        near = 0.15 * glyph.size
        x, y = glyph.box.x0, glyph.baseline
        columns, rows = (
            {int((x - near) // 4), int((x + near) // 4)},
            {int((y - near) // 4), int((y + near) // 4)},
        )
        around = (cells.get((glyph.char, column, row), ()) for column in columns for row in rows)
        is_ligature = (
            bool(kept) and kept[-1].box == glyph.box
        )  # its letters come one by one with the box of the whole
        if (
            not glyph.char.isspace()
            and not is_ligature
            and any(
                abs(g.box.x0 - x) <= near and abs(g.baseline - y) <= near for group in around for g in group
            )
        ):
            continue
        cells.setdefault((glyph.char, int(x // 4), int(y // 4)), []).append(glyph)
        kept.append(glyph)
    return kept


def _split(row: Sequence[Glyph]) -> Iterator[Word]:
    """A row's words, parted at gaps and at spaces; letter-spaced words come whole."""
    for segment in _segments(row):
        tracking = _tracking([glyph for glyph in segment if not glyph.char.isspace()])
        run: list[Glyph] = []
        edge = 0.0
        space: Glyph | None = None
        for glyph in segment:
            if glyph.char.isspace():
                space = glyph
                continue
            # a space under the next glyph parts nothing: Chromium leaves one where a soft hyphen could have
            # been
            is_parted = (
                space is not None and not tracking and glyph.box.x0 >= space.box.x0 + 0.5 * space.box.width
            )
            if glyph.is_parted and run and not tracking and not (run[-1].char + glyph.char).isdecimal():
                is_parted |= glyph.box.x0 - edge > 0.04 * glyph.size
            space = None
            least = 0.13 if run and run[-1].char.isdecimal() and glyph.char.isdecimal() else 0.18
            limit = max(least * glyph.size, 1.5 * tracking + 0.07 * glyph.size if tracking else 0.0)
            if run and (is_parted or glyph.box.x0 - edge > limit):
                yield _word(run)
                run = []
            edge = max(edge, glyph.box.x1) if run else glyph.box.x1
            run.append(glyph)
        if run:
            yield _word(run)


def _segments(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The parts of a row of one size without a wide gap."""
    segment: list[Glyph] = []
    for glyph in row:
        if segment and (
            glyph.box.x0 - segment[-1].box.x1 > 1.5 * glyph.size
            or glyph.size > 1.5 * segment[-1].size
            or segment[-1].size > 1.5 * glyph.size
        ):
            yield segment
            segment = []
        segment.append(glyph)
    if segment:
        yield segment


def _tracking(glyphs: Sequence[Glyph]) -> float:
    """How far apart the letters of a letter-spaced segment stand, in points; 0 where they are set as
    usual."""
    if len(glyphs) < 4:
        return 0.0
    apart = [b.box.x0 - a.box.x1 for a, b in itertools.pairwise(glyphs) if "|" not in (a.char, b.char)]
    usual = statistics.median(apart) if apart else 0.0
    least = 0.07 * glyphs[0].size
    is_even = 4 * sum(gap > least for gap in apart) >= 3 * len(
        apart
    )  # in « SDH – 6 » every second is a space
    return usual if usual > least and is_even else 0.0


def _word(glyphs: list[Glyph]) -> Word:
    box = glyphs[0].box
    for glyph in glyphs[1:]:
        box = box.union(glyph.box)
    text = " ".join("".join(glyph.char for glyph in glyphs).split())
    return Word(
        text,
        list(glyphs),
        box,
        statistics.median(g.baseline for g in glyphs),
        statistics.median(g.size for g in glyphs),
    )


def _with_markers(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """The words without the raised small digits after them, which are a footnote's marks, and those marks;
    raised letters
    belong to their word (1er).
    """
    markers: list[Word] = []
    by_edge = sorted(words, key=lambda w: w.box.x1)
    edges = [w.box.x1 for w in by_edge]
    gone: set[int] = set()
    for word in words:
        at = bisect_right(edges, word.box.x0 + 0.3 * word.size)
        for host in reversed(by_edge[max(0, at - 8) : at]):
            raised = host.baseline - word.baseline
            if (
                word.size <= 0.8 * host.size
                and 0.15 * host.size <= raised <= 0.8 * host.size
                and word.box.x0 - host.box.x1 <= 0.2 * host.size
            ):
                if word.text.isdecimal():
                    word.text = word.text.translate(_MARKERS)
                    markers.append(word)
                else:
                    host.text += word.text
                    host.glyphs += word.glyphs
                gone.add(id(word))
                break
    return [word for word in words if id(word) not in gone], markers


def _mark_notes(words: Sequence[Word], markers: Sequence[Word]) -> None:
    """Mark the number that opens a note in small print, where a raised one points to it."""
    if not markers:
        return
    usual = statistics.median(word.size for word in words) if words else 0.0
    for line in lines(words):
        first = line[0]
        pointing = [
            m for m in markers if m.text == first.text.translate(_MARKERS) and m.baseline < first.baseline
        ]
        if len(line) > 1 and first.text.isdecimal() and pointing and first.size < 0.95 * usual:
            first.text = first.text.translate(_MARKERS)


def mark(words: Sequence[Word], drawings: Sequence[Box], em: float) -> None:
    """Mark the words that a small drawing stands before: a list's bullet that is no character."""
    dots = [b for b in drawings if 0.1 * em < b.width < 0.9 * em and 0.1 * em < b.height < 0.9 * em]
    for dot in dots[:1000]:
        near = [
            w
            for w in words
            if abs(w.middle - (dot.top + dot.bottom) / 2) < 0.4 * em and 0 <= w.box.x0 - dot.x1 < 2.2 * em
        ]
        if near:
            min(near, key=lambda w: w.box.x0).is_marked = True


def lines(words: Sequence[Word], gap: float | None = None) -> list[list[Word]]:
    """Words by baseline, from left to right; with a gap in em, lines are parted at wider ones."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.baseline):
        if (
            found
            and word.baseline - found[-1][0].baseline <= 0.35 * max(word.size, found[-1][0].size)
            and (word.middle <= found[-1][0].baseline + 0.2 * word.size)
        ):
            found[-1].append(word)
        else:
            found.append([word])
    found = [sorted(line, key=lambda w: w.box.x0) for line in found]
    if gap is None:
        return found
    parted: list[list[Word]] = []
    for line in found:
        parted.append([line[0]])
        for before, word in itertools.pairwise(line):
            if word.box.x0 - before.box.x1 > gap * max(word.size, before.size) or max(
                word.size, before.size
            ) > 1.3 * min(word.size, before.size):
                parted.append([])
            parted[-1].append(word)
    return parted


def is_figure(line: Sequence[Word]) -> bool:
    """Whether a line is a figure by itself, with its unit and qualifier: « plus de 3 200 », « 412,50 € »."""
    return all(FIGURE.fullmatch(w.text) for w in line) and any(HAS_DIGIT.search(w.text) for w in line)


def bounds(words: Sequence[Word]) -> Box:
    return Box(
        min(w.box.x0 for w in words),
        min(w.top for w in words),
        max(w.box.x1 for w in words),
        max(w.bottom for w in words),
    )


def gaps(intervals: Iterable[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """The empty stretches between intervals that are at least so wide."""
    found: list[tuple[float, float]] = []
    edge: float | None = None
    for start, end in sorted(intervals):
        if edge is not None and start - edge >= least:
            found.append((edge, start))
        edge = end if edge is None else max(edge, end)
    return found
