"""The different words of a text: each is looked up once, however often it stands there."""

from functools import lru_cache

import regex

_WORD = regex.compile(r"\p{L}{2,}")


@lru_cache(maxsize=2)
def _vocabulary(text: str) -> tuple[frozenset[str], list[tuple[str, str]]]:
    """The words of two letters or more as they are printed, and those with capitals in small letters too."""
    words = frozenset(_WORD.findall(text))
    return words, [(word, word.lower()) for word in words if not word.islower()]


def places_of(text: str, forms: frozenset[str]) -> list[tuple[int, int]]:
    """Where words of some forms stand in a text, in order; a form in capitals is no other's.

    >>> places_of("Zoom sur l'AMP et le zoom, l'amp", frozenset({"zoom", "AMP"}))
    [(0, 4), (11, 14), (21, 25)]
    """
    words, capitals = _vocabulary(text)
    found: list[tuple[int, int]] = []
    for word in {*forms.intersection(words), *(word for word, small in capitals if small in forms)}:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not (text[at - 1 : at].isalpha() or text[end : end + 1].isalpha()):
                found.append((at, end))
            at = text.find(word, end)
    return sorted(found)
