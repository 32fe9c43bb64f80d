"""Composing: blocks in reading order become one text with a place for each word."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from extractors.layout.columns import closes
from extractors.layout.words import HAS_DIGIT, HYPHENATED, Block, Glyph, Word, is_figure, lines
from extractors.source.document import Aside, Box, Span


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


_SHORT = 60
"""Characters of a line that is no full one."""
_KEEPS_HYPHEN = frozenset(
    regex.findall(
        r"\w+",
        "sans chez co mi non pair aide aides ex sous demi vice bien rez semi mieux après avant porte contre "
        "celui celle ceux lui elle eux moi soi"
        " quatre vingt vingts soixante cinquante quarante trente dix cent moniteur rendez médico socio",
    )
)


def without_quotes(blocks: Iterable[Block]) -> list[Block]:
    """Blocks in order, those that repeat a sentence of another one last: they are pulled out of it."""
    blocks = list(blocks)
    texts = [_plain(block) for block in blocks]
    for block, text in zip(blocks, texts, strict=True):
        is_pulled = len(text) > 25 and any(
            text in other and len(other) >= len(text)
            for b, other in zip(blocks, texts, strict=True)
            if b is not block and b.size < block.size
        )
        if is_pulled:
            block.gap = -1.0
    return blocks


def _plain(block: Block) -> str:
    return "".join(regex.findall(r"[\p{L}\d]+", " ".join(word.text for word in block.words()).lower()))


def runs_on(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether a page's last sentence goes on with the next page's first block."""
    if not before or not after:
        return False
    return _is_broken(before[-1], after[0])


def _is_broken(block: Block, following: Block) -> bool:
    """Whether a sentence of one block goes on in the block after it."""
    text = " ".join(word.text for word in block.words())
    first = next(following.words())
    if (
        len(following.cells) > 1
        or len(block.cells) > 1
        or abs(following.size - block.size) > 0.1 * block.size
    ):
        return False
    if text.count("(") > text.count(")") or closes(text, " ".join(word.text for word in following.words())):
        return True
    return not following.is_item and bool(
        text.endswith(",")
        or HYPHENATED.search(text)
        or (" " in text and text[-1] not in ".!?:;…" and first.text[0].islower())
    )


def compose_page(
    blocks: Sequence[Block],
    beside: Sequence[Block],
    edges: Sequence[Sequence[Word]],
    *,
    is_continued: bool,
    continues: bool,
) -> LaidPage:
    """The text of a page from its blocks in order, and what stands beside them where it parts no sentence."""
    composer = _Composer()
    main = [block for block in blocks if block.gap >= 0]
    pulled = [block for block in blocks if block.gap < 0]
    at = len(main) if not continues else 1 if is_continued else 0
    for number, (before, block) in enumerate(itertools.pairwise([None, *main])):
        assert block is not None
        if number == at:
            _compose_beside(composer, pulled, beside, edges)
            composer.break_lines(3)
        elif before is not None:
            composer.part(before, block)
        composer.block(block)
    if at >= len(main):
        _compose_beside(composer, pulled, beside, edges)
    if not continues:
        composer.break_lines(3)
    composer.page.text = "".join(composer.parts)
    return composer.page


def _compose_beside(
    composer: "_Composer", pulled: Sequence[Block], beside: Sequence[Block], edges: Sequence[Sequence[Word]]
) -> None:
    for block in pulled:
        composer.break_lines(3)
        start = composer.length
        composer.block(block)
        composer.page.asides.append(Aside(Span(start, composer.length), "pull_quote"))
    for line in (line for words in edges for line in lines(words)):
        composer.break_lines(3)
        start = composer.length
        composer.line(line)
        composer.page.asides.append(Aside(Span(start, composer.length), "running_head"))
    for block in beside:
        composer.break_lines(3)
        composer.block(block)


def _is_right_below(before: Block, block: Block) -> bool:
    """Whether a short line stands below another one as close as lines of one paragraph do."""
    if len(before.cells) > 1 or len(block.cells) > 1 or len(before.cells[0]) > 1 or len(block.cells[0]) > 1:
        return False
    is_near = (
        block.gap < 0.5 * min(block.size, before.size) and abs(block.size - before.size) < 0.1 * block.size
    )
    return is_near and all(
        sum(len(word.text) + 1 for word in part.words()) < _SHORT for part in (before, block)
    )


def _is_sentence(block: Block) -> bool:
    """Whether a row says a figure and then what it counts, as an item of a list does."""
    if len(block.cells) != 2 or not all(block.cells):
        return False
    (value, *more), label = block.cells
    return (
        not more
        and is_figure(value)
        and label[0][0].text[0].isalpha()
        and not all(HAS_DIGIT.search(w.text) for w in label[0])
    )


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

    def part(self, before: Block, block: Block) -> None:
        """The blank lines before a block: none between items of a list, two where the page leaves more
        room."""
        if _is_right_below(before, block):
            self.break_lines(1)
            return
        if _is_broken(before, block):
            if not self._close_up(list(before.words())[-1], next(block.words())):
                self.write(" ")
            return
        is_far = block.gap > 2.2 * max(block.size, before.size) or (
            before.size > 1.25 * block.size * 1.3 and block.gap > 2.2 * before.size
        )
        self.break_lines(3 if is_far else 1 if before.is_item and block.is_item else 2)

    def block(self, block: Block) -> None:
        is_sentence = _is_sentence(block)
        has_bars = len(block.cells) > 1 and not is_sentence
        if has_bars:
            self.write("| ")
        elif is_sentence or block.cells[0][0][0].is_marked:
            self.write("• ")
        for number, cell in enumerate(block.cells):
            if number:
                self.write(" | " if has_bars else " ")
            for before, line in itertools.pairwise([None, *cell]):
                assert line is not None
                if before is not None and not self._close_up(before[-1], line[0]):
                    self.write(" ")
                self.line(line)
        if has_bars:
            self.write(" |")

    def _close_up(self, last: Word, first: Word) -> bool:
        """Join a word parted at a line's end; its hyphen goes unless the word has one of its own."""
        if not HYPHENATED.search(last.text) or not first.text[0].isalnum():
            return last.text.endswith("/") or (
                last.text.endswith("@") or ("@" in first.text and last.text.endswith((".", "_")))
            )
        head = regex.split(r"[\s'’(«-]", last.text[:-1])[-1]
        keeps = "@" in last.text or "@" in first.text or first.text[0].isupper() or first.text[0].isdecimal()
        keeps |= head.lower() in _KEEPS_HYPHEN or (
            head[:1].isupper() and bool(regex.match(r"(?:de|du|des|la|le|les|sur|sous|en|et)-", first.text))
        )
        if not keeps and len(head) > 0:
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1
            placed = self.page.words[-1]
            self.page.words[-1] = PlacedWord(Span(placed.span.start, placed.span.end - 1), placed.box)
        return True

    def line(self, line: Sequence[Word]) -> None:
        for number, word in enumerate(line):
            if number:
                self.write(" ")
            self.word(word)

    def word(self, word: Word) -> None:
        span = Span(self.length, self.length + len(word.text))
        self.page.words.append(PlacedWord(span, word.place or word.box))
        self.page.places.update((id(glyph), span) for glyph in word.glyphs)
        self.write(word.text)
