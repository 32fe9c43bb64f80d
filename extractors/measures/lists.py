"""Lists of landlords: names and numbers that belong together, and the number that they account for.

Pairs of a name and a number (`pairs.py`) that only separators part are one list; it is taken where its
words, its names or its sum say that it is one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.language.landlords import Landlord, find_landlord
from extractors.language.names import LINE, NAME, NUMBER, find_words, kinds_of_words
from extractors.measures.pairs import WHOLE, Pair, Pairing
from extractors.measures.row import printed
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import View

_ITEMS_BELOW = regex.compile(r"x?(?:[:,]N){0,9}(?:\([^()A\n]{0,5}\))?U?[hw]?[),.;/]*\n[l-]?")
_MOST = 12
"""Landlords that one intermediary stands for."""
_REMARKS = regex.compile(r"\([^()A\n]{0,12}\)|,dN[Uwhj]{1,3}|^U?,[^()A\n]{1,12}\)")
"""What is said of a number before the list goes on: « 15 (dont 4 T1), », « 19, dont trois studios, »."""
_RUNS_ON = regex.compile(r"(?:U?[),]*(?:[,&/(]|[pi])[plfi]{0,4}A\)?){0,6}[U),;:(/&lfpdqvwihj.-]{0,9}x?")
_ONLY_NAMES = regex.compile(r"U?\)?(?:[,&/]l?A)+")
_ROW = regex.compile(r"N(?:[:,]N){1,9}(?=\n|$)")
_REMARK = regex.compile(r"[,(]?[vq]{0,3}(?P<by>p)(?:l?i[fp])?l?(?P<name>A)(?![ (:]*[Nn])")
_THOUSAND = regex.compile(r"(?:^|[,;:(/\n&p-])x$")
_ARTICLE_FIRST = regex.compile(r"(?:L'|L[ae]s?\ )", regex.VERBOSE)
_SUMS_UP = frozenset(["soit", "total", "ensemble", "tout", "representent", "totalisent", "eux"])


@dataclass(frozen=True, slots=True)
class Item:
    """A landlord of a list: its name, the place of its number, the intermediary that it lets through.

    `named` are the places of the numerals that are digits of the name.
    """

    name: Span
    reported_name: str
    landlord: Landlord
    at: int | None
    via: Span | None = None
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LandlordList:
    """Landlords that belong together, and the number that they account for.

    `head` is the place of that number where one is near, `total_rows` are those that only say it again,
    `subtotals` the numbers of intermediaries with their names. `column` tells the columns of a table apart;
    it is 0 where each name has one number.
    """

    items: tuple[Item, ...]
    span: Span
    sum: int | None
    head: int | None = None
    total_rows: tuple[int, ...] = ()
    subtotals: tuple[tuple[int, Span], ...] = ()
    column: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A known landlord outside every list."""

    span: Span
    landlord: Landlord


class _Lists(Pairing):
    """The lists of one view; `used` are the numbers of those that were found."""

    def __init__(self, view: View, sections: Sequence[Section]) -> None:
        super().__init__(view)
        self.starts = sorted(section.span.start for section in sections)
        self.last: list[Pair] = []
        self.last_sum = 0
        self.used: set[int] = set()

    def runs(self) -> Iterator[list[Pair]]:
        """The pairs that belong together."""
        run: list[Pair] = []
        for pair in self.pairs():
            if run and not self._goes_on(run[-1], pair):
                yield [*run, *self._numberless(run[-1].end, len(self.tags))]
                run = []
            if run:
                run += self._numberless(run[-1].end, pair.start)
            run.append(pair)
        if run:
            yield [*run, *self._numberless(run[-1].end, len(self.tags))]

    def _numberless(self, start: int, end: int) -> list[Pair]:
        """The names right after an item that have no number: « Vilogia (3), SIA et 3F »."""
        m = _ONLY_NAMES.match(self.tags, start + 1, end)
        is_whole = m is not None and (m.end() == end or self.tags[m.end()] in ",;.)\n")
        return (
            [Pair(at, at, None) for at in range(start, m.end()) if self.tags[at] == NAME and at > start]
            if m and is_whole
            else []
        )

    def _goes_on(self, before: Pair, after: Pair) -> bool:
        gap = _REMARKS.sub("", self.tags[before.end + 1 : after.start])
        if bisect_right(self.starts, self.words[before.start].start) != bisect_right(
            self.starts, self.words[after.start].start
        ):
            return False
        if LINE in gap:
            return bool(_ITEMS_BELOW.fullmatch(gap))
        if before.number == after.number:
            return True
        return bool(_RUNS_ON.fullmatch(gap)) and (
            "." not in gap or (len(gap) < 4 and before.said == after.said)
        )

    def name(self, pair: Pair) -> Span:
        """The name without an article that only a sentence's beginning gives its capital."""
        span = Span(self.words[pair.first].start, self.words[pair.last].end)
        article = _ARTICLE_FIRST.match(self.view.text, span.start, span.end)
        is_opening = self.tags[pair.first - 1 : pair.first] in ("", LINE, ".") and regex.search(
            "[vq]", pair.said
        )
        if article and is_opening:
            landlord = find_landlord(printed(self.view, span))
            if not landlord.is_known or not landlord.name.startswith(("Le ", "La ", "Les ", "L'")):
                return Span(article.end(), span.end)
        digits = self.words[pair.first - 1]
        if (
            _THOUSAND.search(self.tags, max(pair.first - 2, 0), pair.first)
            and digits.span.end + 1 == span.start
        ):
            return Span(digits.span.start, span.end)  # « 1001 Vies Habitat »
        return span

    def item(self, pair: Pair, via: Span | None = None) -> Item:
        name = self.name(pair)
        reported_name = printed(self.view, name)
        at = None if pair.number is None else self.words[pair.number].start
        return Item(
            name, reported_name, find_landlord(reported_name), at, via, tuple(self.view.numerals_in(name))
        )

    def value(self, number: int | None) -> int:
        return 0 if number is None else int(self.view.numerals[self.words[number].start].value)

    def lists(self) -> Iterator[LandlordList]:
        taken: list[list[Pair]] = []
        left: list[Pair] = []
        for found in self.runs():
            run = self._turned([pair for pair in found if not self._is_other(pair)])
            run = self._summed([*left, *run]) or self._without_digits(run)
            left = []
            if run and not self._is_list(run):
                left = run
            elif run:
                if taken and self._completes(run):
                    run = [*taken.pop(), *run]
                self.last, self.last_sum = run, self._sum(run)
                self.used.update(pair.number for pair in run if pair.number is not None)
                taken.append(run)
        for run in taken:
            yield from self._columns(run)

    def _summed(self, run: list[Pair]) -> list[Pair]:
        """A list with the names before it in its line, where together they are the number near them."""
        is_line = bool(run) and LINE not in self.tags[run[0].end : run[-1].start]
        return (
            run
            if is_line and sum(self.value(pair.number) for pair in run) in map(self.value, self._near(run))
            else []
        )

    def _without_digits(self, run: list[Pair]) -> list[Pair]:
        """A list without a name whose digits were taken for its number: « par Accueil 91, dont neuf »."""
        total, near = (
            sum(self.value(pair.number) for pair in run),
            list(map(self.value, self._near(run))) if run else [],
        )
        for pair in run:
            is_bare = pair.said == "" and pair.number is not None and not self.words[pair.first].is_known
            if is_bare and len(run) > 1 and total not in near and total - self.value(pair.number) in near:
                return [other for other in run if other is not pair]
        return run

    def _turned(self, run: list[Pair]) -> list[Pair]:
        """A list of cards with the numbers below the names, where those above were taken, or the reverse."""
        if not run or any(pair.number is None or pair.said != LINE for pair in run):
            return run
        shift = -2 if run[0].number == run[0].last + 2 else 2
        places = [pair.first + shift if shift < 0 else pair.last + shift for pair in run]
        if any(self.tags[at : at + 1] != NUMBER or not self._is_whole(at, at) for at in places):
            return run
        turned = [replace(pair, number=at) for pair, at in zip(run, places, strict=True)]
        sums = [sum(self.value(pair.number) for pair in pairs) for pairs in (run, turned)]
        is_sum, is_turned_sum = (total in map(self.value, self._near(run)) for total in sums)
        if is_sum != is_turned_sum:
            return turned if is_turned_sum else run
        above = self.tags[: min(run[0].start, turned[0].start)].rstrip(LINE).rpartition(LINE)[2]
        is_below = (
            bool(above) and NUMBER not in above
        )  # a label stands above the first number, which is its own
        return run if is_below == (shift < 0) else turned

    def _is_other(self, pair: Pair) -> bool:
        """Whether a name is a common noun that stands for something else: « Psychologues », « Parc »."""
        name, kinds = self.words[pair.first], kinds_of_words()
        words = name.word.split()
        is_built = any(word.lower() in kinds["landlord"] and not word.islower() for word in words[1:])
        is_kind = pair.first == pair.last and len(words) == 1 and words[0].lower() in kinds["generic"]
        return is_kind or (not (name.is_known or is_built) and words[0].lower() in kinds["other"])

    def _is_list(self, run: Sequence[Pair]) -> bool:
        """Whether the names, the words before or the sum say that these are landlords and their dwellings."""
        names = [
            self.words[at] for pair in run for at in range(pair.first, pair.last + 1) if self.tags[at] == NAME
        ]
        kinds = kinds_of_words()
        words = [{*regex.findall(r"\p{L}+", name.word.lower())} for name in names]
        known = sum(name.is_known for name in names)
        called = self.words[max(run[0].first - 1, 0)].word
        built = sum(bool(found & kinds["landlord"]) for found in words) + (called in kinds["landlord"])
        said = {word.word for word in self.words[run[0].start : run[-1].end + 8]}
        told = not kinds["context"].isdisjoint(said.union(self._before(run[0].start)))
        total = sum(self.value(pair.number) for pair in run)
        near = [self.value(at) for at in self._near(run)[: 1 if len(run) == 1 else None]]
        is_summed = total in near or self._added(run, total) in near
        is_after = run[0].number is not None and run[0].number < run[0].first
        is_at = is_after and self.words[run[0].first - 1].word in ("a", "au", "aux")
        is_said = run[0].said == "" or "v" in run[0].said
        is_counted = any(pair.number and self.tags[pair.number + 1 : pair.number + 2] == "U" for pair in run)
        score = (
            3 * min(known, 1)
            + 2 * min(built, 1)
            + 2 * told
            + (3 if len(run) > 1 else 2) * is_summed
            + (len(run) > 1 and (len(run) > 2 or is_counted))
        )
        return score >= (3 if len(run) > 1 else 5 if is_at and not known else 4 if is_said else 3)

    def _added(self, run: Sequence[Pair], total: int) -> int:
        """The sum of a list with that of the last list, where both stand in one line."""
        if not self.last or LINE in self.tags[self.last[-1].end : run[0].start]:
            return total
        return total + self.last_sum

    def _sum(self, run: Sequence[Pair]) -> int:
        """The sum of a list without what it says of intermediaries."""
        return sum(self.value(pair.number) for at, pair in enumerate(run) if not self._is_through(run, at))

    def _completes(self, run: Sequence[Pair]) -> bool:
        """Whether a list and the last one, in one line, are together a number that neither is alone."""
        total, near = (
            sum(self.value(pair.number) for pair in run),
            list(map(self.value, self._near(self.last))),
        )
        added = self._added(run, total)
        return added != total and added in near and added - total not in near

    def _before(self, start: int) -> Iterator[str]:
        """The words before a list, in its sentence and the three lines above it."""
        lines = 0
        for at in range(start - 1, self._top(start, 45) - 1, -1):
            lines += self.tags[at] == LINE
            if lines > 3:
                return
            yield self.words[at].word

    def _near(self, run: Sequence[Pair]) -> list[int]:
        """The numbers near a list that are not its own: those before it, nearest first, then those after."""
        own = {pair.number for pair in run} | self.used
        start, end = run[0].start, run[-1].end
        free = [
            at
            for at in range(max(start - 60, 0), min(end + 12, len(self.tags)))
            if self.tags[at] in (NUMBER, WHOLE) and at not in own
        ]
        free = [at for at in free if not self.is_of_other(at)]
        before = [at for at in reversed(free) if at < start or (at < end and self.tags[at] == WHOLE)]
        return before[:6] + [at for at in free if at > end and self._sums_up(end, at)]

    def _top(self, start: int, reach: int) -> int:
        """The first of the words before a list that may speak of it: none of another section."""
        index = bisect_right(self.starts, self.words[start].start)
        top = self.starts[index - 1] if index else 0
        return bisect_left(self.words, top, max(start - reach, 0), start, key=lambda word: word.start)

    def _sums_up(self, end: int, number: int) -> bool:
        """Whether the words between a list and a number say that the number is its sum."""
        return bool(_SUMS_UP.intersection(word.word for word in self.words[end + 1 : number])) or any(
            _SUMS_UP.intersection(word.word.lower().split()) for word in self.words[end + 1 : number]
        )

    def _columns(self, run: list[Pair]) -> Iterator[LandlordList]:
        """One list for each column of a table; elsewhere the run itself."""
        rows = [(pair, self._row(pair)) for pair in run]
        usual = Counter(len(numbers) for _, numbers in rows).most_common(1)[0][0]
        for index, (pair, numbers) in enumerate(rows):
            if len(numbers) == usual + 1 and usual and len(rows) > 2 and numbers[0] == pair.last + 1:
                rows[index] = replace(pair, last=numbers[0], number=numbers[1]), numbers[1:]
        if all(len(numbers) < 2 for _, numbers in rows):
            yield self._list([pair for pair, _ in rows])
            return
        columns: dict[int, list[Pair]] = {}
        for pair, numbers in rows:
            for order, number in enumerate(numbers):
                column = self._bars(number) or order
                columns.setdefault(column, []).append(replace(pair, number=number))
        for column in sorted(columns):
            yield self._list(columns[column], column)

    def _row(self, pair: Pair) -> list[int]:
        """The numbers of the table's row that a pair begins."""
        if pair.number is None or pair.number < pair.last:
            return []
        m = _ROW.match(self.tags, pair.number)
        return [at for at in range(m.start(), m.end()) if self.tags[at] == NUMBER] if m else [pair.number]

    def _bars(self, number: int) -> int:
        """How many bars stand before a number in its line of the source."""
        at = self.view.source(self.words[number].span).start
        return self.view.body.count("|", self.view.body.rfind("\n", 0, at) + 1, at)

    def _list(self, run: list[Pair], column: int = 0) -> LandlordList:
        items: list[Item] = []
        subtotals: list[tuple[int, Span]] = []
        via = self._via_before(run[0].start)
        left = sum(self.value(pair.number) for pair in run) if via else 0
        for index, pair in enumerate(run):
            if pair.number is not None and self._is_through(run, index):
                via, left = self.name(pair), self.value(pair.number)
                subtotals.append((self.words[pair.number].start, via))
                continue
            if left < self.value(pair.number):
                via = None
            left -= self.value(pair.number)
            items.append(self.item(pair, via if via else self._via_after(pair)))
        total = sum(int(self.view.numerals[item.at].value) for item in items if item.at is not None)
        same = [at for at in self._near(run) if self.value(at) == total]
        head = same[0] if same else self._head(run)
        span = Span(self.words[run[0].start].span.start, self.words[run[-1].end].span.end)
        places = [self.words[at].start for at in same[1:] if at > run[-1].end]
        head_at = None if head is None else self.words[head].start
        return LandlordList(tuple(items), span, total, head_at, tuple(places), tuple(subtotals), column)

    def _head(self, run: Sequence[Pair]) -> int | None:
        """The nearest number before a list in its line, or above where the list begins its own line."""
        start = run[0].start
        begins = self.tags[start - 1 : start] in ("", LINE)
        for at in range(start - 1, self._top(start, 40) - 1, -1):
            if self.tags[at] == LINE and not begins:
                return None
            if self.tags[at] == NUMBER and at not in self.used and not self.is_of_other(at):
                return at
        return None

    def _is_through(self, run: Sequence[Pair], index: int) -> bool:
        """Whether a pair is an intermediary and the sum of the landlords named after it."""
        pair = run[index]
        is_middle = "i" in pair.said or self.is_intermediary(pair.last)
        rest = self.value(pair.number)
        gap = self.tags[pair.end + 1 : run[index + 1].start] if index + 1 < len(run) else ""
        for later in run[index + 1 : index + _MOST]:
            rest -= self.value(later.number)
            if rest <= 0:
                break
        return is_middle or (rest == 0 and bool(regex.search("[p(:i]", gap)) and "p" in pair.said)

    def _via_before(self, start: int) -> Span | None:
        """The intermediary that a list stands under: « par le CCAS : »."""
        is_under = self.tags[max(start - 2, 0) : start] == "A:" and self.is_intermediary(start - 2)
        return self.words[start - 2].span if is_under else None

    def _via_after(self, pair: Pair) -> Span | None:
        """The intermediary that a remark after an item names: « 5 à Paris Habitat, par le CASVP »."""
        m = _REMARK.match(self.tags, pair.end + 1)
        return (
            self.words[m.start("name")].span
            if m and self.words[m.start("by")].word in ("par", "via")
            else None
        )


def find_lists(view: View, sections: Sequence[Section] = ()) -> list[LandlordList]:
    """The lists of landlords of a view, in order.

    >>> [found] = find_lists(View("16 logements dans le parc social : SIEMP (10 logements), 13 Habitat (6)"))
    >>> [(item.reported_name, found.sum) for item in found.items], found.head
    ([('SIEMP', 16), ('13 Habitat', 16)], 0)
    """
    return list(_Lists(view, sections).lists())


def find_mentions(view: View, lists: Sequence[LandlordList]) -> list[Mention]:
    """The known landlords that no list names.

    >>> [m.landlord.name for m in find_mentions(View("Nos partenaires : Vilogia et Erilia."), [])]
    ['Vilogia', 'Erilia']
    """
    named = {item.name.end for found in lists for item in found.items} | {
        name.end for found in lists for _, name in found.subtotals
    }
    known = [
        word.span
        for word in find_words(view)
        if word.tag == NAME and word.is_known and word.span.end not in named
    ]
    return [Mention(span, find_landlord(printed(view, span))) for span in known]
