"""The word lists of this package: each word or phrase with the kind that it is of and where it was seen."""

from collections.abc import Mapping
from functools import cache

import regex

from extractors.language.spelling import rows

_ARTICLE = regex.compile(r"\bune?\b")


def words(name: str, kind: str) -> frozenset[str]:
    """The forms of one kind in a list, folded as a view is: « un » and « une » are its digit 1.

    >>> "1 question" in words("contact_words.csv", "label")
    True
    """
    return _lists(name).get(kind, frozenset())


@cache
def _lists(name: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows(name, "extractors.measures"):
        found.setdefault(row["kind"] or "", set()).add(_ARTICLE.sub("1", row["form"] or ""))
    return {kind: frozenset(forms) for kind, forms in found.items()}
