"""From numbers to rows: what each number of each sheet counts, with its columns, and by which witness."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, takewhile

from extractors.deciding.choose import SINGLE, SURE, Choice, Number, choose
from extractors.deciding.equations import PARTS, PERSONS, Listed
from extractors.deciding.evidence import OTHER, weigh
from extractors.deciding.holders import Holders
from extractors.deciding.lessons import Lesson, nearly_taught, taught_by
from extractors.deciding.settled import Said, valued
from extractors.deciding.told import READERS, Taken, as_told
from extractors.language.dates import of_year
from extractors.language.landlords import find_landlord
from extractors.language.names import kinds_of_words
from extractors.language.tokens import LEADERS, Token
from extractors.ledger import Proposal, SettledBy
from extractors.measures.columns import (
    LEAST_RENT,
    TENURES,
    charges_of,
    contrasted,
    date_of,
    in_turn,
    is_unexplained,
    only_tenure,
    period_of,
    qualifier_of,
    rent_tenure,
    sentence,
    tenure_in,
)
from extractors.measures.found import Found
from extractors.measures.frames import frames
from extractors.measures.lists import Item, LandlordList
from extractors.measures.others import find_others
from extractors.measures.patterns import read_patterns
from extractors.measures.row import Row, Value, printed
from extractors.source.document import Span
from extractors.structure.scope import Slot, is_qualifying

_PROPOSED, _LEAST_PROPOSED = 3, 0.05
_LABEL = 8
"""Words of a line's label."""
_SUMMED = 0.9
"""The confidence that a list's sum counts its tenure's dwellings."""
_BELOW = 4
"""Lines below a figure in which its communes may stand."""


UNKNOWN, ABBREVIATION = "UNKNOWN", "ABBREVIATION"
"""The classes of a word that the lexicon does not have, right after a number: « 353 canards », « 12 XC »."""
_FEW_SITES, _SITES = 3, 4
"""Sites whose numbers add up to a second number of one of them by chance hardly ever, and to its only one."""
_STOPS = frozenset([".", "!", "?", ";"])
_OF_ALL = frozenset(["tous", "toutes", "confondus", "confondues", "total", "ensemble"])
_AGAIN = 0.4
"""How likely a number that names nothing and follows dwellings counts all of them: arithmetic decides."""
_SURELY = 0.9
"""How likely a number of a story is a figure for somebody to look at it."""


class Figures:
    """The figures of one document; `proposals` says of each number that is none what it might be.

    `said` is what a person says of numbers, by their places: it outranks everything that is read there.
    """

    def __init__(
        self, found: Found, said: Mapping[int, Sequence[Said]] | None = None, lessons: Iterable[Lesson] = ()
    ) -> None:
        self.found, self.view, self.said = found, found.view, said or {}
        self._lessons = tuple(lessons)
        self.taught = {at: one for at, one in taught_by(self._lessons, found).items() if at not in self.said}
        self.proposals: dict[int, tuple[Proposal, ...]] = {}
        self.choices: dict[int, Choice] = {}
        self.totals: set[int] = set()
        """Numbers that are the totals of all sites."""
        self._accounted: dict[tuple[str | None, str | None], int] = defaultdict(int)
        """Dwellings of a site's tenures that lists account for so far."""
        self.open_names: list[Span] = []
        """Names of whom homes are said to be held or passed on, of whom no row was read."""
        self._via: dict[int, Span] = {}
        """Who passes on the homes that a number counts."""
        self._slots = found.scopes.slots
        self._line_classes: dict[int, frozenset[str]] = {}
        self._dates = {date.span.start: date for date in found.dates}

    def rows(self) -> Iterator[Taken]:
        """All rows that numbers give, in the order of their places."""
        self._decide()
        listed = [*self._listed()]
        listed += self._held(listed)
        read = [*self._measures(), *listed, *self._team()]
        taken = as_told(self.found, read, self.taught, self.said)
        used = {at for one in taken for at in one.row.extracted} | self.said.keys()
        taken.extend(
            Taken(row, "other_figure") for row in find_others(self.found) if used.isdisjoint(row.extracted)
        )
        yield from sorted(taken, key=lambda one: one.row.span)

    @cached_property
    def overlooked(self) -> frozenset[int]:
        """Numbers in what seems a story whose words are surely those of a measure that their sheet states
        nowhere else."""
        stated = {(self.site_of(at), self.taken(at)) for at in self.choices}
        found: set[int] = set()
        for slot in self._slots.values():
            site = self.site_of(slot.at)
            if site is None or slot.at in self.said or not self.found.is_told(slot.at):
                continue
            own, around, after = self._classes(slot)
            shares = self._weighed(slot, self.view.numerals[slot.at].value, own, around, after)
            measure = max(shares, key=shares.__getitem__)
            if measure != OTHER and shares[measure] >= _SURELY and (site, measure) not in stated:
                self.proposals[slot.at] = self._proposals(slot, shares, own | around)
                found.add(slot.at)
        return frozenset(found)

    # which sheet

    def site_of(self, at: int) -> str | None:
        """The site that a place speaks of: its column's, else its sheet's."""
        cell = self.found.cells.get(at)
        if cell is not None and cell.site is not None:
            return cell.site.site_id
        section = self.found.section(at)
        return section.site.site_id if section is not None else None

    # who counts what

    @cached_property
    def claimed(self) -> dict[int, str]:
        """Numbers that a list or a team takes, and which."""
        claimed = {at: "staff" for row in self.found.team.rows for at in row.extracted}
        claimed.update({at: "staff" for _, at, _ in self.found.team.others})
        for listed in self.found.lists:
            is_whole = len(listed.items) == 1 and self._is_whole(listed)
            claimed.update(
                {item.at: "landlord" for item in listed.items if item.at is not None and not is_whole}
            )
            claimed.update({at: "via" for at, _ in listed.subtotals})
            claimed.update({at: "landlord" for item in listed.items for at in item.named})
        return claimed

    def _open(self, slot: Slot) -> bool:
        """Whether a number may be a measure: no date, no story, no list, nothing that is vetoed."""
        at = slot.at
        aside, cell = self.found.asides.get(at), self.found.cells.get(at)
        is_vetoed = (aside is not None and aside.veto) or (cell is not None and cell.is_other)
        is_earlier = is_vetoed and aside is not None and aside.kind == "earlier"
        is_vetoed = is_vetoed and not (is_earlier and contrasted(self.found.scopes, slot))
        is_taken = at in self.claimed or at in self._totals or at in self.found.outline
        return not (is_vetoed or at in self.found.dated or is_taken or self.found.is_told(at))

    @cached_property
    def _totals(self) -> frozenset[int]:
        """Numbers that say the sum of the list above them again: « Total | 61 » below its landlords."""
        order = sorted(self._slots)
        found: set[int] = set()
        for listed in self.found.lists:
            last = max((item.at for item in listed.items if item.at is not None), default=-1)
            at = next((at for at in order if at > last >= 0), None)
            if at is not None and len(listed.items) > 1 and self.view.numerals[at].value == listed.sum:
                slot = self._slots[at]
                line = self.found.scopes.lines[slot.line].tokens[: slot.index]
                words = {token.word for token in line}
                is_sum = not kinds_of_words()["sum"].isdisjoint(words) and not tenure_in(line)
                if is_sum and at in self.found.scopes.cells:
                    found.add(at)
        return frozenset(found)

    def _decide(self) -> None:
        witness = read_patterns(self.view)
        sheets: dict[str | None, list[Number]] = defaultdict(list)
        for slot in self._slots.values():
            if slot.at in self.said:
                rows = self.said[slot.at]
                value, site = valued(rows, self.view.numerals[slot.at].value), rows[0].statement.site
                sheets[site or self.site_of(slot.at)].append(Number(slot.at, value, {rows[0].measure: 1.0}))
                continue
            if not self._open(slot):
                continue
            value = self.view.numerals[slot.at].value
            own, around, after = self._classes(slot)
            shares = self._weighed(slot, value, own, around, after)
            self.proposals[slot.at] = self._proposals(slot, shares, own | around)
            sheets[self.site_of(slot.at)].append(Number(slot.at, value, shares, witness.get(slot.at)))
        for at, near in nearly_taught(self._lessons, self.found, self.proposals).items():
            says = _says(near.measure, self.view.numerals[at].value)
            others = (one for one in self.proposals[at] if one.says != says)
            self.proposals[at] = (
                Proposal(says, round(near.likeness, 3), f"{near.lesson} in other words"),
                *others,
            )
        for site, numbers in sheets.items():
            if site is not None:
                self.choices.update(choose(numbers, self._sums(site)))
        self._choose_sums()
        for at in (*self._find_totals(), *self._find_households()):
            self.choices.pop(at, None)

    def _find_totals(self) -> list[int]:
        """Numbers of a sheet that are what all sites have together: beside the sheet's own number of the
        measure they are totals, without one nobody knows."""
        said: dict[str, dict[str, dict[Decimal, list[int]]]] = defaultdict(lambda: defaultdict(dict))
        for at in sorted(self.choices):
            measure, site = self.taken(at), self.site_of(at)
            if measure in SINGLE and site is not None and at not in self.said:
                said[measure][site].setdefault(self.view.numerals[at].value, []).append(at)
        found: list[int] = []
        own = {listed.head for listed in self.found.lists if self._is_sum(listed)}
        for sites in said.values():
            firsts = {site: next(iter(values)) for site, values in sites.items()}
            for site, values in sites.items():
                others = sum(value for other, value in firsts.items() if other != site)
                is_told_twice = len(values) > 1 and len(sites) >= _FEW_SITES
                sums = {others + value for value in values} if is_told_twice else set[Decimal]()
                totals = [at for value in sums & values.keys() for at in values[value]]
                self.totals.update(totals if others else ())
                if len(values) == 1 and len(sites) >= _SITES:
                    totals = [at for at in values.get(Decimal(others), []) if at not in own]
                found += totals if others else ()
        return found

    def _find_households(self) -> list[int]:
        """Numbers of households where the sheet states the same of persons: « 61 ménages, soit 70 personnes
        »."""
        said: dict[object, dict[bool, list[int]]] = defaultdict(lambda: defaultdict(list))
        for at in filter(lambda at: self.taken(at) in PERSONS, self.choices):
            own, _, _ = self._classes(self._slots[at])
            is_of_homes = "HOUSEHOLD" in own and "PERSON" not in own
            said[self.site_of(at), self.taken(at)][is_of_homes].append(at)
        return [at for places in said.values() if places[False] for at in places[True]]

    def _is_sum(self, listed: LandlordList) -> bool:
        """Whether a list adds up to the number that it stands under."""
        return listed.head is not None and self.view.numerals[listed.head].value == listed.sum

    def _choose_sums(self) -> None:
        """A number that nothing else is said of and that sums up a list counts what its landlords let:
        « Vilogia (12), Erilia (8) : 20 en tout »."""
        stated = {(self.site_of(at), self.taken(at)) for at in self.choices}
        wholes: dict[str | None, Decimal] = defaultdict(Decimal)
        for whole in filter(lambda at: self.taken(at) == "all", self.choices):
            wholes[self.site_of(whole)] = max(wholes[self.site_of(whole)], self.view.numerals[whole].value)
        for listed in self.found.lists:
            at, site = listed.head, self._site_of_list(listed)
            slot = self._slots.get(at) if at is not None else None
            if slot is None or len(listed.items) < 2 or not self._open(slot):
                continue
            is_part = self.taken(slot.at) == "all" and self.view.numerals[slot.at].value < wholes.get(site, 0)
            if self.taken(slot.at) and not is_part:
                continue
            tenure = self._tenure(listed, site)[0] or _tenure_by_kind(listed.items)
            is_sum = self.view.numerals[slot.at].value == listed.sum
            if is_sum and tenure and (site, tenure) not in stated:
                own, _, after = self._classes(slot)
                if frames()[tenure].not_before.isdisjoint(after | (own - {"ORGANISATION"})):
                    self.choices[slot.at] = Choice(tenure, _SUMMED, "arithmetic", ("landlords_add_up",))
                    stated.add((site, tenure))
        leased = Counter((self._site_of_list(listed), self._leased(listed)) for listed in self.found.lists)
        for listed in self.found.lists:  # « Un Toit pour Tous nous en sous-loue 9 » is the whole lease too
            at, site = self._leased(listed), self._site_of_list(listed)
            is_only = sum(n for (where, one), n in leased.items() if where == site and one is not None) == 1
            if (
                at is not None
                and is_only
                and not self.taken(at)
                and (site, "associative_lease") not in stated
            ):
                self.choices[at] = Choice("associative_lease", _SUMMED, "evidence")

    def _leased(self, listed: LandlordList) -> int | None:
        """The number of a list's only landlord where it is that of the dwellings on an associative lease."""
        item = listed.items[0] if len(listed.items) == 1 else None
        if item is None or item.at is None or item.at not in self._slots or not self._is_whole(listed):
            return None
        is_open = self._open(self._slots[item.at])
        said = listed.tenure or self._said_of(item)
        return item.at if is_open and said == "associative_lease" else None

    def _weighed(
        self, slot: Slot, value: Decimal, own: frozenset[str], around: frozenset[str], after: frozenset[str]
    ) -> dict[str, float]:
        """How likely each measure is that the number's scope allows; the rest is that of no figure."""
        is_decimal = self.view.is_decimal(slot.at)
        tenure = contrasted(self.found.scopes, slot)
        of = "rent" if "MONEY" in after and "RENT" in around else tenure
        if tenure is not None and of is not None and frames()[of].not_before.isdisjoint(after):
            return {of: _SUMMED, OTHER: 1 - _SUMMED}
        allowed = {
            name: frame.read_as(value, own, around, after)
            for name, frame in frames().items()
            if frame.fraction or not is_decimal
        }
        if not any(allowed.values()):
            return {OTHER: 1.0}
        if (tenure := self._labelled(slot)) is not None:
            allowed["all"] = allowed.get(tenure, "")
        evidence = self.found.scopes.evidence(slot)
        is_again = "LLcounted=DWELLING" in evidence and self.found.scopes.is_unsaid(slot)
        if is_again:
            allowed.update(dict.fromkeys(PERSONS, ""))  # « … un appartement. Il y en a 88 aujourd'hui »
        if self._is_of_study(slot):
            allowed["in_programme"] = allowed["in_study"]
        is_amount = value >= LEAST_RENT and "MONEY" in around and "DWELLING" not in own
        if is_amount and in_turn(self.found.scopes, slot):  # « 381 € en HLM, 527 dans le privé »
            allowed.update(dict.fromkeys(("all", *TENURES), allowed.get("rent", "")))
        shares: dict[str, float] = {}
        for measure, share in weigh(evidence).items():
            name = allowed.get(measure) or OTHER
            if name == OTHER and "COMMUNE" in after and measure in (*TENURES, "all"):
                name = allowed["communes"] or OTHER  # « 97 logements captés sur 98 communes »
            shares[name] = shares.get(name, 0.0) + share
        if is_again and allowed["all"]:
            shares["all"] = max(shares.get("all", 0.0), _AGAIN)
        return shares

    def _is_of_study(self, slot: Slot) -> bool:
        """Whether persons are included in the study that their sentence or the one before it speaks of, not
        in the programme: « une étude est en cours. Ils ont inclus 96 personnes »."""
        scope, tokens = self.found.scopes.scope(slot), self.found.scopes.lines[slot.line].tokens
        own = [*scope.left, *takewhile(lambda token: token.word != ",", scope.right)]
        first = sentence(self.found.scopes, slot)[0]
        above = (tokens[: max(first - 1, 0)] or scope.above)[::-1]
        before = (*takewhile(lambda token: token.word not in _STOPS, above), *tokens[first : slot.index])
        is_included = any(token.word.startswith("inclu") for token in own)
        is_other = any(token.word == "programme" for token in own)
        return is_included and not is_other and "STUDIED" in _classes_of(before)

    def _labelled(self, slot: Slot) -> str | None:
        """The one tenure that a number's label names, where the number has nothing but a label."""
        scope = self.found.scopes.scope(slot)
        label = (*scope.left, *scope.label)
        is_whole = not _OF_ALL.isdisjoint(token.word for token in label)
        return only_tenure(label) if not (scope.right or is_whole) else None

    def _classes(self, slot: Slot) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The classes of a slot's own clause, of everything that speaks of it, and of the word right after
        it."""
        scope = self.found.scopes.scope(slot)
        near = takewhile(lambda token: token.word not in (",", "et", "mais", "puis"), scope.right)
        # « trois communes, alors qu'on n'en demandait que cent »: a number's noun is not the next one's
        left = scope.left[:-1] if scope.stopped_by == "number" else scope.left
        own = _classes_of((*left, *near, *scope.label))
        if slot.line not in self._line_classes:
            self._line_classes[slot.line] = _classes_of(self.found.scopes.lines[slot.line].tokens)
        around = _classes_of((*scope.above, *scope.head, *scope.title))
        after = [token for token in scope.right[:2] if token.word not in ("de", "d'")][:1]
        return (
            own,
            own | around | _classes_of(scope.right) | self._line_classes[slot.line],
            _classes_of(after).union(*map(self._unknown, after)),
        )

    def _unknown(self, token: Token) -> frozenset[str]:
        """What a word is that the lexicon does not have."""
        if token.classes or not token.word.isalpha():
            return frozenset()
        return frozenset([UNKNOWN, ABBREVIATION] if is_unexplained(self.view, token) else [UNKNOWN])

    def _proposals(
        self, slot: Slot, shares: Mapping[str, float], classes: frozenset[str]
    ) -> tuple[Proposal, ...]:
        """What a number might be, likeliest first, each with the words that it lacks."""
        likely = sorted(
            ((share, name) for name, share in shares.items() if share >= _LEAST_PROPOSED), reverse=True
        )[:_PROPOSED]
        value = self.view.numerals[slot.at].value
        return tuple(
            Proposal(_says(name, value), round(share, 3), _against(name, classes)) for share, name in likely
        )

    def _sums(self, site: str) -> list[Listed]:
        lists = [
            one
            for one in self.found.lists
            if one.sum is not None and len(one.items) > 1 and self._site_of_list(one) == site
        ]
        return [Listed(one.sum, one.head) for one in lists if one.sum is not None]

    def _site_of_list(self, listed: LandlordList) -> str | None:
        """The site of a list: that of its first number, which may stand in a site's column."""
        return self.site_of(
            next((item.at for item in listed.items if item.at is not None), listed.span.start)
        )

    # rows of measures

    def taken(self, at: int) -> str | None:
        """The measure that a number was taken for."""
        choice = self.choices.get(at)
        return (
            choice.measure
            if choice is not None and choice.confidence >= SURE and choice.measure != OTHER
            else None
        )

    def _measures(self) -> Iterator[Taken]:
        communes = dict(self._communes())
        said: dict[tuple[str | None, str, object], list[tuple[Row, Choice]]] = defaultdict(list)
        for at, choice in self.choices.items():
            measure = self.taken(at)
            if measure is not None and measure != "communes":
                row = self._row(self._slots[at], measure, communes.get(at))
                if row.table == "rents" and row.values["tenure"] is None:
                    continue  # of some homes, nobody knows which
                scope = row.values.get("tenure", row.values.get("measure"))
                said[self.site_of(at), row.table, scope].append((row, choice))
        for (_, table, counted), rows in said.items():
            told = list(_restated(rows))
            if table == "rents" and counted == "all":
                told = self._of_all(told)
            for row, choice in told:
                yield Taken(row, READERS[table], choice.settled_by, choice.confidence, choice.spent)

    def _of_all(self, rents: list[tuple[Row, Choice]]) -> list[tuple[Row, Choice]]:
        """Of several rents that nothing says are of some homes those that are called the rent of all, or the
        rent: they contradict each other; the others are of some homes, nobody knows which."""
        if len({row.values["monthly_eur"] for row, _ in rents}) < 2:
            return rents
        own = [self._classes(self._slots[row.extracted[-1]])[0] for row, _ in rents]
        stated = [not self.said.keys().isdisjoint(row.extracted) for row, _ in rents]
        wanted = next((name for name in ("TOTAL", "RENT") if any(name in said for said in own)), "")
        return [
            rent for rent, said, is_told in zip(rents, own, stated, strict=True) if is_told or wanted in said
        ]

    def _row(self, slot: Slot, measure: str, communes: int | None) -> Row:
        view, scopes, at = self.view, self.found.scopes, slot.at
        value = view.numerals[at].value
        qualifier = qualifier_of(scopes, slot)
        used = [at]
        period = period_of(scopes, slot) if measure in ("ever_housed", "encounters") else None
        if period is not None:
            used.append(period.at)
        years = period.years if period else None
        values: dict[str, Value]
        match frames()[measure].table:
            case "population_counts":
                day = self._day(slot, used) if measure == "currently_housed" else None
                values = {
                    "measure": measure,
                    "persons": int(value),
                    "qualifier": qualifier,
                    "period_years": years,
                    "as_of": day,
                }
            case "housing_counts":
                if communes is not None:
                    used.append(communes)
                count = int(view.numerals[communes].value) if communes is not None else None
                via = printed(view, self._via[at]) if at in self._via else None
                values = _dwellings(measure, int(value), qualifier, count, via)
            case "rents":
                tenure = rent_tenure(scopes, slot, self._row_label(slot))
                values = {
                    "tenure": tenure,
                    "monthly_eur": value,
                    "qualifier": qualifier,
                    "charges_included": charges_of(scopes, slot, self._table_head(slot)),
                }
            case _:
                values = {"encounters": int(value), "qualifier": qualifier, "period_years": years}
        if scopes.is_site_line(slot) or scopes.announced(slot):  # what is said of other lines too
            start = scopes.lines[slot.line].tokens[0].span.start
            used = [place for place in used if place >= start]
        span, name = self._span(slot, used), self._via.get(at)
        if name is not None:
            span = Span(min(span.start, name.start), max(span.end, name.end))
        return Row(
            frames()[measure].table,
            values,
            span,
            tuple(sorted(used)),
            site_id=self._column_site(at),
        )

    def _row_label(self, slot: Slot) -> Sequence[Token]:
        """The label of the table's row that a number stands in behind others."""
        tokens = self.found.scopes.lines[slot.line].tokens[: slot.index]
        is_row = any(token.word in ("|", LEADERS) for token in tokens)
        return list(takewhile(lambda token: token.word != "0", tokens)) if is_row else ()

    def _table_head(self, slot: Slot) -> Sequence[Token]:
        """The first line of the table with bars that a number stands in."""
        lines, number = self.found.scopes.lines, slot.line
        while number and any(token.word == "|" for token in lines[number - 1].tokens):
            number -= 1
        return lines[number].tokens if number < slot.line else ()

    def _column_site(self, at: int) -> str | None:
        cell = self.found.cells.get(at)
        return cell.site.site_id if cell is not None and cell.site is not None else None

    def _day(self, slot: Slot, used: list[int]) -> Value:
        """The day that a count of today's tenants is of: its line's, its column's, its sheet's, the
        edition's."""
        cell = self.found.cells.get(slot.at)
        if cell is not None and cell.date is not None:
            row = self.found.scopes.lines[slot.line].tokens[: slot.index]
            days = (day for token in row if (day := self._dates.get(token.span.start)) and day.grain == "day")
            return next((of_year(self.view, day, cell.date.year) for day in days), cell.date)
        date = date_of(self.found.scopes, slot, self._dates)
        if date is not None:
            used.extend(date.numerals)
            return date.value
        section = self.found.section(slot.at)
        said = self.found.reference_dates
        own = said.get(section.heading.start) if section is not None else None
        stated = own or said.get(None)
        return stated[0] if stated is not None else None

    def _span(self, slot: Slot, used: Sequence[int]) -> Span:
        """The words that a figure quotes: its number with its clause, and what else it uses, each with its
        unit."""
        scope, line, text = (
            self.found.scopes.scope(slot),
            self.found.scopes.lines[slot.line].tokens,
            self.view.text,
        )
        first, last = sentence(self.found.scopes, slot)
        words = [*takewhile(self._is_quoted, scope.right), *takewhile(self._is_quoted, scope.left)]
        words.extend(takewhile(is_qualifying, line[max(0, slot.index - 4) : slot.index][::-1]))
        scopes = self.found.scopes
        if scopes.is_site_line(slot):
            words = [token for token in words if token.span.start >= line[0].span.start]
        elif slot.at in scopes.cells:  # the heads of its column may stand far above
            words.extend(token for token in scope.label if token.span.start >= line[0].span.start)
        elif slot.at not in self.found.scopes.cards:
            words.extend(scope.label)
        lines = {at: scopes.lines[self._slots[at].line].tokens for at in used if at in self._slots}
        units = [
            after
            for near in (line[first : last + 1], *lines.values())
            for token, after in pairwise(near)
            if token.span.start in used and after.word[0].isalpha()
        ]
        spans = [token.span for token in (*words, *units)] + [Span(at, at + 1) for at in used]
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        closes = text[end : end + 2].strip()[:1]
        is_open = text.count("(", start, end) > text.count(")", start, end) or (
            closes == '"' and text.count('"', start, end) % 2
        )
        return Span(start, text.index(closes, end) + 1 if closes in (")", '"') and is_open else end)

    def _is_quoted(self, token: Token) -> bool:
        """Whether a figure's quotation goes on over a word: not into the list that it heads, nor past a
        pause."""
        is_hyphen = token.word == "-" and self.view.text[token.span.start - 1 : token.span.start] != " "
        return is_hyphen or (
            token.word not in (":", ";", "(", ")", "-", ",") and "LANDLORD" not in token.classes
        )

    def _communes(self) -> Iterator[tuple[int, int]]:
        """For each number of dwellings the place of the number of communes that they lie in."""
        dwellings = [at for at in sorted(self.choices) if self.taken(at) in ("all", *PARTS)]
        for at in sorted(self.choices):
            if self.taken(at) != "communes":
                continue
            slot, site = self._slots[at], self.site_of(at)
            near = [d for d in dwellings if self.site_of(d) == site]
            first, last = sentence(self.found.scopes, slot)
            same = [
                d for d in near if self._slots[d].line == slot.line and first <= self._slots[d].index < last
            ]
            whole = [d for d in near if self.taken(d) == "all"]
            if at in self.found.scopes.cells:  # of a row the communes of all
                same = [d for d in same if d in whole] or same
            close = [
                d for d in near if d < at and slot.line - self._slots[d].line <= _BELOW and d not in whole
            ]
            owner = max((d for d in same if d < at), default=None) or min(same, default=None)
            owner = owner or min(whole, key=lambda d: abs(d - at), default=None) or max(close, default=None)
            if owner is not None:
                yield owner, at

    # names without a number of their own

    def _held(self, listed: Sequence[Taken]) -> Iterator[Taken]:
        """The landlord that holds all the homes of a lease, by the number of its tenure; who passes on those
        of private owners is kept for their own row, and a name of which that is not known is left open."""
        tenures = {
            at: tenure for at in self.choices if (tenure := self.taken(at)) is not None and tenure in PARTS
        }
        sites = {at: self.site_of(at) for at in tenures}
        holders = [*Holders(self.found, tenures, sites).all()]
        names = Counter(holder.at for holder in holders)
        told = [(self.site_of(one.row.span.start), one.row.values) for one in listed]
        full = {(site, values["tenure"]) for site, values in told if "reported_name" in values}
        known = {(site, values.get("reported_name", values.get("intermediary"))) for site, values in told}
        for holder in holders:
            at, name, site = holder.at, printed(self.view, holder.name), self.site_of(holder.name.start)
            tenure = tenures[at] if at is not None and names[at] == 1 else None
            if at is not None and tenure == "associative_lease" and (site, tenure) not in full:
                span = Span(min(holder.name.start, at), max(holder.name.end, at + 1))
                row = _landlord(tenure, name, None, int(self.view.numerals[at].value), span, at)
                row = replace(row, named=tuple(self.view.numerals_in(holder.name)))
                yield Taken(row, "landlord_list", "evidence", self.choices[at].confidence)
            elif at is not None and tenure in _OF_OWNERS and holder.is_body and (site, tenure) not in full:
                self._via[at] = holder.name
            elif holder.is_body and site is not None and (site, name) not in known:
                self.open_names.append(holder.name)

    # rows of lists

    def _listed(self) -> Iterator[Taken]:
        for listed in self.found.lists:
            site = self._site_of_list(listed)
            tenure, settled_by, spent = self._tenure(listed, site)
            known = None if _is_through(listed) else _tenure_by_kind(listed.items)
            if known is not None and tenure in (None, *_NEVER_OF[known]):
                tenure, settled_by, spent = (
                    known if self._has_room(listed, known, site) else None,
                    "evidence",
                    (),
                )
            self._accounted[site, tenure] += listed.sum or 0
            subtotals = [(tenure, at, name) for at, name in listed.subtotals]
            for item in listed.items:
                if item.at is None or (item.at in self.found.cells and self.found.cells[item.at].is_other):
                    continue
                aside = self.found.asides.get(item.at)
                is_of_things = aside is not None and aside.kind == "thing"  # « à deux pas de Genève »
                if is_of_things or any(s.title_span.contains(item.name) for s in self.found.stories):
                    continue
                own = self._said_of(item)
                if own in _NEVER_OF.get(_tenure_by_kind([item]) or "", ()):
                    own = None
                if not (own or tenure):
                    continue
                if self._is_managed(listed, own or tenure, own or listed.tenure):
                    subtotals.append((own or tenure, item.at, item.name))
                    continue
                if _is_through(listed) and tenure == "social" and own is listed.tenure is None:
                    continue  # what stands above it speaks of other dwellings
                numeral = self.view.numerals[item.at]
                via = printed(self.view, item.via) if item.via is not None else None
                span = Span(min(item.name.start, item.at), max(item.name.end, item.at + 1))
                row = _landlord(own or tenure, item.reported_name, via, int(numeral.value), span, item.at)
                row = replace(row, named=item.named, site_id=self._column_site(item.at))
                yield Taken(row, "landlord_list", settled_by, self._confidence(listed), spent)
            for said, at, name in subtotals:
                via, count = printed(self.view, name), int(self.view.numerals[at].value)
                span = Span(min(name.start, at), max(name.end, at + 1))
                holds = said == "associative_lease" and self._holds(via, site)
                values = _dwellings(said, count, "exact", None, None if holds else via)
                rows = [Row("housing_counts", values, span, (at,))] if said else []
                if holds:
                    rows.append(_landlord(said, via, None, count, span, at))
                for row in rows:
                    yield Taken(row, "landlord_list", settled_by, self._confidence(listed), spent)

    def _holds(self, name: str, site: str | None) -> bool:
        """Whether who stands between is the tenant of all that a site has on an associative lease: no town's
        body, and no other number is the lease's."""
        is_body = not kinds_of_words()["intermediary"].isdisjoint(name.lower().split())
        others = (at for at in self.choices if self.taken(at) == "associative_lease")
        return not is_body and all(self.site_of(at) != site for at in others)

    def _has_room(self, listed: LandlordList, tenure: str, site: str | None) -> bool:
        """Whether a sheet's dwellings of a tenure are as many as its lists of landlords account for."""
        stated = [
            self.view.numerals[at].value
            for at in self.choices
            if self.taken(at) == tenure and self.site_of(at) == site
        ]
        return not stated or self._accounted[site, tenure] + (listed.sum or 0) <= max(stated)

    def _is_managed(self, listed: LandlordList, tenure: str | None, own: str | None) -> bool:
        """Whether the only name of a list is that of who manages others' dwellings: private owners', or those
        that its own words call social."""
        return _is_through(listed) and (tenure in ("private", "private_regulated") or own == "social")

    def _confidence(self, listed: LandlordList) -> float:
        return 0.99 if len(listed.items) > 1 else 0.95

    def _tenure(
        self, listed: LandlordList, site: str | None
    ) -> tuple[str | None, SettledBy, tuple[str, ...]]:
        """The tenure of a list: that of the number that it is, else what its own words say, else the one that
        it adds up to, else what it stands under where there is room for it; none where nothing decides."""
        head = self.taken(listed.head) if listed.head is not None else None
        own = listed.tenure
        first = next(
            (self._slots[item.at] for item in listed.items if item.at is not None and item.at in self._slots),
            None,
        )
        if head in PARTS and (self._is_sum(listed) or (first is None and own is None)):
            return head, "pattern", ()
        if first is None or own is not None:
            return own, "evidence", ()
        if head in PARTS and listed.head is not None and self._slots[listed.head].line == first.line:
            return head, "pattern", ()
        tokens = self.found.scopes.lines[first.line].tokens
        before_it = [token for token in tokens if token.span.end <= listed.span.start][::-1][:14]
        said = tenure_in(takewhile(lambda token: token.word != "0", before_it)) or tenure_in(before_it)
        if said is not None:
            return said, "evidence", ()
        if head in PARTS and listed.head is not None and self._may_hold(listed.head, listed):
            scope = self.found.scopes.scope(first)
            said = tenure_in(scope.head) if self._slots[listed.head].line < first.line - 1 else None
            return (said, "evidence", ()) if said is not None else (head, "pattern", ())
        sheet = [
            (at, self.taken(at))
            for at in sorted(self.choices)
            if self.taken(at) in PARTS and self.site_of(at) == site
        ]
        before = [
            (at, measure)
            for at, measure in sheet
            if at < listed.span.start
            and self._accounted[site, measure] + (listed.sum or 0) <= self.view.numerals[at].value
        ]
        if before and first.line - self._slots[before[-1][0]].line <= 1:
            return before[-1][1], "evidence", ()
        scope = self.found.scopes.scope(first)
        said = only_tenure(scope.head) or only_tenure(scope.above) or only_tenure(scope.label)
        adds_up = {
            measure
            for at, measure in sheet
            if listed.sum is not None and self.view.numerals[at].value == listed.sum
        }
        if said is not None and (not adds_up or said in adds_up):
            return said, "evidence", ()
        if len(adds_up) == 1:
            return adds_up.pop(), "arithmetic", ("landlords_add_up",)
        return only_tenure(scope.title) or (before[-1][1] if before else None), "evidence", ()

    def _may_hold(self, at: int, listed: LandlordList) -> bool:
        """Whether a list may stand under a number: one of its line's tenures holds as many dwellings."""
        line = self.found.scopes.lines[self._slots[at].line].tokens
        return only_tenure(line) is not None or (listed.sum or 0) <= self.view.numerals[at].value

    def _said_of(self, item: Item) -> str | None:
        """The tenure that a row of a table names between a landlord and its number, or a sentence."""
        slot = self._slots.get(item.at) if item.at is not None else None
        if slot is None:
            return None
        start, end = (item.name.end, slot.at) if slot.at > item.name.start else (slot.at + 1, item.name.start)
        tokens = self.found.scopes.lines[slot.line].tokens
        label = list(takewhile(lambda token: token.word != ":", tokens[:_LABEL]))
        is_label = (
            len(label) < min(_LABEL, len(tokens)) and label[-1:] and label[-1].span.end < item.name.start
        )
        between = (t.word for t in tokens[len(label) :] if t.span.end <= item.name.start)
        is_label = is_label and "." not in between
        own = tenure_in(token for token in tokens if start <= token.span.start < end)
        own = item.tenure if item.is_managed and item.tenure else own
        is_said = is_label and item.tenure is None and not any(t.word == "0" for t in label)
        return own or (tenure_in(label) if is_said else None)

    @cached_property
    def _lists_of(self) -> Counter[tuple[str | None, str | None]]:
        """How many lists of each site say each tenure themselves."""
        return Counter((self._site_of_list(listed), listed.tenure) for listed in self.found.lists)

    def _is_whole(self, listed: LandlordList) -> bool:
        """Whether the number of a list's only landlord is its tenure's too: « 5 en bail glissant avec Soliha
        »."""
        item = listed.items[0]
        slot = self._slots.get(item.at) if item.at is not None else None
        own = listed.tenure or self._said_of(item)
        if slot is None or self._is_managed(listed, own, own):
            return False
        last = self.found.scopes.lines[slot.line].tokens[: slot.index][-1:]
        if last and last[0].word == "dont" and listed.tenure is None:
            return False  # « Parc privé : 17, dont 4 confiés par Foncia »
        is_only = listed.tenure is not None and self._lists_of[self._site_of_list(listed), listed.tenure] == 1
        before = self.found.scopes.scope(slot)
        label = before.label if self.found.scopes.lines[slot.line].is_bare else ()  # a card's
        return is_only or (self._said_of(item) or tenure_in((*before.left, *label))) is not None

    def _team(self) -> Iterator[Taken]:
        for row in self.found.team.rows:
            first = self.view.numerals.get(row.span.start)
            is_nobody = first is not None and first.value == 0 and not row.extracted  # « 0 psychologue »
            if not is_nobody and not self.found.is_told(row.span.start):
                yield Taken(row, "team", "pattern", 0.98)


def _dwellings(
    tenure: str | None, count: int, qualifier: str, communes: int | None, via: str | None
) -> dict[str, Value]:
    of_via = {} if via is None else {"intermediary": via}
    return {"tenure": tenure, **of_via, "dwellings": count, "qualifier": qualifier, "communes": communes}


def _landlord(tenure: str | None, name: str, via: str | None, count: int, span: Span, at: int) -> Row:
    values: dict[str, Value] = {
        "tenure": tenure,
        "reported_name": name,
        "intermediary": via,
        "dwellings": count,
    }
    return Row("landlord_counts", values, span, (at,))


def _tenure_by_kind(items: Iterable[Item]) -> str | None:
    """The tenure that the landlords of a list let by what they are, as far as they are known and alike."""
    known = [find_landlord(item.reported_name) for item in items]
    tenures = {_TENURE_OF.get(landlord.kind or "") for landlord in known if landlord.is_known}
    return tenures.pop() if len(tenures) == 1 else None


_OF_OWNERS = ("private", "private_regulated")
_TENURE_OF = {"social": "social", "association": "associative_lease", "foundation": "associative_lease"}
_NEVER_OF = {"social": ("private", "private_regulated"), "associative_lease": ("social",)}
"""What a kind of landlord lets in 1,934 of 1,972 annotated rows, and what in none of them."""


def _is_through(listed: LandlordList) -> bool:
    """Whether a list is one name through whom dwellings are let: « 18 passent par Soliha »."""
    return len(listed.items) == 1 and listed.items[0].is_managed


def _classes_of(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset().union(*[token.classes for token in tokens])


def _restated(rows: Sequence[tuple[Row, Choice]]) -> Iterator[tuple[Row, Choice]]:
    """The rows of one measure of a sheet; what is said again has the values of the fullest row, and so has a
    round number of
    an exact one."""
    exact: dict[Decimal, Row] = {}
    fullest: dict[Decimal, Row] = {}
    for row, _ in rows:
        count = _count(row)
        if count not in fullest or _fullness(row) > _fullness(fullest[count]):
            fullest[count] = row
        if row.values["qualifier"] == "exact":
            exact[count] = row
    for row, choice in rows:
        count = _count(row)
        near = (
            []
            if row.values["qualifier"] == "exact"
            else [n for n in list(exact)[:_FEW] if abs(n - count) <= _ROUND * n]
        )
        said = fullest[count if count in exact or not near else near[0]]
        yield Row(row.table, said.values, row.span, row.extracted, row.named, row.site_id), choice


def _count(row: Row) -> Decimal:
    return Decimal(str(next(row.values[name] for name in _COUNTS if name in row.values)))


_COUNTS = ("persons", "dwellings", "monthly_eur", "encounters")
_ROUND, _FEW = Decimal("0.15"), 20


def _fullness(other: Row) -> tuple[bool, int, int]:
    """How much a row says: an exact number before a round one, and as many columns as possible, the first
    such row."""
    return (
        other.values["qualifier"] == "exact",
        sum(value is not None for value in other.values.values()),
        -other.span.start,
    )


def _says(measure: str, value: Decimal) -> str:
    """A reading as the examples write it: « population ever_housed 57 », « rent all 345 »; « nothing » for no
    figure."""
    return "nothing" if measure == OTHER else f"{_SAYS.get(measure, measure)} {value:f}"


def _against(measure: str, classes: frozenset[str]) -> str | None:
    """What speaks against a reading: the first kind of words that its measure wants and that nobody says of
    the number."""
    wanted = _WANTED.get(measure, ())
    return next((f"no word for {said}" for name, said in wanted if name not in classes), None)


_WANTED = {
    **dict.fromkeys(
        ("in_study", "in_programme", "ever_housed", "currently_housed"), (("PERSON", "persons"),)
    ),
    **dict.fromkeys(("all", *PARTS), (("DWELLING", "dwellings"),)),
    "rent": (("RENT", "rent"), ("MEAN", "a mean")),
    "encounters": (("VISIT", "visits"),),
    "communes": (("COMMUNE", "communes"),),
}
_SAYS = {
    "rent": "rent all",
    **{
        name: f"population {name}" for name in ("in_study", "in_programme", "ever_housed", "currently_housed")
    },
    **{name: f"housing {name}" for name in ("all", *PARTS)},
}
