"""Spellings: what makes two printed names one, and the data files of names."""

import csv
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

import regex

from extractors.language.seen import is_withheld, taught_rows

_PIECE = regex.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """Lower case without accents, ligatures opened.

    >>> plain("Élogie, Œuvre")
    'elogie, oeuvre'
    """
    if text.isascii():
        return text.lower()
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def slug(name: str) -> str:
    """
    >>> slug("Côtes-d'Armor"), slug("Immobilière 3F")
    ('cotes-d-armor', 'immobiliere-3f')
    """
    return "-".join(_PIECE.findall(plain(name)))


def key(name: str) -> str:
    return slug(name).replace("-", "")


def rows(name: str, package: str = "extractors.language") -> Iterator[dict[str, str | None]]:
    """The rows of a data file of a package, but for those that a study withholds."""
    lines = files(package).joinpath("data", name).read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        if not is_withheld(row):
            yield {column: value or None for column, value in row.items()}
    columns = lines[0].split(",")
    for more in taught_rows(name):
        yield {column: more.get(column) or None for column in columns}
