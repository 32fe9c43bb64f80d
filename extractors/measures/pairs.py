"""Names and numbers side by side: which number belongs to which name, whatever the order of the words.

Each way to pair the names and numbers of a text has a cost that depends on what stands between them; the
cheapest is taken. Expressions here match tags, one letter a word (`extractors/language/names.py`).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.language.landlords import find_landlord
from extractors.language.names import (
    ARTICLE,
    LINE,
    NAME,
    NUMBER,
    OTHER_NUMBER,
    WORD,
    Word,
    find_words,
    kinds_of_words,
)
from extractors.measures.row import printed
from extractors.source.document import Span
from extractors.structure.cards import find_cards
from extractors.view.view import View

WHOLE = "T"
"""The tag of a number that another one is a part of: « 24 sur 48 », « 17 de nos 31 logements »."""
_UNPAIRED = {NAME: 2.5, NUMBER: 1.0, ARTICLE: 0.0}
"""What it costs to leave a name or a number alone."""
_WEAK = 0.5
"""What it costs more to read digits as a part of a name, or « un » as a number."""
_REACH = 12
"""Words between a name and its number."""
_LONGEST = 40
"""Pairs of a list whose sum stands before its first name."""
_AFTER_NAME = regex.compile(r"[fq]{0,3},?(?:[:=_-]{1,3}|\((?:xx,)?[dlqwfp&,vj]{0,6})")
_PAUSE = regex.compile(r"[fq]{0,3},")
_SAID_OF_NAME = regex.compile(r",?[lqpfviwUhjz&,]*")
_BRACKETED, _LEADS = regex.compile(r"[vjow]\(l?[hjox]{0,4}$"), regex.compile(r"\)[:=_.-]{0,3}")
"""A name in brackets after a label whose number follows: « Bail glissant (Le Fanal) ..... 12 »."""
_CLOSED = regex.compile(r"(?:U[hw]?|p)?(?:[),;d]|[qf]+)")
_ENDS = regex.compile(r"U?h?(?:[;.)/\n]|$)")
_BEFORE_NAME = regex.compile(
    r"U?(?:[hj]|fl?o?j)?(?:[,(]?[qvwfplidUhj]*[pf]l?[hj]{0,3}|[qvpUfoj]*(?:,|&(?=v))[qvwfplidUhj]*[pf]l?[hj]{0,3}"
    r"|U[qvwpfoj]*,(?=[qv])[qvwfplidUhj]*[pf]l?[hj]{0,3})"
)
_BARE = regex.compile(r"U?j?")
_COUNTS_OTHERS = regex.compile(r"[xo]|w(?![p(,)])")
_GOES_ON = regex.compile(r"q?v|q?pv")
_ONE_BY_ONE = regex.compile(r"[d:]?N(?:,N)*&N")
_REMARKS = regex.compile(r"\([^()ANn\n]{0,9}\)|[zf][ql]{0,2}T|^,[lqfpoxwjhvdU]{1,6},(?=[qv])")
_OUT_OF = regex.compile(r"(?<=[NU])(?:zN|f[ql]{0,2}N(?=[Uv]))")
_COUNTED = regex.compile(r"N(?=,?x)")
_CALLED = regex.compile(r"(?<=A)\([^()Nn\n]{0,12}\)(?=[:=-]{0,2}N|,NU?+(?![pqvfA]))")
_NOTED = regex.compile(r"(?<![^\n])l?A\(N(?=\),?NU?[;.,]?(?![^\n]))")
_ARTICLE_FIRST = regex.compile(r"L'|L[ae]s? ")
_ONE_OF = regex.compile(r"[hvw]")
"""What « un » is no number before: « ont un toit grâce à l'association », « un bail glissant, avec »."""
_ATOM = regex.compile("A(?:/A)*+|[Nn]")


@dataclass(slots=True)
class Pair:
    """A name (words `first` to `last`) and its number (a word), or none; `said` are the tags between them."""

    first: int
    last: int
    number: int | None
    said: str = ""

    @property
    def start(self) -> int:
        return self.first if self.number is None else min(self.first, self.number)

    @property
    def end(self) -> int:
        return self.last if self.number is None else max(self.last, self.number)


_FORMS = (("AN", 0, 0, 1), ("NA", 1, 1, 0), ("ANN", 0, 1, 2), ("NAN", 1, 0, 2), ("NAN", 1, 2, 0))
"""The forms of a pair, and which atoms are its name, digits of the name or the name again, and its number."""


class Pairing:
    """One view's words with their tags, and the pairs of names and numbers among them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words: Sequence[Word] = find_words(view)
        self._starts = view.line_starts
        self.rows = {block.span.start for block in view.blocks} | view.line_starts
        tags = _OUT_OF.sub(lambda m: m[0][:-1] + WHOLE, "".join([word.tag for word in self.words]))
        tags = _COUNTED.sub(self._counted, tags)
        tags = _CALLED.sub(lambda m: m[0].replace(NAME, WORD), tags)  # « Opac 38 (Actis aujourd'hui), 7 »
        self.tags = _NOTED.sub(lambda m: m[0][:-1] + OTHER_NUMBER, tags)  # « Vilogia (3), 14 logements »
        self._cards = [*self._in_cards()]
        paired = {at for pair in self._cards for at in (pair.first, pair.number)}
        atoms = ((m.start(), m.end() - 1) for m in _ATOM.finditer(self.tags))
        self.atoms = [atom for atom in atoms if atom[0] not in paired]
        self.shape = "".join([self.tags[at] for at, _ in self.atoms]).replace(ARTICLE, NUMBER)

    def _counted(self, m: "regex.Match[str]") -> str:
        """The tag of a number that counts days, euros or persons, or is that of a house."""
        at = m.end() + (m.string[m.end()] == ",")
        return m[0] if self.words[at].word[0].isdigit() else OTHER_NUMBER

    def pairs(self) -> list[Pair]:
        """The pairs of a view, in order."""
        cheapest = self._by_sums(self._cheapest())
        pairs = sorted([*cheapest, *self._cards], key=lambda pair: pair.first)
        return sorted(self._with_shared(pairs), key=lambda pair: pair.first)

    def _in_cards(self) -> Iterator[Pair]:
        """The names that are labels of numbers side by side, each with its own."""
        starts = [word.start for word in self.words]
        for at, label in find_cards(self.view).items():
            place = self.view.place(label[0])
            name, number = bisect_left(starts, place.start), bisect_left(starts, at)
            is_name = self.tags[name : name + 1] == NAME and self.words[name].end == place.end
            if is_name and len(label) == 1 and self.tags[number] == NUMBER:
                yield Pair(name, name, number, LINE)

    def _cheapest(self) -> list[Pair]:
        """The pairs that cost least together, in order."""
        costs: list[float] = [0.0]
        steps: list[tuple[int, Pair | None]] = [(0, None)]
        for count, (atom, _) in enumerate(self.atoms, 1):
            cost = costs[count - 1] + _UNPAIRED[self.tags[atom]]
            step: tuple[int, Pair | None] = (1, None)
            for used, more, pair in (
                self._ending(count) if NAME in self.shape[max(count - 3, 0) : count] else ()
            ):
                if costs[count - used] + more < cost:
                    cost, step = costs[count - used] + more, (used, pair)
            costs.append(cost)
            steps.append(step)
        found: list[Pair] = []
        count = len(self.atoms)
        while count:
            used, last = steps[count]
            found += [last] if last else []
            count -= used
        return found[::-1]

    def _by_sums(self, pairs: Sequence[Pair]) -> list[Pair]:
        """The pairs, with those of names and numbers that stand by turns after their sum in the one order
        that it leaves: « 16 par Vilogia, 10, et Erilia, 6 », « 16, dont 10 par Vilogia et 6 par Erilia »."""
        named = {at: pair for pair in pairs for at in range(pair.first, pair.last + 1)}
        paired = {pair.number: pair for pair in pairs}
        names = {pair.first: pair.last for pair in pairs}
        atoms = [
            (first, names.get(first, last), self.tags[first] == NAME or first in names)
            for first, last in self.atoms
            if (first in names or first not in named) and (self.tags[first] != ARTICLE or first in paired)
        ]
        found = list(pairs)
        for rank, (total, _, is_name) in enumerate(atoms):
            anew = self._summed(atoms[rank : rank + 2 * _LONGEST]) if not is_name else []
            end = anew[-1].end if anew else 0
            crossed = (pair for pair in found if total <= pair.end and pair.start <= end)
            if anew and all(total <= pair.start and pair.end <= end for pair in crossed):
                found = [pair for pair in found if not total <= pair.start <= end] + anew
        return found

    def _summed(self, atoms: Sequence[tuple[int, int, bool]]) -> list[Pair]:
        """The pairs of names and numbers by turns that add up to the number before them; none where they do
        not."""
        rest = self._value_at(atoms[0][0])
        anew: list[Pair] = []
        for one, other in zip(atoms[1::2], atoms[2::2], strict=False):
            if one[2] == other[2] or one[2] != atoms[1][2] or LINE in self.tags[atoms[0][0] : other[0]]:
                break
            if "." in self.tags[one[1] + 1 : other[0]]:
                break
            name, number = (one, other) if one[2] else (other, one)
            rest -= self._value_at(number[0])
            anew.append(Pair(*name[:2], number[0], self.tags[one[1] + 1 : other[0]]))
            if rest <= 0:
                break
        return anew if rest == 0 and len(anew) > 1 else []

    def _value_at(self, number: int) -> int:
        return int(self.view.numerals[self.words[number].start].value)

    def _ending(self, count: int) -> Iterator[tuple[int, float, Pair]]:
        """The pairs whose last atom is the one at `count`, with the atoms that they use and their cost."""
        for shape, name, digits, counted in _FORMS:
            if not self.shape.endswith(shape, 0, count):
                continue
            atoms = self.atoms[count - len(shape) : count]
            (first, last), (beside, _), (number, _) = atoms[name], atoms[digits], atoms[counted]
            weak = _WEAK * ((name != digits) + (self.tags[number] == ARTICLE))
            is_beside = beside in (first - 1, last + 1) and not self._is_apart(min(first, beside))
            is_after = first < beside < number and not self._is_apart(beside)
            is_told = self.words[first].word.isupper() and "v" in self._between(first, last, number)
            is_sure = self.words[first].is_known and not (is_after or is_told)  # « Logis Breton 56 ..... 3 »
            is_again = number < first < beside and self._value_at(number) == self._value_at(beside)
            is_digits = is_beside and self._is_digits(beside) and not (is_sure or is_again)
            is_joined = name == digits or is_digits
            first, last = min(first, beside), max(last, beside)
            said = self.tags[last + 1 : number] if number > last else self.tags[number + 1 : first]
            if name != digits:
                is_row = said == "," and self._is_whole(first, number) and not self._is_generic(first)
                is_joined = is_joined and not is_row and self.words[number].start not in self.view.line_starts
            if self.tags[number] == ARTICLE and _ONE_OF.match(self.tags, number + 1):
                is_joined = False
            cost = self._cost(first, last, number) if is_joined else None
            if cost is not None:
                yield len(shape), cost + weak, Pair(first, last, number, said)

    def _cost(self, first: int, last: int, number: int) -> float | None:
        said = self._between(first, last, number)
        if LINE in said:
            is_card = said == LINE and self._is_whole(first, last) and self._is_whole(number, number)
            return 1.6 if is_card else None
        if first == last and said == "" and self._is_generic(first):
            return None  # « Habitat 08 »
        said = _REMARKS.sub("", said) if len(said) > 2 else said
        if len(said) > _REACH:
            return None
        if number > last:
            if said[:1] == ")" and _BRACKETED.search(self.tags, max(first - 7, 0), first):
                ends = any(word.start in self.rows for word in self.words[number + 1 : number + 3])
                ends = ends or _ENDS.match(self.tags, number + 1) is not None
                return 1.0 if _LEADS.fullmatch(said) and ends else None
            return self._cost_after(last, number, said)
        return self._cost_before(number, last, said)

    def _between(self, first: int, last: int, number: int) -> str:
        """The tags between a name and its number."""
        return self.tags[min(last, number) + 1 : max(first, number)]

    def is_intermediary(self, name: int) -> bool:
        """Whether a name is that of a body that takes leases for others: « CCAS de Dijon »."""
        return not kinds_of_words()["intermediary"].isdisjoint(self.words[name].word.lower().split())

    def _is_generic(self, name: int) -> bool:
        return self.words[name].word.lower() in kinds_of_words()["generic"]

    def _cost_after(self, name: int, number: int, said: str) -> float | None:
        """What a number costs as that of the name before it."""
        after = self.tags[number + 1 : number + 5]
        other = 1.5 if _COUNTS_OTHERS.match(after) else 0.0
        if said in ("", "l"):
            other += _GOES_ON.match(after) is not None
            return 1.0 + other + 0.3 * len(said)
        if _AFTER_NAME.fullmatch(said):
            other += 1.5 * (said == ":" and self.is_intermediary(name))
            return None if "(" in said and not _CLOSED.match(after) else other + 0.1 * said.count("q")
        if said == "." and self._is_leader(name + 1) and self._is_whole(name, number):
            return 0.0
        is_with = said == ",p" and self.words[number - 1].word == "avec"
        if _PAUSE.fullmatch(said) or (is_with and _ENDS.match(after)):
            return 1.2 if _ENDS.match(after) else 2.8
        is_said = "v" in said or any(word.word in ("avec", "pour") for word in self.words[name + 1 : number])
        if is_said and _SAID_OF_NAME.fullmatch(said):
            return 1.8 + 0.2 * said.count("w") + other
        return 1.0 if self._is_row(name, number) else None

    def _is_leader(self, mark: int) -> bool:
        """Whether a full stop is all that is left of a row of leaders: « Habitat et Humanisme . 9 »."""
        return self.view.text[self.words[mark].start - 1] == " "

    def _cost_before(self, number: int, last: int, said: str) -> float | None:
        """What a number costs as that of the name after it."""
        if _BARE.fullmatch(said):
            return 1.0 + 0.2 * len(said)
        if said in ("(", "U("):
            return 0.0 if self.tags[last + 1 : last + 2] == ")" else None
        if said in ("-", ":", "U-", "U:") and self._is_whole(number, last):
            return 0.8
        if _BEFORE_NAME.fullmatch(said):
            return 0.4 + 0.4 * said.count("w") + 0.3 * said.count("v")
        return None

    def name(self, pair: Pair) -> Span:
        """The name without an article that only a sentence's beginning gives its capital."""
        span = Span(self.words[pair.first].start, self.words[pair.last].end)
        article = _ARTICLE_FIRST.match(self.view.text, span.start, span.end)
        is_opening = self.tags[pair.first - 1 : pair.first] in ("", LINE, ".")
        if (
            article
            and is_opening
            and not self._is_apart(pair.last)
            and ("v" in pair.said or "q" in pair.said)
        ):
            landlord = find_landlord(printed(self.view, span))
            is_own = landlord.is_known and _ARTICLE_FIRST.match(landlord.name)
            if not is_own and (landlord.is_known or not self._has_article(Span(article.end(), span.end))):
                return Span(article.end(), span.end)
        return span

    def _has_article(self, bare: Span) -> bool:
        """Whether the article before some words in capitals is their own: a plural's, that of several words
        or of a thing, « Les Eaux Vives », « Le Pas de la Porte », « L'Escale »; not that of a body or of
        letters, nor where the text has them with a small one."""
        name, kinds = self.view.text[bare.start : bare.end], kinds_of_words()
        first, *others = name.lower().split()
        if name.split()[0].isupper() or first in kinds["body"] or f"l'{name}" in self.view.text:
            return False
        is_plural = self.view.text[: bare.start].endswith(("Les ", "Des "))
        return is_plural or bool(others) or first in kinds["emblem"]

    def _is_digits(self, number: int) -> bool:
        return self.tags[number] == NUMBER and self.view.quote(self.words[number].span).isdigit()

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether the words from one to another are all of their line, or the last line of a sentence."""
        is_first = self.tags[start - 1 : start] in ("", LINE) or self.words[start].start in self._starts
        return is_first and self.tags[end + 1 : end + 2] in ("", LINE)

    def _is_row(self, name: int, number: int) -> bool:
        """Whether a name and a number stand in two cells of a table's row that the name begins."""
        return self.tags[name - 1 : name] in ("", LINE) and self._is_apart(number - 1)

    def _is_apart(self, at: int) -> bool:
        """Whether a word and the next one stand in two cells of a table."""
        following = self.words[at + 1].start if at + 1 < len(self.words) else self.words[at].end
        gap = self.view.quote(Span(self.words[at].end, following))
        return not {"\t", "\n", "|"}.isdisjoint(gap) or "   " in gap

    def _with_shared(self, pairs: list[Pair]) -> Iterator[Pair]:
        """The pairs, with those of « A et B, avec huit chacun » and « A et B, respectivement 7 et 4 »."""
        apart = self._respective()
        for pair in pairs:
            if pair.last in apart or pair.number in apart.values():
                continue
            shares = pair.number is not None and self.tags[pair.first - 2 : pair.first] == "A&"
            if shares and "chacun" in (word.word for word in self.words[pair.end : pair.end + 4]):
                yield replace(pair, first=pair.first - 2, last=pair.first - 2)
            yield pair
        yield from (Pair(name, name, number, "v") for name, number in apart.items())

    def _respective(self) -> dict[int, int]:
        """Numbers by the names that they are of."""
        found: dict[int, int] = {}
        for at, word in enumerate(self.words) if "respectivement" in self.view.text else ():
            m = _ONE_BY_ONE.match(self.tags, at + 1) if word.word == "respectivement" else None
            numbers = [n for n in range(at + 1, m.end()) if self.tags[n] == NUMBER] if m else []
            sentence = max(self.tags.rfind(mark, 0, at) for mark in (LINE, ".", ";"))
            names = [n for n in range(sentence + 1, at) if self.tags[n] == NAME][-len(numbers) :]
            if len(numbers) == len(names):
                found.update(zip(names, numbers, strict=True))
        return found
