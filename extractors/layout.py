"""From the glyphs of pages to one text in the order in which a person reads it.

Words are glyphs on one baseline without a gap. What belongs together whatever lies around it is set as one block first: the
rows of a ruled table, a card with a big figure and its label. The rest is cut recursively along the widest empty strips (XY-cut: Nagy
and Seth 1984; gutters before gaps, as in Ha, Haralick and Phillips 1995), and lines are joined where a word would not have fitted.

All coordinates are points from the page's top left, y downwards.
"""

import itertools
import statistics
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractors.document import Aside, Box, Span


@dataclass(slots=True, eq=False)
class Glyph:
    """A character as drawn: its box, its baseline, its size in points and the direction in which its text runs."""

    char: str
    box: Box
    baseline: float
    size: float
    direction: tuple[float, float] = (1.0, 0.0)
    is_faint: bool = False
    is_invisible: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to lay out: its glyphs, the bounds of its drawings, its width and height."""

    glyphs: Sequence[Glyph]
    drawings: Sequence[Box]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, or a part of one, in a page's text."""

    span: Span
    box: Box


@dataclass
class LaidPage:
    """A page's text in reading order, its words' places, and what stands beside the text."""

    text: str = ""
    words: list[PlacedWord] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    places: dict[int, Span] = field(default_factory=dict)

    def spans_of(self, glyphs: Iterable[Glyph]) -> list[Span]:
        """The places of the words that hold some glyphs, each once."""
        return list(dict.fromkeys(self.places[id(glyph)] for glyph in glyphs if id(glyph) in self.places))


@dataclass(slots=True, eq=False)
class _Word:
    """Glyphs on one baseline without a gap."""

    text: str
    glyphs: list[Glyph]
    box: Box
    baseline: float
    size: float
    is_marked: bool = False  # a drawn bullet stands before it
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        """From its capitals to its descenders, whatever its font says of itself."""
        self.top, self.bottom = self.baseline - 0.75 * self.size, self.baseline + 0.22 * self.size

    @property
    def middle(self) -> float:
        return self.baseline - 0.25 * self.size


@dataclass(slots=True, eq=False)
class _Block:
    """Lines that are read together: a paragraph, a list's item, or a row with its cells; a cut treats it as one thing."""

    cells: list[list[list[_Word]]]
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

    def words(self) -> Iterator[_Word]:
        for cell in self.cells:
            for line in cell:
                yield from line


_Piece = _Word | _Block

_FIGURE = regex.compile(
    r"(?:[\d.,\u00a0\u202f€%+~<>≈-]+|euros?|eur|plus|moins|pr[eè]s|environ|env\.|de|d'|d’|un|peu|quelque|autour)", regex.IGNORECASE
)
_HAS_DIGIT = regex.compile(r"\d")
_BULLET = regex.compile(r"[•▪◦‣●■►▸›▹◆·❖➢➤✓→–—*-]|\d{1,2}[).]")
_BULLET_GLYPH = regex.compile(r"[•▪◦‣●■►▸›▹◆❖➢➤✓→]")
_MARKERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FRENCH = frozenset(
    [
        "de",
        "la",
        "le",
        "les",
        "des",
        "et",
        "en",
        "dans",
        "un",
        "une",
        "du",
        "au",
        "aux",
        "par",
        "sur",
        "pour",
        "avec",
        "est",
        "sont",
        "qui",
        "que",
        "son",
        "ses",
        "plus",
        "leur",
        "ce",
        "cette",
        "a",
        "ont",
        "été",
    ]
)
_KEEPS_HYPHEN = frozenset(
    regex.findall(
        r"\w+",
        "sans chez co mi non pair aide aides ex sous demi vice bien rez semi mieux après avant porte contre celui celle ceux lui elle eux moi soi"
        " quatre vingt vingts soixante cinquante quarante trente dix cent moniteur rendez médico socio",
    )
)


def french_share(glyphs: Sequence[Glyph]) -> float | None:
    """The share of everyday French words among a page's words; None where it has fewer than twenty."""
    words = regex.findall(r"\p{L}+", "".join(glyph.char for glyph in glyphs).lower())
    return sum(word in _FRENCH for word in words) / len(words) if len(words) >= 20 else None


_AROUND = 2
"""Pages before and after one that are looked at for lines that repeat at the edges."""


@dataclass
class _Draft:
    """A page on its way: its upright words, the others, its lines near the edges; then its blocks in order."""

    sheet: Sheet
    upright: list[_Word]
    turned: list[_Word]
    edge_lines: dict[tuple[str, int], list[_Word]]
    edge: set[int] = field(default_factory=set)
    blocks: list[_Block] = field(default_factory=list)


def lay_out(sheets: Iterable[Sheet]) -> Iterator[LaidPage]:
    """The text of each page, as soon as the next pages are known; no more than a few pages are held at a time.

    What other pages repeat at their edges, and what runs another way than from left to right, comes last on its page.
    """
    is_continued = False
    for draft, following in _with_next(_ordered(map(_draft, sheets))):
        continues = following is not None and _continues(draft.blocks, following.blocks)
        beside = [*(word for word in draft.upright if id(word) in draft.edge), *draft.turned]
        yield _compose(draft.blocks, beside, draft.edge, is_continued=is_continued, continues=continues)
        is_continued = continues


def _with_next(drafts: Iterator["_Draft"]) -> Iterator[tuple["_Draft", "_Draft | None"]]:
    last = next(drafts, None)
    for draft in drafts:
        assert last is not None
        yield last, draft
        last = draft
    if last is not None:
        yield last, None


def _ordered(drafts: Iterable[_Draft]) -> Iterator[_Draft]:
    """Pages with their blocks in order, once their neighbours have told which lines repeat."""
    window: deque[_Draft] = deque(maxlen=2 * _AROUND + 1)
    waiting: deque[_Draft] = deque()
    for draft in drafts:
        window.append(draft)
        waiting.append(draft)
        if len(waiting) > _AROUND:
            yield _settle(waiting.popleft(), window)
    while waiting:
        yield _settle(waiting.popleft(), window)


def _settle(draft: _Draft, around: Iterable[_Draft]) -> _Draft:
    others = [other for other in around if other is not draft]
    repeated = {key for other in others for key in other.edge_lines}
    beside = {_place(word) for other in others for word in other.turned}
    draft.edge = {id(word) for key, line in draft.edge_lines.items() if key in repeated for word in line}
    draft.edge |= {id(word) for word in draft.turned if _place(word) in beside}
    draft.blocks = list(_order([word for word in draft.upright if id(word) not in draft.edge], draft.sheet))
    return draft


def _place(word: _Word) -> tuple[str, int, int]:
    """What a word says and where, so that its like on another page can be found."""
    return word.text, round(word.box.x0 / 4), round(word.box.top / 4)


def _draft(sheet: Sheet) -> _Draft:
    upright, turned = _words(sheet)
    edge_lines: dict[tuple[str, int], list[_Word]] = {}
    for line in _lines([w for w in upright if w.baseline < 0.09 * sheet.height or w.baseline > 0.91 * sheet.height]):
        text = regex.sub(r"\d+", "#", " ".join(word.text for word in line))
        edge_lines[text, round(line[0].baseline / 4)] = line
    return _Draft(sheet, upright, turned, edge_lines)


# words


def _words(sheet: Sheet) -> tuple[list[_Word], list[_Word]]:
    """The words of a page that run from left to right, and the others."""
    upright: list[Glyph] = []
    turned: list[Glyph] = []
    for glyph in _once(sheet.glyphs):
        dx, dy = glyph.direction
        (upright if dx > 0 and abs(dy) <= 0.1 * dx else turned).append(glyph)
    rows: list[list[Glyph]] = []
    for glyph in sorted(upright, key=lambda g: g.baseline):
        if rows and glyph.baseline - rows[-1][0].baseline <= 0.2 * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    words = [word for row in rows for word in _split(sorted(row, key=lambda g: g.box.x0))]
    words, markers = _with_markers(words)
    return words, [*markers, *(word for run in _runs(turned) if (word := _word(run)).text)]


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without those drawn again at the same place: shadows and fake bold."""
    kept: list[Glyph] = []
    cells: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        near = 0.15 * glyph.size
        x, y = glyph.box.x0, glyph.baseline
        columns, rows = {int((x - near) // 4), int((x + near) // 4)}, {int((y - near) // 4), int((y + near) // 4)}
        around = (cells.get((glyph.char, column, row), ()) for column in columns for row in rows)
        is_ligature = bool(kept) and kept[-1].box == glyph.box  # its letters come one by one with the box of the whole
        if (
            not glyph.char.isspace()
            and not is_ligature
            and any(abs(g.box.x0 - x) <= near and abs(g.baseline - y) <= near for group in around for g in group)
        ):
            continue
        cells.setdefault((glyph.char, int(x // 4), int(y // 4)), []).append(glyph)
        kept.append(glyph)
    return kept


def _split(row: Sequence[Glyph]) -> Iterator[_Word]:
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
            # a space under the next glyph parts nothing: Chromium leaves one where a soft hyphen could have been
            is_parted = space is not None and not tracking and glyph.box.x0 >= space.box.x0 + 0.5 * space.box.width
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
            glyph.box.x0 - segment[-1].box.x1 > 1.5 * glyph.size or glyph.size > 1.5 * segment[-1].size or segment[-1].size > 1.5 * glyph.size
        ):
            yield segment
            segment = []
        segment.append(glyph)
    if segment:
        yield segment


def _tracking(glyphs: Sequence[Glyph]) -> float:
    """How far apart the letters of a letter-spaced segment stand, in points; 0 where they are set as usual."""
    if len(glyphs) < 4:
        return 0.0
    usual = statistics.median(b.box.x0 - a.box.x1 for a, b in itertools.pairwise(glyphs))
    return usual if usual > 0.07 * glyphs[0].size else 0.0


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs that run another way, in the order in which they are drawn, as long as their direction is one."""
    for _, run in itertools.groupby(glyphs, key=lambda g: (round(g.direction[0], 1), round(g.direction[1], 1), round(g.size))):
        yield list(run)


def _word(glyphs: list[Glyph]) -> _Word:
    box = glyphs[0].box
    for glyph in glyphs[1:]:
        box = box.union(glyph.box)
    text = " ".join("".join(glyph.char for glyph in glyphs).split())
    return _Word(text, list(glyphs), box, statistics.median(g.baseline for g in glyphs), statistics.median(g.size for g in glyphs))


def _with_markers(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """The words without the raised small digits after them, which are a footnote's marks, and those marks; raised letters
    belong to their word (1er).
    """
    markers: list[_Word] = []
    by_edge = sorted(words, key=lambda w: w.box.x1)
    edges = [w.box.x1 for w in by_edge]
    gone: set[int] = set()
    for word in words:
        at = bisect_right(edges, word.box.x0 + 0.3 * word.size)
        for host in reversed(by_edge[max(0, at - 8) : at]):
            raised = host.baseline - word.baseline
            if word.size <= 0.8 * host.size and 0.15 * host.size <= raised <= 0.8 * host.size and word.box.x0 - host.box.x1 <= 0.2 * host.size:
                if word.text.isdecimal():
                    word.text = word.text.translate(_MARKERS)
                    markers.append(word)
                else:
                    host.text += word.text
                    host.glyphs += word.glyphs
                gone.add(id(word))
                break
    return [word for word in words if id(word) not in gone], markers


# reading order


def _order(words: list[_Word], sheet: Sheet) -> Iterator[_Block]:
    if not words:
        return
    em = statistics.median(word.size for word in words for _ in word.text)
    _mark(words, sheet.drawings, em)
    pieces: list[_Piece] = list(words)
    pieces = _set_tables(pieces, sheet.drawings, em)
    pieces = _set_cards(pieces, sheet.drawings, em)
    yield from _without_quotes(_cut(pieces, em))


def _mark(words: Sequence[_Word], drawings: Sequence[Box], em: float) -> None:
    """Mark the words that a small drawing stands before: a list's bullet that is no character."""
    dots = [b for b in drawings if 0.1 * em < b.width < 0.9 * em and 0.1 * em < b.height < 0.9 * em]
    for dot in dots[:1000]:
        near = [w for w in words if abs(w.middle - (dot.top + dot.bottom) / 2) < 0.4 * em and 0 <= w.box.x0 - dot.x1 < 2.2 * em]
        if near:
            min(near, key=lambda w: w.box.x0).is_marked = True


def _set_tables(pieces: list[_Piece], drawings: Sequence[Box], em: float) -> list[_Piece]:
    """The rows of ruled tables as blocks: bands between rules of one width, with the cells that rules or gaps part."""
    rules = sorted({(round(b.x0), round(b.x1), round(b.top)) for b in drawings if b.height < 2.5 and b.width > 8 * em})
    for (x0, x1), group in itertools.groupby(rules, key=lambda rule: rule[:2]):
        tops = [top for *_, top in group]
        bands = [(a, b) for a, b in itertools.pairwise(tops) if em < b - a < 14 * em]
        if len(bands) < 2:
            continue
        uprights = sorted(
            {round(b.x0) for b in drawings if b.width < 2.5 and b.height > em and x0 - 2 <= b.x0 <= x1 + 2 and tops[0] - 2 <= b.top <= tops[-1]}
        )
        for top, bottom in bands:
            inside = [p for p in pieces if isinstance(p, _Word) and x0 - 2 <= p.box.x0 and p.box.x1 <= x1 + 2 and top <= p.middle <= bottom]
            cells = _cells(inside, uprights, em)
            if len(cells) > 1:
                taken = {id(word) for word in inside}
                pieces = [p for p in pieces if id(p) not in taken]
                pieces.append(_Block([_lines(cell) for cell in cells], Box(x0, top, x1, bottom), em, is_item=True))
    return pieces


def _cells(words: Sequence[_Word], uprights: Sequence[int], em: float) -> list[list[_Word]]:
    if len(uprights) > 2:
        columns: dict[int, list[_Word]] = {}
        for word in words:
            columns.setdefault(bisect_right(uprights, word.box.x0 + 0.5 * em), []).append(word)
        return [columns[number] for number in sorted(columns)]
    gutters = _gaps([(w.box.x0, w.box.x1) for w in words], 0.9 * em)
    return _parted(words, [(a + b) / 2 for a, b in gutters])


def _parted(words: Iterable[_Word], at: Sequence[float]) -> list[list[_Word]]:
    columns: dict[int, list[_Word]] = {}
    for word in words:
        columns.setdefault(bisect_right(sorted(at), word.box.x0 + 0.1), []).append(word)
    return [columns[number] for number in sorted(columns)]


def _set_cards(pieces: list[_Piece], drawings: Sequence[Box], em: float) -> list[_Piece]:
    """Each big figure with its label as one block: inside its own frame, or else on the side where labels are nearest."""
    words = [p for p in pieces if isinstance(p, _Word)]
    figures = [line for line in _lines(words, 1.0) if _is_figure(line) and min(w.size for w in line if _HAS_DIGIT.search(w.text)) >= 1.35 * em]
    if not figures:
        return pieces
    figures = _qualified(figures, [line for line in _lines(words, 1.0) if _is_qualifier(line) and line[0].size >= 1.35 * em])
    big = {id(word) for line in figures for word in line}
    labels = [word for word in words if id(word) not in big and word.size < 1.3 * em]
    frames = [b for b in drawings if 4 * em < b.width and 2.5 * em < b.height and len(_inside(labels, b)) <= 45]
    framed = [(line, min((f for f in frames if _holds(f, line)), key=lambda f: f.width * f.height, default=None)) for line in figures]
    blocks: list[_Block] = []
    if all(frame is not None and _inside(labels, frame) and sum(_holds(frame, other) for other in figures) == 1 for _, frame in framed):
        blocks = [_card(line, _inside(labels, frame)) for line, frame in framed if frame is not None]
    else:
        rules = [b for b in drawings if b.height < 2.5 and b.width > 3 * em]
        blocks = _nearest_labels(figures, labels, rules, em)
    taken = {id(word) for block in blocks for word in block.words()}
    return [p for p in pieces if id(p) not in taken] + list(blocks)


def _is_qualifier(line: Sequence[_Word]) -> bool:
    return all(_FIGURE.fullmatch(w.text) and w.text[0].isalpha() for w in line)


def _qualified(figures: list[list[_Word]], qualifiers: list[list[_Word]]) -> list[list[_Word]]:
    """Figures with the qualifier that stands on a line of its own right above them: « Plus de / 3 200 »."""
    for qualifier in qualifiers:
        above = _bounds(qualifier)
        for figure in figures:
            box = _bounds(figure)
            if 0 <= figure[0].baseline - qualifier[0].baseline <= 1.8 * figure[0].size and above.x0 < box.x1 and above.x1 > box.x0:
                figure[:0] = qualifier
                break
    return figures


def _inside(words: Iterable[_Word], frame: Box) -> list[_Word]:
    return [w for w in words if frame.contains_point((w.box.x0 + w.box.x1) / 2, w.middle)]


def _holds(frame: Box, line: Sequence[_Word]) -> bool:
    return len(_inside(line, frame)) == len(line)


def _card(figure: list[_Word], label: list[_Word]) -> _Block:
    box = _bounds([*figure, *label])
    above = [
        w
        for w in label
        if w.size > 0 and w.baseline < figure[0].baseline - figure[0].size and _FIGURE.fullmatch(w.text) and not _HAS_DIGIT.search(w.text)
    ]
    is_above = bool(above) and len(above) == len([w for w in label if w.baseline < figure[0].baseline - figure[0].size * 0.9])
    rest = [w for w in label if not (is_above and w in above)]
    first = [*(above if is_above else []), *figure]
    return _Block([[first, *_lines(rest)]], box, statistics.median(w.size for w in label) if label else figure[0].size, is_item=True)


def _nearest_labels(figures: list[list[_Word]], labels: list[_Word], rules: Sequence[Box], em: float) -> list[_Block]:
    """Pair figures with the lines right below, right of or above them, whichever side fits all of them best."""
    best: tuple[float, list[_Block]] | None = None
    for side in ("below", "right", "above"):
        blocks, distances = [], []
        taken: set[int] = set()
        for figure in figures:
            label, distance = _label(figure, [w for w in labels if id(w) not in taken], figures, rules, side, em)
            if label:
                taken |= {id(w) for w in label}
                blocks.append(_card(figure, label))
                distances.append(distance)
        if len(blocks) < 0.8 * len(figures):
            continue
        score = statistics.mean(distances) - em * len(blocks) / len(figures)
        if best is None or score < best[0]:
            best = (score, blocks)
    return best[1] if best else []


def _label(
    figure: list[_Word], labels: list[_Word], figures: list[list[_Word]], rules: Sequence[Box], side: str, em: float
) -> tuple[list[_Word], float]:
    """The lines on one side of a figure that go on without a gap, and how far away the first one is."""
    box = _bounds(figure)
    others = [_bounds(other) for other in figures if other is not figure]
    if side == "right":
        limit = min((o.top for o in others if o.top > box.bottom - em and o.x0 < box.x1 + 20 * em), default=box.bottom + 2 * em)
        right = min((o.x0 for o in others if o.x0 > box.x1 and o.top < box.bottom and o.bottom > box.top), default=float("inf"))
        near = [w for w in labels if box.x1 - 0.1 * em <= w.box.x0 < right and box.top - 0.6 * em <= w.middle <= min(box.bottom + 0.9 * em, limit)]
        lines = [line for line in _lines(near) if line]
        if not lines:
            return [], 0.0
        start = min(line[0].box.x0 for line in lines)
        if start - box.x1 > 4 * em:
            return [], 0.0
        kept = [list(_unbroken(line, 2.5 * em)) for line in lines if abs(line[0].box.x0 - start) < 2 * em]
        return [w for line in kept for w in line], max(0.0, start - box.x1)
    across = [rule for rule in rules if rule.x0 < box.x1 and rule.x1 > box.x0]
    if side == "below":
        edges = [rule.top for rule in across if rule.top > box.bottom - 0.5 * em]
        stop = min([*edges, *(o.top for o in others if o.top >= box.bottom - 1 and o.x0 < box.x1 + em and o.x1 > box.x0 - em)], default=float("inf"))
        near = [w for w in labels if box.bottom - 0.5 * em < w.middle < stop]
    else:
        edges = [rule.bottom for rule in across if rule.bottom < box.top + 0.5 * em]
        stop = max(
            [*edges, *(o.bottom for o in others if o.bottom <= box.top + 1 and o.x0 < box.x1 + em and o.x1 > box.x0 - em)], default=float("-inf")
        )
        near = [w for w in labels if stop < w.middle < box.top + 0.5 * em]
    lines = [line for line in _lines(near, 0.8) if _is_under(box, _bounds(line), em)]
    if side == "above":
        lines.reverse()
    label: list[_Word] = []
    edge = box.bottom if side == "below" else box.top
    first = None
    for line in lines:
        bounds = _bounds(line)
        gap = bounds.top - edge if side == "below" else edge - bounds.bottom
        if gap > (8 if first is None and edges else 3.2 if first is None else 0.75) * em:
            break
        first = max(gap, 0.0) if first is None else first
        label += line
        edge = bounds.bottom if side == "below" else bounds.top
    return label, first or 0.0


def _is_under(figure: Box, line: Box, em: float) -> bool:
    """Whether a line shares a column with a figure: its left edge, its middle, or a part of its width."""
    is_centred = abs((line.x0 + line.x1) / 2 - (figure.x0 + figure.x1) / 2) <= 1.5 * em
    return abs(line.x0 - figure.x0) <= 0.5 * em or is_centred or (line.x0 < figure.x1 and line.x1 > figure.x0)


def _unbroken(line: Sequence[_Word], gap: float) -> Iterator[_Word]:
    """The words of a line up to its first wide gap."""
    edge = None
    for word in line:
        if edge is not None and word.box.x0 - edge > gap:
            return
        yield word
        edge = word.box.x1


def _cut(pieces: Sequence[_Piece], em: float) -> Iterator[_Block]:
    """Pieces in reading order: gutters first, then gaps, then lines."""
    if not pieces:
        return
    if len(pieces) == 1 and isinstance(pieces[0], _Block):
        yield pieces[0]
        return
    for left, right in sorted(_gaps([(p.box.x0, p.box.x1) for p in pieces], 0.9 * em), key=lambda gap: gap[0] - gap[1]):
        sides = [p for p in pieces if p.box.x1 <= left + 0.01], [p for p in pieces if p.box.x0 >= right - 0.01]
        if all(_is_column(side, em) for side in sides):
            second = list(_cut(sides[1], em))
            if second:
                second[0].gap = max(second[0].gap, 3 * em)
            yield from _cut(sides[0], em)
            yield from second
            return
        if all(isinstance(p, _Word) for p in pieces) and (rows := _rows(sides, em)):
            yield from rows
            return
    if (inner := _inner_gutter(pieces, em)) is not None:
        top, bottom = inner
        middles = [((p.top + p.bottom) / 2, p) for p in pieces]
        above = list(_cut([p for y, p in middles if y < top], em))
        within = list(_cut([p for y, p in middles if top <= y <= bottom], em))
        below = list(_cut([p for y, p in middles if y > bottom], em))
        for part in (within, below):
            if part:
                part[0].gap = max(part[0].gap, em)
        yield from itertools.chain(above, within, below)
        return
    weights = _Weights(pieces, em)
    gaps = [(weight, gap) for gap in _gaps([(p.top, p.bottom) for p in pieces], 0.05 * em) if (weight := weights.of(gap)) >= 0.75 * em]
    if gaps:
        top, bottom = max(gaps)[1]
        yield from _cut([p for p in pieces if p.bottom <= top + 0.01], em)
        below = list(_cut([p for p in pieces if p.top >= bottom - 0.01], em))
        if below:
            below[0].gap = max(below[0].gap, bottom - top)
        yield from below
        return
    yield from _leaf(pieces, em)


_ALIGNED = 4
"""Lines that begin at one place, from which it may be a column's edge."""


def _inner_gutter(pieces: Sequence[_Piece], em: float) -> tuple[float, float] | None:
    """From where to where the tallest gutter runs that something above or below it crosses; None where none is tall."""
    first, last = min(p.top for p in pieces), max(p.bottom for p in pieces)
    least = max(10 * em, 0.3 * (last - first))
    if last - first < least:
        return None
    best: tuple[float, float, float] | None = None
    starts = Counter(round(2 * line[0].box.x0 / em) for line in _lines([p for p in pieces if isinstance(p, _Word)], 0.9))
    for start in (place * em / 2 for place, count in starts.items() if count >= _ALIGNED):
        crossing = sorted((p.top, p.bottom) for p in pieces if p.box.x0 < start - 0.3 * em and p.box.x1 > start - 1.2 * em)
        edge = first
        for top, bottom in [*crossing, (last, last)]:
            if top - edge > max(least, best[0] if best else 0.0) and top - edge < last - first - 1:
                sides: tuple[list[_Piece], list[_Piece]] = ([], [])
                for p in pieces:
                    if p.top >= edge - 0.01 and p.bottom <= top + 0.01:
                        sides[p.box.x0 > start - 0.5 * em].append(p)
                if all(side and _is_column(side, em) and len({round(p.top) for p in side}) >= 4 for side in sides):
                    best = (top - edge, edge, top)
            edge = max(edge, bottom)
    return (best[1], best[2]) if best else None


class _Weights:
    """How far each gap of a region parts what lies above and below it: a heading below makes it wider."""

    def __init__(self, pieces: Sequence[_Piece], em: float) -> None:
        self.em = em
        self.by_top, self.by_bottom = sorted(pieces, key=lambda p: p.top), sorted(pieces, key=lambda p: p.bottom)
        self.tops, self.bottoms = [p.top for p in self.by_top], [p.bottom for p in self.by_bottom]

    def of(self, gap: tuple[float, float]) -> float:
        top, bottom = gap
        above = self.by_bottom[bisect_left(self.bottoms, top - 1.2 * self.em) : bisect_right(self.bottoms, top + 0.01)]
        below = self.by_top[bisect_left(self.tops, bottom - 0.01) : bisect_right(self.tops, bottom + 0.3 * self.em)]
        is_heading = max(p.size for p in below) > 1.15 * max(self.em, *(p.size for p in above))
        return bottom - top + (0.8 * self.em if is_heading else 0.0)


def _is_column(side: Sequence[_Piece], em: float) -> bool:
    """Whether pieces beside a gutter are a column of text, and not the figures of a table or the marks of a list."""
    if any(isinstance(p, _Block) for p in side):
        return True
    words = [p for p in side if isinstance(p, _Word)]
    lines = _lines(words)
    header = 0 if len(lines) < _HEADER + 2 else sum(1 for _ in itertools.takewhile(lambda line: not _is_figure(line), lines[:_HEADER]))
    if all(_is_figure(line) or _is_mark(line) for line in lines[header:]):
        return False
    return _bounds(words).width >= 4.5 * em and (len(lines) >= 2 or len(words) >= 2)


def _is_mark(line: Sequence[_Word]) -> bool:
    return len(line) == 1 and bool(_BULLET.fullmatch(line[0].text))


def _is_figure(line: Sequence[_Word]) -> bool:
    """Whether a line is a figure by itself, with its unit and qualifier: « plus de 3 200 », « 412,50 € »."""
    return all(_FIGURE.fullmatch(w.text) for w in line) and any(_HAS_DIGIT.search(w.text) for w in line)


def _rows(sides: tuple[Sequence[_Piece], Sequence[_Piece]], em: float) -> list[_Block]:
    """The rows of a table without rules: its labels' lines by the figures beside them, after the lines of its header."""
    first, second = ([p for p in side if isinstance(p, _Word)] for side in sides)
    for figures, labels, figure_is_first in ((second, first, False), (first, second, True)):
        lines = _lines(figures)
        header = list(itertools.takewhile(lambda line: not _is_figure(line), lines))
        values, names = lines[len(header) :], _lines(labels)
        if len(values) < 2 or not names or len(header) > _HEADER or not all(_is_figure(line) for line in values):
            continue
        start = header[-1][0].baseline + 0.35 * em if header else float("-inf")
        above = [line for line in names if line[0].baseline < start]
        named = _named(values, names[len(above) :], em) if len(above) < len(names) else None
        if named is None:
            continue
        title = [w for line in [*header, *above] for w in line]
        rows = list(_cut(title, em))
        for value, label in zip(values, named, strict=True):
            cells = [[value], label] if figure_is_first else [label, [value]]
            rows.append(_Block(cells, _bounds([*value, *(w for line in label for w in line)]), em, is_item=True))
        return rows
    return []


_HEADER = 2
"""Lines above the figures of a table that may be its header."""
_ROW = 4.5
"""How far a line of a row's label may be from its figure, in em."""


def _named(values: list[list[_Word]], names: list[list[_Word]], em: float) -> list[list[list[_Word]]] | None:
    """The lines of each figure's label; None where they are no rows.

    Rows show by their wider leading; else by the line on the figure's own baseline, the first of its label or the last;
    else by the figure that is nearest.
    """
    distances = [[abs(line[0].baseline - value[0].baseline) for value in values] for line in names]
    if max(map(min, distances), default=0.0) > _ROW * em:
        return None
    groups = _groups(names)
    if len(groups) == len(values):
        return groups
    named: list[list[list[_Word]]] = [[] for _ in values]
    aligned = [min(range(len(names)), key=lambda n: distances[n][v]) for v in range(len(values))]
    if all(distances[n][v] <= 0.2 * em for v, n in enumerate(aligned)):
        is_top = aligned[0] == 0
        for number, line in enumerate(names):
            row = bisect_right(aligned, number) - 1 if is_top else bisect_left(aligned, number)
            named[min(max(row, 0), len(values) - 1)].append(line)
    else:
        for line, away in zip(names, distances, strict=True):
            named[away.index(min(away))].append(line)
    return named if all(named) else None


def _groups(lines: Sequence[list[_Word]]) -> list[list[list[_Word]]]:
    """Lines by row: a new row begins where the leading is wider than inside the rows."""
    leadings = [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(lines)]
    groups = [[lines[0]]] if lines else []
    for leading, line in zip(leadings, lines[1:], strict=True):
        if leading > 1.25 * min(leadings):
            groups.append([])
        groups[-1].append(line)
    return groups


def _leaf(pieces: Sequence[_Piece], em: float) -> Iterator[_Block]:
    """The paragraphs of one column: lines are joined where the next word would not have fitted."""
    words = [p for p in pieces if isinstance(p, _Word)]
    blocks = [p for p in pieces if isinstance(p, _Block)]
    lines = _lines(words)
    rights = [line[-1].box.x1 for line in lines]
    leading = min((b[0].baseline - a[0].baseline for a, b in itertools.pairwise(lines)), default=0.0)
    paragraph: list[list[_Word]] = []
    done: list[_Block] = []
    for number, line in enumerate(lines):
        right = max(rights[max(0, number - 2) : number + 2])  # beside a picture lines are shorter
        is_far = bool(paragraph) and line[0].baseline - paragraph[-1][0].baseline > 1.3 * leading + 0.5
        if paragraph and not _is_open(paragraph) and (is_far or not _goes_on(paragraph, line, right, em)):
            done.append(_paragraph(paragraph))
            paragraph = []
        paragraph.append(line)
    if paragraph:
        done.append(_paragraph(paragraph))
    for before, after in itertools.pairwise(done):
        after.gap = after.box.top - before.box.bottom
    yield from sorted([*done, *blocks], key=lambda block: (block.box.top, block.box.x0))


def _paragraph(lines: list[list[_Word]]) -> _Block:
    words = [w for line in lines for w in line]
    return _Block([list(lines)], _bounds(words), statistics.median(w.size for w in words), is_item=_starts_item(lines[0]))


def _starts_item(line: Sequence[_Word]) -> bool:
    return line[0].is_marked or bool(_BULLET.fullmatch(line[0].text)) or bool(_BULLET_GLYPH.match(line[0].text))


def _goes_on(paragraph: list[list[_Word]], line: list[_Word], right: float, em: float) -> bool:
    """Whether a line continues a paragraph: same type, no bullet, and its first word would not have fitted above."""
    last, first = paragraph[-1], line[0]
    text = " ".join(w.text for w in last)
    if _closes(text, " ".join(w.text for w in line)):
        return True
    if _LEADERS.search(text) or (text.isupper() and len(text) > 4 and not " ".join(w.text for w in line).isupper()):
        return False
    if _LABEL.match(" ".join(w.text for w in line)):
        return False
    if _starts_item(line) and not (first.text in "–—-" and not _starts_item(paragraph[0])):
        return False
    if abs(first.size - last[0].size) > 0.15 * max(first.size, last[0].size):
        return False
    if line[0].baseline - last[0].baseline > 2.2 * max(first.size, em * 0.5):
        return False
    if last[-1].text.endswith("-") and last[-1].text != "-":
        return True
    indent = paragraph[0][0].box.x0
    if _starts_item(paragraph[0]):
        if first.box.x0 > indent + 0.4 * first.size or (paragraph[0][0].is_marked and abs(first.box.x0 - indent) <= 0.4 * first.size):
            return True
        if first.text[0].isupper():
            return False
    return last[-1].box.x1 + 0.2 * first.size + first.box.width > right - 0.1 * first.size or (
        first.text[0].islower() and not _is_label_list(paragraph, line)
    )


_LABEL = regex.compile(r"(?:objectifs?|cible|adresse|contact|t[ée]l|courriel|source|budget|zoom|au plan national)\b", regex.IGNORECASE)
"""Words that open a paragraph of their own in a brochure."""
_LEADERS = regex.compile(r"\.{4}|(?:\.\ ){3}|_{4}", regex.VERBOSE)


_OPEN = 8
"""Lines back from which an open parenthesis still counts: one that is never closed must not swallow a column."""


def _is_open(lines: Iterable[Sequence[_Word]]) -> bool:
    """Whether a parenthesis is open at the end of a few lines."""
    lines = list(lines)[-_OPEN:]
    text = "".join(word.text for line in lines for word in line)
    return text.count("(") > text.count(")")


def _closes(text: str, following: str) -> bool:
    """Whether what follows closes a parenthesis that was opened before: « …, CISN : / 2) »."""
    return text[-1] in ",:;" and following.count(")") > following.count("(")


def _is_label_list(paragraph: list[list[_Word]], line: list[_Word]) -> bool:
    """Lines that each end in a figure are rows, whatever letter they begin with."""
    return bool(_HAS_DIGIT.search(paragraph[-1][-1].text) and _HAS_DIGIT.search(line[-1].text))


def _lines(words: Sequence[_Word], gap: float | None = None) -> list[list[_Word]]:
    """Words by baseline, from left to right; with a gap in em, lines are parted at wider ones."""
    lines: list[list[_Word]] = []
    for word in sorted(words, key=lambda w: w.baseline):
        if (
            lines
            and word.baseline - lines[-1][0].baseline <= 0.35 * max(word.size, lines[-1][0].size)
            and (word.middle <= lines[-1][0].baseline + 0.2 * word.size)
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    lines = [sorted(line, key=lambda w: w.box.x0) for line in lines]
    if gap is None:
        return lines
    parted: list[list[_Word]] = []
    for line in lines:
        parted.append([line[0]])
        for before, word in itertools.pairwise(line):
            if word.box.x0 - before.box.x1 > gap * max(word.size, before.size) or max(word.size, before.size) > 1.3 * min(word.size, before.size):
                parted.append([])
            parted[-1].append(word)
    return parted


def _bounds(words: Sequence[_Word]) -> Box:
    return Box(min(w.box.x0 for w in words), min(w.top for w in words), max(w.box.x1 for w in words), max(w.bottom for w in words))


def _gaps(intervals: Iterable[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """The empty stretches between intervals that are at least so wide."""
    gaps: list[tuple[float, float]] = []
    edge: float | None = None
    for start, end in sorted(intervals):
        if edge is not None and start - edge >= least:
            gaps.append((edge, start))
        edge = end if edge is None else max(edge, end)
    return gaps


def _without_quotes(blocks: Iterable[_Block]) -> list[_Block]:
    """Blocks in order, those that repeat a sentence of another one last: they are pulled out of it."""
    blocks = list(blocks)
    texts = [_plain(block) for block in blocks]
    for block, text in zip(blocks, texts, strict=True):
        is_pulled = len(text) > 25 and any(
            text in other and len(other) >= len(text) for b, other in zip(blocks, texts, strict=True) if b is not block and b.size < block.size
        )
        if is_pulled:
            block.gap = -1.0
    return blocks


def _plain(block: _Block) -> str:
    return "".join(regex.findall(r"[\p{L}\d]+", " ".join(word.text for word in block.words()).lower()))


# text


def _continues(before: Sequence[_Block], after: Sequence[_Block]) -> bool:
    """Whether a page's last sentence goes on with the next page's first block."""
    if not before or not after:
        return False
    return _is_broken(before[-1], after[0])


def _is_broken(block: _Block, following: _Block) -> bool:
    """Whether a sentence of one block goes on in the block after it."""
    text = " ".join(word.text for word in block.words())
    first = next(following.words())
    if len(following.cells) > 1 or len(block.cells) > 1 or abs(following.size - block.size) > 0.1 * block.size:
        return False
    if text.count("(") > text.count(")") or _closes(text, " ".join(word.text for word in following.words())):
        return True
    return not following.is_item and (text.endswith((",", "-")) or (" " in text and text[-1] not in ".!?:;…" and first.text[0].islower()))


def _compose(blocks: Sequence[_Block], beside: Sequence[_Word], edge: set[int], *, is_continued: bool, continues: bool) -> LaidPage:
    """The text of a page from its blocks in order, and what stands beside them where it parts no sentence."""
    composer = _Composer()
    main = [block for block in blocks if block.gap >= 0]
    pulled = [block for block in blocks if block.gap < 0]
    at = len(main) if not continues else 1 if is_continued else 0
    for number, (before, block) in enumerate(itertools.pairwise([None, *main])):
        assert block is not None
        if number == at:
            _compose_beside(composer, pulled, beside, edge)
            composer.break_lines(3)
        elif before is not None:
            composer.part(before, block)
        composer.block(block)
    if at >= len(main):
        _compose_beside(composer, pulled, beside, edge)
    if not continues:
        composer.break_lines(3)
    composer.page.text = "".join(composer.parts)
    return composer.page


def _compose_beside(composer: "_Composer", pulled: Sequence[_Block], beside: Sequence[_Word], edge: set[int]) -> None:
    for block in pulled:
        composer.break_lines(3)
        start = composer.length
        composer.block(block)
        composer.page.asides.append(Aside(Span(start, composer.length), "pull_quote"))
    for line in _lines([w for w in beside if id(w) in edge]):
        composer.break_lines(3)
        start = composer.length
        composer.line(line)
        composer.page.asides.append(Aside(Span(start, composer.length), "running_head"))
    for word in beside:
        if id(word) not in edge:
            composer.break_lines(3)
            composer.word(word)


class _Composer:
    """Writes words one after the other and keeps their places."""

    def __init__(self) -> None:
        self.page = LaidPage()
        self.parts: list[str] = []
        self.length = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def break_lines(self, count: int) -> None:
        if self.length:
            self.write("\n" * count)

    def part(self, before: _Block, block: _Block) -> None:
        """The blank lines before a block: none between items of a list, two where the page leaves more room."""
        if _is_broken(before, block):
            if not self._close_up(list(before.words())[-1], next(block.words())):
                self.write(" ")
            return
        is_far = block.gap > 2.2 * max(block.size, before.size) or (before.size > 1.25 * block.size * 1.3 and block.gap > 2.2 * before.size)
        self.break_lines(1 if before.is_item and block.is_item and not is_far else 3 if is_far else 2)

    def block(self, block: _Block) -> None:
        if len(block.cells) > 1:
            self.write("| ")
        elif block.cells[0][0][0].is_marked:
            self.write("• ")
        for number, cell in enumerate(block.cells):
            if number:
                self.write(" | ")
            for before, line in itertools.pairwise([None, *cell]):
                assert line is not None
                if before is not None and not self._close_up(before[-1], line[0]):
                    self.write(" ")
                self.line(line)
        if len(block.cells) > 1:
            self.write(" |")

    def _close_up(self, last: _Word, first: _Word) -> bool:
        """Join a word parted at a line's end; its hyphen goes unless the word has one of its own."""
        if not last.text.endswith("-") or last.text == "-" or not first.text[0].isalnum():
            return last.text.endswith("/") or (last.text.endswith("@") or ("@" in first.text and last.text.endswith((".", "_"))))
        head = regex.split(r"[\s'’(«-]", last.text[:-1])[-1]
        keeps = "@" in last.text or "@" in first.text or first.text[0].isupper() or first.text[0].isdecimal()
        keeps |= head.lower() in _KEEPS_HYPHEN or (head[:1].isupper() and bool(regex.match(r"(?:de|du|des|la|le|les|sur|sous|en|et)-", first.text)))
        if not keeps and len(head) > 0:
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1
            placed = self.page.words[-1]
            self.page.words[-1] = PlacedWord(Span(placed.span.start, placed.span.end - 1), placed.box)
        return True

    def line(self, line: Sequence[_Word]) -> None:
        for number, word in enumerate(line):
            if number:
                self.write(" ")
            self.word(word)

    def word(self, word: _Word) -> None:
        span = Span(self.length, self.length + len(word.text))
        self.page.words.append(PlacedWord(span, word.box))
        self.page.places.update((id(glyph), span) for glyph in word.glyphs)
        self.write(word.text)
