"""Which pattern gets which number: what the patterns read, and how their rivalries are settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from extractors.pattern import Decline, Disposition, Match, Pattern, Row, Value
from extractors.patterns import patterns
from extractors.patterns.stories import story_body
from extractors.source.document import Document, Span
from extractors.view.view import Block, View

EDITION_WIDE = frozenset({"editions"})
"""Tables whose rows speak of the programme, whatever site's sheet they stand in."""

_ROUNDS = 5
"""How deep contexts may nest."""


@dataclass(slots=True)
class Candidate:
    """What a pattern reads at a place: its rows, the span of all of them, and the numbers it wants."""

    pattern: Pattern
    span: Span
    rows: list[Row]
    numbers: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = frozenset(at for row in self.rows for at in row.extracted)

    def says(self) -> list[tuple[str, tuple[Value, ...]]]:
        return [(row.table, tuple(row.values.values())) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule that ignores says of the numbers in a span."""

    disposition: Disposition
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Dispute:
    """A number that two want, so that nobody gets it; `span` is on the view."""

    kind: str
    span: Span
    message: str


@dataclass(frozen=True)
class Settled:
    """Who gets which number; `disputed` are the numbers that nobody gets."""

    candidates: Sequence[Candidate]
    claims: Mapping[int, Sequence[Claim]]
    disputed: frozenset[int]
    disputes: Sequence[Dispute]


def settle(view: View, document: Document, doubtful: frozenset[int]) -> Settled:
    """Match every pattern, and settle who gets each number; no figure is taken from a doubtful one.

    Where two patterns want a number, the match that holds the other one wins; where neither holds the other, or a rule
    that ignores reaches beyond a figure that wants the same number, nobody gets it.
    """
    return _Settler(view, document, doubtful).run()


class _Settler:
    def __init__(self, view: View, document: Document, doubtful: frozenset[int]) -> None:
        self.view = view
        self.document = document
        self.doubtful = doubtful
        self.disputes: list[Dispute] = []
        self.disputed: set[int] = set()

    def run(self) -> Settled:
        matches = {p: list(p.matches(self.view.text)) for p in patterns()}
        claims = self._claims(matches)
        plain = self._candidates((p for p in matches if p.read and not p.is_contextual), matches, {})
        accepted = self._settle(plain, claims)
        by_block: dict[int, list[Row]] = {}
        for _ in range(_ROUNDS):  # a contextual pattern may be the context of the next one
            self._index_rows(accepted, by_block)
            before = [candidate.says() for candidate in accepted]
            contextual = self._candidates((p for p in matches if p.is_contextual), matches, by_block)
            accepted = self._settle(plain + contextual, claims)
            if [candidate.says() for candidate in accepted] == before:
                break
        return Settled(accepted, claims, frozenset(self.disputed), self.disputes)

    def _claims(self, matches: Mapping[Pattern, Sequence[regex.Match[str]]]) -> dict[int, list[Claim]]:
        """What the rules that ignore say of each number."""
        claims: dict[int, list[Claim]] = {}
        for pattern, found in matches.items():
            if pattern.read is None:
                for m in found:
                    if pattern.holds and not pattern.holds(Match(m, self.view, self.document)):
                        continue
                    claim = Claim(pattern.disposition, pattern.name, Span(*m.span()))
                    for at in self.view.numerals_in(claim.span):
                        if pattern.values and not pattern.values[0] <= self.view.numerals[at].value <= pattern.values[1]:
                            continue
                        claims.setdefault(at, []).append(claim)
        return claims

    def _index_rows(self, accepted: Iterable[Candidate], by_block: dict[int, list[Row]]) -> None:
        by_block.clear()
        for candidate in accepted:
            for row in candidate.rows:
                by_block.setdefault(self.view.block_at(row.span.start).span.start, []).append(row)
        for rows in by_block.values():
            rows.sort(key=lambda row: row.span)

    def _candidates(
        self, which: Iterable[Pattern], matches: Mapping[Pattern, Sequence[regex.Match[str]]], by_block: Mapping[int, list[Row]]
    ) -> list[Candidate]:
        found = []
        for pattern in which:
            for m in matches[pattern]:
                block = self.view.block_at(m.start())
                mine = by_block.get(block.span.start, [])
                before = [
                    row for row in mine if row.span.end <= m.end() and row.span.start < m.start() and row.values.get("kind") != "number_missing"
                ]
                above = self._above(block, by_block) if pattern.is_contextual else []
                if not before and m.start() == block.span.start:
                    before = above
                rows = rows_of(pattern, Match(m, self.view, self.document, before, [*above, *mine]))
                if rows:
                    spans = [Span(*m.span()), *(row.span for row in rows)]
                    found.append(Candidate(pattern, Span(min(s.start for s in spans), max(s.end for s in spans)), rows))
        return found

    def _above(self, block: Block, by_block: Mapping[int, list[Row]]) -> list[Row]:
        """The rows that a line of a list stands under: those of the block just above, and of the lists above that."""
        rows: list[Row] = []
        for other in self.view.blocks_up(block):
            mine = by_block.get(other.span.start, [])
            if not mine:
                break
            rows = [*mine, *rows]
            if any(row.table != "landlord_counts" for row in mine):
                break
        return rows

    def _settle(self, candidates: list[Candidate], claims: Mapping[int, Sequence[Claim]]) -> list[Candidate]:
        """The candidates that get the numbers they want."""
        self.disputes.clear()
        self.disputed.clear()
        taken: dict[int, Candidate] = {}
        lost: set[int] = set()
        for candidate in sorted(candidates, key=lambda c: (-len(c.span), c.span.start)):
            rivals = {id(taken[at]): taken[at] for at in candidate.numbers if at in taken}
            if any(rival.span != candidate.span and rival.span.contains(candidate.span) for rival in rivals.values()):
                continue
            if any(rival.says() == candidate.says() for rival in rivals.values()):
                continue
            if rivals:
                names = sorted({candidate.pattern.name, *(rival.pattern.name for rival in rivals.values())})
                self.disputes.append(Dispute("read_two_ways", candidate.span, f"{' and '.join(names)} read this differently"))
                lost.update(id(rival) for rival in rivals.values())
                self.disputed.update(candidate.numbers, *(rival.numbers for rival in rivals.values()))
                continue
            for at in candidate.numbers:
                taken[at] = candidate
            if not candidate.numbers:
                taken[-candidate.span.start - 1] = candidate
        kept = {id(c): c for c in taken.values() if id(c) not in lost and not c.numbers & self.doubtful}
        self.disputed.update(self.doubtful, *(c.numbers for c in candidates if c.numbers & self.doubtful))
        stories = [story_body(self.view, c.span) for c in kept.values() if c.pattern.name == "story"]
        for key, candidate in list(kept.items()):
            is_of_a_sheet = any(row.table not in EDITION_WIDE for row in candidate.rows)
            if candidate.pattern.name not in ("story", "word_cloud") and is_of_a_sheet and any(story.contains(candidate.span) for story in stories):
                self.disputes.append(Dispute("read_and_ignored", candidate.span, f"{candidate.pattern.name} reads this in the middle of a story"))
                self.disputed.update(candidate.numbers)
                del kept[key]
                continue
            rule = next((c for at in candidate.numbers for c in claims.get(at, ()) if not candidate.span.contains(c.span)), None)
            if rule is not None and candidate.pattern.name != "story":
                self.disputes.append(Dispute("read_and_ignored", candidate.span, f"{candidate.pattern.name} reads this, {rule.reason} ignores it"))
                self.disputed.update(candidate.numbers)
                del kept[key]
        return sorted(kept.values(), key=lambda c: c.span)


def rows_of(pattern: Pattern, match: Match) -> list[Row]:
    """What a pattern reads in a match; nothing where it declines."""
    assert pattern.read is not None
    try:
        return list(pattern.read(match))
    except Decline:
        return []
