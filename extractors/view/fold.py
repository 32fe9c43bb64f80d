"""The body without accents and typography, one line a block: what stands in a brochure, not how it is set."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractors.source.document import LINE_END, Span
from extractors.view.mapped import Mapped, Piece

_TRANSLATION = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07"), "'"),
    **dict.fromkeys(map(ord, "«»“”„‟″"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"), "-"),
    **dict.fromkeys([9, *(i for i in range(0x80, 0x3001) if unicodedata.category(chr(i)) == "Zs")], " "),
    **{i: decomposed[0] for i in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if (decomposed := unicodedata.normalize("NFD", chr(i)))[0].isascii()},
}
_EXPANSIONS = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "…": "...",
               **{chr(i): unicodedata.normalize("NFKD", chr(i)) for i in range(0xFB00, 0xFB07)}}  # fmt: skip
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe"
_FEMININE = r"(?:e|es|ne|nes|[tr]rices?|rices?|ieres?|eres?|res?|ses?|s|x|ve|ves|le|les|euses?|esses?)"
_GLUED = (
    r"(?:personnes|menages|jeunes|locataires|logements|appartements|rencontres|visites|entrees|admises|integrees|incluses|(?:re)?logees|captes|baux|bailleurs"
    r"|parc|secteur|loyer|medi?ateurs?|dans)"
)
_GLUED_TO = (
    r"(?:dans|sur|aux?|en|des?|du|depuis|chez|avec|par|les?|la|leurs?|(?:re)?log(?:es?|ees)|accompagn\w+|capt\w+|integr\w+|admis\w*|inclus\w*|suivi\w*|sociaux|social"
    r"|publics?|prives?|associatifs?|moyen|mensuel)"
)
_VOCABULARY = regex.compile(
    r"(?:re)?log(?:es?|ees?|ements?)|locati\w+|locataires?|social(?:es?)?|sociaux|bailleurs?|loyers?|mobilise\w*|total|mensuel(?:le)?|glissants?|volet|programme"
    r"|personnes?|accompagn\w+|inclus\w*|specialise\w*|travailleu(?:rs?|ses?)|psychologues?|coordin\w+|generalistes?|conventionne\w*|associatifs?|publics?|euros"
    r"|moyen(?:ne)?|communes?|domicile|rencontres|octobre|novembre|locales?|villes?|contact|zoom",
    regex.IGNORECASE,
)
"""Words of the brochures that an OCR spoils with a 1 for an l or a 0 for an o: a digit inside one of them is a letter."""
_SPECIAL = regex.compile(
    rf"(?<space>[ ]{{2,}})|(?<expand>[{''.join(_EXPANSIONS)}])|(?<invisible>[{_INVISIBLE}]+)|(?<marked>\S\p{{M}}+)"
    rf"|(?<lost>(?<=\b(?:[dlnsjmtc]|qu)|(?:jusqu|lorsqu|aujourd))[?\ufffd](?=\p{{L}}))|(?<lost_hyphen>(?<=\p{{L}}{{2}})[?\ufffd](?=\p{{Ll}}))"
    rf"|(?<![\w.@-])(?<confused>(?=\p{{L}}*[01])[01]?\p{{L}}*\p{{Ll}}{{2}}\p{{L}}*(?:[01]\p{{Ll}}*)*)(?![\w@])|\b(?<glued>{_GLUED})(?=(?:{_GLUED_TO})\b)"
    rf"|(?<inclusive>(?<=\p{{Ll}})(?:[·•]{_FEMININE}(?:[·•]s)?\b|\({_FEMININE}\)s?(?![\p{{L}}])|\.{_FEMININE}(?:\.s)?\b(?![.@\w])))"
)
_SPACED_OUT = regex.compile(r"[ ]*[\p{L}'-](?:[ ]{1,3}[\p{L}'-]){2,}[ ]*")
_BULLET = regex.compile(
    r"[ ]*(?<mark>\d{1,2}[)/](?=\ +[\p{L}\d«])|[-•▪◦‣●■►▸›▹◆*·❖➢➤✓→\uf0b7\uf0a7]|o(?=\ +[\d\p{Lu}]))(?:[ ]+|(?<=[^-*o·])(?=\S)|(?<=-)(?=\d))"
)
_JOINS_NEXT = regex.compile(
    r"(?:[,(/&]|\b(?:de|du|des|d'|le|la|les|l'|un|une|a|au|aux|et|ou|en|par|pour|sur|dans|avec|chez|dont|soit|plus|moins|pres))\ ?$",
    regex.IGNORECASE,
)
_OPENS_BLOCK = regex.compile(r"\ *(?:contact|en\ chiffres|zoom|\.\.\.|page\b|tel\b|telephone|adresse|objectif|mail|courriel)", regex.IGNORECASE)
_CONTACT = regex.compile(
    r"\ *(?:votre\ |vos\ |personne\ a\ |pour\ nous\ |a\ qui\ )?"
    r"(?:contact(?:er|s)?|referent(?:e)?|correspondant(?:e)?|coordination|interlocut\w+|renseignements|joindre|s'adresser|responsable\ du\ site)"
    r"\ ?[:?]?\ ?",
    regex.VERBOSE | regex.IGNORECASE,
)
_REACHED_BY = regex.compile(
    r"\ *(?:tel|telephone|mobile|portable|mel|e-?mail|courriel|messagerie|standard|siege|adresse\ (?:mail|electronique)|0\d)\b",
    regex.VERBOSE | regex.IGNORECASE,
)
_FULL = 70
"""Characters of a line that was broken because it was full."""
_TABLE = regex.compile(r"\.{4}|(?:\.\ ){4}|_{4}|[|]|\ {4}\d", regex.VERBOSE)
_LEADERS = regex.compile(r"\S\ ?(?:\.{4}|(?:\ \.){4}|_{4})", regex.VERBOSE)
_ENDS_IN_POSTAL_CODE = regex.compile(r"(?<!\d)\d{5}$")
_AMOUNT = regex.compile(r"[ <>~+]*(?:(?:plus|moins|pres|environ|env\.)(?: de| d')?[ ]*)?\d[\d .,]*(?:€|euros?)?[ ]*", regex.IGNORECASE)
_ADDRESS = regex.compile(r"\ *\S+@\S+", regex.VERBOSE)
_HYPHENATED = regex.compile(r"\p{Ll}-$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the translated body that is not blank: its content, its bullet, its indent, the blank lines before it.

    `number` is the place of the number that is its bullet.
    """

    start: int
    end: int
    text: str
    mark: str | None
    depth: int
    gap: int
    number: Span | None


def _lines(text: str) -> Iterator[_Line]:
    gap = start = 0
    for end, after in [*((m.start(), m.end()) for m in LINE_END.finditer(text)), (len(text), len(text))]:
        line = text[start:end]
        is_empty_row = line.startswith("|") and not line.strip(" |-:=+" + _INVISIBLE)
        if line.strip(" " + _INVISIBLE) and not is_empty_row:
            bullet = _BULLET.match(line)
            if bullet and bullet.end() == len(line):
                bullet = None  # a glyph alone is no bullet
            if bullet and len(line) > 2 and line.rstrip().endswith(f" {bullet['mark']}"):
                bullet = None  # nor is one that frames the line
            indent = bullet.end() if bullet else len(line) - len(line.lstrip(" "))
            depth = bullet.start("mark") if bullet else indent
            mark = bullet["mark"] if bullet else None
            number = Span(start + depth, start + depth + len(mark) - 1) if mark and mark[0].isdigit() else None
            yield _Line(start + indent, end, line[indent:], "1)" if number else mark, depth, gap, number)
            gap = 0
        elif not is_empty_row:
            gap += 1
        start = after


def fold(body: str) -> tuple[Mapped, list[tuple[bool, int]], list[Span]]:
    """The body without accents and typography, one line a block, for each block whether it is a bullet and its gap, and
    the places in the body of the numbers that are bullets (`1)`), which the view leaves out.

    Lines are joined where a sentence goes on; a word parted at a line's end is made whole; sub-bullets under a line
    that ends in a colon join it, parted by commas; letter-spaced lines close up. Numbers are left as they are.

    >>> fold("– 58 logements cap-\\ntés\\n\\nL i l l e")[0].text
    '58 logements captes\\nLille'
    """
    text = body.translate(_TRANSLATION)
    pieces: list[Piece] = []
    kinds: list[tuple[bool, int]] = []
    head: _Line | None = None  # the line that opened the block
    last: _Line | None = None
    in_list = False
    numbers: list[Span] = []
    tops: set[tuple[str | None, int]] = set()  # the bullets and indents that have opened blocks
    for line in _lines(text):
        parts = [part for part in _line_pieces(text, line.start, line.end) if part.text]
        if not parts:
            continue  # nothing but the bars of a table, or signs that stand for nothing
        joint = "\n"
        if head is not None and last is not None:
            joint = _joint(head, last, line, in_list=in_list, is_top=(line.mark, line.depth) in tops)
            if joint == "-":
                pieces[-1], joint = _without_hyphen(pieces[-1]), ""
            if joint:
                pieces.append(Piece(joint, Span(pieces[-1].source.end, line.start), False))
        if joint == "\n":
            kinds.append((line.mark is not None, line.gap))
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
    """What stands between two lines in the view: a line end, a space, a comma, nothing, or "-" for a hyphen to drop."""
    before = last.text.rstrip(" ")
    if line.gap:
        return "\n"
    if line.mark:
        is_below = head.mark is not None and (line.depth > head.depth or (line.mark != head.mark and not is_top))
        if is_below and before.endswith(":"):
            return " "
        return ", " if is_below and in_list else "\n"
    if not _continues(head.text, before, line.text, in_bullet=head.mark is not None):
        return "\n"
    if before.endswith(tuple(_INVISIBLE)):
        return ""
    if _HYPHENATED.search(before):
        return "-" if line.text[0].islower() else ""
    return " "


def _continues(head: str, before: str, line: str, *, in_bullet: bool) -> bool:
    """Whether a line goes on with the sentence of the line before it."""
    if _ADDRESS.match(line) or _CONTACT.fullmatch(before) or (_CONTACT.match(head) and _REACHED_BY.match(line)):
        return True
    if _OPENS_BLOCK.match(line) or _LEADERS.search(line) or _LEADERS.search(before):
        return False
    if before.count("(") > before.count(")"):
        return True
    if _ENDS_IN_POSTAL_CODE.search(before) and line[0].isupper():
        return True
    if in_bullet:
        return True
    if len(before) >= _FULL and before[-1] not in ".!?:;" and not _TABLE.search(before) and not _TABLE.search(line):
        return True  # a full line that ends in the middle of a sentence
    return line[0].islower() or line[0] in "(,;:)" or bool(_JOINS_NEXT.search(before)) or bool(_HYPHENATED.search(before))


def _without_hyphen(piece: Piece) -> Piece:
    """A word's first part without the hyphen at the line's end."""
    return Piece(piece.text[:-1], Span(piece.source.start, piece.source.end - 1), piece.is_verbatim)


def _row_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """The cells of a row, parted by colons; a number before its label stands right before it, and a comma parts it from a remark."""
    cells = [m for m in regex.finditer(r"[^|]+", text, pos=start, endpos=end) if m[0].strip(" -:=+")]
    for number, cell in enumerate(cells):
        first = cell.start() + len(cell[0]) - len(cell[0].lstrip(" -•…."))
        if number:
            last_is_amount, is_amount = (bool(_AMOUNT.fullmatch(c[0])) for c in (cells[number - 1], cell))
            joint = " : " if is_amount or not last_is_amount else " " if number == 1 else ", "
            yield Piece(joint, Span(cells[number - 1].end(), first), False)
        yield from _line_pieces(text, first, cell.start() + len(cell[0].rstrip(" ")))


def _line_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """One line of the translated body as pieces: runs of spaces, ligatures and combining marks become what they mean."""
    end = start + len(text[start:end].rstrip(" "))
    if text.startswith("|", start):  # a row of a table drawn with bars
        yield from _row_pieces(text, start, end)
        return
    if _SPACED_OUT.fullmatch(text, start, end):
        words = regex.finditer(r"(?<wide>[ ]{2,})|[ ]|(?<letter>[^ ])", text, pos=start, endpos=end)
        for m in words:
            if m["letter"] or m["wide"]:
                yield Piece(m["letter"] or " ", Span(*m.span()), bool(m["letter"]))
        return
    at = start
    for m in _SPECIAL.finditer(text, start, end):
        if at < m.start():
            yield Piece(text[at : m.start()], Span(at, m.start()), True)
        if m["confused"]:
            yield from _letters(m)
        elif m["glued"]:
            yield Piece(m["glued"], Span(*m.span()), True)
            yield Piece(" ", Span(m.end(), m.end()), False)
        elif replacement := _replacement(m):
            yield Piece(replacement, Span(*m.span()), False)
        at = m.end()
    if at < end:
        yield Piece(text[at:end], Span(at, end), True)


def _replacement(m: regex.Match[str]) -> str:
    """What stands in the view for a run of spaces, a ligature, a combining mark, a lost apostrophe or an invisible sign."""
    if m["lost"]:
        return "'"
    if m["lost_hyphen"]:
        return "-"
    if m["space"]:
        is_gap = len(m["space"]) > 2 and m.string[m.start() - 1 : m.start()].isdigit() and m.string[m.end() : m.end() + 1].isdigit()
        return ", " if is_gap else " "  # two columns, not one number
    return _EXPANSIONS[m["expand"]] if m["expand"] else m["marked"][0] if m["marked"] else ""


def _letters(m: regex.Match[str]) -> Iterator[Piece]:
    """A word with digits for letters: the letters where it is a word of the brochures, else as it stands."""
    word = m["confused"].translate(_LETTERS)
    if not _VOCABULARY.fullmatch(word):
        yield Piece(m["confused"], Span(*m.span()), True)
        return
    for offset, (letter, written) in enumerate(zip(word, m["confused"], strict=True), m.start()):
        yield Piece(letter, Span(offset, offset + 1), letter == written)


_LETTERS = str.maketrans("01", "ol")
