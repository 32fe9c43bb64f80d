"""Lines that may open a site's sheet."""

from collections.abc import Iterable, Iterator, Sequence

from extractors.source.document import Span
from extractors.source.notation import NOTHING
from flows.settle.headings import HeadingLine, heading_lines, lines_above
from flows.settle.questions.asked import Question
from flows.settle.questions.edition import Document, Numeral, OpenEdition
from flows.settle.quotes import line_quote

OF_SITES = ("sites_as_stated", "edition_has_sites")
"""Checks that say that headings are missing."""
_HANGING = 3
"""Numbers under a line that make it worth a question."""


def heading_questions(edition: OpenEdition) -> Iterator[Question]:
    """Lines that may open a sheet, where something hangs on it; and lines that opened one in which nothing was read."""
    known = {fact.site_id for fact in edition.facts.values() if fact.pattern == "site_heading"}
    is_short = any(b.check_name in OF_SITES for b in edition.breaks)
    mixed = {b.site_id for b in edition.breaks if b.check_name in ("one_value_per_measure", "site_printed_once")}
    for document in edition.documents.values():
        heads = sorted(f.span.start for f in edition.facts.values() if f.pattern == "site_heading" and f.document_id == document.document_id)
        told = [span for path, span in edition.told_headings if path == document.path]
        lines = [line for line in heading_lines(document.body) if line.site_id not in known and not _is_quoted(edition, document, line.span)]
        lines = [line for line in lines if not any(span.overlaps(line.span) for span in told)]
        asked: list[Span] = []
        for line in lines:
            below = _below(edition, document, line.span.end, [*heads, *(other.span.start for other in lines)])
            homeless = any(n.site_id is None and n.disposition == "unexplained" for n in below)
            if len(below) >= _HANGING and (homeless or is_short or mixed & {n.site_id for n in below}):
                asked.append(line.span)
                yield _heading(edition, document, [line], len(below))
        first = next((n for n in _homeless(edition, document) if not any(span.start < n.span.start for span in asked)), None)
        if first is None:
            continue
        last = max((head for head in heads if head < first.span.start), default=-1)
        above = [line for line in lines_above(document.body, first.span.start) if line.span.start > last]
        if above := [line for line in above if not any(span.overlaps(line.span) for span in told)]:
            yield _heading(edition, document, above, len(_below(edition, document, first.span.start, heads)))
    for one in (b for b in edition.breaks if b.check_name == "sites_have_figures"):
        for fact in (f for f in edition.facts.values() if f.pattern == "site_heading" and f.site_id == one.site_id):
            values = {**line_quote(edition.documents[fact.document_id].body, fact.span), "site": NOTHING}
            answers = [edition.answer("1", "this line opens no sheet", "heading", values, fact.document_id), *edition.accepted("2", one)]
            ask = f"no figure was read under this line: does it open the sheet of {one.site_id}?"
            yield edition.question("heading", fact.document_id, fact.page, fact.span, one.site_id, ask, answers, is_critical=True)


def _heading(edition: OpenEdition, document: Document, lines: Sequence[HeadingLine], below: int) -> Question:
    effect = f"{below} number{'' if below == 1 else 's'} stand{'s' if below == 1 else ''} under it"
    answers = []
    for key, line in enumerate(lines, 1):
        values = {**line_quote(document.body, line.span), "site": line.site_id}
        words = f"« {document.body[line.span.start : line.span.end]} » opens" if len(lines) > 1 else "it opens"
        answers.append(edition.answer(str(key), f"{words} the sheet of {line.name}", "heading", values, document.document_id, effect))
    nothing = {**line_quote(document.body, lines[0].span), "site": NOTHING}
    answers.append(edition.answer("n", "it opens no sheet", "heading", nothing, document.document_id))
    page = next((n.page for n in edition.numerals if n.document_id == document.document_id and n.span.start >= lines[0].span.start), 1)
    ask = "does this line open a site's sheet?" if len(lines) == 1 else "these numbers stand in no sheet: which line opens theirs?"
    return edition.question("heading", document.document_id, page, lines[0].span, None, ask, answers)


def _is_quoted(edition: OpenEdition, document: Document, span: Span) -> bool:
    return any(f.document_id == document.document_id and f.span.overlaps(span) for f in edition.facts.values())


def _below(edition: OpenEdition, document: Document, start: int, ends: Iterable[int]) -> list[Numeral]:
    """The numbers between a place and the next heading that a sheet may state."""
    end = min((at for at in ends if at > start), default=len(document.body))
    return [
        n
        for n in edition.numerals
        if n.document_id == document.document_id and start <= n.span.start < end and n.disposition in ("extracted", "unexplained")
    ]


def _homeless(edition: OpenEdition, document: Document) -> list[Numeral]:
    """The numbers that would be figures and stand in no sheet."""
    lost = [b.char_start for b in edition.breaks if b.check_name == "figures_have_a_site" and b.path == document.path and b.char_start is not None]
    return [n for n in edition.numerals if n.document_id == document.document_id and n.site_id is None and lost and n.span.start >= min(lost)]
