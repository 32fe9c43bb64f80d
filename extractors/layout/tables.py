"""Tables: the rows of ruled ones, of those with several columns of figures, and of those that a gutter parts
into labels and figures."""

import itertools
import statistics
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from extractors.layout.words import FIGURE, HAS_DIGIT, Block, Piece, Word, bounds, is_figure, lines
from extractors.source.document import Box

HEADER = 2
"""Lines above the figures of a table that may be its header."""
_LABELS = 4
"""Labels of a table that has words as its values."""
_ROW = 4.5
"""How far a line of a row's label may be from its figure, in em."""
_HEAD_GAPS, _GUTTER = (1.5, 0.7), 0.4
"""How far apart the heads of columns stand at least, widely set or closely; and the columns, in em."""
_FLUSH, _EDGE = 3, 0.3
"""Values of a table that end at one edge, and how far from it they may, in em."""
_SMALLER = 0.92
"""How small a note is beside its label."""
_CLOSE = 1.25
"""How much wider than the narrowest leading that between lines of one label is at most."""
_FAR = 5
"""How far apart the lines of one table may stand, in em."""
_TALLEST, _MOST_WORDS = 80, 4000
"""Lines of the tallest table, and words of a page that is searched for tables with columns of figures."""
HAIR = 2.5
"""How thick a rule is at most, and how far its pieces or ends may be apart, in points."""
_BARS = 3
"""Bars of a row that is drawn with them."""
DATE = regex.compile(r"(?:\d{1,2}[/.])*(?:19|20)\d\d")
_NONE = frozenset({"–", "-", "—", "/", "nc", "n.c.", "s.o.", "so", "ø"})
"""What stands in a cell that has no figure."""


def unruled_rows(
    sides: tuple[Sequence[Piece], Sequence[Piece]], em: float
) -> tuple[list[Word], list[Block]] | None:
    """The rows of a table without rules: its labels' lines by the figures beside them.

    The words of its header's lines come first, for they are text like any other; None where the sides are no
    table.
    """
    first, second = ([p for p in side if isinstance(p, Word)] for side in sides)
    for figures, labels, figure_is_first in ((second, first, False), (first, second, True)):
        column = lines(figures)
        header = list(itertools.takewhile(lambda line: not is_figure(line), column))
        values, names = column[len(header) :], lines(labels)
        if (
            len(values) < 2
            or not names
            or len(header) > HEADER
            or not all(is_figure(line) for line in values)
        ):
            continue
        start = header[-1][0].baseline + 0.35 * em if header else float("-inf")
        above = [line for line in names if line[0].baseline < start]
        named = _named(values, names[len(above) :], em) if len(above) < len(names) else None
        if named is None:
            continue
        title = [w for line in [*header, *above, *named.title] for w in line]
        rows = [_row(label, value, figure_is_first=figure_is_first, em=em) for label, value in named.rows]
        return title, rows
    return None


def _row(label: list[list[Word]], value: list[Word] | None, *, figure_is_first: bool, em: float) -> Block:
    """A row of a table; a line without a figure is a title in it, small print below the label follows the
    figure."""
    if value is None:
        words = [w for line in label for w in line]
        return Block([label], bounds(words), statistics.median(w.size for w in words))
    notes = [line for line in label if _is_note(line, label[0])]
    names = [line for line in label if not _is_note(line, label[0])]
    cells = [[value], label] if figure_is_first else [names, [value, *notes]]
    return Block(cells, bounds([*value, *(w for line in label for w in line)]), em, is_item=True)


def labelled_rows(
    sides: tuple[Sequence[Piece], Sequence[Piece]], em: float
) -> tuple[list[Word], list[Block]] | None:
    """The rows of a table without rules whose values may be words: each label has a line right of it, on its
    baseline.

    The words above the first row come first. What runs on below a value or a label is a part of it; None
    where the sides are
    no table.
    """
    if any(isinstance(p, Block) for side in sides for p in side):
        return None
    names, values = (lines([p for p in side if isinstance(p, Word)]) for side in sides)
    if not names or not values or len(names) > _TALLEST:
        return None
    baselines = [line[0].baseline for line in values]
    rows: list[tuple[list[list[Word]], int]] = []
    title: list[Word] = []
    for line in names:
        at = min(range(len(values)), key=lambda n: abs(baselines[n] - line[0].baseline))
        if abs(baselines[at] - line[0].baseline) <= 0.2 * em and (not rows or rows[-1][1] < at):
            rows.append(([line], at))
        elif rows:
            rows[-1][0].append(line)
        else:
            title += line
    if (
        len(rows) < max(_LABELS, 0.7 * len(names))
        or rows[0][1] != 0
        or not _are_labels([label[0] for label, _ in rows], values)
    ):
        return None
    firsts = [values[at] for _, at in rows]
    opening = sum(line[0].text[0].isdecimal() for line in firsts)
    is_numbered = any(HAS_DIGIT.search(w.text) for label, _ in rows for line in label for w in line)
    if 2 * sum(any(HAS_DIGIT.search(w.text) for w in line) for line in firsts) < len(rows) or (
        is_numbered and opening < 0.7 * len(rows)
    ):
        return None
    ends = [at for _, at in rows[1:]]
    blocks = []
    for (label, start), end in zip(rows, [*ends, len(values)], strict=True):
        words = [w for line in [*label, *values[start:end]] for w in line]
        blocks.append(Block([label, values[start:end]], bounds(words), em, is_item=True))
    return title, blocks


def flush_rows(sides: tuple[Sequence[Piece], Sequence[Piece]], em: float) -> list[Piece] | None:
    """The rows of a table whose values, figures or words, end at one edge, each on the baseline of its label.

    What stands around them is kept: titles, text below. None where the sides are no such table, or where the
    figures show the rows well enough: no value is in words and no label has a note in small print.
    """
    if any(isinstance(p, Block) for side in sides for p in side):
        return None
    names, values = (lines([p for p in side if isinstance(p, Word)]) for side in sides)
    values = [*itertools.dropwhile(lambda line: not is_figure(line), values)]
    right = max((line[-1].box.x1 for line in values), default=0.0)
    figures = sum(is_figure(line) for line in values)
    if len(values) < _FLUSH or 3 * figures < 2 * len(values):
        return None
    if any(right - line[-1].box.x1 > _EDGE * em or len(line) > HEADER + 2 for line in values):
        return None
    beside = [
        [n for n, name in enumerate(names) if abs(name[0].baseline - line[0].baseline) <= 0.2 * em]
        for line in values
    ]
    anchors = [found[0] for found in beside if found and names[found[0]][0].text[0].isalpha()]
    if len(set(anchors)) < len(values):
        return None
    row_step = min(_leading(names, at) for at in anchors[1:])
    blocks: list[Block] = []
    is_noted = figures < len(values)
    for at, value in zip(anchors, values, strict=True):
        end = at + 1
        while end < len(names) and end not in anchors and _goes_on(names, at, end, row_step):
            end += 1
        is_noted |= any(_is_note(line, names[at]) for line in names[at:end])
        blocks.append(_row(names[at:end], value, figure_is_first=False, em=em))
    taken = {id(word) for block in blocks for word in block.words()}
    rest = [p for side in sides for p in side if id(p) not in taken]
    return [*rest, *blocks] if is_noted else None


def _goes_on(names: Sequence[list[Word]], at: int, end: int, row_step: float) -> bool:
    """Whether a line is a part of the label that begins on another one: closer than rows are, or near and in
    small print or small letters."""
    line, step = names[end], _leading(names, end)
    is_near = step < 1.6 * line[0].size and (_is_note(line, names[at]) or line[0].text[0].islower())
    return is_near or (step < 0.95 * row_step and line[0].size <= 1.05 * names[at][0].size)


def _is_note(line: Sequence[Word], label: Sequence[Word]) -> bool:
    return line[0].size < _SMALLER * label[0].size


def _are_labels(names: Sequence[list[Word]], values: Sequence[list[Word]]) -> bool:
    """Whether lines begin with letters, and take less room than the column of values leaves them."""
    width = max(w.box.x1 for line in values for w in line) - min(line[0].box.x0 for line in names)
    return (
        all(line[0].text[0].isalpha() for line in names)
        and bounds([w for line in names for w in line]).width < 0.75 * width
    )


@dataclass
class _Named:
    """The rows of a table: label and figure, or a title between; `title` has the lines above the first."""

    rows: list[tuple[list[list[Word]], list[Word] | None]]
    title: list[list[Word]] = field(default_factory=list)


def _named(values: list[list[Word]], names: list[list[Word]], em: float) -> _Named | None:
    """The lines of each figure's label; None where they are no rows.

    Rows show by their wider leading; else by the line on the figure's own baseline, the first of its label or
    the last, with what stands close to it; else by the figure that is nearest.
    """
    distances = [[abs(line[0].baseline - value[0].baseline) for value in values] for line in names]
    if max(map(min, distances), default=0.0) > _ROW * em:
        return None
    aligned = [min(range(len(names)), key=lambda n: distances[n][v]) for v in range(len(values))]
    groups = _groups(names)
    if len(groups) == len(values):
        return _Named(list(zip(groups, values, strict=True)))
    if all(distances[n][v] <= 0.2 * em for v, n in enumerate(aligned)) and len({*aligned}) == len(values):
        return _aligned(values, names, aligned)
    labels: list[list[list[Word]]] = [[] for _ in values]
    for line, away in zip(names, distances, strict=True):
        labels[away.index(min(away))].append(line)
    return _Named(list(zip(labels, values, strict=True))) if all(labels) else None


def _aligned(values: list[list[Word]], names: list[list[Word]], aligned: Sequence[int]) -> _Named:
    """Rows whose figures stand on a line of their label: lines close by, of like type, are the rest of it."""
    steps = [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(names)]
    close = [
        step <= _CLOSE * min(steps) and abs(a[0].size - b[0].size) < 0.15 * max(a[0].size, b[0].size)
        for step, (a, b) in zip(steps, itertools.pairwise(names), strict=True)
    ]
    is_top = aligned[0] == 0 or not close[aligned[0] - 1]
    figures = dict(zip(aligned, values, strict=True))
    rows: list[tuple[list[list[Word]], list[Word] | None]] = []
    for number, line in enumerate(names):
        joins = (
            bool(rows) and close[number - 1] and (number not in figures if is_top else rows[-1][1] is None)
        )
        if joins:
            label, value = rows.pop()
            rows.append(([*label, line], value if is_top else figures.get(number)))
        else:
            rows.append(([line], figures.get(number)))
    first = next(at for at, (_, value) in enumerate(rows) if value is not None)
    return _Named(rows[first:], [line for label, _ in rows[:first] for line in label])


def _groups(names: Sequence[list[Word]]) -> list[list[list[Word]]]:
    """Lines by row: a new row begins where the leading is wider than inside the rows."""
    leadings = [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(names)]
    groups = [[names[0]]] if names else []
    for leading, line in zip(leadings, names[1:], strict=True):
        if leading > 1.25 * min(leadings):
            groups.append([])
        groups[-1].append(line)
    return groups


# tables with several columns of figures


@dataclass
class _Gutter:
    """The empty stretches between two columns, as long as words leave some."""

    free: list[tuple[float, float]]

    def without(self, word: Word, least: float) -> "_Gutter":
        left = [(a, min(b, word.box.x0)) for a, b in self.free] + [
            (max(a, word.box.x1), b) for a, b in self.free
        ]
        return _Gutter(sorted({(a, b) for a, b in left if b - a >= least}))


def set_matrices(pieces: list[Piece], drawings: Sequence[Box], em: float) -> list[Piece]:
    """The rows of tables with two or more columns of figures as blocks; a cell without words keeps its
    place."""
    words = [p for p in pieces if isinstance(p, Word)]
    if len(words) > _MOST_WORDS:
        return pieces
    rows = lines(words)
    rules = [b for b in drawings if b.height < 2.5 and b.width > 8 * em]
    taken: set[int] = set()
    blocks: list[Block] = []
    for number, line in enumerate(rows):
        if not taken.isdisjoint(map(id, line)):
            continue
        below = rows[number : number + _TALLEST]
        tried = (_matrix(below, rules, em, gap * em) for gap in _HEAD_GAPS)
        for block in next(filter(None, tried), []):
            taken.update(map(id, block.words()))
            blocks.append(block)
    return [p for p in pieces if id(p) not in taken] + list(blocks)


def set_barred_rows(pieces: list[Piece], em: float) -> list[Piece]:
    """The rows that are drawn with the letter `|` as blocks, each with its bars."""
    blocks: list[Block] = []
    for line in (
        lines([p for p in pieces if isinstance(p, Word)])
        if any(isinstance(p, Word) and "|" in p.text for p in pieces)
        else ()
    ):
        barred = [n for n, word in enumerate(line) if "|" in word.text]
        if sum(word.text.count("|") for word in line) >= _BARS:
            inside = (
                line[barred[0] : barred[-1] + 1] if line[barred[0]].text[0] == "|" else line[: barred[-1] + 1]
            )
            blocks.append(Block([[inside]], bounds(inside), em, is_item=True))
    taken = {id(word) for block in blocks for word in block.words()}
    return [p for p in pieces if id(p) not in taken] + list(blocks)


def _matrix(rows: Sequence[list[Word]], rules: Sequence[Box], em: float, apart: float) -> list[Block]:
    """The rows of a table whose heads, so far apart, are the first of some lines; none where they are no
    table with columns of figures."""
    heads = _heads(rows[0], apart)
    if len(heads) < 2:
        return []
    below, edges = _columns(heads, rows, em)
    columns = len(edges) + 1
    grid = [parted_at(line, edges) for line in below]
    anchors = [n for n, cells in enumerate(grid) if n and is_anchor(cells)]
    full = [n for n in anchors if sum(is_value(cell) for cell in grid[n][1:] if cell) > 1]
    if columns < 3 or len(full) < 2 or any(is_figure(grid[n][0]) for n in full if grid[n][0]):
        return []
    starts = [0, *(_row_start(below, a, b, rules) for a, b in itertools.pairwise([0, *anchors]))]
    end = next((n for n in range(anchors[-1] + 1, len(below)) if _leading(below, n) > 1.6 * em), len(below))
    blocks = []
    starts += [n for n in anchors if _is_titled(grid, below, n, anchors)]
    for start, stop in itertools.pairwise([*sorted(set(starts)), end]):
        inside = [word for line in below[start:stop] for word in line]
        cells = [lines(cell) for cell in parted_at(inside, edges)]
        blocks.append(Block(cells, bounds(inside), em, is_item=True))
    return blocks


def _heads(line: list[Word], apart: float) -> list[Box]:
    """The places of the heads of columns on a line; none where it has a figure that is no date."""
    parts = [[line[0]]]
    for before, word in itertools.pairwise(line):
        are_dates = DATE.fullmatch(before.text) and DATE.fullmatch(word.text)
        if word.box.x0 - before.box.x1 > apart or are_dates:
            parts.append([])
        parts[-1].append(word)
    if any(
        HAS_DIGIT.search(word.text) and not DATE.fullmatch(word.text) for part in parts for word in part[-1:]
    ):
        return []
    return [bounds(part) for part in parts]


def _columns(
    heads: Sequence[Box], rows: Sequence[list[Word]], em: float
) -> tuple[list[list[Word]], list[float]]:
    """The lines from the heads down that keep out of the gutters, and where the columns part.

    A first column without a head, that of the labels, is one too.
    """
    middles = [(head.x0 + head.x1) / 2 for head in heads]
    first = min(word.box.x0 for line in rows for word in line)
    bands = [(first, middles[0]), *itertools.pairwise(middles)]
    gutters = [_Gutter([band]) for band in bands]
    kept: list[list[Word]] = []
    widest = 0.0
    for line in rows:
        leading = line[0].baseline - kept[-1][0].baseline if kept else 0.0
        if leading > _FAR * em or (
            len(kept) > 2 and leading > 1.3 * widest and line[-1].box.x1 < heads[0].x0
        ):
            break  # what stands further away is another table's, or a heading
        widest = max(widest, leading)
        grown = gutters
        for word in line:
            grown = [
                g.without(word, _GUTTER * em) if word.box.x1 > a and word.box.x0 < b else g
                for g, (a, b) in zip(grown, bands, strict=True)
            ]
        if not all(g.free for g in grown[1:]):
            break
        gutters = grown
        kept.append(line)
    edges = [(a + b) / 2 for g in gutters[1:] for a, b in [max(g.free, key=lambda run: run[1] - run[0])]]
    labels = [
        (a + b) / 2 for a, b in gutters[0].free if any(word.box.x1 <= a for line in kept for word in line)
    ]
    return kept, [*labels[-1:], *edges]


def parted_at(words: Iterable[Word], edges: Sequence[float]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        cells[bisect_right(edges, (word.box.x0 + word.box.x1) / 2)].append(word)
    return cells


def is_anchor(cells: Sequence[list[Word]]) -> bool:
    """Whether a row of figures starts on a line: a figure, or what says that there is none, in each cell that
    has words."""
    said = [cell for cell in cells[1:] if cell]
    if cells[0] and said and all(len(cell) == 1 and DATE.fullmatch(cell[0].text) for cell in said):
        return True
    if not all(is_value(cell) for cell in said) or not any(
        HAS_DIGIT.search(word.text) for cell in said for word in cell
    ):
        return False
    return bool(cells[0]) or len(said) > 1


def _is_titled(
    grid: Sequence[Sequence[list[Word]]], rows: Sequence[list[Word]], anchor: int, anchors: Sequence[int]
) -> bool:
    """Whether the line above a row of figures is a title within the table, and not the label's first line."""
    label, above = grid[anchor][0], grid[anchor - 1]
    if anchor - 1 in anchors or any(above[1:]) or not label or not label[0].text[0].isupper():
        return False
    steps = [_leading(rows, n) for n in anchors if n - 1 in anchors]
    return bool(steps) and _leading(rows, anchor) > 0.9 * min(steps)


def is_value(cell: Sequence[Word]) -> bool:
    """Whether a cell has figures alone, or what says that there is none: « 412 », « 1,0 / 1 », « – »."""
    text = "".join(word.text for word in cell)
    parts = [part for word in cell for part in word.text.split("/") if part]
    is_number = bool(parts) and all(FIGURE.fullmatch(part) for part in parts) and not DATE.fullmatch(text)
    return text.lower() in _NONE or (is_number and bool(HAS_DIGIT.search(text)) and text[-1] not in ".,-/")


def _row_start(rows: Sequence[list[Word]], before: int, anchor: int, rules: Sequence[Box]) -> int:
    """The first line of the row with a figure: below a rule, else below the widest gap after the row
    before."""
    span = range(before + 1, anchor + 1)
    for n in span:
        above, below = rows[n - 1][0].baseline, rows[n][0].baseline
        if any(above - 0.2 * rows[n][0].size <= rule.top <= below - 0.5 * rows[n][0].size for rule in rules):
            return n
    return max(span, key=lambda n: (round(_leading(rows, n)), n))


def _leading(rows: Sequence[list[Word]], number: int) -> float:
    return rows[number][0].baseline - rows[number - 1][0].baseline
