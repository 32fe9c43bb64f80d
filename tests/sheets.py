"""Small texts read end to end: one sheet of Paris, and what was read of it in words short enough to compare."""

from extractors.ledger import Reading
from extractors.reading import read_document
from extractors.source.document import Document, Page, Span

SHEET = "Paris\n\n"
NEXT = "\n\n\n\nSite de Lille\n\nContact : Jean Dupont 2 logements\n"
TOLD = frozenset({"landlord_without_count", "unknown_role", "number_missing", "doubt_stated"})
"""Findings that are told beside the figures."""


def document(body: str) -> Document:
    return Document("0" * 64, "2014", "2014/brochure.txt", "text/plain", len(body), body, (Page(1, Span(0, len(body))),))


def read(wording: str) -> Reading:
    """A wording in a sheet of Paris, with another site's below it."""
    return read_document(document(f"{SHEET}{wording}{NEXT}"))


def said(reading: Reading) -> str:
    """What was read of Paris, in order: the values of each figure of a measure without what is unknown or exact.

    >>> said(read("58 logements captés, dont plus de 16 dans le parc social"))
    'all, 58; social, 16, more_than'
    """
    starts = {fact.fact_id: fact.span.start for fact in reading.facts}
    figures = [figure for figure in reading.figures if figure.site_id != "lille" and figure.table != "other_figures"]
    told = [(starts[f.fact_id], ", ".join(str(v) for v in f.values.values() if v not in (None, "exact"))) for f in figures]
    told += [(x.span.start, f"{x.kind}, {' '.join(x.text.split())}") for x in reading.findings if x.kind in TOLD and x.site_id == "paris"]
    return "; ".join(text for _, text in sorted(told, key=lambda place: place[0]))
