"""The words of a view with the landlords' names among them, known ones and such as their form tells."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from extractors.language.landlords import longest_name, pieces_of, starts_name
from extractors.language.places import is_place_name
from extractors.language.spelling import rows
from extractors.source.document import Span
from extractors.view.view import View

_WORD = regex.compile(
    r"""
      (?<elided>(?:[dlnsjmtcDLNSJMTC]|[qQ]u)')(?=\w)
    | (?<word>\p{L}[\p{L}0-3]*+(?:(?:['&-]|\.(?=\p{Lu}{2}))[\p{L}0-3]++)*+(?![@\w.+-]*@))
    | (?<other>\S*@\S+|www\.\S+|[013](?:/[013]){1,2}(?![\w/])|[013]\.[013]\.[013])
    | (?<leaders>\.{3,}|(?:\.\ ){3,}\.?|_{3,})
    | (?<word>[^\W_]+(?:(?:['&-]|\.(?=\p{Lu}{2}))[^\W_]+)*)
    | (?<mark>[^\s\w]|_)
    | (?<line>\n)
    """,
    regex.VERBOSE,
)
NAME, NUMBER, ARTICLE, OTHER_NUMBER, WORD, LINE = "A", "N", "n", "x", "w", "\n"
_LETTERS = {
    "closed": "z", "article": "l", "of": "f", "preposition": "p", "and": "&", "opens": "d", "pronoun": "q",
    "through": "i", "verb": "v", "unit": "U", "measure": "x", "other": "o", "adjective": "j", "landlord": "h",
}  # fmt: skip
"""The tag of each kind of word; where a word is of several kinds, the first of these counts."""
_MARKS = {
    "=": ":",
    "→": ":",
    ">": ":",
    "|": ";",
    "·": ";",
    "•": ";",
    "+": ";",
    "[": "(",
    "]": ")",
    "?": ".",
    "!": ".",
}
_JOINS = frozenset(["de", "du", "des", "d'", "la", "le", "les", "l'", "et", "en", "sur", "&"])
_LIFTED = frozenset(["le", "la", "les", "l'", "1"])
"""Articles that belong to a name where they have a capital."""
_FULL = 40
"""Characters of a line that may be broken because it was full."""
_TABLE = regex.compile(r"\.{4}|(?:\. ){4}|[|_]|[0-3]$")
_CELLS = regex.compile(r"\S(?:\t|\ {2}|\ ?[|])")
_DIGIT = regex.compile(r"[0-3]")
_LONGEST = 12
"""Words of the longest name."""


class Word(NamedTuple):
    """A word, a mark, a number, a line's end or a name of a view; `tag` says which."""

    start: int
    end: int
    tag: str
    word: str
    is_capital: bool = False
    is_known: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@cache
def kinds_of_words() -> dict[str, frozenset[str]]:
    """The forms of `name_words.csv` by their kind."""
    kinds: dict[str, set[str]] = {}
    for row in rows("name_words.csv"):
        kinds.setdefault(row["kind"] or "", set()).add(row["form"] or "")
    return {kind: frozenset(forms) for kind, forms in kinds.items()}


@cache
def _tags() -> dict[str, str]:
    tags: dict[str, str] = {}
    for kind, letter in _LETTERS.items():
        for form in kinds_of_words().get(kind, ()):
            tags.setdefault(form, letter)
    return tags


def _raw_words(view: View) -> Iterator[Word]:
    tags, ends = _tags(), _ends_of_lines(view)
    for m in _WORD.finditer(view.text):
        text, kind = m[0], m.lastgroup
        start, end = m.span()
        if kind == "word":
            word = text.lower()
            if word != text:
                tag = tags.get(word, WORD)
                yield Word(start, end, tag, word, tag in "wh" or end == start + 1 or not text.isupper())
            elif text in ("0", "1", "2", "3"):
                is_capital = text == "1" and view.quote(Span(start, end))[:1].isupper()
                yield Word(start, end, _number_tag(view, start, text), text, is_capital)
            else:
                yield Word(start, end, tags.get(text, WORD), text)
        elif kind == "mark":
            yield Word(start, end, tags.get(text) or _MARKS.get(text, text), text)
        elif kind == "elided":
            yield Word(start, end, tags.get(text.lower(), "q"), text.lower(), text[0].isupper())
        elif kind != "line" or start in ends:
            yield Word(start, end, {"leaders": "_", "line": LINE}.get(kind or "", OTHER_NUMBER), text)


def _ends_of_lines(view: View) -> set[int]:
    """Where blocks end, but for a full line of a paragraph that goes on in the next block."""
    ends: set[int] = set()
    for block, after in pairwise(view.blocks):
        text = view.text[block.span.start : block.span.end]
        is_broken = len(text) >= _FULL and not after.is_bullet and not after.gap and text[-1] not in ".!?:|"
        is_broken = is_broken and (not view.text[after.span.start].isdigit() or text[-1] in "-,(/&")
        if not is_broken or _TABLE.search(text):
            ends.add(block.span.end)
    return ends


def _number_tag(view: View, at: int, digit: str) -> str:
    value = view.numerals[at].value
    if digit in "23" or value >= 1000 or value != int(value):
        return OTHER_NUMBER
    return NUMBER if digit == "0" else ARTICLE


class _Reader:
    """The words of a view with each name made one word."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words = list(_raw_words(view))
        self.has_cells = _CELLS.search(view.body) is not None
        self.before = ""  # the tags of the last two words read

    def read(self) -> Iterator[Word]:
        at, count = 0, len(self.words)
        while at < count:
            word = self.words[at]
            end, is_known = self._name(at) if word.is_capital or word.word == "0" else (at, False)
            if end > at:
                start, stop = word.start, self.words[end - 1].end
                yield Word(start, stop, NAME, self.view.text[start:stop], True, is_known)
                self.before = self.before[-1:] + NAME
                at = end
            else:
                yield word
                self.before = self.before[-1:] + word.tag
                at += 1

    def _pieces(self, at: int) -> list[str]:
        word = self.words[at]
        if word.word.isalpha():
            return [word.word]
        return pieces_of(self.view.quote(word.span) if _DIGIT.search(word.word) else word.word)

    def _name(self, at: int) -> tuple[int, bool]:
        """Where the name that starts at a word ends, and whether it is known; `at` where there is none."""
        known = self._known(at)
        if known > at and self.words[at].word == "0" and self._known(at + 1) > known:
            return at, False  # a number and a name, not a name that begins with digits
        if known > at:
            return self._extended(known), True
        if not self._may_start(at):
            return at, False
        end = self._formed(at)
        if end == at + 1 and self.words[at].tag in "ojx":
            return at, False
        if is_place_name(self.view.text[self.words[at].start : self.words[end - 1].end]):
            return at, False
        return end, False

    def _known(self, at: int) -> int:
        word = self.words[at] if at < len(self.words) else None
        if word is None or (word.word == "0" and not starts_name(str(self.view.numerals[word.start].value))):
            return at
        first = self._pieces(at)
        if not first or not starts_name(first[0]):
            return at
        places: list[int] = []
        for place in range(at, min(at + 2 * _LONGEST, len(self.words))):
            word = self.words[place]
            if word.tag == LINE or word.word in "(),;:|":
                break
            if word.word[0].isalnum():
                places.append(place)
        length = longest_name(self._pieces(place) for place in places)
        return places[length - 1] + 1 if length else at

    def _extended(self, end: int) -> int:
        """A known name with the capitals after it: « Soliha Alsace », « CCAS de Grenoble »."""
        while end < len(self.words):
            ahead = end + 1 if self.words[end].word in ("de", "du", "d'") else end
            if not self._is_capital(ahead) or self._is_parted(ahead) or self._known(ahead) > ahead:
                return end
            end = ahead + 1
        return end

    def _is_capital(self, at: int) -> bool:
        return (
            at < len(self.words)
            and self.words[at].is_capital
            and self.words[at].tag in ("w", "h", "q", "v", "x", "o", "U", "i", "j")
        )

    def _is_shouted(self, at: int) -> bool:
        return self.view.text[self.words[at].start : self.words[at].end].isupper()

    def _is_parted(self, at: int) -> bool:
        """Whether a word stands in another cell of a table than the word before it."""
        if not self.has_cells:
            return False
        gap = self.view.quote(Span(self.words[at - 1].end, self.words[at].start))
        return "\n" not in gap and ("\t" in gap or "  " in gap or "|" in gap)

    def _opens(self, at: int) -> bool:
        """Whether a word begins a sentence, so that its capital says nothing."""
        before = self.words[at - 1] if at else None
        return before is None or before.tag in (LINE, ".", '"', ":", "-", "_", ";") or before.word == "*"

    def _may_start(self, at: int) -> bool:
        word, tag = self.words[at], self.words[at].tag
        if word.word == "0":  # « Trois Vallées »
            return (
                self._is_capital(at + 1) and not self._opens(at) and self.view.quote(word.span)[0].isupper()
            )
        if word.word in _LIFTED or word.word == "a":
            return self._is_capital(at + 1) and (word.word != "a" or not self._is_shouted(at + 1))
        if tag in "pf&dqlvioxUjz" and (self._opens(at) or tag in "&dz"):
            is_built = tag in "qvU" or (
                tag in "oxj" and self.words[min(at + 1, len(self.words) - 1)].tag == "h"
            )
            return (
                is_built and self._is_capital(at + 1) and not self._is_shouted(at + 1) and word.word != "nous"
            )
        return True

    def _formed(self, at: int) -> int:
        """The end of a name by its form: capitals, small words between them, and to its end before a mark."""
        first = at + 1 if self.words[at].word in _LIFTED else at
        place = strict = loose = first + 1
        small: list[str] = []
        while place < min(first + _LONGEST, len(self.words)) and not self._is_parted(place):
            word = self.words[place]
            if word.word == "et" and self.before == "A,":
                break  # the last of an enumeration
            if self._joins(place):
                if word.word != "0" and self._is_number(place + 1):
                    strict = loose = place = place + 2
                    continue
            elif word.word != "&" and self.words[place - 1].word == "et" and self._known(place) > place:
                break  # two names
            elif self._is_capital(place):
                loose = place + 1
                strict = strict if small else loose
            elif word.tag in "whj" or (word.word == "logement" and self.words[place - 1].tag == "l"):
                small.append("h" if word.tag == "U" else word.tag)
                loose = place + 1
            else:
                break
            place += 1
        if not small or strict == loose:
            return strict
        tags = [word.tag for word in self.words[at:loose]]
        is_whole = place == len(self.words) or self.words[place].tag in "(,;:/-_\n." or self._is_parted(place)
        is_built = is_whole or (
            self.words[place].tag == NUMBER and (small[-1] == "h" or self.words[loose - 1].is_capital)
        )
        return loose if is_built and ("h" in tags or not self._opens(at)) else strict

    def _is_number(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].word == "0"

    def _joins(self, at: int) -> bool:
        word = self.words[at]
        ahead = self.words[at + 1] if at + 1 < len(self.words) else word
        if word.word == "pour":
            return ahead.word in ("tous", "toutes", "le", "la", "l'")
        if word.word == "0":
            return ahead.tag == "f" or (self._is_capital(at + 1) and self.view.quote(word.span)[0].isupper())
        if ahead.word == "0":  # « SCIC Le Seize », « Fondation des Deux Rives »
            return word.word in _JOINS and word.word != "et" and self.view.quote(ahead.span)[0].isupper()
        return word.word in _JOINS or (word.tag == ARTICLE and word.is_capital)


@lru_cache(maxsize=2)
def find_words(view: View) -> Sequence[Word]:
    """The words of a view, each landlord's name one of them.

    >>> [(w.word, w.tag) for w in find_words(View("dont 31 chez Vilogia")) if w.tag == NAME]
    [('Vilogia', 'A')]
    """
    return list(_Reader(view).read())
