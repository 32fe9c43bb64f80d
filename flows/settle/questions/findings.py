"""What checks say: contradictions, misprints, and what is printed so."""

from collections.abc import Iterator, Sequence

from extractors.source.notation import NOTHING
from flows.settle.questions.asked import Question, Table
from flows.settle.questions.edition import Break, OpenEdition
from flows.settle.questions.headings import OF_SITES
from flows.settle.questions.numbers import otherwise, promise, words
from flows.settle.sheets import Stated, mended

ANSWERED = (
    "numerals_explained", "one_value_per_measure", "places_known", "landlords_known", "roles_known", "sites_have_figures", "figures_have_a_site",
    "decisions_hold", "decisions_in_force", "settlements_hold",
)  # fmt: skip
"""Checks whose findings are questions of their own, or nothing that an answer mends."""


_PAIR = 2
"""Numbers of which one is wrong."""


def contradictions(edition: OpenEdition) -> Iterator[Question]:
    """Measures that a sheet states twice: one of the values must be chosen."""
    for site_id, facts in edition.failing("one_value_per_measure"):
        groups: dict[tuple[str, str], list[Stated]] = {}
        for one in facts:
            groups.setdefault((one.reads.kind, one.reads.scope), []).append(one)
        for group in groups.values():
            if len({one.reads.value for one in group}) > 1:
                yield _contradiction(edition, site_id, group)


def _contradiction(edition: OpenEdition, site_id: str, group: Sequence[Stated]) -> Question:
    values = [*dict.fromkeys(one.reads.value for one in group)]
    sheet = edition.sheets[site_id]
    chosen: list[tuple[str, str, Stated, str]] = []
    for value in values:
        meant = next(one for one in group if one.reads.value == value)
        wrong = next(one for one in group if one.reads.value != value)
        effect = sheet.effect(meant.reads, {one.fact_id for one in group})
        others = " and ".join(f"{v:f}" for v in values if v not in (value, None))
        chosen.append((f"{value:f} is meant; {others} is no {words(meant.reads)}", NOTHING, wrong, effect))
    chosen += [*otherwise(edition, site_id, group)]
    chosen.sort(key=lambda answer: promise(answer[3]))
    answers = [
        edition.answer(str(key), label, "figure", {**edition.quote(wrong), "reads": reads}, edition.document_of(wrong), effect)
        for key, (label, reads, wrong, effect) in enumerate(chosen[:9], 1)
    ]
    last, place = group[-1], edition.facts[group[-1].fact_id]
    span = edition.number_of(last)
    said = " and ".join(f"{value:f}" for value in values if value is not None)
    ask = f"{words(last.reads)} of {site_id} is stated as {said}: which one is meant?"
    return edition.question("contradiction", place.document_id, place.page, span, site_id, ask, answers, is_critical=True)


def finding_questions(edition: OpenEdition, *, are_sites_open: bool) -> Iterator[Question]:
    """What else a check says: a misprint to correct, or a finding to accept; of the number of sites, once the headings are known.

    A mere warning that nothing mends is one by its kind: an edition is complete with it.
    """
    passed_over = {*ANSWERED, *(OF_SITES if are_sites_open else ())}
    for one in (b for b in edition.breaks if b.check_name not in passed_over and b is edition.alike(b)[0]):
        mends = sorted(_mends(edition, one), key=lambda mend: promise(mend[4]))[:8]
        answers = [
            edition.answer(str(key), label, table, {**edition.quote(of), "reads": reads}, edition.document_of(of), effect)
            for key, (of, table, reads, label, effect) in enumerate(mends, 1)
        ]
        answers += edition.accepted(str(len(answers) + 1), one)
        is_warning = one.severity != "critical" and one.kind not in ("reading", "equation", "bound")
        if answers:
            yield edition.about(one, "warning" if is_warning else "finding", one.message or one.check_name, answers)


def _mends(edition: OpenEdition, one: Break) -> Iterator[tuple[Stated, Table, str, str, str]]:
    """What may be wrong where numbers contradict each other: a misprint, another measure, no figure at all."""
    site = one.site_id or ""
    if site not in edition.sheets or one.kind not in ("equation", "bound"):
        return
    stated = dict(edition.failing(one.check_name)).get(site, [])
    for of, reads in mended(stated) if one.kind == "equation" else ():
        effect = edition.sheets[site].effect(reads, {of.fact_id})
        yield of, "correction", reads.says(site), f"{of.reads.value:f} is a misprint: {reads.label}", effect
    for label, says, of, effect in otherwise(edition, site, stated):
        yield of, "figure", says, label, effect
    for of in stated if len(stated) == _PAIR and one.severity == "critical" else ():
        if of.reads.value:
            yield of, "figure", NOTHING, f"{of.reads.value:f} is no {words(of.reads)}", ""
