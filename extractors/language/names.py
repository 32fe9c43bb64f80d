"""The words of a view with the landlords' names among them, known ones and such as their form tells."""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

import regex

from extractors.language import landlords
from extractors.language.lexicon import classes_in
from extractors.language.places import is_place_name
from extractors.language.spelling import key, rows
from extractors.source.document import Span
from extractors.view.view import Block, View

NAME, NUMBER, ARTICLE, OTHER_NUMBER, WORD, LINE = "A", "N", "n", "x", "w", "\n"
_KINDS = (
    *("closed", "article", "of", "preposition", "and", "opens", "pronoun", "through"),
    *("verb", "unit", "measure", "other", "adjective", "landlord"),
)
_TAGS = dict(zip(_KINDS, "zlfp&dqivUxojh", strict=True))
"""The tag of each kind of word; where a word is of several kinds, the first of these counts."""
_MARKS = dict(zip("=→>|·•+[]?!", ":::;;;;()..", strict=True))
_NUMBERS = {"0": NUMBER, "1": ARTICLE, "2": OTHER_NUMBER, "3": OTHER_NUMBER}
_JOINS = frozenset(["de", "du", "des", "d'", "la", "le", "les", "l'", "et", "en", "sur", "&"])
_LIFTED = frozenset(["le", "la", "les", "l'", "1", "a"])
"""What belongs to a name where it has a capital."""
_ONE = frozenset(["le", "la", "l'"])
"""Articles after which also an everyday word with a capital is a name: « L'Étage », « Le Pas de Porte »."""
_OPENING = frozenset([LINE, ".", '"', ":", "-", "_", ";", "*"])
"""Tags after which a capital says nothing."""
_FULL = 40
"""Characters of a line that may be broken because it was full."""
_LONGEST = 12
"""Words of the longest name."""
_TABLE = regex.compile(r"\.{4}|(?:\. ){4}|[|_]|[0-3]$")
_NOUN = regex.compile(r"fl?[oxUj]")
"""What makes a word with a capital the noun of a sentence that it opens."""
_LABELLED = regex.compile(r"[^\p{L}\d\n]*\p{Lu}[^:;.,()\n\d]{1,50}:\s?\d")
_SERIES = regex.compile(r"A ?[:(=]? ?0\)? ?[,;/] ?B ?[:(=]? ?0")
"""Landlords that are only letters begin so."""
_TENURES = frozenset({"SOCIAL", "LEASE", "PRIVATE", "REGULATED"})
_TOTAL = regex.compile(r"(?<label>[^\n:0-3]{3,60}?) ?[:.=-]* ?(?<n>0)(?: \p{Ll}+)?")
_NAMED = regex.compile(
    r"(?<name>(?:(?:L'|(?:L[ae]s?|Des|1) )\p{Lu}|\p{Lu}[^\n:0-3]{0,40} \p{Lu})[^\n:02-3]{1,60}?)"
    r" ?[:.=-]* ?(?<n>0)(?: \p{Ll}+)?"
)
"""A tenure's number in a line of its own, and one below it of something that has a name: an article or two
capitals."""
# how things were done: « un par un », « deux à deux », « chacun un »
_TURN = regex.compile(r"(?<n>[01]) (?:par|a|apres) (?<n>[01])|(?<=\bchacune? )(?<n>1)")
_WORD = regex.compile(
    r"""
      (?:[dlnsjmtcDLNSJMTC]|[qQ]u)'(?=\w)
    | [013](?:/[013]){1,2}(?![\w/])|[013]\.[013]\.[013]
    | [^\W_]++(?:(?:['&-]|\.(?=\p{Lu}{2}))[^\W_]++)*+
    | \.{3,}|_{3,}|\S
    """,
    regex.VERBOSE,
)


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
    kinds = kinds_of_words()
    return {form: _TAGS[kind] for kind in reversed(_KINDS) for form in kinds.get(kind, ())}


@lru_cache(maxsize=20000)
def _pieces(text: str) -> list[tuple[int, int, str, str, bool, bool]]:
    """The words of what stands between two spaces: start, end, tag, small letters, whether it has a capital
    that says something, whether any."""
    return [(*m.span(), *_sorted(m[0])) for m in _WORD.finditer(text)]


def _sorted(text: str) -> tuple[str, str, bool, bool]:
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
        self.view, self.text = view, view.text
        self.words: list[Word] = []
        self.capitals: list[int] = []
        self.names = landlords.beginnings()
        turns = (m.starts("n") for m in _TURN.finditer(view.text))
        self.turns = {
            at for each in turns if len({view.numerals[at].value for at in each}) == 1 for at in each
        }
        self.rows = dict(_named_rows(view))

    def read(self) -> list[Word]:
        """The words with each name made one word."""
        self._split()
        found: list[Word] = []
        end = 0
        for at in self.capitals:
            if at < end:
                continue
            first = self.words[at].word
            stop = at if first.isalpha() and first not in self.names else self._known(at)
            if is_known := stop > at:
                is_number = first == "0" and self._known(at + 1) >= stop
                stop = at if is_number else self._extended(stop)
            else:
                is_listed = at == end + 1 and self.words[end].tag == ","
                stop = self._row(at) or self._formed(at, is_listed)
            if stop > at:
                start, last = self.words[at].start, self.words[stop - 1].end
                found += self.words[end:at]
                found.append(Word(start, last, NAME, self.text[start:last], True, is_known))
                end = stop
        return found + self.words[end:]

    def _split(self) -> None:
        text, words, append, at = self.text, self.words, self.words.append, 0
        blocks = self.view.blocks
        for line, before, after in zip_longest(text.split("\n"), blocks, blocks[1:]):
            for chunk in line.split(" "):
                for start, end, kind, word, is_capital, is_candidate in _pieces(chunk):
                    if word in _NUMBERS:
                        self._add_number(at + start, word)
                        continue
                    tag = "v" if word == "a" and self._has(at + start) else kind
                    if is_candidate:
                        self.capitals.append(len(words))
                    append(_new(Word, (at + start, at + end, tag, word, is_capital, False)))
                at += len(chunk) + 1
            if after and (max(before.cells, after.cells) > 1 or not _goes_on(line, after, text[at])):
                words.append(Word(at - 1, at, LINE, LINE))

    def _add_number(self, at: int, digit: str) -> None:
        """Also the number of a line, « 7. », is none that counts."""
        value, text = self.view.numerals[at].value, self.text
        is_line = text.startswith(". ", at + 1) and (at == 0 or text[at - 1] == "\n")
        is_written = self._is_written(at)
        is_line = is_line or at in self.turns
        is_capital = digit == "1" and is_written
        if is_written or (digit == "0" and text[at + 2 : at + 3].isupper()):
            self.capitals.append(len(self.words))
        tag = OTHER_NUMBER if is_line or value >= 1000 or value % 1 else _NUMBERS[digit]
        self.words.append(Word(at, at + 1, tag, digit, is_capital))

    def _has(self, at: int) -> bool:
        """Whether an « a » is the verb: the text writes the preposition with its accent."""
        body = self.view.body
        return "à" in body and body[self.view.source(Span(at, at)).start] == "a"

    def _is_written(self, at: int) -> bool:
        """Whether the number at a place is written as a word with a capital."""
        return self.view.body[self.view.source(Span(at, at)).start].isupper()

    def _known(self, at: int) -> int:
        """Where the longest known name that starts at a word ends; `at` where there is none."""
        end, name = at, ""
        for place in range(at, min(at + 2 * _LONGEST, len(self.words))):
            word = self.words[place].word
            if word[0].isalnum():
                letters = word.replace("'", "")
                name += letters if letters.isalpha() else _key(self.view.quote(self.words[place].span))
                if name not in self.names:
                    break
                end = place + 1 if self.names[name] else end
            elif word in "\n(),;:|" and not self._is_glued(self.words[place]):
                break
        return end

    def _extended(self, end: int) -> int:
        """A known name with the capitals after it: « Soliha Alsace », « CCAS de Grenoble »."""
        while end < len(self.words):
            ahead = end + 1 if self.words[end].word in ("de", "du", "d'") else end
            if not self._is_capital(ahead) or self._known(ahead) > ahead or self._is_label(ahead):
                break
            end = ahead + 1
        return end

    def _is_label(self, at: int) -> bool:
        """Whether a word begins a line as a label does: with a word of a sheet, or with a colon and a number
        behind it as the line above, on which it would have had room."""
        word, body = self.words[at], self.view.body
        if self.text[word.start - 1] != "\n" and word.start not in self.view.line_starts:
            return False
        if word.tag != "w":
            return word.tag in "xoUv"
        below = body.rfind("\n", 0, self.view.source(word.span).start) + 1
        above = body.rfind("\n", 0, below - 1) + 1
        has_room = below - above + len(word.word) < max(map(len, body.split("\n")))
        return has_room and all(_LABELLED.match(body, start) for start in (above, below))

    def _is_glued(self, mark: Word) -> bool:
        """Whether a mark stands inside a word: « Tour(s)plus »."""
        return self.text[mark.start - 1 : mark.end + 1 : 2].isalpha()

    def _is_capital(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].is_capital and self.words[at].tag in "whqvxoUij"

    def _may_start(self, at: int) -> bool:
        word, is_followed, opens = self.words[at], self._is_capital(at + 1), self._opens(at)
        if word.word == "0":  # « Trois Vallées »
            return is_followed and not opens and self._is_written(word.start)
        if not word.is_capital or word.tag in "wh":
            return word.is_capital
        is_shouted = is_followed and self.text[slice(*self.words[at + 1][:2])].isupper()
        if word.word in _LIFTED:
            if self._is_count(at + 1):
                return self._is_capital(at + 2)  # « Les Quatre Vents »
            return is_followed and not (is_shouted and word.word == "a")
        is_listed = is_followed and self.words[at - 1].tag == ";"  # no sentence begins there
        if word.tag not in "&dz" and (not opens or is_listed):
            return True
        return is_followed and not is_shouted and word.tag in "qvU"

    def _is_count(self, at: int) -> bool:
        """Whether a word is a number that is written as a word with a capital."""
        word = self.words[at : at + 1]
        return word[0].word == "0" and self._is_written(word[0].start) if word else False

    def _opens(self, at: int) -> bool:
        """Whether a word begins a sentence, so that its capital says nothing."""
        return at == 0 or self.words[at - 1].tag in _OPENING

    def _row(self, at: int) -> int:
        """Where a name ends that its place in a sum tells; 0 where none starts at a word."""
        end = self.rows.get(self.words[at].start, 0)
        return next((n for n in range(at, len(self.words)) if self.words[n].start >= end), 0) if end else 0

    def _formed(self, at: int, is_listed: bool) -> int:
        """Where a name ends that its form tells: capitals, small words between them, and to its end before a
        mark; `at` where there is none."""
        words = self.words
        if words[at].word == "a" and _SERIES.match(self.text, words[at].start):
            return at + 1
        if not self._may_start(at):
            return at
        first = at + 1 if words[at].word in _LIFTED else at
        place = strict = loose = first + 1
        while place < min(first + _LONGEST, len(words)):
            word = words[place]
            if word.word == "et" and is_listed:
                break  # the last of an enumeration
            if self._joins(place) or (word.word == "pour" and first > at):  # « Une Clé pour Demain »
                if place + 1 < len(words) and words[place + 1].word == "0":
                    place = strict = loose = place + 2  # « SCIC Le Seize »
                    continue
            elif words[place - 1].word == "et" and self._known(place) > place:
                break  # two names
            elif self._is_capital(place) or self._is_count(place):
                if self._is_label(place) and not self._joins(place - 1):
                    break  # « l'association Le Gué⏎Loyer moyen : 402 € »
                strict = loose = place + 1
            elif word.tag in "whj":
                loose = place + 1
            else:
                break
            place += 1
        if place == len(words) or words[place].tag in "(,;:/-_\n.N":
            strict = loose
        return strict if self._is_name(at, first if strict > first else at, strict) else at

    def _is_name(self, at: int, first: int, end: int) -> bool:
        """Whether words that look like a name are one: a landlord's own word is in it, or one that is no
        everyday word, and it is no place's."""
        opening, *others = self.words[first:end]
        kinds = kinds_of_words()
        is_built = any(word.is_capital and word.word in kinds["landlord"] for word in others)
        is_rare = opening.tag in "wh" or (
            opening.tag not in "ox" and any(word.tag in "wh" for word in others)
        )
        is_one = first > at and self.words[at].word in _ONE and opening.word not in kinds["context"]
        is_rare = is_rare or (is_one and opening.tag in "xqv")
        before = at - (at > 0 and self.words[at - 1].word in _LIFTED)  # « La Madeleine »
        places = (before, at, at + (self.words[at].word == "a"))  # « À Lyon »
        starts = {self.words[place].start for place in places}
        last = self.words[end - 1].end
        after = "".join([word.tag for word in self.words[end : end + 3]])
        if end == at + 1 and self._opens(at) and _NOUN.match(after):
            return False  # « Prépondérance du parc privé : 58 »
        return (is_built or is_rare) and not any(_is_place(self.text[start:last]) for start in starts)

    def _joins(self, at: int) -> bool:
        """Whether a small word goes on with the name that it stands in."""
        word = self.words[at]
        if self.words[at + 1 : at + 2] and (ahead := self.words[at + 1]).word == "0":
            return word.word in _JOINS and word.word != "et" and self._is_written(ahead.start)
        return word.word in _JOINS or (word.tag == ARTICLE and word.is_capital)


def _is_place(name: str) -> bool:
    """Whether words name a place, or two: « Tourcoing et Halluin »."""
    return all(map(is_place_name, name.split(" et ")))


def _named_rows(view: View) -> Iterator[tuple[int, int]]:
    """Where the names begin and end that have a row each below a tenure whose number is their sum:
    « Bail glissant : 25⏎Les Eaux Vives : 16⏎Une Clé pour l'Erdre : 9 »."""
    rows = list(view.blocks)
    for at, head in enumerate(rows):
        m = _TOTAL.fullmatch(view.text, head.span.start, head.span.end)
        if m is None or classes_in(m["label"].lower().split()).isdisjoint(_TENURES):
            continue
        rest, found = view.numerals[m.start("n")].value, list[tuple[int, int]]()
        for row in rows[at + 1 :]:
            named = _NAMED.fullmatch(view.text, row.span.start, row.span.end)
            if named is None or rest <= 0 or _is_place(named["name"]):
                break
            rest -= view.numerals[named.start("n")].value
            found.append(named.span("name"))
        yield from found if rest == 0 and len(found) > 1 else ()


def _goes_on(line: str, after: Block, opening: str) -> bool:
    """Whether a paragraph's line was broken because it was full."""
    is_full = len(line) >= _FULL and line[-1] not in ".!?:|" and not after.is_bullet and not after.gap
    return is_full and not (opening.isdigit() and line[-1] not in "-,(/&") and not _TABLE.search(line)


@lru_cache(maxsize=2)
def find_words(view: View) -> list[Word]:
    """The words of a view, each landlord's name one of them.

    >>> [(w.word, w.tag) for w in find_words(View("dont 31 chez Vilogia")) if w.tag == NAME]
    [('Vilogia', 'A')]
    """
    return _Reader(view).read()
