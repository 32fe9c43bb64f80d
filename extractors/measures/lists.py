"""Lists of landlords: names and numbers that belong together, and the number that they account for.

Pairs of a name and a number (`pairs.py`) that only separators part are one list; it is taken where its
words, its names or its sum say that it is one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import regex

from extractors.language.lexicon import classes_in
from extractors.language.names import (
    ARTICLE,
    LINE,
    NAME,
    NUMBER,
    find_words,
    kinds_of_words,
)
from extractors.language.roles import find_roles
from extractors.measures.columns import tenure_of
from extractors.measures.pairs import WHOLE, Pair, Pairing
from extractors.measures.row import printed
from extractors.source.document import Span
from extractors.structure.cards import find_heads
from extractors.structure.headings import Section
from extractors.view.view import View

_ITEMS_BELOW = regex.compile(
    r"x?(?:[:,]N){0,9}(?:\([^()A\n]{0,5}\))?U?(?:[hw]|,?[voj]{1,3})?"
    r"(?:\([^()A\n]{0,12}\))?[),.;/]*\n-?(?:[voj]{1,3}:)?(?:&,?)?p?l?h?"
)
_MOST = 12
"""Landlords that one intermediary stands for."""
_RUNS_ON = regex.compile(r"(?:U?[),]*(?:[,&/(]|[pi])[plfi]{0,4}A\)?){0,6}[U),;:(/&lfpdqvwihj.-]{0,9}x?")
_STATUS = regex.compile(r",[voj]{1,3}(?=\n|$)")
"""A cell after a landlord's number that says the tenure."""
_ONLY_NAMES = regex.compile(r"U?\)?(?:[,&/]l?A)+")
_ROW = regex.compile(r"N(?:[:,]N){1,9}(?=\n|$)")
_REMARK = regex.compile(r"[,(]?[vq]{0,3}(?P<by>p)(?:l?i[fp])?l?(?P<name>A)(?![ (:]*[Nn])")
_SHARE = regex.compile(r"%|\b(?:parts?|taux|pourcentages?)\b")
_RELATIVE = regex.compile(r", ?(?:qui|qu[e'])(?!\p{L})|et (?:les|qui) |puis ")
"""What goes on with the clause of a name: « par Soliha, qui sous-loue », « chez Y, et les sous-loue »."""
_LETTERS = regex.compile(r"\p{L}+")
_NUMBERS = regex.compile(f"[{NUMBER}{WHOLE}]")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ENDS_CLAUSE = frozenset([",", ";", ".", "&", "(", ":", "d", LINE, NAME, NUMBER, ARTICLE])
_ENDS_SENTENCE = frozenset([";", ".", LINE, NAME, NUMBER])
_OF_OWNERS = ("private", "private_regulated")
_PARTS, _CLAUSE, _SHORT_NAME = 8, 14, 5
"""Sentences that a list may run over; words of a clause."""


@dataclass(frozen=True, slots=True)
class Item:
    """A landlord of a list: its name, the place of its number, the intermediary that it lets through.

    `named` are the places of the numerals that are digits of the name; `tenure` is what its own clause says,
    `is_managed` whether it only manages the dwellings: « 12 gérés par Soliha ».
    """

    name: Span
    reported_name: str
    at: int | None
    via: Span | None = None
    named: tuple[int, ...] = ()
    tenure: str | None = None
    is_managed: bool = False


@dataclass(frozen=True, slots=True)
class LandlordList:
    """Landlords that belong together, and the number that they account for.

    `head` is the place of that number where one is near, `subtotals` are the numbers of intermediaries with
    their names; `tenure` is what the clause of its first name says.
    """

    items: tuple[Item, ...]
    span: Span
    sum: int | None
    head: int | None = None
    subtotals: tuple[tuple[int, Span], ...] = ()
    tenure: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A known landlord outside every list."""

    span: Span


class _Lists(Pairing):
    """The lists of one view; `used` are the numbers of those that were found."""

    def __init__(self, view: View, sections: Sequence[Section]) -> None:
        super().__init__(view)
        tops = [bisect_left(self.words, one.span.start, key=lambda word: word.start) for one in sections]
        self.tops = [0, *sorted(tops)]
        self._shared = {top: one.title for top, one in zip(tops, sections, strict=True)}
        """What a section's line stands under together with those of other sites."""
        self.numbers = [m.start() for m in _NUMBERS.finditer(self.tags)]
        self._heads = find_heads(view)
        self._roles = {role.span for role in find_roles(view)}
        self.used: set[int] = set()
        self._whole: dict[tuple[int, int], bool] = {}
        self.heads: set[int] = set()
        """Numbers that a list before accounts for wholly."""

    def lists(self) -> Iterator[LandlordList]:
        """The lists in order; several in one line are one where together they are the number near them."""
        runs = [self._before_sum(self._without_digits(self._turned(found))) for found in self._runs()]
        found: list[list[Pair]] = []
        others: list[list[Pair]] = []
        at = 0
        while at < len(runs):
            ends = range(min(at + _PARTS, len(runs)), at + 1, -1)
            end = next((end for end in ends if self._are_one(runs[at:end])), at + 1)
            run = [pair for part in runs[at:end] for pair in part]
            if end > at + 1 or self._is_list(run):
                found.append(run)
                self.used.update(pair.number for pair in run if pair.number is not None)
            else:
                others.append(run)
            at = end
        titles = {self._shared.get(self._top(run[0].start)) for run in found} - {None}
        found += (run for run in others if self._shared.get(self._top(run[0].start)) in titles)
        for run in sorted(found, key=lambda run: run[0].start):
            for part in self._parts(run):
                yield from self._columns(part)

    # what belongs together

    def _runs(self) -> Iterator[list[Pair]]:
        """The pairs that only separators part."""
        run: list[Pair] = []
        for pair in self.pairs():
            if not self._is_landlord(pair, run):
                continue
            if run and not self._goes_on(run[-1], pair):
                yield [*run, *self._numberless(run[-1].end, len(self.tags))]
                run = []
            run += [*self._numberless(run[-1].end, pair.start), pair] if run else [pair]
        if run:
            yield [*run, *self._numberless(run[-1].end, len(self.tags))]

    def _is_landlord(self, pair: Pair, before: Sequence[Pair]) -> bool:
        """Not a kind of landlords or homes, « ESH : 9 », « Maisons : 9 », nor a letter, « R : 15 », but for
        those of a series, « A 15 / B 8 »."""
        word = self.words[pair.first].word
        if self.words[pair.first].span in self._roles:
            return False  # « Aide-soignants : 2 »
        if self._is_kind(pair, before) or (not before and self._is_labelled(pair)):
            return False
        last = self.words[before[-1].first].word if before else ""
        is_word = len(word) > 1 or word == "A" or (last + word in _ALPHABET and last != "")
        is_named = self.tags[pair.first - 1 : pair.first] == "l" and (bool(before) or "v" in pair.said)
        return pair.first < pair.last or (is_word and (is_named or not self._is_generic(pair.first)))

    def _is_kind(self, pair: Pair, before: Sequence[Pair]) -> bool:
        """Whether a name is an abbreviation of homes: right behind a number, after names with theirs behind
        them, « Actis (11), Pluralis (9) et 12 LC »."""
        one, last = self.words[pair.first], before[-1] if before else None
        name = self.view.quote(one.span)
        is_short = pair.first == pair.last and name.isupper() and len(name) <= _SHORT_NAME
        is_behind = last is not None and last.number is not None and last.first < last.number
        return is_short and not one.is_known and is_behind and pair.number == pair.first - 1

    def _numberless(self, start: int, end: int) -> list[Pair]:
        """The names right after an item that have no number: « Vilogia (3), SIA et 3F »."""
        m = _ONLY_NAMES.match(self.tags, start + 1, end)
        if m is None or (m.end() < end and self.tags[m.end()] not in ",;.)\n"):
            return []
        return [Pair(at, at, None) for at in range(start + 1, m.end()) if self.tags[at] == NAME]

    def _goes_on(self, before: Pair, after: Pair) -> bool:
        gap = self.tags[before.end + 1 : after.start]
        if self._top(before.start) != self._top(after.start):
            return False
        if LINE in gap:
            return bool(_ITEMS_BELOW.fullmatch(gap))
        is_sentence = "." in gap and (len(gap) > 3 or before.said != after.said)
        return before.number == after.number or (not is_sentence and bool(_RUNS_ON.fullmatch(gap)))

    def _are_one(self, parts: Sequence[list[Pair]]) -> bool:
        """Whether lists in one line are together a number that none of them is alone."""
        run = [pair for part in parts for pair in part]
        if LINE in self.tags[run[0].start : run[-1].end]:
            return False
        near = self._values_near(run)
        if sum(map(self._sum, parts)) not in near or any(self._sum(part) in near for part in parts):
            return False
        return len({self._said(run, at) for at in range(len(run))} - {None}) < 2

    def _parts(self, run: list[Pair]) -> list[list[Pair]]:
        """A list parted where the clause of an item says another tenure, unless it is one by its sum and what
        stands before that item is none."""
        is_one = len(run) < 2 or self._sum(run) in self._values_near(run)
        parts, tenure = [run[:1]], self._said(run, 0)
        for at in range(1, len(run)):
            said = self._said(run, at)
            is_other = said is not None and said != tenure
            is_last = tenure is None and at == len(run) - 1 and self._said_before(run, at) is None
            is_sum = is_other and self._sum(parts[-1]) in self._values_near(parts[-1])
            if is_other and (is_sum or not (is_one or is_last)):
                parts.append([])
            parts[-1].append(run[at])
            tenure = said or tenure
        return parts

    def _said(self, run: Sequence[Pair], at: int) -> str | None:
        """The tenure that an item's own clause says: beside its number, else before it."""
        pair = run[at]
        between = (
            range(pair.last + 1, pair.end) if pair.end > pair.last else range(pair.start + 1, pair.first)
        )
        after = self._said_after(pair)
        named = [
            n for n in between if self.words[n].word != "bail" or self.words[n - 1].word != "a"
        ]  # « pris à bail » says less than a label
        return (
            self._tenure([*named, *after]) or self._said_before(run, at) or self._tenure([*between, *after])
        )

    def _said_before(self, run: Sequence[Pair], at: int) -> str | None:
        """The tenure that the words before an item say: since the last one, or since its sentence began."""
        start, top = run[at].start, self._top(run[at].start)
        if at:
            return self._tenure(range(self._said_after(run[at - 1]).stop, start))
        before = range(start - 1, max(start - _CLAUSE, top) - 1, -1)
        return self._tenure([*takewhile(lambda n: self.tags[n] not in _ENDS_SENTENCE, before)][::-1])

    def _said_after(self, pair: Pair) -> range:
        """The words right after a pair and the parenthesis that it closes, to the end of their clause."""
        start = at = pair.end + 1 + (self.tags[pair.end + 1 : pair.end + 2] == ")")
        if status := _STATUS.match(self.tags, start):
            return range(*status.span())
        while at < min(start + _CLAUSE, len(self.tags)):
            is_end = self.tags[at] in _ENDS_CLAUSE and not _RELATIVE.match(
                self.view.text, self.words[at].start
            )
            is_row = self.words[at].start in self.rows and not self.view.text[self.words[at].start].islower()
            if is_end or is_row:
                break
            at += 1
        return range(start, start if self.tags[at : at + 1] == ":" else at)  # « (3). Parc privé : »

    def _tenure(self, places: Iterable[int]) -> str | None:
        words = [
            word
            for at in places
            if self.tags[at] != NAME
            for word in self.words[at].word.replace("-", " - ").split()
        ]
        return tenure_of(classes_in(words))

    def _without_digits(self, run: list[Pair]) -> list[Pair]:
        """A list without a name whose digits were taken for its number: « par Accueil 91, dont neuf »."""
        total, near = sum(map(self._value, run)), self._values_near(run)
        for pair in run if len(run) > 1 and total not in near else ():
            is_bare = pair.said == "" and pair.number is not None and not self.words[pair.first].is_known
            if is_bare and total - self._value(pair) in near:
                return [other for other in run if other is not pair]
        return run

    def _before_sum(self, run: list[Pair]) -> list[Pair]:
        """A list whose last name has its number as digits and the sum of all as its number: « Podeliha 8,
        Soclova 4 : 12 »."""
        *others, last = run
        is_split = bool(others) and last.number is not None and self.tags[last.last] == NUMBER
        own = Pair(last.first, last.last - 1, last.last) if is_split else last
        is_sum = is_split and sum(map(self._value, [*others, own])) == self._value(last)
        return [*others, own] if is_sum else run

    def _turned(self, run: list[Pair]) -> list[Pair]:
        """A list of cards with the numbers below the names, where those above were taken, or the reverse.

        The number above the first name may stand before words of its own: « 34 logements confiés par ».
        """
        if any(pair.number is None or pair.said != LINE for pair in run[1:] or run):
            return run
        is_above = (run[-1].number or 0) > run[-1].last
        turned = [replace(pair, number=pair.first - 2 if is_above else pair.last + 2) for pair in run]
        if any(self.tags[pair.number or 0 : (pair.number or 0) + 1] != NUMBER for pair in turned):
            return run
        if any(not self._is_whole(pair.number or 0, pair.number or 0) for pair in turned):
            return run
        are_sums = [sum(map(self._value, pairs)) in self._values_near(pairs) for pairs in (run, turned)]
        if are_sums[0] != are_sums[1] or run[0].said != LINE:
            return turned if are_sums[1] else run
        above = self.tags[: min(run[0].start, turned[0].start)].rstrip(LINE).rpartition(LINE)[2]
        has_label = above != "" and NUMBER not in above  # of the first number
        return run if has_label != is_above else turned

    # what is a list

    def _is_list(self, run: Sequence[Pair]) -> bool:
        """Whether the names, the words before or the sum say that these are landlords and their dwellings."""
        kinds = kinds_of_words()
        places = [at for pair in run for at in range(pair.first, pair.last + 1) if self.tags[at] == NAME]
        words = {word for at in places for word in _LETTERS.findall(self.words[at].word.lower())}
        words.add(self.words[max(run[0].first - 1, 0)].word)
        start, end = run[0].start, run[-1].end
        said = {word.word for word in self.words[self._above(start) : end + 8]}
        is_known = any(self.words[at].is_known for at in places)
        spoken = [at for n, at in enumerate(self._near(run)) if len(run) > 1 or not n or at > end]
        near = [self._value_at(at) for at in spoken]
        is_counted = any(pair.number and self.tags[pair.number + 1 : pair.number + 2] == "U" for pair in run)
        said_of = run[0].said if len(run) == 1 else ""
        between = {word.word for word in self.words[run[0].number or 0 : run[0].first]}
        is_held = "p" in said_of and not between.isdisjoint(kinds["managed"] | kinds["held"])
        is_first = len(run) == 1 and run[0].first == run[0].start  # « Le Graal en a trouvé 10 »
        is_held = is_held or (is_first and self._is_managed(run[0], self._said(run, 0)))
        score = (
            3 * is_known
            + 2 * (is_held or said_of.startswith(")"))
            + 2 * (not words.isdisjoint(kinds["landlord"]))
            + 2 * (not said.isdisjoint(kinds["context"]))
            + (3 if len(run) > 1 else 2) * (sum(map(self._value, run)) in near)
            + (len(run) > 1 and (len(run) > 2 or is_counted))
        )
        is_after = run[0].number is not None and run[0].number < run[0].first
        is_at = is_after and not is_known and self.words[run[0].first - 1].word in ("a", "au", "aux")
        is_unsure = is_at or "vw" in run[0].said  # « a livré 120 logements »
        is_said = run[0].said == "" or "v" in run[0].said
        return score >= (3 if len(run) > 1 else 5 if is_unsure else 4 if is_said else 3)

    def _above(self, start: int) -> int:
        """The first of the words before a list that may speak of it: in three lines above it."""
        top = max(start - 45, self._top(start))
        lines = [at for at in range(top, start) if self.tags[at] == LINE]
        return lines[-4] if len(lines) > 3 else top

    def _top(self, at: int) -> int:
        """The first word of a word's section."""
        return self.tops[bisect_right(self.tops, at) - 1]

    def _near(self, run: Sequence[Pair]) -> list[int]:
        """The numbers near a list that are not its own: those before and in it, nearest first, then its sums
        after."""
        named = (at for pair in run for at in range(pair.first, pair.last + 1))
        own = {pair.number for pair in run}.union(named) | self.used
        start, end = run[0].start, run[-1].end
        first, last = bisect_left(self.numbers, start - 60), bisect_left(self.numbers, end + 12)
        free = [at for at in self.numbers[first:last] if at not in own]
        before = [at for at in reversed(free) if at < end]
        return before[:6] + [at for at in free if at > end and self._sums_up(end, at)]

    def _values_near(self, run: Sequence[Pair]) -> list[int]:
        return [self._value_at(at) for at in self._near(run)]

    def _sums_up(self, end: int, number: int) -> bool:
        """Whether the words around a number after a list say that it is the sum."""
        gap = self.tags[end + 1 : number]
        words = {word for one in self.words[end + 1 : number + 4] for word in one.word.lower().split()}
        is_told = not kinds_of_words()["sum"].isdisjoint(words)
        return is_told or gap.strip(").") in ("", ":") or self.tags[number + 1 : number + 2] == "U"

    def _value(self, pair: Pair) -> int:
        return 0 if pair.number is None else self._value_at(pair.number)

    def _sum(self, run: Sequence[Pair]) -> int:
        """The sum of a list without what it says of intermediaries."""
        return sum(self._value(pair) for at, pair in enumerate(run) if not self._is_through(run, at))

    # how it is written down

    def _columns(self, run: list[Pair]) -> Iterator[LandlordList]:
        """One list for each column of a table; elsewhere the run itself."""
        rows = [(pair, self._row(pair)) for pair in run]
        usual = Counter(len(numbers) for _, numbers in rows).most_common(1)[0][0]
        heads = {self._column(number) for _, numbers in rows for number in numbers}
        if len(heads) < 2 and max(len(numbers) for _, numbers in rows) < 2:
            yield self._list(run)
            return
        columns: dict[object, list[Pair]] = {}
        for pair, numbers in rows:
            is_named = (
                len(numbers) == usual + 1 and len(rows) > 2 and numbers[0] == pair.last + 1
            )  # « Habitat 17, 12, 15 »
            for order, number in enumerate(numbers[is_named:]):
                one = replace(pair, number=number, last=numbers[0] if is_named else pair.last)
                columns.setdefault(self._column(number) or self._bars(number) or order, []).append(one)
        yield from map(self._list, columns.values())

    def _column(self, number: int) -> object:
        """What says which column of a table a number stands in: the words above it."""
        head = self._heads.get(self.words[number].start)
        return head and head.column

    def _row(self, pair: Pair) -> list[int]:
        """The numbers of the table's row that a pair begins."""
        if pair.number is None or pair.number < pair.last or pair.said == LINE:
            return []
        m = _ROW.match(self.tags, pair.number)
        numbers = [at for at in range(m.start(), m.end()) if self.tags[at] == NUMBER] if m else [pair.number]
        return [at for at in numbers if not _SHARE.search(self._headed(at, "column"))] or numbers

    def _headed(self, number: int | None, where: str) -> str:
        """The words above a number's column of a table, or above the rows' labels."""
        head = self._heads.get(self.words[number].start) if number is not None else None
        spans = map(self.view.place, getattr(head, where)) if head is not None else ()
        return " ".join(self.view.text[span.start : span.end] for span in spans).lower()

    def _bars(self, number: int) -> int:
        """How many bars stand before a number in its line of the source."""
        at = self.view.source(self.words[number].span).start
        return self.view.body.count("|", self.view.body.rfind("\n", 0, at) + 1, at)

    def _list(self, run: list[Pair]) -> LandlordList:
        items: list[Item] = []
        subtotals: list[tuple[int, Span]] = []
        via = self._via_before(run[0].start)
        left = sum(map(self._value, run)) if via else 0
        for index, pair in enumerate(run):
            value = self._value(pair)
            if pair.number is not None and len(run) > 1 and self._is_through(run, index):
                via, left = self.name(pair), value
                subtotals.append((self.words[pair.number].start, via))
            else:
                via = via if left >= value else None
                left -= value
                items.append(self._item(run, index, via or self._via_after(pair)))
        total = sum(int(self.view.numerals[item.at].value) for item in items if item.at is not None)
        same = [at for at in self._near(run) if self._value_at(at) == total]
        head = same[0] if same else self._head(run)
        self.heads.update(same[:1])
        span = Span(self.words[run[0].start].span.start, self.words[run[-1].end].span.end)
        head_at = None if head is None else self.words[head].start
        said = (items[0].tenure if items else None) or self._said(run, 0)
        if said is None and same and same[0] > run[-1].end:  # « soit 10 en social »
            after = self._said_after(Pair(same[0], same[0], None))
            said = self._tenure([*range(run[-1].end + 1, same[0]), *after])
        heads = (self._headed(run[0].number, where) for where in ("column", "corner"))
        said = said or next(filter(None, (tenure_of(classes_in(head.split())) for head in heads)), None)
        return LandlordList(tuple(items), span, total, head_at, tuple(subtotals), said)

    def _item(self, run: Sequence[Pair], index: int, via: Span | None) -> Item:
        pair = run[index]
        name = self.name(pair)
        words = printed(self.view, name)
        at = None if pair.number is None else self.words[pair.number].start
        said = self._said(run, index)
        is_managed = self._is_through(run, index) or self._is_managed(pair, said)
        return Item(name, words, at, via, tuple(self.view.numerals_in(name)), said, is_managed)

    def _is_managed(self, pair: Pair, said: str | None) -> bool:
        """Whether words between a name and its number say that it only manages: « 12 gérés par X », of
        private owners' homes « X en a trouvé 10 »."""
        first, last = pair.number or pair.first, pair.first
        if pair.number is not None and pair.number > last and said in _OF_OWNERS:
            first, last = pair.last + 1, pair.number
        between = {word.word for word in self.words[first:last]}
        return not kinds_of_words()["managed"].isdisjoint(between)

    def _is_labelled(self, pair: Pair) -> bool:
        """Whether a number is that of private owners' homes by a label that a name only ends: « Parc privé,
        captés par X : 9 »."""
        kinds, said = kinds_of_words(), self.tags[pair.end + 1 : pair.end + 2]
        before = {word.word for word in self.words[max(pair.first - 5, 0) : pair.first]}
        is_last = pair.end > pair.last and pair.said in ("", ":") and said in ("", LINE, "(", ".")
        is_through = is_last and not before.isdisjoint(kinds["managed"] | kinds["through"])
        return is_through and self._said_before([pair], 0) in _OF_OWNERS

    def _head(self, run: Sequence[Pair]) -> int | None:
        """The nearest number before a list in its line, or above where the list begins its own line."""
        start = run[0].start
        begins = self.tags[start - 1 : start] in ("", LINE)
        top = max(self._top(start), start - 40, 0 if begins else self.tags.rfind(LINE, 0, start))
        before = self.numbers[bisect_left(self.numbers, top) : bisect_left(self.numbers, start)]
        free = [at for at in before if self.tags[at] == NUMBER and at not in self.used | self.heads]
        return free[-1] if free else None

    # intermediaries

    def _is_through(self, run: Sequence[Pair], index: int) -> bool:
        """Whether a pair is an intermediary and the sum of the landlords named after it."""
        pair = run[index]
        rest = self._value(pair)
        for later in run[index + 1 : index + _MOST]:
            rest -= self._value(later)
            if rest <= 0:
                break
        gap = self.tags[pair.end + 1 : run[index + 1].start] if index + 1 < len(run) else ""
        is_sum = rest == 0 and "p" in pair.said and not {*"p(:id"}.isdisjoint(gap)
        is_body = self.is_intermediary(pair.last) and not self._needs_all(run)
        return is_sum or "i" in pair.said or is_body

    def _needs_all(self, run: Sequence[Pair]) -> bool:
        """Whether a list adds up to a number near it only with its intermediaries."""
        whole = (run[0].start, run[-1].end)
        if whole not in self._whole:
            self._whole[whole] = sum(map(self._value, run)) in self._values_near(run)
        return self._whole[whole]

    def _via_before(self, start: int) -> Span | None:
        """The intermediary that a list stands under: « par le CCAS : »."""
        is_under = self.tags[max(start - 2, 0) : start] == "A:" and self.is_intermediary(start - 2)
        return self.words[start - 2].span if is_under else None

    def _via_after(self, pair: Pair) -> Span | None:
        """The intermediary that a remark after an item names: « 5 à Paris Habitat, par le CASVP »."""
        m = _REMARK.match(self.tags, pair.end + 1)
        is_through = m is not None and self.words[m.start("by")].word in ("par", "via")
        return self.words[m.start("name")].span if m and is_through else None


def find_lists(view: View, sections: Sequence[Section] = ()) -> list[LandlordList]:
    """The lists of landlords of a view, in order.

    >>> [found] = find_lists(View("16 logements dans le parc social : SIEMP (10 logements), 13 Habitat (6)"))
    >>> [(item.reported_name, found.sum) for item in found.items], found.head
    ([('SIEMP', 16), ('13 Habitat', 16)], 0)
    """
    return list(_Lists(view, sections).lists())


def find_mentions(view: View, lists: Sequence[LandlordList]) -> list[Mention]:
    """The known landlords that no list names.

    >>> view = View("Nos partenaires : Vilogia et Erilia.")
    >>> [view.quote(mention.span) for mention in find_mentions(view, [])]
    ['Vilogia', 'Erilia']
    """
    named = {item.name.end for found in lists for item in found.items}
    named.update(name.end for found in lists for _, name in found.subtotals)
    return [Mention(word.span) for word in find_words(view) if word.is_known and word.end not in named]
