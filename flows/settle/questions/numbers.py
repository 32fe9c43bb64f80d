"""What a number may count."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from extractors.source.notation import NOTHING
from flows.settle.headings import heading_lines
from flows.settle.names import landlords_near
from flows.settle.questions.asked import Answer, Question
from flows.settle.questions.edition import BESIDE, Numeral, OpenEdition, classes
from flows.settle.quotes import line_at, line_quote
from flows.settle.sheets import NESTED, PARTS, Reads, Sheet, Stated, closes, contradicts

_PROPOSED = 6
"""Readings that are offered."""
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
EVIDENCE = {
    "social": {"SOCIAL", "LANDLORD_WORD"}, "associative_lease": {"LEASE", "LEASE_WORD"}, "private": {"PRIVATE"}, "private_regulated": {"REGULATED"},
    "in_study": {"STUDIED"}, "in_programme": {"ENROLLED", "PERSON"}, "ever_housed": {"HOUSED", "EVER"}, "currently_housed": {"HOUSED", "NOW"},
}  # fmt: skip
"""Words beside a number of which one must be there for it to be offered as this."""
_NAMED = r"\p{Lu}[\p{L}\d'’&.-]*(?: (?:(?:d[eu]s?|la|le|et|&|/|-) ){0,2}[\p{Lu}\d][\p{L}\d'’&.-]*){0,5}"
_BEFORE = regex.compile(rf"(?<name>{_NAMED}) ?[(:–—-]? ?$")
_AFTER = regex.compile(rf"^ ?(?:logements? )?(?:à|chez|avec|par|de|:|–|-)? ?(?:l[ae] |l['’])?(?<name>{_NAMED})")


def otherwise(edition: OpenEdition, site_id: str, group: Sequence[Stated]) -> Iterator[tuple[str, str, Stated, str]]:
    """What else the words beside the numbers of a group say that they are, where a sum closes so."""
    sheet = edition.sheets[site_id]
    for one in (one for one in group if one.reads.kind in ("housing", "landlord")):
        rest = Sheet([stated for stated in sheet.stated if stated.fact_id != one.fact_id], sheet.team)
        beside = edition.beside(one)
        for tenure in (tenure for tenure in PARTS if not beside.isdisjoint(EVIDENCE[tenure])):
            reads = Reads("housing", tenure, one.reads.value)
            if reads != one.reads and closes(effect := rest.effect(reads)):
                yield f"{one.reads.value:f} counts {words(reads)}", reads.says(site_id), one, effect
    stated = {one.reads.scope for one in sheet.stated if one.reads.kind == "population"}
    for one in (one for one in group if one.reads.kind == "population"):
        rest = Sheet([other for other in sheet.stated if other.fact_id != one.fact_id], sheet.team)
        for measure in (measure for measure in NESTED if measure not in stated):
            reads = Reads("population", measure, one.reads.value)
            if not contradicts(effect := rest.effect(reads)):
                yield f"{one.reads.value:f} counts {words(reads)}", reads.says(site_id), one, effect


def number_questions(edition: OpenEdition) -> Iterator[Question]:
    """Numbers that nothing explains."""
    proposed: dict[tuple[str, int], list[str]] = {}
    for document_id, at, says in edition.rows(
        "SELECT document_id, char_start, says FROM proposals JOIN documents USING (document_id) WHERE edition_id = $edition ORDER BY rank"
    ):
        proposed.setdefault((document_id, at), []).append(says)
    for n in edition.numerals:
        if n.disposition == "unexplained" and n.document_id in edition.documents and not _is_accepted(edition, n):
            yield _number(edition, n, proposed.get((n.document_id, n.span.start), []))


def _is_accepted(edition: OpenEdition, n: Numeral) -> bool:
    """Whether a decision accepts a number as no fact."""
    path = edition.documents[n.document_id].path
    return not any(b.check_name == "numerals_explained" and (b.path, b.char_start) == (path, n.span.start) for b in edition.breaks)


def figure_questions(edition: OpenEdition) -> Iterator[Question]:
    """What is read: what else each number may count, for a person who finds it read wrongly."""
    numerals = {(n.fact_id, n.value): n for n in reversed(edition.numerals) if n.fact_id is not None}
    for site_id, sheet in edition.sheets.items():
        for one in sheet.stated:
            if one.reads.value is None:
                yield _unnumbered(edition, site_id, one)
            n = numerals.get((one.fact_id, one.reads.value or Decimal(-1)))
            if n is None or n.document_id not in edition.documents:
                continue
            rest = Sheet([stated for stated in sheet.stated if stated.fact_id != one.fact_id], sheet.team)
            answers = _answers(edition, n._replace(site_id=site_id), rest, [], one.reads)
            answers += _renamed(one.reads.name) if one.reads.kind == "landlord" else []
            ask = f"{n.text} is read as {one.reads.label} of {site_id}: what else does it count?"
            question = edition.question("figure", n.document_id, n.page, n.span, site_id, ask, answers, one.reads.label)
            yield replace(question, fact_id=one.fact_id, now=one.reads.says(site_id))
    yield from _wordings(edition)
    for (fact_id, value), kind in edition.others.items():
        if n := numerals.get((fact_id, value)):
            answers = _answers(edition, n, edition.sheets.get(n.site_id or "", Sheet()), [])
            ask = f"{n.text} is read as another figure ({kind.replace('_', ' ')}){f' of {n.site_id}' if n.site_id else ''}: what does it count?"
            question = edition.question("figure", n.document_id, n.page, n.span, n.site_id, ask, answers, fact_id)
            yield replace(question, fact_id=fact_id, now=f"other: {kind}")


def _renamed(printed: str) -> list[Answer]:
    """Which landlord a printed name may be."""
    near = [one for one in landlords_near(printed) if one[1] != "landlord new"][:3]
    return [Answer(str(key), f"« {printed} » is {label}", "name", {"text": printed, "is": said}) for key, (label, said) in enumerate(near, 7)]


def _wordings(edition: OpenEdition) -> Iterator[Question]:
    """The stories and contacts, which no number counts."""
    for fact_id, site_id, label, reads in edition.rows(
        "SELECT fact_id, site_id, 'a story', concat('story \"', title, '\"') FROM zooms WHERE edition_id = $edition UNION ALL"
        " SELECT fact_id, site_id, 'a contact', concat('contact ', coalesce('\"' || name || '\"', '-'), ' ', coalesce(email, '-'))"
        " FROM contacts WHERE edition_id = $edition ORDER BY ALL"
    ):
        place = edition.facts[fact_id]
        answer = edition.answer("n", "no such thing", "figure", {**edition.line_of(place), "reads": NOTHING}, place.document_id)
        ask = f"« {' '.join(place.text.split())} » is read as {label} of {site_id}: what is it?"
        question = edition.question("figure", place.document_id, place.page, place.span, site_id, ask, [answer], fact_id)
        yield replace(question, fact_id=fact_id, now=f"{site_id}: {reads}")


def _unnumbered(edition: OpenEdition, site_id: str, one: Stated) -> Question:
    """A role of the team that no number counts: all that can be said is that it is none."""
    place = edition.facts[one.fact_id]
    answer = edition.answer("n", "no member of the team", "figure", {**edition.line_of(place), "reads": NOTHING}, place.document_id)
    ask = f"« {' '.join(place.text.split())} » is read as {one.reads.label} of {site_id}: is it not?"
    question = edition.question("figure", place.document_id, place.page, place.span, site_id, ask, [answer], one.fact_id)
    return replace(question, fact_id=one.fact_id, now=one.reads.says(site_id))


def _number(edition: OpenEdition, n: Numeral, proposed: Sequence[str]) -> Question:
    body = edition.documents[n.document_id].body
    answers = _answers(edition, n, edition.sheets.get(n.site_id or "", Sheet()), proposed)
    line = line_at(body, n.span.start)
    named = next((one for one in heading_lines(body) if one.span.overlaps(line)), None)
    if named is not None:
        values = {**line_quote(body, line), "site": named.site_id}
        answers.append(edition.answer("h", f"this line opens the sheet of {named.name}", "heading", values, n.document_id))
    where = f" of {n.site_id}" if n.site_id else ", which stands in no sheet,"
    return edition.question("number", n.document_id, n.page, n.span, n.site_id, f"what does this {n.text}{where} count?", answers)


def _answers(edition: OpenEdition, n: Numeral, sheet: Sheet, proposed: Sequence[str], now: Reads | None = None) -> list[Answer]:
    """What a number may count beside what it is read as now, the likeliest first; no figure; another one."""
    body, quote = edition.documents[n.document_id].body, edition.quote_of(n)
    before, after = body[max(0, n.span.start - BESIDE) : n.span.start], body[n.span.end : n.span.end + BESIDE]
    ranked: list[tuple[str, str]] = []
    if n.site_id is not None:
        reads = [one for one in _candidates(edition, n, sheet, proposed, before, after) if one != now]
        ranked = [(one.says(n.site_id), sheet.effect(one)) for one in reads]
        ranked = sorted(dict.fromkeys(ranked), key=lambda answer: promise(answer[1]))
    answers = [
        edition.answer(str(key), says.partition(": ")[2], "figure", {**quote, "reads": says}, n.document_id, effect)
        for key, (says, effect) in enumerate(ranked[:_PROPOSED], 1)
    ]
    kind = next((kind for kind, words in _OTHER if regex.search(words, before[-30:] + n.text + after[:30], regex.IGNORECASE)), "other")
    answers.append(edition.answer("n", "no figure", "figure", {**quote, "reads": NOTHING}, n.document_id))
    answers.append(edition.answer("o", f"another figure: {kind}", "figure", {**quote, "reads": f"other: {kind}"}, n.document_id))
    return answers


def _candidates(edition: OpenEdition, n: Numeral, sheet: Sheet, proposed: Sequence[str], before: str, after: str) -> Iterator[Reads]:
    """What a number may count: as proposed, as closes a sum, as its own unit and the edition's other sheets have it."""
    for says in proposed:
        kind, _, scope = says.rpartition(" ")[0].partition(" ")
        if kind in ("population", "housing", "rent", "encounters"):
            yield Reads(kind, scope or ("all" if kind == "rent" else ""), n.value)
    whole = Reads("housing", "all", n.value)
    if closes(sheet.effect(whole)):
        yield whole  # « Total | 73 » names no dwellings
    units = [_UNITS[name] for name in classes(after)[:2] if name in _UNITS]
    beside = {*classes(before), *classes(after)}
    allowed = units[0] if units else tuple(kind for name in beside for kind in _UNITS.get(name, ()))
    if n.value != int(n.value):
        allowed = tuple(kind for kind in allowed if kind == "rent")
    name = _name_beside(before, after)
    if not units or "landlord" in allowed:
        near = [one.reads.scope for one in _near(edition, n) if one.reads.kind in ("housing", "landlord") and one.reads.scope in PARTS]
        lists = [Reads("landlord", tenure, n.value, name) for tenure in dict.fromkeys([*near[:1], *PARTS]) if name]
        yield from (reads for reads in lists if (reads.scope in near[:1] and "landlord" in allowed) or closes(sheet.effect(reads)))
        parts = [Reads("housing", tenure, n.value) for tenure in PARTS]
        yield from (reads for reads in parts if closes(sheet.effect(reads)))  # whatever the words: the sum lacks just this
    for usual in edition.usual:
        reads = replace(usual, value=n.value)
        is_said = not beside.isdisjoint(EVIDENCE.get(reads.scope or reads.kind, beside))
        if reads.kind in allowed and is_said and not contradicts(effect := sheet.effect(reads)) and (units or closes(effect)):
            yield reads


def _near(edition: OpenEdition, n: Numeral) -> list[Stated]:
    """The figures of a number's sheet that stand before it, the nearest first."""
    stated = edition.sheets.get(n.site_id or "", Sheet()).stated
    before = [
        one for one in stated if edition.facts[one.fact_id].document_id == n.document_id and edition.facts[one.fact_id].span.start < n.span.start
    ]
    return sorted(before, key=lambda one: -edition.facts[one.fact_id].span.start)


def promise(effect: str) -> int:
    """Answers that close a sum come first, those that the sheet contradicts last."""
    return 0 if closes(effect) else 2 if contradicts(effect) else 1


def words(reads: Reads) -> str:
    """
    >>> words(Reads("housing", "private_regulated", None))
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
