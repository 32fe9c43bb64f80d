"""The notation in which a person says what a number counts: « lille: housing social 7 »."""

import calendar
import datetime
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

NOTHING = "nothing"
QUALIFIERS = ("exact", "more_than", "less_than", "about")
MEASURES = ("in_study", "in_programme", "ever_housed", "currently_housed")
TENURES = ("all", "social", "associative_lease", "private", "private_regulated")


class NotationError(ValueError):
    """The text is no row; the message says what is wrong with it."""


@dataclass(frozen=True)
class Statement:
    """A row as a person writes it: its table ("" for nothing), its columns in order, and its count.

    `said` names the columns that the notation gave, so that what it leaves open may be read from the source.
    """

    site: str | None
    table: str
    values: Mapping[str, Any]
    count: Decimal | None
    said: frozenset[str] = frozenset()


def parse_statement(text: str) -> Statement:
    """The row that a text says; NotationError where it says none.

    >>> parse_statement("lille: housing social 7 more_than communes=3").values
    {'tenure': 'social', 'dwellings': 7, 'qualifier': 'more_than', 'communes': 3}
    >>> parse_statement('paris: landlord social "Toit et Joie" 6').count
    Decimal('6')
    """
    text = text.strip()
    if text == NOTHING:
        return Statement(None, "", {}, None)
    head, has_site, rest = text.partition(":")
    if head.strip() == "other" and rest.strip():
        return Statement(None, "other_figures", {"kind": rest.strip()}, None)
    if not has_site or " " in head.strip() or not rest.strip():
        raise NotationError(
            f'{text!r} is no row: write it as "lille: housing social 7", "nothing" or "other: births"'
        )
    try:
        kind, *words = shlex.split(rest)
    except ValueError as error:
        raise NotationError(f"{text!r}: {error}: a name stands between two quotation marks") from error
    if kind not in _ROWS:
        raise NotationError(f"{text!r}: {kind!r} is no kind of row; known are {', '.join(_ROWS)}")
    table, columns, options = _ROWS[kind]
    values: dict[str, Any] = {}
    plain: list[str] = []
    for word in words:
        name, is_option, value = word.partition("=")
        if is_option and name in options:
            column, read = options[name]
            values[column] = _read(text, word, value, read)
        elif "qualifier" in _FILLED[table] and word in QUALIFIERS:
            values["qualifier"] = word
        else:
            plain.append(word)
    if len(plain) != len(columns):
        raise NotationError(
            f"{text!r}: {kind} needs {', '.join(column for column, _ in columns)}, not {len(plain)} words"
        )
    values.update(
        {column: _read(text, word, word, read) for (column, read), word in zip(columns, plain, strict=True)}
    )
    said = frozenset(values)
    whole = {column: values.get(column, default) for column, default in _FILLED[table].items()}
    whole.update({column: value for column, value in values.items() if column not in whole})
    count = next((Decimal(str(whole[column])) for column in COUNTS if whole.get(column) is not None), None)
    return Statement(head.strip(), table, whole, count, said)


def _read(text: str, word: str, value: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(value)
    except NotationError as error:
        raise NotationError(f"{text!r}: {error}") from error
    except (ValueError, InvalidOperation, KeyError) as error:
        raise NotationError(f"{text!r}: {word!r} cannot be used here: {_WANTS.get(read) or error}") from error


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def read(word: str) -> str:
        if word not in known:
            raise ValueError(f"known are {', '.join(known)}")
        return word

    return read


def _whole(word: str) -> int:
    return int(word)


def _headcount(word: str) -> int | None:
    return None if word == "-" else int(word)


def _name(word: str) -> str | None:
    return None if word == "-" else word


def _month_end(word: str) -> datetime.date:
    """A date as figures have it: the last day of its month."""
    day = datetime.date.fromisoformat(word)
    end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if day != end:
        raise NotationError(f"figures are dated by the last day of their month: as_of={end}")
    return day


def _answer(word: str) -> bool | None:
    return {"yes": True, "no": False, "-": None}[word]


_WANTS: Mapping[Callable[[str], Any], str] = {
    _whole: "a whole number is wanted",
    _headcount: "a whole number is wanted, or - for none",
    Decimal: "a number is wanted, such as 345.50, and no comma",
    _answer: "yes, no or - (not said) is wanted",
    _month_end: "a date is wanted, such as 2016-12-31",
}
COUNTS = ("persons", "dwellings", "monthly_eur", "headcount", "encounters")
"""The columns that hold what was counted."""
_YEARS = {"years": ("period_years", _whole)}
_VIA = {"via": ("intermediary", str)}
_TENURE = ("tenure", _one_of(TENURES))
_ROWS: Mapping[
    str,
    tuple[str, Sequence[tuple[str, Callable[[str], Any]]], Mapping[str, tuple[str, Callable[[str], Any]]]],
] = {
    "population": (
        "population_counts",
        (("measure", _one_of(MEASURES)), ("persons", _whole)),
        {**_YEARS, "as_of": ("as_of", _month_end)},
    ),
    "housing": (
        "housing_counts",
        (_TENURE, ("dwellings", _whole)),
        {"communes": ("communes", _whole), **_VIA},
    ),
    "landlord": ("landlord_counts", (_TENURE, ("reported_name", str), ("dwellings", _whole)), _VIA),
    "rent": ("rents", (_TENURE, ("monthly_eur", Decimal)), {"charges": ("charges_included", _answer)}),
    "staff": ("staff", (("role", str), ("headcount", _headcount)), {}),
    "encounters": ("encounters", (("encounters", _whole),), _YEARS),
    "story": ("zooms", (("title", str),), {}),
    "contact": ("contacts", (("name", _name), ("email", _name)), {}),
}
"""For each kind its table, the columns that it needs, and its options with their columns."""
KINDS = frozenset(_ROWS)
"""What a row begins with, after its site."""
_FILLED: Mapping[str, Mapping[str, Any]] = {
    "population_counts": {
        "measure": None,
        "persons": None,
        "qualifier": "exact",
        "period_years": None,
        "as_of": None,
    },
    "housing_counts": {"tenure": None, "dwellings": None, "qualifier": "exact", "communes": None},
    "landlord_counts": {"tenure": None, "reported_name": None, "intermediary": None, "dwellings": None},
    "rents": {"tenure": None, "monthly_eur": None, "qualifier": "exact", "charges_included": None},
    "staff": {"role": None, "headcount": None},
    "encounters": {"encounters": None, "qualifier": "exact", "period_years": None},
    "zooms": {"title": None, "body": ""},
    "contacts": {"name": None, "email": None},
}
"""The columns of each table in order, with what they hold where nothing is said."""
