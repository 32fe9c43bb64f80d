"""Where a number stands and which words speak of it: its own clause first, then what it inherits."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile
from types import MappingProxyType
from typing import NamedTuple

from extractors.language.tokens import LEADERS, NUMBER, Token
from extractors.structure.lines import Line, labels
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

_NEAR, _FAR, _TITLE = 6, 14, 60
"""Words that are near a number; words that may still speak of it; characters of the longest title."""

_SUBJECT_OF = frozenset(
    [
        "sont",
        "etaient",
        "seront",
        "ont",
        "avaient",
        "furent",
        "vivent",
        "vivaient",
        "habitent",
        "restent",
        "viennent",
        "proviennent",
        "relevent",
        "appartiennent",
        "y",
        "l'",
        "le",
    ]
)
"""Verbs right after a number that is their subject: what stands before « et » is another clause."""
_JOINS_CLAUSES = frozenset({"et", ",", "dont", "puis", "mais"})
_ENDS = frozenset({".", ";", "!", "?", "•", "·", "|", "/"})
"""Marks that end a clause."""
_CLOSES = frozenset({",", ";", ".", "et"})
"""What may follow a label's number."""
_PAUSES = _CLOSES | {":", "dont"}
_LEADERS = frozenset({"|", ":", "-", LEADERS, "=", "→", ">"})
"""Marks that join a number to its label."""
_JOINTS = frozenset({*_LEADERS, "?", "r", "rep", "reponse"})
"""What may stand between a label and its number: leaders, the end of a question, what announces its
answer."""
_NOTHING = "n s c d o a r nc nd so na ns neant . : - | / ,"
_EMPTY = frozenset(_NOTHING.split())
"""What an empty cell may hold: « n.c. », « s.o. », « – »."""
_COUNTED = frozenset(
    {"PERSON", "HOUSEHOLD", "DWELLING", "MONEY", "RENT", "VISIT", "ROLE", "WOMEN", "LANDLORD"}
)
_WHICH = frozenset({"SOCIAL", "LEASE", "PRIVATE", "REGULATED", "TOTAL"})
_TENURES = frozenset({"SOCIAL", "LEASE", "PRIVATE", "REGULATED"})
_HAVE = frozenset(["a", "as", "ai", "avons", "ont", "avait", "avaient", "compte", "comptons", "comptent"])
_SILENT = frozenset({"FUNCTION", NUMBER})
_MUTE = _SILENT | {"DATE", "NOW", "QUALIFIER", "TOTAL", "YEARS", "SINCE"}
"""Classes of words that leave open what a number counts."""
_SENTENCES = frozenset({".", "!", "?", ";"})
"""Marks that end a sentence."""
_HEADING = 3
"""Words of the longest sub-title within a paragraph."""
_UNNAMED = _SILENT | {"CAPTURED"}
"""Classes of words that name no label: « en gère 5 »."""
_NUMBERS = "tableau tab fiche figure fig encadre annexe graphique partie chapitre section"
_NUMBERED = frozenset(_NUMBERS.split())
"""Words before the number of what they are the title of."""
_NO_CARDS: Mapping[int, Sequence[Token]] = MappingProxyType({})
_NO_ROWS: Mapping[int, int] = MappingProxyType({})
_PERIODS = frozenset({"YEARS", "MONTHS"})
_TIMES = _PERIODS | {"DATE", NUMBER}
"""Classes of words that are a line's own, and not said of the lines below it."""
_SIZES = (9, 45, 100, 250, 700, 1500)


@dataclass(frozen=True, slots=True)
class Slot:
    """A number: its place in the view, its line and its place among that line's tokens."""

    at: int
    line: int
    index: int


class Scope(NamedTuple):
    """The tokens that speak of a slot: on its left and right nearest first, of its label, and the lines it
    stands under.

    `first` and `last` bound what they take of its line's tokens."""

    left: Sequence[Token]
    right: Sequence[Token]
    label: Sequence[Token]
    above: Sequence[Token]
    head: Sequence[Token]
    title: Sequence[Token]
    stopped_by: str
    first: int
    last: int


class Scopes:
    """What speaks of each number of one view.

    `rows` has where the lines of sites begin that share a title, and where that begins; `heads` where the
    heads of tables' columns do; `parts` where lines of sites begin that are no sheets.
    """

    def __init__(
        self,
        view: View,
        lines: Sequence[Line],
        cells: Mapping[int, Sequence[Token]] = _NO_CARDS,
        cards: Mapping[int, Sequence[Token]] = _NO_CARDS,
        outline: frozenset[int] = frozenset(),
        rows: Mapping[int, int] = _NO_ROWS,
        heads: Collection[int] = (),
        parts: Collection[int] = (),
    ) -> None:
        self.view, self.lines, self.cells, self.cards = view, lines, cells, cards
        self._labels = labels(lines)
        self.captions = frozenset(number for label in self._labels.values() for number in label)
        """The lines that are labels of numbers in lines of their own."""
        self._scopes: dict[int, Scope] = {}
        self._rows, self._heads, self._parts = rows, heads, parts
        self._titles = list(self._find_titles(outline))

    @cached_property
    def slots(self) -> Mapping[int, Slot]:
        """Every number by its place in the view."""
        return {
            token.span.start: Slot(token.span.start, number, index)
            for number, line in enumerate(self.lines)
            if line.has_number
            for index, token in enumerate(line.tokens)
            if token.word == CARDINAL
        }

    def _find_titles(self, outline: frozenset[int]) -> Iterator[int | None]:
        """For each line the one that is the title which it stands under."""
        title = None
        starts = {line.tokens[0].span.start: n for n, line in enumerate(self.lines) if line.tokens}
        for number, line in enumerate(self.lines):
            if line.tokens and line.tokens[0].span.start in self._rows:
                title = starts.get(self._rows[line.tokens[0].span.start], title)
            yield title
            if self.is_head(line):
                continue
            first = next((at for at, token in enumerate(line.tokens[:3]) if token.word == CARDINAL), 0)
            is_part = bool(line.tokens) and line.tokens[first].span.start in outline
            is_numbered = line.has_number and (not first or is_part or line.tokens[0].word in _NUMBERED)
            words = line.tokens[first + 1 :] if is_numbered else line.tokens
            has_others = line.has_number and any(token.word == CARDINAL for token in words)
            if line.is_bullet or has_others or len(words) <= is_numbered:
                continue
            text = self.view.text[line.tokens[0].span.start : words[-1].span.end]
            stands_out = line.gap or text.isupper() or text.endswith((":", "?"))
            if (len(text) <= _TITLE or is_part) and text[-1] not in ".,;" and stands_out:
                title = number

    def is_head(self, line: Line) -> bool:
        """Whether a line has the heads of a table's columns."""
        return any(token.span.start in self._heads for token in line.tokens)

    def scope(self, slot: Slot) -> Scope:
        """What speaks of a slot; found once."""
        if slot.at not in self._scopes:
            self._scopes[slot.at] = self._find_scope(slot)
        return self._scopes[slot.at]

    def _find_scope(self, slot: Slot) -> Scope:
        line = self.lines[slot.line]
        if slot.at in self.cards:
            return Scope(
                (), (), self.cards[slot.at], (), (), self._title(slot), "start", slot.index, slot.index + 1
            )
        under = self.cells.get(slot.at, ())
        if slot.at in self.cells and (not under or self._is_among(slot)):
            first = next(n for n, token in enumerate(line.tokens) if token.span.start in self.cells)
            before = line.tokens[:first][::-1]
            before = before[len(_empty(before)) :]
            label, _ = _clause(before, is_forward=False)
            if _is_communes(under):
                label = []  # the row says whose homes lie there
            title = self._title(slot)
            is_which = _is_which((*under, *label)) and not _is_counted((*under, *label))
            near = (line.tokens[: slot.index][::-1], line.tokens[slot.index + 1 :])
            is_only = not any(
                words[_joined(words) :][:1] and words[_joined(words)].word == CARDINAL for words in near
            )
            if not under and is_only and all(token.is_capital or not token.word.isalpha() for token in label):
                under = title  # the row is a site's, and says no more
            elif is_which and _is_counted(title) and not any("DWELLING" in token.classes for token in title):
                under = (*under, *title)  # of dwellings a tenure is told alone
            return Scope(label, (), under, (), (), self._title(slot), "start", first, len(line.tokens))
        end = _own_end(line.tokens, slot.index) or _part_label(line.tokens, slot.index)
        end = end or slot.index + 1 + _FAR
        right, used_right = _clause(line.tokens[slot.index + 1 : end], is_forward=True)
        right = _uninterrupted(right)
        before = line.tokens[max(0, slot.index - _FAR) : slot.index]
        outer = _before_households(before)
        if outer is not None:
            before, right = outer, [token for token in right if token.word != ")"]
        left, used_left = _clause(before[::-1], is_forward=False)
        beyond = before[: len(before) - used_left]
        left = _unqualified(left)
        stop = "number" if beyond and beyond[-1].word == CARDINAL else "end" if beyond else "start"
        is_said_after = not all(_SILENT.issuperset(token.classes) for token in right)
        is_noun = len(right) > 1 and "DWELLING" in right[0].classes  # « et 32 logements viennent du privé »
        is_subject = bool(right) and (right[is_noun].word in _SUBJECT_OF or "NOW" in right[0].classes)
        is_again = bool(left) and left[0].word == "soit"  # « 58 ménages relogés, soit 83 personnes »
        is_far = used_left == _FAR < slot.index and _is_which(right)  # « …, et vingt autres du parc privé »
        if is_subject or (
            (is_far or stop == "number") and is_said_after and not is_again
        ):  # « 12 en HLM, 7 en bail glissant »
            joins = _JOINS_CLAUSES - {","} if is_noun and is_subject else _JOINS_CLAUSES
            left = list(takewhile(lambda token: token.word not in joins, left))
            used_left = len(left) if stop == "number" else used_left
        if slot.index + 1 + used_right == len(line.tokens) and slot.line in self.captions:
            right = [*right, *self._rest_of_caption(slot.line)]
        label = _caption(self.label_lines(slot))
        if not all(_SILENT.issuperset(token.classes) for token in under):
            label.extend(under)
        if self.is_site_line(slot):
            label.extend(self._title(slot))
            right = [*(() if _is_counted((*left, *right)) else self._of_sister(slot)), *right]
        has_noun = bool(right) and right[0].word.isalpha() and not right[0].classes  # « quatorze chats »
        if not has_noun and _is_mute((*left, *right, *label)):
            label.extend(self._topic(slot))
        above = self.lines[slot.line - 1].tokens if slot.line and not line.is_bare else ()
        head = self._head(slot.line)
        return Scope(
            left,
            right,
            label,
            above,
            () if head is None else self.lines[head].tokens,
            self._title(slot),
            stop,
            slot.index - used_left,
            slot.index + 1 + used_right,
        )

    def _topic(self, slot: Slot) -> Sequence[Token]:
        """The sentence before that of a number which nothing else is said of, where it is a question or a
        sub-title and counts nothing: « Les logements. Soixante-quatre. »"""
        line = self.lines[slot.line]
        first = next((at for at in range(slot.index, 0, -1) if line.tokens[at - 1].word in _SENTENCES), 0)
        own = takewhile(lambda token: token.word not in _SENTENCES, line.tokens[first:])
        if sum(token.word == CARDINAL for token in own) > 1:
            return ()
        before = line.tokens[:first] if first else self.lines[slot.line - 1].tokens if slot.line else ()
        start = next((at for at in range(len(before) - 1, 0, -1) if before[at - 1].word in _SENTENCES), 0)
        topic = before[start:-1]
        is_title = before[-1:] and (before[-1].word == "?" or (first and len(topic) <= _HEADING))
        is_open = is_title and not any(token.word == CARDINAL for token in topic)
        return topic if is_open else ()

    def is_unsaid(self, slot: Slot) -> bool:
        """Whether a number counts what was named before it: « cinquante-quatre en tout, et … », « il y en a
        88 »."""
        scope = self.scope(slot)
        near = takewhile(lambda token: token.word not in _JOINS_CLAUSES, scope.right)
        own = [t for t in (*scope.left, *near, *scope.label) if "NOW" not in t.classes]
        is_again = any(of.word == "en" and verb.word in _HAVE for verb, of in pairwise(scope.left))
        return _is_mute(own) and (is_again or any(t.word == "tout" or "TOTAL" in t.classes for t in own))

    def label_lines(self, slot: Slot) -> list[Sequence[Token]]:
        """The lines that are the label of a number in a line of its own."""
        return [self.lines[number].tokens for number in self._labels.get(slot.line, ())]

    def _rest_of_caption(self, number: int) -> Sequence[Token]:
        """The line below a label's line, where it is the same label's: « 45⏎logements, dont 23 dans⏎le parc
        social »."""
        is_one = any(number in label and number + 1 in label for label in self._labels.values())
        return _clause(self.lines[number + 1].tokens, is_forward=True)[0] if is_one else ()

    def is_site_line(self, slot: Slot) -> bool:
        """Whether a number stands in one of the lines of sites that share a title."""
        return self.lines[slot.line].tokens[0].span.start in self._rows

    def announced(self, slot: Slot) -> Sequence[Token]:
        """What stands between a title and the first of the lines of sites under it: it is said of all."""
        title = self._titles[slot.line]
        if title is None:
            return ()
        under = range(title + 1, slot.line + 1)
        parted = (n for n in under for token in self.lines[n].tokens if token.span.start in self._parts)
        first = next(parted, title)
        return [token for line in self.lines[title + 1 : first] for token in line.tokens]

    def _of_sister(self, slot: Slot) -> Iterator[Token]:
        """What the first of the lines of sites under one title says of its first number."""
        title = self._titles[slot.line]
        if title is None or self._rank(slot.line, slot.index):
            return
        first = next(n for n in range(title + 1, slot.line + 1) if self._titles[n] == title)
        sister = next((n for n, token in enumerate(self.lines[first].tokens) if token.word == CARDINAL), None)
        if sister is not None and first < slot.line:
            words = _clause(self.lines[first].tokens[sister + 1 :], is_forward=True)[0]
            yield from (token for token in words if _TIMES.isdisjoint(token.classes))

    def _rank(self, line: int, index: int) -> int:
        """How many numbers of its line stand before a place."""
        return sum(token.word == CARDINAL for token in self.lines[line].tokens[:index])

    def _is_among(self, slot: Slot) -> bool:
        """Whether a number is one of several of its row, or stands behind an empty cell."""
        tokens = self.lines[slot.line].tokens
        is_behind = any(token.word.isalpha() for token in _empty(tokens[: slot.index][::-1]))
        return is_behind or sum(token.span.start in self.cells for token in tokens) > 1

    def _title(self, slot: Slot) -> Sequence[Token]:
        title = self._titles[slot.line]
        return () if title is None else self.lines[title].tokens

    def _head(self, number: int) -> int | None:
        """The line that a list stands under: above its first bullet, or one that announces its rows."""
        lines, is_bullet = self.lines, self.lines[number].is_bullet
        while number > 0 and (lines[number].is_bullet if is_bullet else _is_row(lines[number])):
            number -= 1
            if not is_bullet and lines[number + 1].gap:
                break
        if is_bullet:
            return None if lines[number].is_bullet else number
        return number if lines[number].tokens and lines[number].tokens[-1].word == ":" else None

    def evidence(self, slot: Slot) -> list[str]:
        """The features of a slot: each says where a word or a class stands to the number."""
        line, scope = self.lines[slot.line], self.scope(slot)
        numeral = self.view.numerals[slot.at]
        found = ["bias", f"size={bisect_right(_SIZES, numeral.value)}", f"stop={scope.stopped_by}"]
        if self.view.is_decimal(slot.at):
            found.append("decimal")
        if numeral.is_approximate:
            found.append("round")
        found.append("bullet" if line.is_bullet else "bare" if line.is_bare else "line")
        if not scope.left:
            found.append("opens")
        if not scope.right:
            found.append("closes")
        _add(found, "R", scope.right)
        _add(found, "L", scope.left)
        own = (*scope.left, *scope.right, *scope.label)
        _bag(found, "W", own)
        found.append(f"tenure={_tenure(own)}")
        self._beyond(found, "LL", reversed(line.tokens[max(0, scope.first - 40) : scope.first]))
        self._beyond(found, "RR", line.tokens[scope.last : scope.last + 16])
        for side, words in (("above", scope.above), ("head", scope.head), ("title", scope.title)):
            _bag(found, side, words[:_FAR])
        return found

    def _beyond(self, found: list[str], side: str, words: Iterable[Token]) -> None:
        """What the line says beyond the neighbouring numbers: its sentence's classes, and the noun that was
        counted last."""
        seen: set[str] = set()
        is_over = is_counted = False
        for token in words:
            is_over = is_over or token.word in (".", ";")
            for name in token.classes:
                if name in _COUNTED and not is_counted:
                    is_counted = True
                    found.append(f"{side}counted={name}")
                if not is_over and name not in _SILENT and name not in seen:
                    seen.add(name)
                    found.append(f"{side}={name}")


def _caption(lines: Sequence[Sequence[Token]]) -> list[Token]:
    """The words of a number's label without other numbers and what those count; a capital begins something
    else under a label that begins without one."""
    opens = [line[0].is_capital and "DATE" not in line[0].classes for line in lines]
    own = [line for n, line in enumerate(lines) if opens[0] or not any(opens[: n + 1])]
    found: list[Token] = []
    for line in own:
        words, used = _clause(line, is_forward=True, ends=())
        found += words
        if used < len(line):
            break  # « 45⏎logements, dont 23 dans⏎le parc social »
    return found


def _empty(before: Sequence[Token]) -> list[Token]:
    """The empty cells right before a place, the nearest first."""
    return [*takewhile(lambda token: token.word in _EMPTY, before)]


def _is_mute(words: Iterable[Token]) -> bool:
    """Whether some words do not say what is counted: « on en a 97 », « au total, 64 »."""
    return all(_MUTE.issuperset(token.classes) for token in words if token.classes or token.word.isalpha())


def _is_counted(words: Iterable[Token]) -> bool:
    """Whether some words say what is counted, not only of which dwellings."""
    said = {name for token in words for name in token.classes}
    return bool(said & (_COUNTED if said.isdisjoint(_WHICH) else _COUNTED - {"DWELLING"}))


def _is_communes(words: Iterable[Token]) -> bool:
    """Whether some words say that communes are counted, and no homes."""
    said = {name for token in words for name in token.classes}
    return "COMMUNE" in said and "DWELLING" not in said


def _is_which(words: Iterable[Token]) -> bool:
    """Whether some words say of which dwellings something is told, or of all of them."""
    return any(not _WHICH.isdisjoint(token.classes) for token in words)


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a list without bullets: a number and a few words, no sentence."""
    return line.has_number and len(line.tokens) <= _FAR and line.tokens[-1].word not in (".", ":")


def _tenure(words: Iterable[Token]) -> str:
    """The one tenure that a clause names, « none » or « many »."""
    named = {name for token in words for name in token.classes} & _TENURES
    if "REGULATED" in named:
        named.discard("PRIVATE")
    return named.pop() if len(named) == 1 else "many" if named else "none"


def _before_households(before: Sequence[Token]) -> Sequence[Token] | None:
    """What stands before « 58 ménages (» or « 58 ménages, soit »: persons told beside their households are
    told of the same thing."""
    at = len(before)
    while at and before[at - 1].word in ("(", ",", "soit", "-"):
        at -= 1
    is_beside = (
        2 <= at < len(before) and "HOUSEHOLD" in before[at - 1].classes and before[at - 2].word == CARDINAL
    )
    return before[: at - 2] if is_beside else None


def _unqualified(left: list[Token]) -> list[Token]:
    """The words on a number's left without those that qualify it (« un peu plus de », « près de »): they are
    a column of its own."""
    start = next((n for n, token in enumerate(left) if not is_qualifying(token)), len(left))
    is_qualified = any("QUALIFIER" in token.classes for token in left[:start])
    return left[start:] if is_qualified else left


def is_qualifying(token: Token) -> bool:
    """Whether a word may be part of what qualifies a number after it."""
    return token.word in _QUALIFYING


_QUALIFIES = "de d' 1 peu plus moins pres environ quelque quelques presque a au pas + ~ > <"
_QUALIFYING = frozenset(_QUALIFIES.split())


def _clause(
    words: Sequence[Token], *, is_forward: bool, ends: Collection[str] = _ENDS
) -> tuple[list[Token], int]:
    """The words up to the next number or the end of the clause, and how many tokens they take.

    Marks that join a number to its label are passed over, and so are periods (« en 3 ans »), parentheses with
    numbers and the full stops of short words (« ch. comprises », « env. 75 »).
    """
    opens, closes, step = ("(", ")", 1) if is_forward else (")", "(", -1)
    back = -1 if is_forward else 1
    found: list[Token] = []
    at = _joined(words)
    while at < len(words):
        token = words[at]
        word = token.word
        if word == opens and (end := _closing(words, at, opens, closes)) is not None:
            inside = words[at + 1 : end]
            found.extend(() if any(t.word == CARDINAL for t in inside) else inside)
            at = end + 1
            continue
        is_joint = not found and word in _LEADERS
        if word == CARDINAL and not _is_unit(words, at + step):
            break
        short = words[at + back].word if word == "." and 0 <= at + back < len(words) else ""
        is_end = short in _COUNTED_THINGS and _is_opening(words[at - back : at - back + 1])
        is_short = short in ABBREVIATIONS and not is_end
        if word in ends and not (is_joint or is_short):
            break
        if not is_joint:
            found.append(token)
        at += 1
    return found, at


def _uninterrupted(right: list[Token]) -> list[Token]:
    """The words after a number with what stands between it and its verb behind that: « 29, au 31 mars,
    l'habitaient », « 38 ménages qui, à cette date, étaient logés »."""
    marks = [at for at, token in enumerate(right) if token.word == ","][:2]
    start, end = marks if len(marks) == 2 else (_NEAR, 0)
    is_inserted = start < _NEAR // 2 and any(token.word in _SUBJECT_OF for token in right[end + 1 : end + 2])
    return [*right[:start], *right[end + 1 :], *right[start + 1 : end]] if is_inserted else right


def _is_opening(words: Sequence[Token]) -> bool:
    """Whether a word after a short one's full stop begins a sentence: « pers. Logées », not « log. HLM »."""
    return any(t.is_capital and t.word not in _INITIALS and "LANDLORD" not in t.classes for t in words)


def _own_end(words: Sequence[Token], at: int) -> int | None:
    """Where the words end that follow a number beside a row of labels with their numbers behind them: « parc
    social 41 (75 %), bail associatif 8, parc privé 6 »; None where there is no such row."""
    own, following = _label_end(words, at), _next(words, at)
    end = _label_end(words, following) if following else None
    if following is None or end is None:
        return None
    if own is None and ((third := _next(words, following)) is None or _label_end(words, third) is None):
        return None
    return next((n for n in range(at + 1, following) if words[n].word in _PAUSES), None)


def _part_label(words: Sequence[Token], at: int) -> int | None:
    """Where the label of a part begins after a number: « Captés : 28 dont parc social : 22 »; None where no
    number stands behind it."""
    start = at + 1 + (words[at + 1 : at + 2] != [] and words[at + 1].word == ",")
    following = _next(words, at) if words[start : start + 1] and words[start].word == "dont" else None
    return start if following and words[following - 1].word in _LEADERS else None


def _label_end(words: Sequence[Token], at: int) -> int | None:
    """Where a number with its parenthesis ends that closes a label of its own; None where it does not."""
    end = _after(words, at)
    is_labelled = at > 0 and words[at - 1].word.isalpha() and not _UNNAMED.issuperset(words[at - 1].classes)
    return end if is_labelled and (end == len(words) or words[end].word in _CLOSES) else None


def _after(words: Sequence[Token], at: int) -> int:
    """Where a number with its parenthesis ends."""
    is_opened = words[at + 1 : at + 2] and words[at + 1].word == "("
    return ((_closing(words, at + 1, "(", ")") or at) if is_opened else at) + 1


def _next(words: Sequence[Token], at: int) -> int | None:
    """The number after a number and its parenthesis, in reach."""
    places = range(_after(words, at), min(at + 2 * _FAR, len(words)))
    return next((n for n in places if words[n].word == CARDINAL), None)


def _is_unit(words: Sequence[Token], at: int) -> bool:
    """Whether a number's unit is years or months."""
    return 0 <= at < len(words) and not _PERIODS.isdisjoint(words[at].classes)


_ABBREVIATED = (
    "ch env nb no pers log logts lgts loc mens moy st ste cf dont resp hab app appts fin asso conv priv soc"
)
ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_COUNTED_THINGS = frozenset(["pers", "log", "logts", "lgts", "loc", "hab", "app", "appts"])
_INITIALS = frozenset(["hlm", "plai", "plus", "pls", "lls", "iml", "anah", "siao", "ccas", "crous"])


def _joined(words: Sequence[Token]) -> int:
    """How many tokens join a number to its label: leaders, and the end of a question with its « R : »."""
    at = 0
    while at < len(words) and words[at].word in _JOINTS:
        at += 1
    return at if any(token.word in _LEADERS or token.word == "?" for token in words[:at]) else 0


def _closing(words: Sequence[Token], at: int, opens: str, closes: str) -> int | None:
    """Where the parenthesis ends that opens at a place; None where it does not, or another opens inside
    it."""
    for end in range(at + 1, len(words)):
        if words[end].word == closes:
            return end
        if words[end].word == opens:
            return None
    return None


@lru_cache(maxsize=100_000)
def _features(side: str, word: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    """What a word on one side of a number is evidence of: itself, and its classes."""
    return tuple(f"{side}={atom}" for atom in (word, *classes) if atom != "FUNCTION")


def _add(found: list[str], side: str, words: Sequence[Token]) -> None:
    """Words nearest first: the three next ones with their place, the others as a bag."""
    for near, token in zip((f"{side}1", f"{side}2", f"{side}3"), words, strict=False):
        found += _features(near, token.word, token.classes)
    _bag(found, side, words)


def _bag(found: list[str], side: str, words: Iterable[Token]) -> None:
    told: dict[str, None] = {}
    for token in words:
        told.update(dict.fromkeys(_features(side, token.word, token.classes)))
    found += told
