"""What a person must answer before an edition is complete: each open thing of a warehouse as a question with ranked answers."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

import duckdb
import regex

from extractors.language.lexicon import classes_of
from extractors.language.spelling import plain, slug
from extractors.source.document import Span
from extractors.source.notation import NOTHING
from flows.settle.headings import HeadingLine, heading_lines, lines_above
from flows.settle.names import landlords_near, places_near, roles_near
from flows.settle.quotes import line_at, line_quote, quote_of
from flows.settle.sheets import PARTS, Reads, Sheet, Stated, closes, contradicts, mended, sheets

Kind: TypeAlias = Literal["heading", "name", "number", "contradiction", "finding"]
Table: TypeAlias = Literal["figure", "heading", "correction", "name", "decision"]

CONTEXT = 160
"""Characters of the source on each side of what a question is about."""
_BESIDE = 60
"""Characters beside a number in which words are looked for that say what it counts."""
ANSWERED = (
    "numerals_explained", "one_value_per_measure", "places_known", "landlords_known", "roles_known", "sites_have_figures", "figures_have_a_site",
    "decisions_hold", "decisions_in_force", "settlements_hold",
)  # fmt: skip
"""Checks whose findings are questions of their own, or nothing that an answer mends."""
OF_SITES = ("sites_as_stated", "edition_has_sites")
"""Checks that say that headings are missing."""
_PROPOSED, _PAIR, _HANGING, _MANY = 6, 2, 3, 3
"""Readings that are offered; numbers of which one is wrong; numbers under a line, and new names, that are one question."""
_OTHER = (
    ("share", r"%|pour ?cent"), ("full_time_equivalents", r"\bETP\b"), ("age", r"\bans\b(?! plus)"), ("budget", r"€|\beuros?\b"),
    ("earlier", r"plus tôt|précédent|auparavant|l'an dernier|\ben (?:19|20)\d\d\b"), ("target", r"objectif|prévu|cible|à terme"),
    ("capacity", r"capacité|\bplaces?\b"),
)  # fmt: skip
"""Kinds of other figures, and the words beside a number that say so."""
_UNITS = {
    "PERSON": ("population",), "HOUSEHOLD": ("population",), "DWELLING": ("housing", "landlord"), "MONEY": ("rent",), "RENT": ("rent",),
    "VISIT": ("encounters",), "YEARS": (), "SHARE": (), "FTE": (), "COMMUNE": (), **dict.fromkeys(
        ("CAPTURED", "SOCIAL", "LEASE", "PRIVATE", "REGULATED", "LANDLORD_WORD", "LANDLORD"), ("housing", "landlord")
    ),
}  # fmt: skip
"""What a number of these things, or in a line that speaks of them, can be."""
_EVIDENCE = {
    "social": {"SOCIAL", "LANDLORD_WORD"}, "associative_lease": {"LEASE", "LEASE_WORD"}, "private": {"PRIVATE"}, "private_regulated": {"REGULATED"},
    "in_study": {"STUDIED"}, "in_programme": {"ENROLLED", "PERSON"}, "ever_housed": {"HOUSED", "EVER"}, "currently_housed": {"HOUSED", "NOW"},
}  # fmt: skip
"""Words beside a number of which one must be there for it to be offered as this."""
_NAMED = r"\p{Lu}[\p{L}\d'’&.-]*(?: (?:(?:d[eu]s?|la|le|et|&|/|-) ){0,2}[\p{Lu}\d][\p{L}\d'’&.-]*){0,5}"
_BEFORE = regex.compile(rf"(?<name>{_NAMED}) ?[(:–—-]? ?$")
_AFTER = regex.compile(rf"^ ?(?:logements? )?(?:à|chez|avec|par|de|:|–|-)? ?(?:l[ae] |l['’])?(?<name>{_NAMED})")


@dataclass(frozen=True)
class Answer:
    """One answer: the key that gives it, and the table that it writes into decisions.toml, without who decides and why."""

    key: str
    label: str
    table: Table
    values: Mapping[str, object]
    effect: str = ""


@dataclass(frozen=True)
class Question:
    """One open thing at its place, with its answers, the likeliest first."""

    question_id: str
    kind: Kind
    edition_id: str
    site_id: str | None
    path: str | None
    page: int | None
    char_start: int | None
    char_end: int | None
    quote: str
    before: str
    after: str
    ask: str
    answers: tuple[Answer, ...]
    is_critical: bool = False

    @property
    def rank(self) -> int:
        """Headings first, a number that closes an equation, names, other answers that do, what stops the edition, the rest."""
        if self.kind in ("heading", "name"):
            return {"heading": 0, "name": 2}[self.kind]
        if any(closes(answer.effect) for answer in self.answers):
            return 3 if self.kind == "finding" else 1
        return 4 if self.is_critical else 5 if self.kind != "finding" else 6


def acceptances(con: duckdb.DuckDBPyConnection, edition_id: str, check: str, site_id: str | None = None) -> list[Mapping[str, object]]:
    """The [[decision]] tables that accept what a check says of an edition, without reason and day."""
    found = _Edition(con, edition_id)
    breaks = [one for one in found.breaks if one.check_name == check and site_id in (None, one.site_id)]
    answers = [answer.values for one in breaks for answer in found.accepted("1", one)]
    return [values for place, values in enumerate(answers) if values not in answers[:place]]


class _Document(NamedTuple):
    document_id: str
    path: str
    body: str


class _Numeral(NamedTuple):
    document_id: str
    page: int
    span: Span
    text: str
    value: Decimal
    disposition: str
    fact_id: str | None
    site_id: str | None


class _Place(NamedTuple):
    """Where a fact stands, and whose it is."""

    document_id: str
    page: int
    span: Span
    text: str
    pattern: str
    site_id: str | None


class _Break(NamedTuple):
    check_name: str
    severity: str
    kind: str
    site_id: str | None
    observed: str | None
    message: str | None
    path: str | None
    page: int | None
    char_start: int | None
    char_end: int | None


def questions(con: duckdb.DuckDBPyConnection, edition_id: str) -> list[Question]:
    """Everything that is open in one edition of a built warehouse, the most useful question first."""
    found = _Edition(con, edition_id)
    headings = list(found.headings())
    asked = [*headings, *found.names(), *found.contradictions(), *found.numbers(), *found.findings(are_sites_open=bool(headings))]
    unique = {question.question_id: question for question in asked}
    return sorted(unique.values(), key=lambda q: (q.rank, q.path or "", q.char_start or 0))


class _Edition:
    """What a warehouse has of one edition."""

    def __init__(self, con: duckdb.DuckDBPyConnection, edition_id: str) -> None:
        self.edition_id = edition_id
        self._con = con
        self.documents = {
            row[0]: _Document(*row)
            for row in self._rows("SELECT document_id, path, body FROM documents WHERE edition_id = $edition AND body IS NOT NULL ORDER BY path")
        }
        self.numerals = [
            _Numeral(document, page, Span(start, end), text, _decimal(value), disposition, fact, site)
            for document, page, start, end, text, value, disposition, fact, site in self._rows(
                "SELECT n.document_id, n.page, n.char_start, n.char_end, n.text, n.value, n.disposition, n.fact_id, n.site_id"
                " FROM numerals n JOIN documents d USING (document_id) WHERE edition_id = $edition ORDER BY path, n.char_start"
            )
        ]
        self.facts = {
            row[0]: _Place(row[1], row[2], Span(row[3], row[4]), *row[5:])
            for row in self._rows(
                "SELECT fact_id, document_id, page, char_start, char_end, text, pattern, site_id"
                " FROM facts JOIN documents USING (document_id) WHERE edition_id = $edition ORDER BY path, char_start"
            )
        }
        self.sheets = sheets(con, edition_id)
        self.breaks = [
            _Break(*row)
            for row in self._rows(
                "SELECT check_name, r.severity, c.kind, site_id, observed, message, path, page, char_start, char_end FROM current_results r"
                " JOIN checks c USING (check_name) WHERE edition_id = $edition AND NOT success AND accepted IS NULL"
                " ORDER BY ALL"
            )
        ]

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._con.execute(sql, {"edition": self.edition_id}).fetchall()

    # headings

    def headings(self) -> Iterator[Question]:
        """Lines that may open a sheet, where something hangs on it; and lines that opened one in which nothing was read."""
        known = {fact.site_id for fact in self.facts.values() if fact.pattern == "site_heading"}
        is_short = any(b.check_name in OF_SITES for b in self.breaks)
        mixed = {b.site_id for b in self.breaks if b.check_name in ("one_value_per_measure", "site_printed_once")}
        for document in self.documents.values():
            heads = sorted(f.span.start for f in self.facts.values() if f.pattern == "site_heading" and f.document_id == document.document_id)
            lines = [line for line in heading_lines(document.body) if line.site_id not in known and not self._is_quoted(document, line.span)]
            asked: list[Span] = []
            for line in lines:
                below = self._below(document, line.span.end, [*heads, *(other.span.start for other in lines)])
                homeless = sum(n.site_id is None for n in below)
                if len(below) >= _HANGING and (homeless or is_short or mixed & {n.site_id for n in below}):
                    asked.append(line.span)
                    yield self._heading(document, [line], len(below))
            first = next((n for n in self._homeless(document) if not any(span.start < n.span.start for span in asked)), None)
            if first is None:
                continue
            last = max((head for head in heads if head < first.span.start), default=-1)
            if above := [line for line in lines_above(document.body, first.span.start) if line.span.start > last]:
                yield self._heading(document, above, len(self._below(document, first.span.start, heads)))
        for one in (b for b in self.breaks if b.check_name == "sites_have_figures"):
            for fact in (f for f in self.facts.values() if f.pattern == "site_heading" and f.site_id == one.site_id):
                values = {**line_quote(self.documents[fact.document_id].body, fact.span), "site": NOTHING}
                answers = [self._answer("1", "this line opens no sheet", "heading", values, fact.document_id), *self.accepted("2", one)]
                ask = f"no figure was read under this line: does it open the sheet of {one.site_id}?"
                yield self._question("heading", fact.document_id, fact.page, fact.span, one.site_id, ask, answers, is_critical=True)

    def _heading(self, document: _Document, lines: Sequence[HeadingLine], below: int) -> Question:
        effect = f"{below} number{'' if below == 1 else 's'} stand{'s' if below == 1 else ''} under it"
        answers = []
        for key, line in enumerate(lines, 1):
            values = {**line_quote(document.body, line.span), "site": line.site_id}
            words = f"« {document.body[line.span.start : line.span.end]} » opens" if len(lines) > 1 else "it opens"
            answers.append(self._answer(str(key), f"{words} the sheet of {line.name}", "heading", values, document.document_id, effect))
        nothing = {**line_quote(document.body, lines[0].span), "site": NOTHING}
        answers.append(self._answer("n", "it opens no sheet", "heading", nothing, document.document_id))
        page = next((n.page for n in self.numerals if n.document_id == document.document_id and n.span.start >= lines[0].span.start), 1)
        ask = "does this line open a site's sheet?" if len(lines) == 1 else "these numbers stand in no sheet: which line opens theirs?"
        return self._question("heading", document.document_id, page, lines[0].span, None, ask, answers)

    def _is_quoted(self, document: _Document, span: Span) -> bool:
        return any(f.document_id == document.document_id and f.span.overlaps(span) for f in self.facts.values())

    def _below(self, document: _Document, start: int, ends: Iterable[int]) -> list[_Numeral]:
        """The numbers between a place and the next heading that a sheet may state."""
        end = min((at for at in ends if at > start), default=len(document.body))
        return [
            n
            for n in self.numerals
            if n.document_id == document.document_id and start <= n.span.start < end and n.disposition in ("extracted", "unexplained")
        ]

    def _homeless(self, document: _Document) -> list[_Numeral]:
        """The numbers that would be figures and stand in no sheet."""
        lost = [b.char_start for b in self.breaks if b.check_name == "figures_have_a_site" and b.path == document.path and b.char_start is not None]
        return [n for n in self.numerals if n.document_id == document.document_id and n.site_id is None and lost and n.span.start >= min(lost)]

    # names

    def names(self) -> Iterator[Question]:
        """Landlords, places and roles that no list knows; many new landlords are one question before they are each one."""
        new = [b for b in self.breaks if b.check_name == "landlords_known" and b.observed and len([*landlords_near(b.observed)]) == 1]
        new.sort(key=lambda b: (b.path or "", b.char_start or 0))
        texts = [*dict.fromkeys(b.observed or "" for b in new)]
        if len(texts) >= _MANY:
            ask = f"no list of landlords has these {len(texts)} names; are they all landlords? {' · '.join(texts)}"
            together = Answer("1", "all of them are landlords that no list has yet", "name", {"text": texts, "is": "landlord new"})
            yield replace(self._about(new[0], "name", ask, [together]), question_id=hashlib.sha256(ask.encode()).hexdigest()[:12])
        for one in (b for b in self.breaks if b.observed):
            text = one.observed or ""
            if one.check_name == "landlords_known":
                answers = [*_named(text, landlords_near(text)), *self._no_landlord(one)]
                yield self._about(one, "name", f"no list of landlords has « {text} »: who is it?", answers)
            elif one.check_name == "roles_known":
                answers = [*_named(text, roles_near(text)), *self.accepted("n", one)]
                yield self._about(one, "name", f"no list of roles has « {text} »: what is it?", answers)
            elif one.check_name == "places_known":
                yield self._place(one, text)

    def _no_landlord(self, one: _Break) -> Iterator[Answer]:
        """What a number is if the name beside it is no landlord's."""
        stated = [s for s in self.sheets[one.site_id or ""].stated if (s.reads.kind, s.reads.name) == ("landlord", one.observed)]
        mine = [s for s in stated if self.facts[s.fact_id].span.start == one.char_start]
        otherwise = list(enumerate(self._otherwise(one.site_id or "", mine), 8))[:2]
        says = [(str(key), label, reads, of, effect) for key, (label, reads, of, effect) in otherwise]
        says += [("n", f"{of.reads.value:f} is no figure", NOTHING, of, "") for of in mine[:1]]
        for key, label, reads, of, effect in says:
            yield self._answer(key, f"no landlord: {label}", "figure", {**self._quote(of), "reads": reads}, self._document_of(of), effect)

    def _place(self, one: _Break, printed: str) -> Question:
        """A heading whose place no list has, or several places have: which one is meant."""
        document = next(d for d in self.documents.values() if d.path == one.path)
        line = line_quote(document.body, Span(one.char_start or 0, one.char_end or 0))
        answers = [
            self._answer(str(key), f"the place {name}", "heading", {**line, "site": slug(name)}, document.document_id)
            for key, name in enumerate(places_near(printed), 1)
        ]
        nothing = self._answer("h", "this line opens no sheet", "heading", {**line, "site": NOTHING}, document.document_id)
        ask = f"no list of places has « {printed} », or several places have that name: which one is it?"
        return self._about(one, "name", ask, [*answers, *self.accepted("n", one), nothing])

    # contradictions

    def contradictions(self) -> Iterator[Question]:
        """Measures that a sheet states twice: one of the values must be chosen."""
        for site_id, facts in self._failing("one_value_per_measure"):
            groups: dict[tuple[str, str], list[Stated]] = {}
            for one in facts:
                groups.setdefault((one.reads.kind, one.reads.scope), []).append(one)
            for group in groups.values():
                if len({one.reads.value for one in group}) > 1:
                    yield self._contradiction(site_id, group)

    def _contradiction(self, site_id: str, group: Sequence[Stated]) -> Question:
        values = [*dict.fromkeys(one.reads.value for one in group)]
        sheet = self.sheets[site_id]
        chosen: list[tuple[str, str, Stated, str]] = []
        for value in values:
            meant = next(one for one in group if one.reads.value == value)
            wrong = next(one for one in group if one.reads.value != value)
            effect = sheet.effect(meant.reads, {one.fact_id for one in group})
            others = " and ".join(f"{v:f}" for v in values if v not in (value, None))
            chosen.append((f"{value:f} is meant; {others} is no {_words(meant.reads)}", NOTHING, wrong, effect))
        chosen += [*self._otherwise(site_id, group)]
        chosen.sort(key=lambda answer: _promise(answer[3]))
        answers = [
            self._answer(str(key), label, "figure", {**self._quote(wrong), "reads": reads}, self._document_of(wrong), effect)
            for key, (label, reads, wrong, effect) in enumerate(chosen[:9], 1)
        ]
        last, place = group[-1], self.facts[group[-1].fact_id]
        span = self._number_of(last)
        said = " and ".join(f"{value:f}" for value in values if value is not None)
        ask = f"{_words(last.reads)} of {site_id} is stated as {said}: which one is meant?"
        return self._question("contradiction", place.document_id, place.page, span, site_id, ask, answers, is_critical=True)

    def _otherwise(self, site_id: str, group: Sequence[Stated]) -> Iterator[tuple[str, str, Stated, str]]:
        """What else the words beside the numbers of a group say that they are, where a sum closes so."""
        sheet = self.sheets[site_id]
        for one in (one for one in group if one.reads.kind in ("housing", "landlord")):
            rest = Sheet([stated for stated in sheet.stated if stated.fact_id != one.fact_id], sheet.team)
            beside = self._beside(one)
            for tenure in (tenure for tenure in PARTS if not beside.isdisjoint(_EVIDENCE[tenure])):
                reads = Reads("housing", tenure, one.reads.value)
                if reads != one.reads and closes(effect := rest.effect(reads)):
                    yield f"{one.reads.value:f} counts {_words(reads)}", reads.says(site_id), one, effect

    def _failing(self, check: str) -> Iterator[tuple[str, list[Stated]]]:
        """The figures of each site in which a check fails."""
        open_sites = {b.site_id for b in self.breaks if b.check_name == check}
        failing = self._con.execute("SELECT fact_id FROM checked_facts WHERE check_name = ? AND NOT success", [check]).fetchall()
        facts = {fact for (fact,) in failing}
        for site_id, sheet in self.sheets.items():
            if site_id in open_sites and (stated := [one for one in sheet.stated if one.fact_id in facts]):
                yield site_id, stated

    # numbers

    def numbers(self) -> Iterator[Question]:
        """Numbers that nothing explains."""
        proposed: dict[tuple[str, int], list[str]] = {}
        for document_id, at, says in self._rows(
            "SELECT document_id, char_start, says FROM proposals JOIN documents USING (document_id) WHERE edition_id = $edition ORDER BY rank"
        ):
            proposed.setdefault((document_id, at), []).append(says)
        for n in self.numerals:
            if n.disposition == "unexplained" and n.document_id in self.documents and not self._is_accepted(n):
                yield self._number(n, proposed.get((n.document_id, n.span.start), []))

    def _is_accepted(self, n: _Numeral) -> bool:
        """Whether a decision accepts a number as no fact."""
        path = self.documents[n.document_id].path
        return not any(b.check_name == "numerals_explained" and (b.path, b.char_start) == (path, n.span.start) for b in self.breaks)

    def _number(self, n: _Numeral, proposed: Sequence[str]) -> Question:
        body = self.documents[n.document_id].body
        quote = self._quote_of(n)
        before, after = body[max(0, n.span.start - _BESIDE) : n.span.start], body[n.span.end : n.span.end + _BESIDE]
        line = line_at(body, n.span.start)
        sheet = self.sheets.get(n.site_id or "", Sheet())
        ranked: list[tuple[str, str]] = []
        if n.site_id is not None:
            ranked = [(reads.says(n.site_id), sheet.effect(reads)) for reads in self._candidates(n, proposed, before, after)]
            ranked = sorted(dict.fromkeys(ranked), key=lambda answer: _promise(answer[1]))
        answers = [
            self._answer(str(key), says.partition(": ")[2], "figure", {**quote, "reads": says}, n.document_id, effect)
            for key, (says, effect) in enumerate(ranked[:_PROPOSED], 1)
        ]
        kind = next((kind for kind, words in _OTHER if regex.search(words, before[-30:] + n.text + after[:30], regex.IGNORECASE)), "other")
        answers.append(self._answer("n", "no figure", "figure", {**quote, "reads": NOTHING}, n.document_id))
        answers.append(self._answer("o", f"another figure: {kind}", "figure", {**quote, "reads": f"other: {kind}"}, n.document_id))
        named = next((one for one in heading_lines(body) if one.span.overlaps(line)), None)
        if named is not None:
            values = {**line_quote(body, line), "site": named.site_id}
            answers.append(self._answer("h", f"this line opens the sheet of {named.name}", "heading", values, n.document_id))
        where = f" of {n.site_id}" if n.site_id else ", which stands in no sheet,"
        return self._question("number", n.document_id, n.page, n.span, n.site_id, f"what does this {n.text}{where} count?", answers)

    def _candidates(self, n: _Numeral, proposed: Sequence[str], before: str, after: str) -> Iterator[Reads]:
        """What a number may count: as proposed, as closes a sum, as its own unit and the edition's other sheets have it."""
        sheet = self.sheets.get(n.site_id or "", Sheet())
        for says in proposed:
            kind, _, scope = says.rpartition(" ")[0].partition(" ")
            if kind in ("population", "housing", "rent", "encounters"):
                yield Reads(kind, scope or ("all" if kind == "rent" else ""), n.value)
        whole = Reads("housing", "all", n.value)
        if closes(sheet.effect(whole)):
            yield whole  # « Total | 73 » names no dwellings
        units = [_UNITS[name] for name in _classes(after)[:2] if name in _UNITS]
        beside = {*_classes(before), *_classes(after)}
        allowed = units[0] if units else tuple(kind for name in beside for kind in _UNITS.get(name, ()))
        if n.value != int(n.value):
            allowed = tuple(kind for kind in allowed if kind == "rent")
        if "landlord" in allowed and (name := _name_beside(before, after)):
            near = [one.reads.scope for one in self._near(n) if one.reads.kind in ("housing", "landlord") and one.reads.scope in PARTS]
            lists = [Reads("landlord", tenure, n.value, name) for tenure in dict.fromkeys([*near[:1], *PARTS])]
            yield from (reads for reads in lists if reads.scope in near[:1] or closes(sheet.effect(reads)))
        for usual in self._usual:
            reads = replace(usual, value=n.value)
            is_said = not beside.isdisjoint(_EVIDENCE.get(reads.scope or reads.kind, beside))
            if reads.kind in allowed and is_said and not contradicts(effect := sheet.effect(reads)) and (units or closes(effect)):
                yield reads

    def _near(self, n: _Numeral) -> list[Stated]:
        """The figures of a number's sheet that stand before it, the nearest first."""
        stated = self.sheets.get(n.site_id or "", Sheet()).stated
        before = [one for one in stated if self.facts[one.fact_id].document_id == n.document_id and self.facts[one.fact_id].span.start < n.span.start]
        return sorted(before, key=lambda one: -self.facts[one.fact_id].span.start)

    @cached_property
    def _usual(self) -> list[Reads]:
        """Every measure that a sheet of the edition states, and every tenure."""
        told = [one.reads for sheet in self.sheets.values() for one in sheet.stated if one.reads.kind not in ("landlord", "staff")]
        told = [Reads(reads.kind, reads.scope, None) for reads in told]
        return list(dict.fromkeys([*told, *(Reads("housing", tenure, None) for tenure in ("all", *PARTS))]))

    # findings

    def findings(self, *, are_sites_open: bool) -> Iterator[Question]:
        """What else a check says: a misprint to correct, or a finding to accept; of the number of sites, once the headings are known."""
        passed_over = {*ANSWERED, *(OF_SITES if are_sites_open else ())}
        for one in (b for b in self.breaks if b.check_name not in passed_over and b is self._alike(b)[0]):
            if one.severity == "critical" or one.kind in ("reading", "equation", "bound"):
                mends = sorted(self._mends(one), key=lambda mend: _promise(mend[4]))[:8]
                answers = [
                    self._answer(str(key), label, table, {**self._quote(of), "reads": reads}, self._document_of(of), effect)
                    for key, (of, table, reads, label, effect) in enumerate(mends, 1)
                ]
                answers += self.accepted(str(len(answers) + 1), one)
                if answers:
                    yield self._about(one, "finding", one.message or one.check_name, answers)

    def _mends(self, one: _Break) -> Iterator[tuple[Stated, Table, str, str, str]]:
        """What may be wrong where numbers contradict each other: a misprint, another measure, no figure at all."""
        site = one.site_id or ""
        if site not in self.sheets or one.kind not in ("equation", "bound"):
            return
        stated = dict(self._failing(one.check_name)).get(site, [])
        for of, reads in mended(stated) if one.kind == "equation" else ():
            effect = self.sheets[site].effect(reads, {of.fact_id})
            yield of, "correction", reads.says(site), f"{of.reads.value:f} is a misprint: {reads.label}", effect
        for label, says, of, effect in self._otherwise(site, stated):
            yield of, "figure", says, label, effect
        for of in stated if len(stated) == _PAIR and one.severity == "critical" else ():
            if of.reads.value:
                yield of, "figure", NOTHING, f"{of.reads.value:f} is no {_words(of.reads)}", ""

    def accepted(self, key: str, one: _Break) -> list[Answer]:
        """The answer that accepts a finding as it is, and mentions that are printed alike all at once; none where it observes nothing."""
        if not one.observed:
            return []
        values: dict[str, object] = {"check": one.check_name, "expect": one.observed}
        if one.site_id and len({b.site_id for b in self._alike(one)}) < 2:
            values["site"] = one.site_id
        label = "it is part of no figure" if one.check_name == "mentions_explained" else "it is printed so: accept it"
        return [Answer(key, label, "decision", values)]

    def _alike(self, one: _Break) -> list[_Break]:
        """The findings that a decision about one of them accepts too."""
        is_mention = one.check_name == "mentions_explained"
        return [b for b in self.breaks if (b.check_name, b.observed) == (one.check_name, one.observed) and (is_mention or b.site_id == one.site_id)]

    # places

    def _number_of(self, one: Stated) -> Span:
        """Where the number of a figure stands."""
        mine = [n.span for n in self.numerals if n.fact_id == one.fact_id and n.value == one.reads.value]
        return mine[0] if mine else self.facts[one.fact_id].span

    def _document_of(self, one: Stated) -> str:
        return self.facts[one.fact_id].document_id

    def _beside(self, one: Stated) -> set[str]:
        """The classes of the words around a figure's number."""
        span, body = self._number_of(one), self.documents[self.facts[one.fact_id].document_id].body
        return {*_classes(body[max(0, span.start - _BESIDE) : span.start]), *_classes(body[span.end : span.end + _BESIDE])}

    def _quote(self, one: Stated) -> dict[str, object]:
        place = self.facts[one.fact_id]
        return self._quote_at(place.document_id, self._number_of(one))

    def _quote_of(self, n: _Numeral) -> dict[str, object]:
        return self._quote_at(n.document_id, n.span)

    def _quote_at(self, document_id: str, span: Span) -> dict[str, object]:
        body = self.documents[document_id].body
        printed = body[span.start : span.end].split()
        same = [n.span for n in self.numerals if n.document_id == document_id and n.text.split() == printed]
        return quote_of(body, span, same)

    def _answer(self, key: str, label: str, table: Table, values: Mapping[str, object], document_id: str, effect: str = "") -> Answer:
        """An answer about words of a document, which is named where the edition has several."""
        if len(self.documents) > 1:
            values = {**values, "path": self.documents[document_id].path.partition("/")[2]}
        return Answer(key, label, table, values, effect)

    def _about(self, one: _Break, kind: Kind, ask: str, answers: Sequence[Answer]) -> Question:
        document = next((d for d in self.documents.values() if d.path == one.path), None)
        span = Span(one.char_start, one.char_end or one.char_start) if one.char_start is not None else None
        is_critical = one.severity == "critical"
        identity = f"{one.check_name} {one.site_id} {one.observed}"
        return self._question(kind, document and document.document_id, one.page, span, one.site_id, ask, answers, identity, is_critical=is_critical)

    def _question(
        self, kind: Kind, document_id: str | None, page: int | None, span: Span | None, site_id: str | None, ask: str,
        answers: Sequence[Answer], identity: str = "", *, is_critical: bool = False,
    ) -> Question:  # fmt: skip
        body = self.documents[document_id].body if document_id else ""
        path = self.documents[document_id].path if document_id else None
        start, end = span if span is not None and document_id else (0, 0)
        quoted = {key: answers[0].values[key] for key in ("quote", "number", "occurrence") if key in answers[0].values}
        known = f"{self.edition_id} {kind} {path} {site_id} {identity or quoted}"
        return Question(
            hashlib.sha256(known.encode()).hexdigest()[:12], kind, self.edition_id, site_id, path, page,
            start if document_id and span else None, end if document_id and span else None,
            body[start:end], body[max(0, start - CONTEXT) : start] if span else "", body[end : end + CONTEXT] if span else "",
            ask, tuple(answers), is_critical,
        )  # fmt: skip


def _named(text: str, known: Iterable[tuple[str, str]]) -> list[Answer]:
    return [Answer(str(key), label, "name", {"text": text, "is": said}) for key, (label, said) in enumerate(known, 1)]


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.12g}")


def _classes(text: str) -> list[str]:
    """The classes of a text's words, in order."""
    return [name for word in regex.findall(r"\p{L}+|€|%", plain(text)) for name in classes_of(word)]


def _promise(effect: str) -> int:
    """Answers that close a sum come first, those that the sheet contradicts last."""
    return 0 if closes(effect) else 2 if contradicts(effect) else 1


def _words(reads: Reads) -> str:
    """
    >>> _words(Reads("housing", "private_regulated", None))
    'housing private regulated'
    """
    return f"{reads.kind} {reads.scope.replace('_', ' ')}".strip()


def _name_beside(before: str, after: str) -> str:
    """The name that a number stands right behind, or before.

    >>> _name_beside("dont Coop'Habitat 35 (", ") et"), _name_beside("22 sociaux : ", " chez Vilogia, 5")
    ("Coop'Habitat 35", 'Vilogia')
    """
    found = _BEFORE.search(before) or _AFTER.search(after)
    return found["name"].rstrip(".") if found and regex.search(r"\p{L}{3}", found["name"]) else ""
