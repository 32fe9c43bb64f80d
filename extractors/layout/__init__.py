"""From the glyphs of pages to one text in the order in which a person reads it.

Words are glyphs on one baseline without a gap. What belongs together whatever lies around it is set as one
block first: the
rows of a ruled table, a card with a big figure and its label. The rest is cut recursively along the widest
empty strips (XY-cut: Nagy
and Seth 1984; gutters before gaps, as in Ha, Haralick and Phillips 1995), and lines are joined where a word
would not have fitted.

All coordinates are points from the page's top left, y downwards.

The steps, each of which may import those before it: `words`, `turning`, `tables`, `ruled`, `cards`,
`columns`, `compose`.
"""

import statistics
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractors.layout.cards import set_cards
from extractors.layout.columns import cut, leaves
from extractors.layout.compose import LaidPage, PlacedWord, compose_page, runs_on, without_quotes
from extractors.layout.ruled import ruled_frames, set_headed, set_tables
from extractors.layout.tables import set_barred_rows, set_matrices
from extractors.layout.turning import Layer, layers
from extractors.layout.words import Block, Glyph, Sheet, Word, lines, mark
from extractors.source.document import Box

__all__ = ["Glyph", "LaidPage", "PlacedWord", "Sheet", "french_share", "lay_out"]

_AROUND = 2
"""Pages before and after one that are looked at for lines that repeat at the edges."""
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


def lay_out(sheets: Iterable[Sheet]) -> Iterator[LaidPage]:
    """The text of each page, as soon as the next pages are known; no more than a few pages are held at a
    time.

    What other pages repeat at their edges, and what runs another way than from left to right, comes last on
    its page.
    """
    is_continued = False
    for draft, following in _with_next(_ordered(map(_draft, sheets))):
        continues = following is not None and runs_on(draft.blocks, following.blocks)
        edges = [[word for word in layer.words if id(word) in draft.edge] for layer in draft.layers]
        yield compose_page(draft.blocks, draft.beside, edges, is_continued=is_continued, continues=continues)
        is_continued = continues


def french_share(glyphs: Sequence[Glyph]) -> float | None:
    """The share of everyday French words among a page's words; None where it has fewer than twenty."""
    words = regex.findall(r"\p{L}+", "".join(glyph.char for glyph in glyphs).lower())
    return sum(word in _FRENCH for word in words) / len(words) if len(words) >= 20 else None


@dataclass
class _Draft:
    """A page on its way: its layers, the one with most of its text first, and its lines near the edges; then
    its blocks in order and those of the other layers."""

    layers: list[Layer]
    edge_lines: dict[tuple[str, int], list[Word]]
    edge: set[int] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    beside: list[Block] = field(default_factory=list)

    def turned(self) -> Iterator[Word]:
        for layer in self.layers[1:]:
            yield from layer.words


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
    repeating = {_place(word) for other in others for word in other.turned()}
    draft.edge = {id(word) for key, line in draft.edge_lines.items() if key in repeated for word in line}
    draft.edge |= {id(word) for word in draft.turned() if _place(word) in repeating}
    main, *beside = ([w for w in layer.words if id(w) not in draft.edge] for layer in draft.layers)
    draft.blocks = list(_order(main, draft.layers[0].drawings))
    marks = [mark for layer in draft.layers for mark in layer.marks]
    draft.beside = [Block([[[mark]]], mark.box, mark.size) for mark in marks]
    for words, layer in zip(beside, draft.layers[1:], strict=True):
        draft.beside += _order(words, layer.drawings)
    return draft


def _place(word: Word) -> tuple[str, int, int]:
    """What a word says and where, so that its like on another page can be found."""
    return word.text, round(word.box.x0 / 4), round(word.box.top / 4)


def _draft(sheet: Sheet) -> _Draft:
    found = layers(sheet)
    edge_lines: dict[tuple[str, int], list[Word]] = {}
    upright = next(layer.words for layer in found if layer.is_upright)
    for line in lines(
        [w for w in upright if w.baseline < 0.09 * sheet.height or w.baseline > 0.91 * sheet.height]
    ):
        text = regex.sub(r"\d+", "#", " ".join(word.text for word in line))
        edge_lines[text, round(line[0].baseline / 4)] = line
    return _Draft(found, edge_lines)


def _order(words: list[Word], drawings: Sequence[Box]) -> Iterator[Block]:
    if not words:
        return
    em = statistics.median(word.size for word in words for _ in word.text)
    mark(words, drawings, em)
    blocks: list[Block] = []
    frames = ruled_frames(drawings, em)
    for side in leaves(words, drawings, frames, em):
        pieces = set_barred_rows(list(side), em)
        pieces = set_headed(pieces, frames, em)
        pieces = set_matrices(pieces, drawings, em)
        pieces = set_tables(pieces, frames, drawings, em)
        found = list(cut(set_cards(pieces, drawings, em), em))
        if blocks and found:
            found[0].gap = max(found[0].gap, 3 * em)
        blocks += found
    yield from without_quotes(blocks)
