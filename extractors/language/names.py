"""The words of a view with the landlords' names among them, known ones and such as their form tells."""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from extractors.language.landlords import is_name
from extractors.language.places import is_place_name
from extractors.language.spelling import key, rows
from extractors.source.document import Span
from extractors.view.view import View

_WORD = regex.compile(
    r"""
      (?:[dlnsjmtcDLNSJMTC]|[qQ]u)'(?=\w)
    | [013](?:/[013]){1,2}(?![\w/])|[013]\.[013]\.[013]
    | [^\W_]++(?:(?:['&-]|\.(?=\p{Lu}{2}))[^\W_]++)*+
    | \.{3,}|(?:\.\ ){3,}\.?|_{3,}
    | \S|\n
    """,
    regex.VERBOSE,
)
NAME, NUMBER, ARTICLE, OTHER_NUMBER, WORD, LINE = "A", "N", "n", "x", "w", "\n"
_LETTERS = {
    "closed": "z",
    "article": "l",
    "of": "f",
    "preposition": "p",
    "and": "&",
    "opens": "d",
    "pronoun": "q",
    "through": "i",
    "verb": "v",
    "unit": "U",
    "measure": "x",
    "other": "o",
    "adjective": "j",
    "landlord": "h",
}
"""The tag of each kind of word; where a word is of several kinds, the first of these counts."""
_MARKS = dict(zip("=→>|·•+[]?!", ":::;;;;()..", strict=True))
_JOINS = frozenset(["de", "du", "des", "d'", "la", "le", "les", "l'", "et", "en", "sur", "&"])
_LIFTED = frozenset(["le", "la", "les", "l'", "1", "a"])
"""What belongs to a name where it has a capital."""
_FULL = 40
"""Characters of a line that may be broken because it was full."""
_TABLE = regex.compile(r"\.{4}|(?:\. ){4}|[|_]|[0-3]$")
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


_new = tuple.__new__
_key = lru_cache(maxsize=2000)(key)


@cache
def kinds_of_words() -> dict[str, frozenset[str]]:
    """The forms of `name_words.csv` by their kind."""
    kinds: dict[str, set[str]] = {}
    for row in rows("name_words.csv"):
        kinds.setdefault(row["kind"] or "", set()).add(row["form"] or "")
    return {kind: frozenset(forms) for kind, forms in kinds.items()}


@cache
def _tags() -> dict[str, str]:
    kinds = [(letter, kinds_of_words().get(kind, frozenset())) for kind, letter in _LETTERS.items()]
    return {form: letter for letter, forms in reversed(kinds) for form in forms}


@lru_cache(maxsize=20000)
def _sorted(text: str) -> tuple[str, str, bool, bool]:
    """A word's tag, the word in small letters, whether it has a capital that says something, whether any."""
    word, first = text.lower(), text[0]
    if len(text) > 1 and text[-1] == "'":
        return _tags().get(word, "q"), word, word != text, word != text
    if not first.isalnum():
        return ("_" if len(text) > 1 else _tags().get(text) or _MARKS.get(text, text)), text, False, False
    tag = _tags().get(word, OTHER_NUMBER if first.isdigit() and text[1:2] in ("/", ".") else WORD)
    is_capital = word != text and (tag in "wh" or len(text) == 1 or not text.isupper())
    return tag, word, is_capital, is_capital or first != word[0]


class _Reader:
    """The words of a view, and which of them may begin a name."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words: list[Word] = []
        self.capitals: list[int] = []
        ends, text, words, at = self._ends_of_lines(), view.text, self.words, 0
        for found in _WORD.findall(text):
            at = text.index(found, at)
            tag, word, is_capital, is_candidate = _sorted(found)
            if found in "0123":
                tag = self._number_tag(at, found)
                is_capital = found == "1" and self._is_written(at)
                is_candidate = is_capital or (found == "0" and text[at + 2 : at + 3].isupper())
            elif found == "\n" and at not in ends:
                continue
            if is_candidate:
                self.capitals.append(len(words))
            start, at = at, at + len(found)
            words.append(_new(Word, (start, at, tag, word, is_capital, False)))

    def _ends_of_lines(self) -> set[int]:
        """Where blocks end, but for a full line of a paragraph that goes on in the next block."""
        ends: set[int] = set()
        for block, after in pairwise(self.view.blocks):
            text = self.view.text[block.span.start : block.span.end]
            is_number = self.view.text[after.span.start].isdigit() and text[-1] not in "-,(/&"
            is_broken = len(text) >= _FULL and text[-1] not in ".!?:|" and not is_number
            if not is_broken or after.is_bullet or after.gap or _TABLE.search(text):
                ends.add(block.span.end)
        return ends

    def _number_tag(self, at: int, digit: str) -> str:
        """Also the number of a line, « 7. », is none that counts."""
        value = self.view.numerals[at].value
        begins = at == 0 or self.view.text[at - 1] == "\n" or at in self.view.line_starts
        is_line = begins and self.view.text.startswith(". ", at + 1)
        if is_line or digit in "23" or value >= 1000 or value % 1:
            return OTHER_NUMBER
        return NUMBER if digit == "0" else ARTICLE

    def read(self) -> list[Word]:
        """The words with each name made one word."""
        found: list[Word] = []
        end = 0
        for at in self.capitals:
            if at < end:
                continue
            is_listed = bool(found) and at == end + 1 and self.words[end].tag == ","
            stop, is_known = self._name(at, is_listed)
            if stop > at:
                start, last = self.words[at].start, self.words[stop - 1].end
                found += self.words[end:at]
                found.append(Word(start, last, NAME, self.view.text[start:last], True, is_known))
                end = stop
        return found + self.words[end:]

    def _name(self, at: int, is_listed: bool) -> tuple[int, bool]:
        """Where the name that starts at a word ends, and whether it is known; `at` where there is none."""
        known = self._known(at)
        if known > at:
            is_number = self.words[at].word == "0" and self._known(at + 1) > known
            return (at, False) if is_number else (self._extended(known), True)
        if not self._may_start(at):
            return at, False
        end = self._formed(at, is_listed)
        first, *others = self.words[at + (self.words[at].word in _LIFTED and end > at + 1) : end]
        built = kinds_of_words()["landlord"]
        is_built = any(word.is_capital and word.word in built for word in others)
        is_common = first.tag not in "whN" and all(word.tag not in "wh" for word in others)
        if not is_built and (is_common or first.tag in "ox"):
            return at, False
        return (
            at if is_place_name(self.view.text[self.words[at].start : self.words[end - 1].end]) else end
        ), False

    def _known(self, at: int) -> int:
        """Where the longest known name that starts at a word ends; `at` where there is none."""
        end, name = at, ""
        for place in range(at, min(at + 2 * _LONGEST, len(self.words))):
            word = self.words[place]
            if word.word[0].isalnum():
                letters = word.word.replace("'", "")
                name += letters if letters.isalpha() else _key(self.view.quote(word.span))
                is_whole = is_name(name)
                if is_whole is None:
                    break
                end = place + 1 if is_whole else end
            elif word.word in "\n(),;:|" and not self._is_glued(word):
                break
        return end

    def _is_glued(self, mark: Word) -> bool:
        """Whether a mark stands inside a word: « Tour(s)plus »."""
        return self.view.text[mark.start - 1 : mark.end + 1 : 2].isalpha()

    def _extended(self, end: int) -> int:
        """A known name with the capitals after it: « Soliha Alsace », « CCAS de Grenoble »."""
        while end < len(self.words):
            ahead = end + 1 if self.words[end].word in ("de", "du", "d'") else end
            if not self._is_capital(ahead) or self._known(ahead) > ahead:
                return end
            end = ahead + 1
        return end

    def _is_capital(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].is_capital and self.words[at].tag in "whqvxoUij"

    def _is_shouted(self, at: int) -> bool:
        return self.view.text[self.words[at].start : self.words[at].end].isupper()

    def _opens(self, at: int) -> bool:
        """Whether a word begins a sentence, so that its capital says nothing."""
        return at == 0 or self.words[at - 1].tag in (LINE, ".", '"', ":", "-", "_", ";", "*")

    def _may_start(self, at: int) -> bool:
        word = self.words[at]
        ahead = self.words[at + 1] if self._is_capital(at + 1) else None
        if word.word == "0":  # « Trois Vallées »
            return ahead is not None and not self._opens(at) and self._is_written(word.start)
        if not word.is_capital or word.tag in "wh":
            return word.is_capital
        is_shouted = ahead is not None and self._is_shouted(at + 1)
        if word.word in _LIFTED:
            return ahead is not None and not (is_shouted and word.word == "a")
        if word.tag not in "&dz" and not self._opens(at):
            return True
        is_built = word.tag in "qvU" or (word.tag in "oxj" and ahead is not None and ahead.tag == "h")
        return is_built and ahead is not None and not is_shouted and word.word != "nous"

    def _is_written(self, at: int) -> bool:
        """Whether the number at a place is written as a word with a capital."""
        return self.view.body[self.view.source(Span(at, at)).start].isupper()

    def _formed(self, at: int, is_listed: bool) -> int:
        """The end of a name by its form: capitals, small words between them, and to its end before a mark."""
        first = at + 1 if self.words[at].word in _LIFTED else at
        place = strict = loose = first + 1
        small = ""
        while place < min(first + _LONGEST, len(self.words)):
            word = self.words[place]
            if word.word == "et" and is_listed:
                break  # the last of an enumeration
            if self._joins(place):
                if word.word != "0" and place + 1 < len(self.words) and self.words[place + 1].word == "0":
                    strict = loose = place = place + 2  # « SCIC Le Seize »
                    continue
            elif self.words[place - 1].word == "et" and self._known(place) > place:
                break  # two names
            elif self._is_capital(place):
                loose = place + 1
                strict = strict if small else loose
            elif word.tag in "whj" or (word.word == "logement" and self.words[place - 1].tag == "l"):
                small += word.tag
                loose = place + 1
            else:
                break
            place += 1
        if not small or strict == loose:
            return strict
        after = self.words[place].tag if place < len(self.words) else LINE
        is_whole = after in "(,;:/-_\n." or (
            after == NUMBER and (small[-1] in "hU" or self.words[loose - 1].is_capital)
        )
        is_built = any(word.tag == "h" for word in self.words[at:loose]) or not self._opens(at)
        return loose if is_whole and is_built else strict

    def _joins(self, at: int) -> bool:
        """Whether a small word goes on with the name that it stands in."""
        word = self.words[at]
        ahead = self.words[at + 1] if at + 1 < len(self.words) else word
        if word.word == "pour":
            return ahead.word in ("tous", "toutes", "le", "la", "l'")
        if word.word == "0":
            return ahead.tag == "f" or (self._is_capital(at + 1) and self._is_written(word.start))
        if ahead.word == "0":
            return word.word in _JOINS and word.word != "et" and self._is_written(ahead.start)
        return word.word in _JOINS or (word.tag == ARTICLE and word.is_capital)


@lru_cache(maxsize=2)
def find_words(view: View) -> Sequence[Word]:
    """The words of a view, each landlord's name one of them.

    >>> [(w.word, w.tag) for w in find_words(View("dont 31 chez Vilogia")) if w.tag == NAME]
    [('Vilogia', 'A')]
    """
    return _Reader(view).read()
