"""Cards: a big figure with its label, in a frame or on the side where labels are nearest."""

import statistics
from collections.abc import Iterable, Iterator, Sequence

from extractors.layout.words import FIGURE, HAS_DIGIT, Block, Piece, Word, bounds, is_figure, lines
from extractors.source.document import Box


def set_cards(pieces: list[Piece], drawings: Sequence[Box], em: float) -> list[Piece]:
    """Each big figure with its label as one block: inside its own frame, or else on the side where labels are
    nearest."""
    words = [p for p in pieces if isinstance(p, Word)]
    figures = [
        line
        for line in lines(words, 1.0)
        if is_figure(line) and min(w.size for w in line if HAS_DIGIT.search(w.text)) >= 1.35 * em
    ]
    if not figures:
        return pieces
    figures = _qualified(
        figures, [line for line in lines(words, 1.0) if _is_qualifier(line) and line[0].size >= 1.35 * em]
    )
    big = {id(word) for line in figures for word in line}
    labels = [word for word in words if id(word) not in big and word.size < 1.3 * em]
    frames = [
        b for b in drawings if 4 * em < b.width and 2.5 * em < b.height and len(_inside(labels, b)) <= 45
    ]
    framed = [
        (line, min((f for f in frames if _holds(f, line)), key=lambda f: f.width * f.height, default=None))
        for line in figures
    ]
    blocks: list[Block] = []
    if all(
        frame is not None and _inside(labels, frame) and sum(_holds(frame, other) for other in figures) == 1
        for _, frame in framed
    ):
        blocks = [_card(line, _inside(labels, frame)) for line, frame in framed if frame is not None]
    else:
        rules = [b for b in drawings if b.height < 2.5 and b.width > 3 * em]
        blocks = _nearest_labels(figures, labels, rules, em)
    taken = {id(word) for block in blocks for word in block.words()}
    return [p for p in pieces if id(p) not in taken] + list(blocks)


def _is_qualifier(line: Sequence[Word]) -> bool:
    return all(FIGURE.fullmatch(w.text) and w.text[0].isalpha() for w in line)


def _qualified(figures: list[list[Word]], qualifiers: list[list[Word]]) -> list[list[Word]]:
    """Figures with the qualifier that stands on a line of its own right above them: « Plus de / 3 200 »."""
    for qualifier in qualifiers:
        above = bounds(qualifier)
        for figure in figures:
            box = bounds(figure)
            if (
                0 <= figure[0].baseline - qualifier[0].baseline <= 1.8 * figure[0].size
                and above.x0 < box.x1
                and above.x1 > box.x0
            ):
                figure[:0] = qualifier
                break
    return figures


def _inside(words: Iterable[Word], frame: Box) -> list[Word]:
    return [w for w in words if frame.contains_point((w.box.x0 + w.box.x1) / 2, w.middle)]


def _holds(frame: Box, line: Sequence[Word]) -> bool:
    return len(_inside(line, frame)) == len(line)


def _card(figure: list[Word], label: list[Word]) -> Block:
    box = bounds([*figure, *label])
    names, below = (
        lines([w for w in label if (w.baseline > figure[0].baseline) == is_below])
        for is_below in (False, True)
    )
    is_small = all(w.size < 0.92 * names[0][0].size for line in below for w in line) if names else False
    if is_small and len(below) > 1 and all(map(_is_entry, below)):
        return Block([names, [figure, *below]], box, names[0][0].size, is_item=True)
    above = [
        w
        for w in label
        if w.size > 0
        and w.baseline < figure[0].baseline - figure[0].size
        and FIGURE.fullmatch(w.text)
        and not HAS_DIGIT.search(w.text)
    ]
    is_above = bool(above) and len(above) == len(
        [w for w in label if w.baseline < figure[0].baseline - figure[0].size * 0.9]
    )
    rest = [w for w in label if not (is_above and w in above)]
    first = [*(above if is_above else []), *figure]
    return Block(
        [[first, *lines(rest)]],
        box,
        statistics.median(w.size for w in label) if label else figure[0].size,
        is_item=True,
    )


def _is_entry(line: Sequence[Word]) -> bool:
    """Whether a line is one of a list of figures: « Habitat du Nord   7 »."""
    return any(w.text.isalpha() for w in line) and bool(HAS_DIGIT.search(line[-1].text))


def _nearest_labels(
    figures: list[list[Word]], labels: list[Word], rules: Sequence[Box], em: float
) -> list[Block]:
    """Pair figures with the lines right below, right of or above them, whichever side fits all of them
    best."""
    best: tuple[float, list[Block]] | None = None
    for side in ("below", "right", "above"):
        blocks, distances = [], []
        taken: set[int] = set()
        for figure in figures:
            label, distance = _label(
                figure, [w for w in labels if id(w) not in taken], figures, rules, side, em
            )
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
    figure: list[Word],
    labels: list[Word],
    figures: list[list[Word]],
    rules: Sequence[Box],
    side: str,
    em: float,
) -> tuple[list[Word], float]:
    """The lines on one side of a figure that go on without a gap, and how far away the first one is."""
    box = bounds(figure)
    others = [bounds(other) for other in figures if other is not figure]
    if side == "right":
        limit = min(
            (o.top for o in others if o.top > box.bottom - em and o.x0 < box.x1 + 20 * em),
            default=box.bottom + 2 * em,
        )
        right = min(
            (o.x0 for o in others if o.x0 > box.x1 and o.top < box.bottom and o.bottom > box.top),
            default=float("inf"),
        )
        near = [
            w
            for w in labels
            if box.x1 - 0.1 * em <= w.box.x0 < right
            and box.top - 0.6 * em <= w.middle <= min(box.bottom + 0.9 * em, limit)
        ]
        found = [line for line in lines(near) if line]
        if not found:
            return [], 0.0
        start = min(line[0].box.x0 for line in found)
        if start - box.x1 > 4 * em:
            return [], 0.0
        kept = [list(_unbroken(line, 2.5 * em)) for line in found if abs(line[0].box.x0 - start) < 2 * em]
        return [w for line in kept for w in line], max(0.0, start - box.x1)
    across = [rule for rule in rules if rule.x0 < box.x1 and rule.x1 > box.x0]
    if side == "below":
        edges = [rule.top for rule in across if rule.top > box.bottom - 0.5 * em]
        stop = min(
            [
                *edges,
                *(
                    o.top
                    for o in others
                    if o.top >= box.bottom - 1 and o.x0 < box.x1 + em and o.x1 > box.x0 - em
                ),
            ],
            default=float("inf"),
        )
        near = [w for w in labels if box.bottom - 0.5 * em < w.middle < stop]
    else:
        edges = [rule.bottom for rule in across if rule.bottom < box.top + 0.5 * em]
        stop = max(
            [
                *edges,
                *(
                    o.bottom
                    for o in others
                    if o.bottom <= box.top + 1 and o.x0 < box.x1 + em and o.x1 > box.x0 - em
                ),
            ],
            default=float("-inf"),
        )
        near = [w for w in labels if stop < w.middle < box.top + 0.5 * em]
    found = [line for line in lines(near, 0.8) if _is_under(box, bounds(line), em)]
    if side == "above":
        found.reverse()
    label: list[Word] = []
    edge = box.bottom if side == "below" else box.top
    first = None
    for line in found:
        around = bounds(line)
        gap = around.top - edge if side == "below" else edge - around.bottom
        if gap > (8 if first is None and edges else 3.2 if first is None else 0.75) * em:
            break
        first = max(gap, 0.0) if first is None else first
        label += line
        edge = around.bottom if side == "below" else around.top
    return label, first or 0.0


def _is_under(figure: Box, line: Box, em: float) -> bool:
    """Whether a line shares a column with a figure: its left edge, its middle, or a part of its width."""
    is_centred = abs((line.x0 + line.x1) / 2 - (figure.x0 + figure.x1) / 2) <= 1.5 * em
    return abs(line.x0 - figure.x0) <= 0.5 * em or is_centred or (line.x0 < figure.x1 and line.x1 > figure.x0)


def _unbroken(line: Sequence[Word], gap: float) -> Iterator[Word]:
    """The words of a line up to its first wide gap."""
    edge = None
    for word in line:
        if edge is not None and word.box.x0 - edge > gap:
            return
        yield word
        edge = word.box.x1
