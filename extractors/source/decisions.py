"""What a person decided about an edition, from its decisions.toml."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from extractors.source.edition import SidecarError, check_keys, parse_toml
from extractors.source.notation import NOTHING, NotationError, parse_statement

NEW = "new"


@dataclass(frozen=True)
class Decision:
    """A finding that a person accepts while it observes what is expected, until a day.

    It names the check and, where the finding has one, the site; or the place: a document with the span of a
    numeral.
    """

    check: str
    expect: str
    reason: str
    expires: datetime.date
    site: str | None = None
    path: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A decision about words of the source: they are found again by `quote`, wherever the text moves.

    `path` names one of the edition's files; `occurrence` says which of several places is meant, from 1.
    """

    quote: str
    by: str | None = None
    why: str | None = None
    path: str | None = None
    occurrence: int | None = None


@dataclass(frozen=True, kw_only=True)
class FigureDecision(Quoted):
    """What a number counts: rows in the notation, "nothing", or "other: KIND"."""

    reads: tuple[str, ...]
    number: str | None = None
    site: str | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectionDecision(Quoted):
    """A misprint: the row with the value that is meant; what is printed stays beside it."""

    reads: tuple[str, ...]
    number: str | None = None
    site: str | None = None


@dataclass(frozen=True, kw_only=True)
class HeadingDecision(Quoted):
    """A line that opens a site's sheet, or "nothing" for one that does not."""

    site: str


@dataclass(frozen=True, kw_only=True)
class NameDecision:
    """A name that no list knows, and what it is: "landlord ID", "landlord new", "place SITE", "role ROLE"."""

    text: str
    what: str
    siren: str | None = None
    by: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Decisions:
    """Everything that a person decided about one edition."""

    accepted: tuple[Decision, ...] = ()
    figures: tuple[FigureDecision, ...] = ()
    headings: tuple[HeadingDecision, ...] = ()
    corrections: tuple[CorrectionDecision, ...] = ()
    names: tuple[NameDecision, ...] = ()

    @property
    def changes_reading(self) -> bool:
        """Whether anything but accepted findings was decided."""
        return bool(self.figures or self.headings or self.corrections or self.names)


Made = TypeVar("Made")


def parse_decisions(text: str, faults: list[str] | None = None) -> Decisions:
    """The content of decisions.toml; SidecarError where it is not valid.

    Where `faults` are collected, a decision that cannot be used is told there and the others hold.

    >>> parse_decisions('[[heading]]\\nquote = "Lille, un an de plus"\\nsite = "lille"').headings[0].site
    'lille'
    """
    values = parse_toml(text)
    check_keys(values, dict.fromkeys(("decision", "figure", "heading", "correction", "name"), list))

    def tables(kind: str, make: Callable[[Any], Made]) -> tuple[Made, ...]:
        made: list[Made] = []
        for number, table in enumerate(values.get(kind, []), 1):
            try:
                if not isinstance(table, dict):
                    raise SidecarError(f"must be a [[{kind}]] table")
                made.append(make(table))
            except (SidecarError, NotationError) as error:
                if faults is None:
                    raise SidecarError(f"{kind} {number}: {error}") from error
                faults.append(f"{kind} {number}: {error}")
        return tuple(made)

    return Decisions(
        tables("decision", _decision),
        tables("figure", _figure),
        tables("heading", _heading),
        tables("correction", _correction),
        tuple(name for names in tables("name", _names) for name in names),
    )


_DECISION = {
    "check": str, "expect": str, "reason": str, "expires": datetime.date, "site": str, "path": str,
    "span": list,
}  # fmt: skip
_QUOTED = {"quote": str, "by": str, "why": str, "path": str, "occurrence": int}
_FIGURE = {**_QUOTED, "number": str, "reads": (str, list), "site": str}
_HEADING = {**_QUOTED, "site": str}
_NAME = {"text": (str, list), "is": str, "siren": str, "by": str, "why": str}


def _decision(table: Mapping[str, Any]) -> Decision:
    _check(table, _DECISION, ("check", "expect", "reason", "expires"))
    span = table.get("span")
    if span is not None:
        if not (len(span) == 2 and all(isinstance(offset, int) for offset in span)):
            raise SidecarError("span must be [start, end], two whole numbers")
        if "path" not in table:
            raise SidecarError("a span needs the path of its document")
    return Decision(**{**table, "span": tuple(span) if span else None})


def _figure(table: Mapping[str, Any]) -> FigureDecision:
    return FigureDecision(**{**_quoted(table, _FIGURE, "reads"), "reads": _reads(table["reads"])})


def _correction(table: Mapping[str, Any]) -> CorrectionDecision:
    reads = _reads(_quoted(table, _FIGURE, "reads")["reads"])
    for text in reads:
        if parse_statement(text).count is None:
            raise SidecarError(
                f'{text!r} has no value that could be meant instead: say "nothing" in a [[figure]]'
            )
    return CorrectionDecision(**{**table, "reads": reads})


def _heading(table: Mapping[str, Any]) -> HeadingDecision:
    return HeadingDecision(**_quoted(table, _HEADING, "site"))


def _names(table: Mapping[str, Any]) -> tuple[NameDecision, ...]:
    """The names of a table: one, or several new landlords."""
    _check(table, _NAME, ("text", "is"))
    kind, _, known = table["is"].partition(" ")
    if kind not in ("landlord", "place", "role") or not known.strip():
        raise SidecarError(
            f"is = {table['is']!r} says nothing: "
            'write "landlord ID", "landlord new", "place SITE" or "role ROLE"'
        )
    texts = table["text"] if isinstance(table["text"], list) else [table["text"]]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise SidecarError("text must be a name in quotes, or a list of names")
    if len(texts) > 1 and table["is"] != f"landlord {NEW}":
        raise SidecarError(f'several names are is = "landlord {NEW}"; anything else is one of each name')
    others = {key: value for key, value in table.items() if key not in ("text", "is")}
    return tuple(NameDecision(text=text, what=table["is"], **others) for text in texts)


def _quoted(table: Mapping[str, Any], known: Mapping[str, Any], needed: str) -> Mapping[str, Any]:
    _check(table, known, ("quote", needed))
    if table.get("occurrence", 1) < 1:
        raise SidecarError("occurrence counts from 1")
    return table


def _reads(said: str | Sequence[Any]) -> tuple[str, ...]:
    reads = (said,) if isinstance(said, str) else tuple(said)
    if not reads or not all(isinstance(text, str) for text in reads):
        raise SidecarError("reads must be a text in quotes, or a list of such texts")
    if len([text for text in reads if parse_statement(text).table == ""]) not in (0, len(reads)):
        raise SidecarError(f"{NOTHING!r} stands alone")
    return reads


def _check(table: Mapping[str, Any], known: Mapping[str, Any], needed: Sequence[str]) -> None:
    check_keys(table, known)
    missing = [key for key in needed if key not in table]
    if missing:
        raise SidecarError(f"lacks {', '.join(missing)}")
    empty = [key for key in needed if isinstance(table[key], str) and not table[key].strip()]
    if empty:
        raise SidecarError(
            "reason is empty: say why the finding is accepted"
            if empty[0] == "reason"
            else f"{empty[0]} is empty"
        )
