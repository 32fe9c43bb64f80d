"""What stands beside an edition's files: where they come from and what a person decided about them."""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

PROGRAMME = "Un chez-soi d'abord"
"""Name of the programme, and of the series that an edition belongs to unless it says otherwise."""

EDITION_NAME = regex.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class SidecarError(ValueError):
    """edition.toml or decisions.toml says something that cannot be used; the message says what and how to
    mend it."""


@dataclass(frozen=True)
class Provenance:
    """Where an edition comes from; every key is optional, an unknown key is an error."""

    title: str | None = None
    publisher: str | None = None
    source: str | None = None
    accessed: datetime.date | None = None
    licence: str | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)
    series: str = PROGRAMME


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


_PROVENANCE = {
    "title": str,
    "publisher": str,
    "source": str,
    "accessed": datetime.date,
    "licence": str,
    "sha256": dict,
    "series": str,
}
_DECISION = {
    "check": str,
    "expect": str,
    "reason": str,
    "expires": datetime.date,
    "site": str,
    "path": str,
    "span": list,
}
_REQUIRED = ("check", "expect", "reason", "expires")


def parse_provenance(text: str) -> Provenance:
    """The content of edition.toml; SidecarError where it is not valid.

    >>> parse_provenance('title = "Un chez-soi d\\'abord"').series
    "Un chez-soi d'abord"
    """
    values = _parse(text)
    _check_keys(values, _PROVENANCE)
    for name, digest in values.get("sha256", {}).items():
        if not (isinstance(digest, str) and regex.fullmatch(r"[0-9a-f]{64}", digest)):
            raise SidecarError(f"sha256 of {name!r} must be 64 lower-case hexadecimal digits")
    return Provenance(**values)


def parse_decisions(text: str) -> tuple[Decision, ...]:
    """The content of decisions.toml, a list of [[decision]] tables; SidecarError where it is not valid."""
    values = _parse(text)
    _check_keys(values, {"decision": list})
    return tuple(_decision(number, table) for number, table in enumerate(values.get("decision", []), 1))


def _decision(number: int, table: Any) -> Decision:
    try:
        if not isinstance(table, dict):
            raise SidecarError("must be a [[decision]] table")
        _check_keys(table, _DECISION)
        missing = [key for key in _REQUIRED if key not in table]
        if missing:
            raise SidecarError(f"lacks {', '.join(missing)}")
        if not table["reason"].strip():
            raise SidecarError("reason is empty: say why the finding is accepted")
        span = table.get("span")
        if span is not None:
            if not (len(span) == 2 and all(isinstance(offset, int) for offset in span)):
                raise SidecarError("span must be [start, end], two whole numbers")
            if "path" not in table:
                raise SidecarError("a span needs the path of its document")
        return Decision(**{**table, "span": tuple(span) if span else None})
    except SidecarError as error:
        raise SidecarError(f"decision {number}: {error}") from error


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SidecarError(f"is not valid TOML: {error}") from error


def _check_keys(values: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for key, value in values.items():
        if key not in known:
            raise SidecarError(f"unknown key {key!r}; known are {', '.join(known)}")
        if type(value) is not known[key]:
            raise SidecarError(f"{key} must be a {_TYPE_NAMES[known[key]]}")


_TYPE_NAMES = {
    str: "text in quotes",
    datetime.date: "date such as 2026-11-23, without quotes",
    dict: "table",
    list: "list",
}
