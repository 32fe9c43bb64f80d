"""What a reading holds: figures with their quotations, and what became of every number and mention.

Spans are code points of the document's body, `[start, end)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from extractors.language.places import Site
from extractors.measures.row import Value
from extractors.source.document import Box, Document, Span

Disposition: TypeAlias = Literal["extracted", "ignored", "narrative", "unexplained"]
SettledBy: TypeAlias = Literal["pattern", "evidence", "arithmetic", "person"]
"""Who decided what a fact says: its form alone, the weighed words around it, the only reading that closes an
equation, a person.
"""
SettledKind: TypeAlias = Literal["figure", "heading", "correction"]
MentionKind: TypeAlias = Literal["email", "landlord", "role", "date", "place", "story"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A quotation: where a figure was read, and in a PDF the boxes of its lines on its page.

    `confidence` is the probability that its reading is right. `spent` names the checks whose equation was
    used to
    decide it: such an equation is no check of it any more.
    """

    fact_id: str
    site_id: str | None
    pattern: str
    page: int
    span: Span
    text: str
    boxes: tuple[Box, ...] = ()
    settled_by: SettledBy = "pattern"
    confidence: float = 1.0
    spent: tuple[str, ...] = ()
    printed: str | None = None
    """The number as printed, where a person corrected it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a contract table, and the fact it quotes."""

    table: str
    site_id: str | None
    values: Mapping[str, Value]
    fact_id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an unexplained number may count, how probable that is, and what speaks against it."""

    says: str
    probability: float
    against: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one number of the source; where it is unexplained, what it may count, the most probable
    first."""

    page: int
    span: Span
    text: str
    value: float
    disposition: Disposition
    site_id: str | None
    fact_id: str | None = None
    reason: str | None = None
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """What became of something that must be accounted for though it is no number: at one place, one of each
    kind."""

    kind: MentionKind
    page: int
    span: Span
    text: str
    disposition: Disposition
    site_id: str | None
    fact_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person must look at, at its place."""

    kind: str
    site_id: str | None
    page: int
    span: Span
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a person's decision about quoted words: "held", "gone" from the source, or "changed".

    `number` is its place among those of its kind in decisions.toml; `span` is where the words stand, or most
    likely stand now; `message` says what is wrong with it.
    """

    kind: SettledKind
    number: int
    quote: str
    reads: str
    by: str | None
    why: str | None
    status: str
    span: Span | None
    message: str


@dataclass(frozen=True)
class Reading:
    """All that was read from one document."""

    document: Document
    sites: tuple[Site, ...] = ()
    facts: tuple[Fact, ...] = ()
    figures: tuple[Figure, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    mentions: tuple[Mention, ...] = ()
    settled: tuple[Settled, ...] = ()
