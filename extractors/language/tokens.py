"""A view's words with their lexical classes: what evidence is made of."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import regex

from extractors.language.lexicon import classes_of, first_words, phrase_at, taken, with_classes
from extractors.source.document import Span
from extractors.view.view import View

NUMBER, BROKEN_LINE, LEADERS = "NUMBER", "⏎", "…"
"""The class of a cardinal number, the token that stands where a line of the source ends inside a block, and
that for « ..... »."""

_LEADING = frozenset("._-")
_TOKEN = regex.compile(r"\p{L}+'?|[0-3]|[^\s\w]")


class Token(NamedTuple):
    """A word, a number, a mark or a name of a view, with what it may stand for.

    `word` is in lower case; `classes` come from the lexicon, or are what a name is (LANDLORD, ROLE, DATE,
    PLACE).
    """

    span: Span
    word: str
    classes: tuple[str, ...]
    is_capital: bool = False


def tokens_of(view: View, names: Mapping[int, tuple[int, str]]) -> list[list[Token]]:
    """The tokens of each block of a view, in order.

    `names` holds names that are one token: where one starts → where it ends, and its class.
    """
    breaks = view.line_starts
    return [list(_block_tokens(view, block.span, names, breaks)) for block in view.blocks]


def _block_tokens(
    view: View, span: Span, names: Mapping[int, tuple[int, str]], breaks: frozenset[int]
) -> Iterable[Token]:
    found: list[Token] = []
    end = span.start
    for m in _TOKEN.finditer(view.text, span.start, span.end):
        start = m.start()
        if start < end:
            continue  # inside a name
        if start in breaks and found:
            found.append(Token(Span(start, start), BROKEN_LINE, ()))
        if start in names:
            end, name = names[start]
            found.append(Token(Span(start, end), name, (name,), True))
            continue
        end, text = m.end(), m[0]
        if text in _LEADING and found and found[-1].word in (text, LEADERS):
            found[-1] = Token(Span(found[-1].span.start, end), LEADERS, ())
        else:
            found.append(Token(Span(start, end), *_told(text)))
    return _with_phrases(found)


@lru_cache(maxsize=50_000)
def _told(text: str) -> tuple[str, tuple[str, ...], bool]:
    """A printed word in lower case, its classes, and whether it has a capital."""
    word = text.lower()
    return word, (NUMBER,) if word == "0" else () if word in "123" else classes_of(word), text[0] != word[0]


def _with_phrases(tokens: list[Token]) -> list[Token]:
    """The tokens with the classes of phrases of several words given to their first and last word."""
    places = [place for place, token in enumerate(tokens) if token.word != BROKEN_LINE]
    words = [tokens[place].word for place in places]
    opening = first_words()
    for index, word in enumerate(words):
        if word in opening and (phrase := phrase_at(words, index, word)) is not None:
            length, classes = phrase
            for place in (
                places[index : index + length]
                if taken(classes)
                else {places[index], places[index + length - 1]}
            ):
                token = tokens[place]
                tokens[place] = Token(
                    token.span, token.word, with_classes(token.classes, classes), token.is_capital
                )
    return tokens
