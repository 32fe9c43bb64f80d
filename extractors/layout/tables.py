"""Tables: the rows of ruled ones, and the rows of those without rules that a gutter parts into labels and figures."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from extractors.layout.words import Block, Piece, Word, bounds, gaps, is_figure, lines
from extractors.source.document import Box

HEADER = 2
"""Lines above the figures of a table that may be its header."""
_ROW = 4.5
"""How far a line of a row's label may be from its figure, in em."""


def set_tables(pieces: list[Piece], drawings: Sequence[Box], em: float) -> list[Piece]:
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
            inside = [p for p in pieces if isinstance(p, Word) and x0 - 2 <= p.box.x0 and p.box.x1 <= x1 + 2 and top <= p.middle <= bottom]
            cells = _cells(inside, uprights, em)
            if len(cells) > 1:
                taken = {id(word) for word in inside}
                pieces = [p for p in pieces if id(p) not in taken]
                pieces.append(Block([lines(cell) for cell in cells], Box(x0, top, x1, bottom), em, is_item=True))
    return pieces


def _cells(words: Sequence[Word], uprights: Sequence[int], em: float) -> list[list[Word]]:
    if len(uprights) > 2:
        columns: dict[int, list[Word]] = {}
        for word in words:
            columns.setdefault(bisect_right(uprights, word.box.x0 + 0.5 * em), []).append(word)
        return [columns[number] for number in sorted(columns)]
    gutters = gaps([(w.box.x0, w.box.x1) for w in words], 0.9 * em)
    return _parted(words, [(a + b) / 2 for a, b in gutters])


def _parted(words: Iterable[Word], at: Sequence[float]) -> list[list[Word]]:
    columns: dict[int, list[Word]] = {}
    for word in words:
        columns.setdefault(bisect_right(sorted(at), word.box.x0 + 0.1), []).append(word)
    return [columns[number] for number in sorted(columns)]


def unruled_rows(sides: tuple[Sequence[Piece], Sequence[Piece]], em: float) -> tuple[list[Word], list[Block]] | None:
    """The rows of a table without rules: its labels' lines by the figures beside them.

    The words of its header's lines come first, for they are text like any other; None where the sides are no table.
    """
    first, second = ([p for p in side if isinstance(p, Word)] for side in sides)
    for figures, labels, figure_is_first in ((second, first, False), (first, second, True)):
        column = lines(figures)
        header = list(itertools.takewhile(lambda line: not is_figure(line), column))
        values, names = column[len(header) :], lines(labels)
        if len(values) < 2 or not names or len(header) > HEADER or not all(is_figure(line) for line in values):
            continue
        start = header[-1][0].baseline + 0.35 * em if header else float("-inf")
        above = [line for line in names if line[0].baseline < start]
        named = _named(values, names[len(above) :], em) if len(above) < len(names) else None
        if named is None:
            continue
        title = [w for line in [*header, *above] for w in line]
        rows = []
        for value, label in zip(values, named, strict=True):
            cells = [[value], label] if figure_is_first else [label, [value]]
            rows.append(Block(cells, bounds([*value, *(w for line in label for w in line)]), em, is_item=True))
        return title, rows
    return None


def _named(values: list[list[Word]], names: list[list[Word]], em: float) -> list[list[list[Word]]] | None:
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
    named: list[list[list[Word]]] = [[] for _ in values]
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


def _groups(names: Sequence[list[Word]]) -> list[list[list[Word]]]:
    """Lines by row: a new row begins where the leading is wider than inside the rows."""
    leadings = [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(names)]
    groups = [[names[0]]] if names else []
    for leading, line in zip(leadings, names[1:], strict=True):
        if leading > 1.25 * min(leadings):
            groups.append([])
        groups[-1].append(line)
    return groups
