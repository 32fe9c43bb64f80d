"""A row of a contract table, with the place of the view that it was read from."""

import datetime
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import regex

from extractors.source.document import LINE_END, Span
from extractors.view.view import View

Value: TypeAlias = str | int | float | bool | Decimal | datetime.date | None

_HYPHEN = regex.compile(
    rf"(?<=\p{{Ll}})[-\u00ad\u2010]\s*(?:{LINE_END.pattern})\s*(?=\p{{Ll}})|(?<=\p{{L}}-)"
    rf"\s*(?:{LINE_END.pattern})\s*(?=\p{{Lu}})"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a contract table, read from `span` of the view.

    `extracted` and `named` are the places of the numerals that it uses: as figures, and as digits inside a
    name or
    an address. `site_id` is set where the row's own words name its site (a column of a table, an address at
    the end of the
    edition); otherwise it belongs to the sheet that it stands in.
    """

    table: str
    values: Mapping[str, Value]
    span: Span
    extracted: tuple[int, ...]
    named: tuple[int, ...] = ()
    site_id: str | None = None


def printed(view: View, span: Span) -> str:
    """The source's own words for a span of the view: line breaks and the hyphens of line ends joined, accents
    composed."""
    words = unicodedata.normalize("NFC", view.quote(span))
    words = _HYPHEN.sub("", words)
    return " ".join(words.replace("\u00ad", "").split())
