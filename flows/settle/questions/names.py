"""Landlords, places and roles that no list knows."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.language.spelling import slug
from extractors.source.document import Span
from extractors.source.notation import NOTHING
from flows.settle.names import landlords_near, places_near, roles_near
from flows.settle.questions.asked import Answer, Question
from flows.settle.questions.edition import Break, OpenEdition
from flows.settle.questions.numbers import otherwise
from flows.settle.quotes import line_quote

_MANY = 3
"""New names that are one question."""


def name_questions(edition: OpenEdition) -> Iterator[Question]:
    """Landlords, places and roles that no list knows; many new landlords are one question before they are each one."""
    new = [b for b in edition.breaks if b.check_name == "landlords_known" and b.observed and len([*landlords_near(b.observed)]) == 1]
    new.sort(key=lambda b: (b.path or "", b.char_start or 0))
    texts = [*dict.fromkeys(b.observed or "" for b in new)]
    if len(texts) >= _MANY:
        ask = f"no list of landlords has these {len(texts)} names; are they all landlords? {' · '.join(texts)}"
        together = Answer("1", "all of them are landlords that no list has yet", "name", {"text": texts, "is": "landlord new"})
        yield replace(edition.about(new[0], "name", ask, [together]), question_id=hashlib.sha256(ask.encode()).hexdigest()[:12])
    for one in (b for b in edition.breaks if b.observed):
        text = one.observed or ""
        if one.check_name == "landlords_known":
            answers = [*_named(text, landlords_near(text)), *_no_landlord(edition, one)]
            yield edition.about(one, "name", f"no list of landlords has « {text} »: who is it?", answers)
        elif one.check_name == "roles_known":
            answers = [*_named(text, roles_near(text)), *edition.accepted("n", one)]
            yield edition.about(one, "name", f"no list of roles has « {text} »: what is it?", answers)
        elif one.check_name == "places_known":
            yield _place(edition, one, text)


def _no_landlord(edition: OpenEdition, one: Break) -> Iterator[Answer]:
    """What a number is if the name beside it is no landlord's."""
    stated = [s for s in edition.sheets[one.site_id or ""].stated if (s.reads.kind, s.reads.name) == ("landlord", one.observed)]
    mine = [s for s in stated if edition.facts[s.fact_id].span.start == one.char_start]
    choices = list(enumerate(otherwise(edition, one.site_id or "", mine), 8))[:2]
    says = [(str(key), label, reads, of, effect) for key, (label, reads, of, effect) in choices]
    says += [("n", f"{of.reads.value:f} is no figure", NOTHING, of, "") for of in mine[:1]]
    for key, label, reads, of, effect in says:
        yield edition.answer(key, f"no landlord: {label}", "figure", {**edition.quote(of), "reads": reads}, edition.document_of(of), effect)


def _place(edition: OpenEdition, one: Break, printed: str) -> Question:
    """A heading whose place no list has, or several places have: which one is meant."""
    document = next(d for d in edition.documents.values() if d.path == one.path)
    line = line_quote(document.body, Span(one.char_start or 0, one.char_end or 0))
    answers = [
        edition.answer(str(key), f"the place {name}", "heading", {**line, "site": slug(name)}, document.document_id)
        for key, name in enumerate(places_near(printed), 1)
    ]
    nothing = edition.answer("h", "this line opens no sheet", "heading", {**line, "site": NOTHING}, document.document_id)
    ask = f"no list of places has « {printed} », or several places have that name: which one is it?"
    return edition.about(one, "name", ask, [*answers, *edition.accepted("n", one), nothing])


def _named(text: str, known: Iterable[tuple[str, str]]) -> list[Answer]:
    return [Answer(str(key), label, "name", {"text": text, "is": said}) for key, (label, said) in enumerate(known, 1)]
