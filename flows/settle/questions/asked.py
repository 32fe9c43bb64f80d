"""A question with its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flows.settle.sheets import closes

Kind: TypeAlias = Literal["heading", "name", "number", "figure", "contradiction", "finding", "warning"]
Table: TypeAlias = Literal["figure", "heading", "correction", "name", "decision"]


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
    fact_id: str | None = None
    """The figure that it is about, where that is read already."""
    now: str = ""
    """How that is read now, as decisions write it."""
    words: Mapping[str, object] = field(default_factory=dict)
    """Its words as a decision quotes them, where they are in the source."""

    @property
    def rank(self) -> int:
        """Headings first, a number that closes an equation, names, other answers that do, what stops the edition, the rest."""
        if self.kind in ("heading", "name"):
            return {"heading": 0, "name": 2}[self.kind]
        if any(closes(answer.effect) for answer in self.answers):
            return 3 if self.kind == "finding" else 1
        return 4 if self.is_critical else 5 if self.kind != "finding" else 6  # a warning is asked apart
