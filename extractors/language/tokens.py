"""A view's words with their lexical classes: what evidence is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex

from extractors.language.lexicon import classes_of, phrase_at
from extractors.source.document import Span
from extractors.view.view import View

NUMBER, BROKEN_LINE, LEADERS = "NUMBER", "⏎", "…"
"""The class of a cardinal number, the token that stands where a line of the source ends inside a block, and that for « ..... »."""

_TOKEN = regex.compile(r"(?<word>\p{L}+'?)|(?<digit>[0-3])|(?<mark>[^\s\w])")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a mark or a name of a view, with what it may stand for.

    `word` is in lower case; `classes` come from the lexicon, or are what a name is (LANDLORD, ROLE, DATE, PLACE).
    """

    span: Span
    word: str
    classes: tuple[str, ...]
    is_capital: bool = False


def tokens_of(view: View, names: Mapping[int, tuple[int, str]]) -> list[list[Token]]:
    """The tokens of each block of a view, in order.

    `names` holds names that are one token: where one starts → where it ends, and its class.
    """
    return [list(_block_tokens(view, block.span, names)) for block in view.blocks]


def _block_tokens(view: View, span: Span, names: Mapping[int, tuple[int, str]]) -> Iterable[Token]:
    text, at, end = view.text, span.start, span.end
    found: list[Token] = []
    breaks = view.line_starts
    while m := _TOKEN.search(text, at, end):
        start = m.start()
        if start in breaks and found:
            found.append(Token(Span(start, start), BROKEN_LINE, ()))
        name = names.get(start)
        if name is not None:
            at = name[0]
            found.append(Token(Span(start, at), name[1], (name[1],), True))
            continue
        at = m.end()
        if m["word"]:
            word = m["word"].lower()
            found.append(Token(Span(start, at), word, classes_of(word), m["word"][0].isupper()))
        elif m["digit"]:
            found.append(Token(Span(start, at), m["digit"], (NUMBER,) if m["digit"] == "0" else ()))
        elif found and found[-1].word in (m["mark"], LEADERS) and m["mark"] in "._-":
            found[-1] = Token(Span(found[-1].span.start, at), LEADERS, ())
        else:
            found.append(Token(Span(start, at), m["mark"], classes_of(m["mark"])))
    return _with_phrases(found)


def _with_phrases(tokens: list[Token]) -> list[Token]:
    """The tokens with the classes of phrases of several words given to their first and last word."""
    places = [place for place, token in enumerate(tokens) if token.word != BROKEN_LINE]
    words = [tokens[place].word for place in places]
    for index, word in enumerate(words):
        phrase = phrase_at(words, index, word)
        if phrase is not None:
            length, classes = phrase
            for place in {places[index], places[index + length - 1]}:
                token = tokens[place]
                tokens[place] = Token(token.span, token.word, (*token.classes, *classes), token.is_capital)
    return tokens
