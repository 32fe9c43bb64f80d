"""The word lists of this package: each word or phrase with the kind that it is of and where it was seen."""

from functools import cache

import regex

from extractors.language.spelling import rows

_ARTICLE = regex.compile(r"\bune?\b")


@cache
def words(name: str, *kinds: str) -> frozenset[str]:
    """The forms of some kinds in a list, folded as a view is: « un » and « une » are its digit 1.

    >>> "1 question" in words("contact_words.csv", "label")
    True
    """
    return frozenset(form for form, kind in _forms(name) if kind in kinds)


@cache
def said(name: str, *kinds: str) -> "regex.Pattern[str]":
    """An expression for the forms of some kinds in a list, in whole words."""
    return regex.compile(r"\b(?<!-)\L<forms>\b(?!-)", regex.IGNORECASE, forms=sorted(words(name, *kinds)))


@cache
def _forms(name: str) -> tuple[tuple[str, str], ...]:
    told = rows(name, "extractors.measures")
    return tuple((_ARTICLE.sub("1", row["form"] or ""), row["kind"] or "") for row in told)
