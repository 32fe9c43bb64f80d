"""Ruled tables: bands between level rules, with the cells that rules, heads or gaps part."""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractors.layout.tables import DATE, HAIR, is_anchor, is_value, parted_at
from extractors.layout.words import HAS_DIGIT, Block, Piece, Word, bounds, gaps, lines
from extractors.source.document import Box

_ROOM = 0.4
"""How far apart the columns of a table stand at least, in em."""
_WIDE = 0.9
"""How far apart columns stand that no other row shows, in em."""
_HEAD = 5
"""How far above the first rule a line of heads may be, in em."""
_LARGER = 1.15
"""How much larger than the rows a heading between two tables is."""
_TALLEST = 14
"""How tall a row of a table may be, in em."""


class Frame(NamedTuple):
    """The level rules of one width, from the top down."""

    x0: float
    x1: float
    tops: list[float]


def set_headed(pieces: list[Piece], frames: Sequence[Frame], em: float) -> list[Piece]:
    """The rows of ruled tables with heads above two or more columns as blocks; a cell without words keeps its
    place."""
    taken: set[int] = set()
    blocks: list[Block] = []
    for x0, x1, tops in frames:
        at = 0
        while at + 2 < len(tops):
            above = max(tops[at] - _HEAD * em, tops[at - 1] if at else 0.0)
            head = _head(lines(_inside(pieces, x0, x1, (above, tops[at]))), em)
            rows = _headed(head, _rows(pieces, x0, x1, tops[at:], em), em) if head else []
            if taken.isdisjoint(id(word) for row in rows for word in row.words()):
                taken.update(id(word) for row in rows for word in row.words())
                blocks += rows
            at += max(1, len(rows) - 1)
    return [p for p in pieces if id(p) not in taken] + list(blocks)


def _head(above: Sequence[list[Word]], em: float) -> list[Word]:
    """The heads on the last of the lines above a rule, and on those close above it that leave room between
    columns."""
    head = above[-1] if above else []
    for line, below in itertools.pairwise(reversed(above)):
        grown = [*below, *head]
        if (
            line[0].baseline - below[0].baseline > 1.5 * line[0].size
            or _size(below) > _LARGER * _size(head)
            or len(_gutters([grown], _ROOM * em)) < max(1, len(_gutters([head], _WIDE * em)))
        ):
            break
        head = grown
    return head


def _size(words: Iterable[Word]) -> float:
    return max(word.size for word in words)


def _rows(
    pieces: Sequence[Piece], x0: float, x1: float, tops: Sequence[float], em: float
) -> Iterator[list[Word]]:
    """The words between one rule and the next, as long as these follow each other closely."""
    for top, bottom in itertools.pairwise(tops):
        inside = _inside(pieces, x0, x1, (top, bottom))
        if not inside or not 0.9 * em < bottom - top < _TALLEST * em:
            return
        yield inside


def _headed(head: list[Word], rows: Iterable[list[Word]], em: float) -> list[Block]:
    """The row of heads and those below it; none where they are no columns, or a rule parts several rows."""
    least = max(2, len(_gutters([head], _WIDE * em)))
    kept, edges = [head], _gutters([head], _ROOM * em)
    titles: set[int] = set()
    for row in rows:
        grown = _gutters([*(line for n, line in enumerate(kept) if n not in titles), row], _ROOM * em)
        is_title = len(lines(row)) == 1 and not _gutters([row], _WIDE * em)
        if len(grown) < least and edges and is_title and row[0].box.x0 < edges[0]:
            titles.add(len(kept))
        elif (
            len(grown) < least
            or _size(row) > _LARGER * _size(kept[min(1, len(kept) - 1)])
            or (len(kept) > 1 and _are_heads(parted_at(row, grown)))
        ):
            break
        else:
            edges = grown
        kept.append(row)
    while titles and max(titles) == len(kept) - 1:
        titles.remove(len(kept) - 1)
        kept.pop()
    named = parted_at(head, edges)
    edges = [edge for edge, cell in zip(edges, named[1:], strict=True) if cell]
    grid = [
        [row, *([[]] * len(edges))] if n in titles else parted_at(row, edges) for n, row in enumerate(kept)
    ]
    figured = [
        cells for cells in grid[1:] if any(HAS_DIGIT.search(w.text) for cell in cells[1:] for w in cell)
    ]
    if (
        len(edges) < 2
        or len(kept) < 3
        or 2 * len(figured) < len(kept) - 1
        or any(map(is_value, filter(None, grid[0])))
        or any(_is_several(row, edges) for row in kept[1:])
    ):
        return []
    return [
        Block([lines(cell) for cell in cells], bounds(row), em, is_item=True)
        for row, cells in zip(kept, grid, strict=True)
    ]


def _gutters(rows: Iterable[Sequence[Word]], least: float) -> list[float]:
    """The middles of the stretches that all rows leave empty."""
    return [(a + b) / 2 for a, b in gaps([(w.box.x0, w.box.x1) for row in rows for w in row], least)]


def _are_heads(cells: Sequence[Sequence[Word]]) -> bool:
    """Whether a row has words in each column, and no figure but dates."""
    return all(cells[1:]) and not any(
        HAS_DIGIT.search(w.text) and not DATE.fullmatch(w.text) for cell in cells for w in cell
    )


def _is_several(row: Sequence[Word], edges: Sequence[float]) -> bool:
    """Whether two lines between two rules are a label with its figures each."""
    grid = [parted_at(line, edges) for line in lines(row)]
    return sum(bool(cells[0]) and is_anchor(cells) for cells in grid) > 1


def set_tables(
    pieces: list[Piece], frames: Iterable[Frame], drawings: Sequence[Box], em: float
) -> list[Piece]:
    """The rows of ruled tables as blocks: bands between rules of one width, with the cells that rules or gaps
    part."""
    uprights = [b for b in drawings if b.width < HAIR and b.height > em]
    for x0, x1, tops in frames:
        bands = [(a, b) for a, b in itertools.pairwise(tops) if em < b - a < _TALLEST * em]
        if len(bands) < 2:
            continue
        for table in _adjoining(bands):
            rows = [_inside(pieces, x0, x1, band) for band in table]
            edges = _shared_gutters(rows, em)
            for (top, bottom), inside in zip(table, rows, strict=True):
                middle = (top + bottom) / 2
                across = {
                    round(b.x0) for b in uprights if x0 - 2 <= b.x0 <= x1 + 2 and b.top <= middle <= b.bottom
                }
                cells = (
                    _parted(inside, edges)
                    if edges and len(across) < 3
                    else _cells(inside, sorted(across), em)
                )
                if len(cells) > 1:
                    taken = {id(word) for word in inside}
                    pieces = [p for p in pieces if id(p) not in taken]
                    pieces.append(
                        Block([lines(cell) for cell in cells], Box(x0, top, x1, bottom), em, is_item=True)
                    )
    return pieces


def _adjoining(bands: Iterable[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Bands by table: those of one follow each other without a space between."""
    tables: list[list[tuple[float, float]]] = []
    for band in bands:
        if tables and tables[-1][-1][1] == band[0]:
            tables[-1].append(band)
        else:
            tables.append([band])
    return tables


def _inside(pieces: Iterable[Piece], x0: float, x1: float, band: tuple[float, float]) -> list[Word]:
    return [
        p
        for p in pieces
        if isinstance(p, Word)
        and x0 - 2 <= p.box.x0
        and p.box.x1 <= x1 + 2
        and band[0] <= p.middle <= band[1]
    ]


def _shared_gutters(rows: Sequence[Sequence[Word]], em: float) -> list[float]:
    """Where the columns of a table part whose rows all leave the same room, however little; none for fewer
    than three rows."""
    full = [row for row in rows if row]
    if len(full) < 3:
        return []
    return _gutters(full, _ROOM * em)


def ruled_frames(drawings: Iterable[Box], em: float) -> list[Frame]:
    """Level rules by width; pieces that a program draws cell by cell are one."""
    level = sorted((round(b.top), b.x0, b.x1) for b in drawings if b.height < HAIR and b.width > em)
    frames: list[Frame] = []
    for top, pieces in itertools.groupby(level, key=lambda rule: rule[0]):
        joined: list[list[float]] = []
        for _, left, right in pieces:
            if joined and left <= joined[-1][1] + HAIR:
                joined[-1][1] = max(joined[-1][1], right)
            else:
                joined.append([left, right])
        for left, right in (one for one in joined if one[1] - one[0] > 8 * em):
            same = (f for f in frames if abs(f.x0 - left) < HAIR and abs(f.x1 - right) < HAIR)
            frame = next(same, None)
            if frame is None:
                frames.append(Frame(left, right, [float(top)]))
            else:
                frame.tops.append(float(top))
    return frames


def _cells(words: Sequence[Word], uprights: Sequence[int], em: float) -> list[list[Word]]:
    if len(uprights) > 2:
        columns: dict[int, list[Word]] = {}
        for word in words:
            columns.setdefault(bisect_right(uprights, word.box.x0 + 0.5 * em), []).append(word)
        return [columns[number] for number in sorted(columns)]
    return _parted(words, _gutters([words], _WIDE * em))


def _parted(words: Iterable[Word], at: Sequence[float]) -> list[list[Word]]:
    columns: dict[int, list[Word]] = {}
    for word in words:
        columns.setdefault(bisect_right(sorted(at), word.box.x0 + 0.1), []).append(word)
    return [columns[number] for number in sorted(columns)]
