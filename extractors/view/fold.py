"""The body without accents and typography, one line a block: what stands in a brochure, not how it is set."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

import regex

from extractors.source.document import LINE_END, Span
from extractors.view.mapped import Mapped, Piece
from extractors.view.words import any_of

_TRANSLATION = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07", "'"),
    **dict.fromkeys("«»“”„‟″", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043", "-"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys(
        ["\t", *(chr(i) for i in range(0x80, 0x3001) if unicodedata.category(chr(i)) == "Zs")], " "
    ),
    **{
        chr(i): plain[0]
        for i in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
        if (plain := unicodedata.normalize("NFD", chr(i)))[0].isascii()
    },
}
_EXPANSIONS = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "…": "...",
    **{chr(i): unicodedata.normalize("NFKD", chr(i)) for i in range(0xFB00, 0xFB07)},
}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe"
_BLANK = " " + _INVISIBLE
_FEMININE = any_of("feminine")
_SPOILT = regex.compile(any_of("spoilt"), regex.IGNORECASE)
_SPACES = regex.compile(r" {2,}")
_ODD = regex.compile(rf"[{''.join(_EXPANSIONS)}]|[{_INVISIBLE}]+|\p{{M}}+")
_EMPHASIS = regex.compile(r"(?<![*_\w])(?:\*\*|__)(?=[^\s*_])|(?<=[^\s*_])(?:\*\*|__)(?![*_\w])")
"""Marks of plain text for bold type: « **96** personnes »."""
_LOST = regex.compile(r"[?\ufffd](?=\p{L})")
_ELIDED = regex.compile(r"(?:\b(?:[dlnsjmtc]|qu)|jusqu|lorsqu|aujourd)\Z")
_PARTED = regex.compile(r"\p{L}{2}\Z")
_CONFUSED_DIGIT = regex.compile(r"[01](?:(?=\p{L})|(?<=\p{L}.))")
_CONFUSED = regex.compile(r"(?<![\w.@-])[01]?\p{L}*\p{Ll}{2}\p{L}*(?:[01]\p{Ll}*)*(?![\w@])")
_GLUED_WORD = regex.compile(rf"\b{any_of('glued')}(?={any_of('glued_to')}\b)")
_INCLUSIVE = regex.compile(
    rf"[·•(.](?<=\p{{Ll}}.)(?=\p{{Ll}})(?:(?<=[·•]){_FEMININE}(?:[·•]s)?\b|(?<=\()"
    rf"{_FEMININE}\)s?(?![\p{{L}}])|(?<=\.){_FEMININE}(?:\.s)?\b(?![.@\w])(?<![@/][\w.-]{{1,70}}))"
)
_PICTURE = r"(?<sign>(?![°©®™¦])[\p{So}•])(?:\ *(?P=sign))*"
_PICTURED = regex.compile(
    rf"""
      (?<=\p{{L}})(?:\ *{_PICTURE}\ *|\ +\.{{1,3}}\ +)(?=\(?\d{{1,3}}\)?\ *$)
    | (?<=^\ *\d{{1,3}})\ +{_PICTURE}\ +(?=\p{{L}}[^\d\n]*$)
    """,
    regex.VERBOSE | regex.MULTILINE,
)
"""Pictures or a few dots between a label and its number: « infirmiers ●●● 3 », « Alynea .. 5 »."""
_SPACED_OUT = regex.compile(r"[ ]*[\p{L}'-](?:[ ]{1,3}[\p{L}'-]){2,}[ ]*")
_BULLET = regex.compile(
    r"[ ]*(?<mark>\d{1,2}[)/](?=\ +[\p{L}\d«])|[-•▪◦‣●■►▸›▹◆*·❖➢➤✓✔☑☒✅→\uf0b7\uf0a7]|\[[xX]\]|"
    r"o(?=\ +[\d\p{Lu}]))(?:[ ]+(?:\[[xX]\]\ +)?|(?<=[^-*o·])(?=\S)|(?<=-)(?=\d))"
)
_FRAMED = regex.compile(r"(?= *(?<mark>[#*]) ) *.(?<inner>.{38,} )(?P=mark)")
"""A row of a box that is drawn with signs."""
_ARROW = regex.compile(r" *(?<mark>>)[ ]+")
_ARROWED = regex.compile(r"^ *> +\p{L}", regex.MULTILINE)
"""A sign that is a bullet before numbers too, not « more than », where lines of words begin with it."""
_SPEAKER = regex.compile(r"^ *(?<who>[QR])\.[ ]+(?=\S)(?:\(suite\) )?", regex.MULTILINE)
"""What stands before a question and its answer where a text has both."""
_JOINS_NEXT = regex.compile(rf"(?:[,(/&]|\b{any_of('joins_next')}) ?$", regex.IGNORECASE)
_OPENS_BLOCK = regex.compile(rf" *(?:{any_of('opens_block')}|\[ ?\]|[☐□])", regex.IGNORECASE)
_CONTACT = regex.compile(rf" *(?:{any_of('asks_for')} )?{any_of('contact')} ?[:?]? ?", regex.IGNORECASE)
_REACHED_BY = regex.compile(rf" *{any_of('reached_by')}\b", regex.IGNORECASE)
_FULL = 70
"""Characters of a line that was broken because it was full."""
_TABLE = regex.compile(r"\.{4}|(?:\.\ ){4}|_{4}|[|]|\ {4}\d", regex.VERBOSE)
_LEADERS = regex.compile(r"\S\ ?(?:\.{4}|(?:\ \.){4}|_{4})", regex.VERBOSE)
_BARRED, _SPACED = regex.compile(r"[^|]+"), regex.compile(r"(?:\S|[^\S\t](?![^\S\t]{2}))+")
"""A cell of a row that bars part, and of one that tabs or gaps of three spaces part."""
_GAP = regex.compile(r"[^\s|][^\S\t]*(?:\t|[^\S\t]{3})\s*[^\s|]")
_LETTER = regex.compile(r"(?<wide>[ ]{2,})|[ ]|(?<letter>[^ ])")
_WORD_BEFORE = regex.compile(r"\w*\Z")
_ENDS_IN_POSTAL_CODE = regex.compile(r"(?<!\d)\d{5}$")
_AMOUNT = regex.compile(
    r"[ <>~+]*(?:(?:plus|moins|pres|environ|env\.)(?: de| d')?[ ]*)?\d[\d .,]*"
    r"(?:(?:€|euros?)?[ ]*|(?:€|euros?) ?(?:hc|cc|hors charges|charges comprises)[ ]*)",
    regex.IGNORECASE,
)
_COUNTS = regex.compile(r"\d[\d .,]*\p{L}{3}")
"""A number with what it counts."""
_ADDRESS = regex.compile(r"\ *\S+@\S+", regex.VERBOSE)
_RULE = regex.compile(r"[-–—=_*~#+─━═┌┐└┘╔╗╚╝╭╮╰╯├┤]{4}")
"""What a rule begins with, or ends."""
_HYPHENATED = regex.compile(r"\p{Ll}-$")


_Special: TypeAlias = tuple[int, int, list[Piece]]
"""Where something special starts and ends, and the pieces that stand for it."""
_MARKS = frozenset("-•▪◦‣●■►▸›▹◆*·❖➢➤✓✔☑☒✅[→\uf0b7\uf0a7o")


@dataclass(slots=True)
class _Line:
    """A line of the translated body that is not blank: its content, its bullet, its indent, the blank lines
    before it.

    `number` is the place of the number that is its bullet; `is_said` where a speaker's sign was before it.
    """

    start: int
    end: int
    text: str
    mark: str | None
    depth: int
    gap: int
    number: Span | None
    is_said: bool = False
    cells: int = 1


def _lines(text: str) -> Iterator[_Line]:
    gap = start = 0
    has_arrows = len(_ARROWED.findall(text)) > 1
    is_dialogue = len({m["who"] for m in _SPEAKER.finditer(text)}) > 1
    for end, after in [*(m.span() for m in LINE_END.finditer(text)), (len(text), len(text))]:
        line = text[start:end].rstrip(" ")
        if framed := _FRAMED.fullmatch(line):
            line = " " * framed.start("inner") + framed["inner"].rstrip(" ")
        is_empty_row = line.lstrip(" ")[:1] == "|" and not line.strip(" |-:=+" + _INVISIBLE)
        if not is_empty_row and line.strip(_BLANK):
            indent = depth = len(line) - len(line.lstrip(" "))
            speaker = _SPEAKER.match(line) if is_dialogue else None
            indent = speaker.end() if speaker else indent
            bullet = _BULLET.match(line) if line[indent] in _MARKS or line[indent].isdigit() else None
            bullet = _ARROW.match(line) if has_arrows and line[indent] == ">" else bullet
            if bullet and bullet.end() == len(line):
                bullet = None  # a glyph alone is no bullet
            if bullet and len(line) > 2 and line.endswith(f" {bullet['mark']}"):
                bullet = None  # nor is one that frames the line
            mark = bullet["mark"] if bullet else None
            indent = bullet.end() if bullet else indent
            number = (
                Span(start + depth, start + depth + len(mark) - 1) if mark and mark[0].isdigit() else None
            )
            yield _Line(
                start + indent,
                start + len(line),
                line[indent:],
                "1)" if number else mark,
                depth,
                gap,
                number,
                bool(speaker),
            )
            gap = 0
        elif not is_empty_row:
            gap += 1
        start = after


def fold(body: str) -> tuple[Mapped, list[tuple[bool, int, int]], list[Span]]:
    """The body without accents and typography, one line a block, for each block whether it is a bullet, its
    gap and its cells, and the places in the body of the numbers that are bullets (`1)`), which the view
    leaves out.

    Lines are joined where a sentence goes on; a word parted at a line's end is made whole; sub-bullets under
    a line that ends in a colon join it, parted by commas; letter-spaced lines close up; a colon stands
    between the cells of a row. Numbers are left as they are.

    >>> fold("Parc social\\t28\\t338,50 €")[0].text
    'Parc social : 28 : 338,50 €'
    >>> fold("– 58 logements cap-\\ntés\\n\\nL i l l e")[0].text
    '58 logements captes\\nLille'
    """
    text = body
    for sign in set(body) & _TRANSLATION.keys():
        text = text.replace(sign, _TRANSLATION[sign])
    pieces: list[Piece] = []
    kinds: list[tuple[bool, int, int]] = []
    head: _Line | None = None  # the line that opened the block
    last: _Line | None = None
    in_list = False
    numbers: list[Span] = []
    specials = _specials(text)
    places = [special[0] for special in specials]
    tops: set[tuple[str | None, int]] = set()  # the bullets and indents that have opened blocks
    for line in _lines(text):
        special = specials[bisect_left(places, line.start) : bisect_left(places, line.end)]
        cells = _cells(text, body, line)
        line.cells = max(len(cells), 1)
        made = (
            _row_pieces(text, cells, special) if cells else _line_pieces(text, line.start, line.end, special)
        )
        parts = [part for part in made if part.text]
        if not parts:
            continue  # nothing but the bars of a table, or signs that stand for nothing
        joint = "\n"
        if head is not None and last is not None:
            joint = _joint(head, last, line, in_list=in_list, is_top=(line.mark, line.depth) in tops)
            if joint == "-":
                pieces[-1], joint = _without_hyphen(pieces[-1]), ""
            if joint:
                pieces.append(Piece(joint, pieces[-1].end, line.start, False))
        if joint == "\n":
            kinds.append((line.mark is not None, line.gap, line.cells))
            head, in_list = line, False
            tops.add((line.mark, line.depth))
        elif line.mark:
            in_list = True
        if line.number:
            numbers.append(line.number)
        pieces.extend(parts)
        last = line
    return Mapped(pieces), kinds, numbers


def _joint(head: _Line, last: _Line, line: _Line, *, in_list: bool, is_top: bool) -> str:
    """What stands between two lines in the view: a line end, a space, a comma, nothing, or "-" for a hyphen
    to drop."""
    before = last.text.rstrip(" ")
    is_ruled = _RULE.match(line.text) or _RULE.match(before[::-1])
    if line.gap or line.is_said or is_ruled or min(last.cells, line.cells) > 1:
        return "\n"
    if line.mark:
        is_below = head.mark is not None and (
            line.depth > head.depth or (line.mark != head.mark and not is_top)
        )
        if is_below and before.endswith(":"):
            return " "
        return ", " if is_below and in_list else "\n"
    if not _continues(
        head.text, before, line.text, in_bullet=head.mark is not None and not _starts_anew(head, before, line)
    ):
        return "\n"
    if before.endswith(tuple(_INVISIBLE)):
        return ""
    if _HYPHENATED.search(before):
        return "-" if line.text[0].islower() else ""
    return " "


def _starts_anew(bullet: _Line, before: str, line: _Line) -> bool:
    """Whether a line under a bullet is none of it: set like the bullet's sign, and broken off though its
    first word had room above."""
    if (
        line.depth > bullet.depth
        or not line.text[0].isupper()
        or before[-1] in ",(:&/"
        or _JOINS_NEXT.search(before)
    ):
        return False
    return len(line.text.rstrip(" ")) > len(before) + 3 + len(line.text.split(" ", 1)[0])


def _continues(head: str, before: str, line: str, *, in_bullet: bool) -> bool:
    """Whether a line goes on with the sentence of the line before it."""
    if (
        _ADDRESS.match(line)
        or _CONTACT.fullmatch(before)
        or (_CONTACT.match(head) and _REACHED_BY.match(line))
    ):
        return True
    if _OPENS_BLOCK.match(line) or _LEADERS.search(line) or _LEADERS.search(before):
        return False
    if before.count("(") > before.count(")"):
        return True
    if _ENDS_IN_POSTAL_CODE.search(before) and line[0].isupper():
        return True
    if in_bullet:
        return True
    if (
        len(before) >= _FULL
        and before[-1] not in ".!?:;"
        and not _TABLE.search(before)
        and not _TABLE.search(line)
    ):
        return True  # a full line that ends in the middle of a sentence
    return (
        line[0].islower()
        or line[0] in "(,;:)"
        or bool(_JOINS_NEXT.search(before))
        or bool(_HYPHENATED.search(before))
    )


def _without_hyphen(piece: Piece) -> Piece:
    """A word's first part without the hyphen at the line's end."""
    return piece._replace(text=piece.text[:-1], end=piece.end - 1)


def _cells(text: str, body: str, line: _Line) -> list[Span]:
    """The cells of a line that is a row: bars before each of them, or tabs or wide gaps between them."""
    start, end = line.start, line.end
    cell = _BARRED
    if text[start] != "|":
        is_parted = _GAP.search(body, start, end) and text.find("|", start, end) < 0
        if not is_parted or _LEADERS.search(text, start, end) or text[start:end].islower():
            return []  # the words of a cloud
        cell = _SPACED
    source = body if cell is _SPACED else text
    found = (Span(*m.span()) for m in cell.finditer(source, start, end))
    return [span for span in found if text[span.start : span.end].strip(" -:=+")]


def _row_pieces(text: str, cells: Sequence[Span], specials: Sequence[_Special]) -> Iterator[Piece]:
    """The cells of a row, parted by colons; a number before its label stands right before it, and a comma
    parts it from a remark. Cells that each say a number and what it counts are clauses."""
    last, clause = "", ""
    if all(_COUNTS.search(text, cell.start, cell.end) for cell in cells):
        clause = " ; "
    for number, (start, end) in enumerate((cell.start, cell.end) for cell in cells):
        words = text[start:end]
        first = end - len(words.lstrip(" -•…."))
        if number:
            last_is_amount, is_amount = (bool(_AMOUNT.fullmatch(cell)) for cell in (last, words))
            joint = " : " if is_amount or not last_is_amount else " " if number == 1 else ", "
            yield Piece(clause or joint, cells[number - 1].end, first, False)
        yield from _line_pieces(text, first, start + len(words.rstrip(" ")), specials)
        last = words


def _line_pieces(text: str, start: int, end: int, specials: Sequence[_Special]) -> Iterator[Piece]:
    """One line of the translated body as pieces: what is special in it becomes what it means."""
    if text[start + 1 : start + 2] == " " and _SPACED_OUT.fullmatch(text, start, end):
        for m in _LETTER.finditer(text, start, end):
            if m["letter"] or m["wide"]:
                yield Piece(m["letter"] or " ", *m.span(), bool(m["letter"]))
        return
    at = start
    for first, stop, pieces in specials:
        if first >= at and stop <= end:
            yield Piece(text[at:first], at, first, True)
            yield from pieces
            at = stop
    yield Piece(text[at:end], at, end, True)


def _specials(text: str) -> list[_Special]:
    """What is not itself in the view, in order: runs of spaces, ligatures, combining and lost signs, digits
    for letters, endings in parentheses."""
    found: list[_Special] = []
    for m in _PICTURED.finditer(text):
        is_before = text[m.end()].isdigit() and text[m.start() - 1].isalpha()
        found.append(_special(*m.span(), " : " if is_before else " "))
    for m in _SPACES.finditer(text):
        is_gap = (
            m.end() - m.start() > 2
            and text[m.start() - 1 : m.start()].isdigit()
            and text[m.end() : m.end() + 1].isdigit()
        )
        found.append(_special(*m.span(), ", " if is_gap else " "))  # two columns, not one number
    if not text.isascii():
        for m in _ODD.finditer(text):
            found.append(_odd(text, m))
    for m in _LOST.finditer(text):
        before = text[max(m.start() - 8, 0) : m.start()]
        if _ELIDED.search(before):
            found.append(_special(*m.span(), "'"))
        elif text[m.end()].islower() and _PARTED.search(before):
            found.append(_special(*m.span(), "-"))
    for digit in _CONFUSED_DIGIT.finditer(text):
        word = _WORD_BEFORE.search(text, max(digit.start() - 40, 0), digit.start())
        start = word.start() if word is not None else digit.start()
        if word := _CONFUSED.match(text, start):
            found.append((*word.span(), _letters(word)))
    for m in _GLUED_WORD.finditer(text):
        found.append((*m.span(), [Piece(m[0], *m.span(), True), Piece(" ", m.end(), m.end(), False)]))
    for marks in (_INCLUSIVE, _EMPHASIS):
        found.extend(_special(*m.span(), "") for m in marks.finditer(text))
    return sorted(found, key=itemgetter(0))


def _special(start: int, end: int, meant: str) -> _Special:
    return start, end, [Piece(meant, start, end, False)]


def _odd(text: str, m: regex.Match[str]) -> _Special:
    """A ligature, signs that stand for nothing, or combining marks with their letter."""
    if m[0] in _EXPANSIONS:
        return _special(*m.span(), _EXPANSIONS[m[0]])
    if m[0][0] in _INVISIBLE:
        return _special(*m.span(), "")
    start = m.start() - (m.start() > 0 and not text[m.start() - 1].isspace())
    return _special(start, m.end(), text[start])


def _letters(m: regex.Match[str]) -> list[Piece]:
    """A word with digits for letters: the letters where it is a word of the brochures, else as it stands."""
    word = m[0].translate(_LETTERS)
    if not _SPOILT.fullmatch(word):
        return [Piece(m[0], *m.span(), True)]
    return [
        Piece(letter, at, at + 1, letter == written)
        for at, (letter, written) in enumerate(zip(word, m[0], strict=True), m.start())
    ]


_LETTERS = str.maketrans("01", "ol")
