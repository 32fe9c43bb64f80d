"""Who holds the homes of a tenure, or passes them on, without a number of its own: « 12 en bail glissant, que
porte l'association X », « 9 logements privés, dont l'agence Y assure la gestion »."""

from collections.abc import Iterator, Mapping, Set
from itertools import pairwise, takewhile
from typing import NamedTuple

from extractors.language.lexicon import classes_in
from extractors.language.names import LINE, NAME, NUMBER, WORD, kinds_of_words
from extractors.language.places import is_place_name
from extractors.measures.columns import tenure_of
from extractors.measures.found import Found
from extractors.measures.pairs import Pair, Pairing
from extractors.source.document import Span

_SPEAKS = frozenset(
    {"LEASE", "DWELLING", "CAPTURED", "FUNCTION", "PRIVATE", "REGULATED", "RENT", "SOCIAL", "STOCK", "TOTAL"}
)
"""Classes of words that speak of homes and leases, or of nothing: « à loyer maîtrisé »."""
_SMALL = frozenset("pflqdin&,():;-jvU*.")
"""Tags of small words, of verbs of letting and of marks within a clause."""
_INTRO = frozenset("lfhjwox")
"""Tags of the words of a body's kind: « l'agence immobilière à vocation sociale »."""
_BY = frozenset({"par", "via", "avec", "chez", "aupres"})
_LEADS = _BY | {"(", ":", "|"}
"""What leads to a name: a preposition, a bracket, a label, a cell's border."""
_RELATIVE = frozenset({"que", "qu'", "dont", "ou"})
"""What begins a clause of homes in which a name may hold them: « que l'association X transmettra »."""
_POINTS = frozenset({"en", "les"})
"""Words that point, before a verb, to the homes of the sentence before."""


class Holder(NamedTuple):
    """A name, the place of the number of the homes that it holds, where its words say which, and whether they
    say what it is."""

    name: Span
    at: int | None
    is_body: bool


class Holders(Pairing):
    """The names that no list has; `tenures` says what numbers count by their places, `sites` whose they
    are."""

    def __init__(self, found: Found, tenures: Mapping[int, str], sites: Mapping[int, str | None]) -> None:
        super().__init__(found.view)
        self.found, self.tenures, self.sites, self.kinds = found, tenures, sites, kinds_of_words()
        self.cues = self.kinds["holds"] | self.kinds["held"] | self.kinds["managed"]
        listed = [item for one in found.lists for item in one.items]
        self.listed = {name.end for item in listed for name in (item.name, item.via) if name is not None}
        self.listed.update(name.end for one in found.lists for _, name in one.subtotals)

    def all(self) -> Iterator[Holder]:
        """Names in sentences that speak of homes and of who has them."""
        for n, word in enumerate(self.words):
            if word.tag == NAME and word.end not in self.listed and not self.found.is_told(word.start):
                start, end, first = self._end(n, -1), self._end(n, 1), self._intro(n)
                digits = self.words[n + 1 : n + 2]
                is_numbered = self.tags[n + 1 : n + 2] == NUMBER and digits[0].start not in self.tenures
                last = n + is_numbered  # « L'ANEF 63 loue les 9 autres »
                said = [w.word for w in (*self.words[start:first], *self.words[last + 1 : end])]
                is_body = first < n or self._is_body(n)
                is_told = not self.cues.isdisjoint(said) or self._is_led(first, _LEADS)
                if not is_told and not self._is_led(first, _RELATIVE):
                    continue
                leads = self.tags[max(first - 3, 0) : first].rstrip("fl")  # « par l'entremise d'X »
                is_through = is_body or leads.endswith("i")
                at = self._number(start, first, last, end, said, is_through) if is_told else None
                name = self.name(Pair(n, last, None, self.tags[last + 1 : last + 2]))
                if at is not None or (is_body and not {"LEASE", "DWELLING"}.isdisjoint(_classes(*said))):
                    yield Holder(name, at, is_through)

    def _number(self, start: int, first: int, n: int, end: int, said: list[str], is_body: bool) -> int | None:
        """The number of the homes that a name holds: the one before it in its sentence, else the one of the
        lease that its sentence names, or of the homes that it points to."""
        before = [at for at in range(start, first) if self.tags[at] == NUMBER]
        if before:
            between = self.words[before[-1] + 1 : first]
            words = [word.word for word in between]
            tags = _SMALL if self.cues.isdisjoint(words) else _SMALL | {WORD}
            is_plain = all(
                word.tag in tags or word.word in self.cues or not _SPEAKS.isdisjoint(_classes(word.word))
                for word in between
            )
            return self._taken(before[-1], words) if is_plain else None
        if (number := self.tags.find(NUMBER, n + 1, end)) > 0:
            said = [word.word for word in self.words[n + 1 : number]]
            is_led = is_body or self._is_led(first, _BY)
            is_label = is_led and said in ([], [":"], ["|"])  # « Parc privé, par l'entremise d'X : 11 »
            at = self._taken(number, []) if is_label or (said and said[0] in self.cues) else None
            return at if at is not None and (is_label or self.tenures[at] == "associative_lease") else None
        if not is_body:
            return None
        tenures = {tenure for tenure in map(tenure_of, map(_classes, said)) if tenure is not None}
        if tenures == {"associative_lease"}:
            site = self.found.section(self.words[n].start)
            own = [at for at in self.tenures if site is not None and self.sites[at] == site.site.site_id]
            leased = [at for at in own if self.tenures[at] == "associative_lease"]
            return leased[0] if len(leased) == 1 else None
        points = any(one in _POINTS and (two == "est" or two in self.cues) for one, two in pairwise(said))
        points = points or (
            said[:1] != [] and said[0] in self.cues and said[1:2] in ([":"], ["par"])
        )  # « Opérateur : X »
        if not tenures and points and self.tags[start - 1 : start] in (".", ";", LINE):
            above = [at for at in range(self._end(start - 1, -1), start) if self.tags[at] == NUMBER]
            return self._taken(above[-1], []) if above else None
        return None

    def _taken(self, number: int, said: list[str]) -> int | None:
        at = self.words[number].start
        other = tenure_of(_classes(*said))
        return at if at in self.tenures and other in (None, self.tenures[at]) else None

    def _intro(self, n: int) -> int:
        """The first word of what a name is said to be: « l'agence immobilière sociale »."""
        places = range(n - 1, -1, -1)
        before = takewhile(lambda at: self.tags[at] in _INTRO or self.words[at].word == "a", places)
        bodies = [at for at in before if self.words[at].word in self.kinds["body"]]
        return bodies[-1] if bodies else n

    def _is_body(self, n: int) -> bool:
        """Whether a name says itself what it is, or what stands in brackets after it."""
        after = self.words[n + 1 : n + 3] if self.tags[n + 1 : n + 2] == "(" else []
        words = {word for one in (self.words[n], *after) for word in one.word.lower().split()}
        is_one = self.words[n].is_known or not self.kinds["landlord"].isdisjoint(words)
        return is_one and not is_place_name(self.words[n].word)

    def _is_led(self, first: int, leads: Set[str]) -> bool:
        """Whether a preposition or a mark leads from a number to a name: « 12, avec l'association X »."""
        before = [w.word for w in self.words[max(first - 3, 0) : first] if w.tag not in "lf"]
        return before != [] and (before[-1] in leads or before[-2:] == ["0", ","])

    def _end(self, n: int, step: int) -> int:
        """Where the sentence of a word ends, or begins; a full stop before a small letter ends none."""
        at = n
        while 0 <= (at + step) < len(self.words):
            word = self.words[at + step]
            if word.tag == LINE or word.word == ";":
                break
            after = self.words[at + step + 1 : at + step + 2]
            if word.tag == "." and (not after or after[0].is_capital or after[0].tag in (LINE, NAME, NUMBER)):
                break
            at += step
        return at if step < 0 else at + 1


def _classes(*words: str) -> frozenset[str]:
    return classes_in([part for word in words for part in word.replace("-", " - ").split()])
