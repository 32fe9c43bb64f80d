"""What stands beside an edition's files: where they come from."""

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


_PROVENANCE = {
    "title": str,
    "publisher": str,
    "source": str,
    "accessed": datetime.date,
    "licence": str,
    "sha256": dict,
    "series": str,
}


def parse_provenance(text: str) -> Provenance:
    """The content of edition.toml; SidecarError where it is not valid.

    >>> parse_provenance('title = "Un chez-soi d\\'abord"').series
    "Un chez-soi d'abord"
    """
    values = parse_toml(text)
    check_keys(values, _PROVENANCE)
    for name, digest in values.get("sha256", {}).items():
        if not (isinstance(digest, str) and regex.fullmatch(r"[0-9a-f]{64}", digest)):
            raise SidecarError(f"sha256 of {name!r} must be 64 lower-case hexadecimal digits")
    return Provenance(**values)


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a file; SidecarError where it is no TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SidecarError(f"is not valid TOML: {error}") from error


def check_keys(values: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """SidecarError where a key is not among the known ones, or has another type than they."""
    for key, value in values.items():
        if key not in known:
            raise SidecarError(f"unknown key {key!r}; known are {', '.join(known)}")
        kinds = known[key] if isinstance(known[key], tuple) else (known[key],)
        if type(value) not in kinds:
            raise SidecarError(f"{key} must be a {' or a '.join(_TYPE_NAMES[kind] for kind in kinds)}")


_TYPE_NAMES = {
    str: "text in quotes",
    int: "whole number",
    datetime.date: "date such as 2026-11-23, without quotes",
    dict: "table",
    list: "list",
}
