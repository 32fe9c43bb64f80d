"""French numbers, in digits and in words, wherever they stand in a folded text."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import TypeAlias

import regex

from extractors.source.document import Span
from extractors.view.words import WORDS, any_of

CARDINAL, ARTICLE, BOUND, DAMAGED = "0", "1", "2", "3"
"""What a numeral becomes in the view that patterns match: a number; un/une; digits that are part of a word or
a
telephone number; digits that were damaged, which nothing matches: they are shown to a person."""

_SMALL, _COLLECTIVE, _SCALE = WORDS["numbers"], WORDS["collectives"], WORDS["scales"]
_UNIT = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf)"
_TEEN = r"(?:dix[- ](?:sept|huit|neuf)|dix|onze|douze|treize|quatorze|quinze|seize)"
_TENS = r"(?:quatre[- ]vingts?|soixante|vingt|trente|quarante|cinquante|septante|octante|huitante|nonante)"
_BELOW_100 = rf"(?:{_TENS}(?:[- ](?:et[- ])?(?:{_TEEN}|{_UNIT}|une?))?|{_TEEN}|{_UNIT})"
_HUNDREDS = rf"(?:(?:{_UNIT}|(?!dix[- ]cent){_TEEN})[- ])?cents?"
_BELOW_1000 = rf"(?:{_HUNDREDS}(?:[- ](?:{_BELOW_100}|une?))?|{_BELOW_100})"
_BELOW_MILLION = rf"(?:(?:{_BELOW_1000}[- ])?mille(?:[- ](?:{_BELOW_1000}|une?))?|{_BELOW_1000})"
_NO_NUMBER = r"(?!sept\.? ?(?:19|20)\d\d(?!\d))(?!(?<=pour )cent\b)"
_WORDS = regex.compile(
    rf"{_NO_NUMBER}(?:(?:{_BELOW_MILLION}|une?)[- ]milli(?:on|ard)s?(?:[- ]{_BELOW_MILLION})?|"
    rf"{_BELOW_MILLION})\b(?!\.\p{{L}})"
)
_ABOUT = regex.compile(
    rf"(?:(?<many>une?|{_UNIT}) (?:bonne |petite |grosse |demi-(?<half>))?|(?<=la |cette ))"
    rf"(?<collective>{'|'.join(_COLLECTIVE)})s?\b"
)
_FIRST = regex.compile(
    rf"\b(?:{'|'.join([*_SMALL, 'cents?', 'mille', *(f'{word}s?' for word in _COLLECTIVE)])})\b"
)
"""The words that a number may begin with; these expressions are matched on small letters."""
_DATE = (
    r"(?<date>(?<!\d)(?<day>\d{1,2})(?<sep>[./-])(?<month>\d{1,2})(?P=sep)(?<year>\d{4}|\d{2})(?!\w|[.,]\d))"
)
_PHONE = r"(?<phone>(?<!\d)(?:\+33 ?\(?0?\)? ?[1-9]|0[1-9])(?:[ .-]?\d\d){4}(?!\d))"
_GROUPED = r"(?<grouped>(?<![\d.,])\d{1,3}(?<gap>[ .'])\d{3}(?:(?P=gap)\d{3})*(?:,\d{1,2})?(?!\d|,\d))"
_FOREIGN = r"(?<foreign>(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d))"
_PLAIN = r"(?<digits>\d+(?:[.,]\d{1,2}(?!\d))?)"
_DIGITS = regex.compile("|".join((_DATE, _PHONE, _GROUPED, _FOREIGN, _PLAIN)))
_RUN = regex.compile(r"\d+")
_SCALED = regex.compile(r" ?(k|K|M|Mds?)(?= ?€| ?euros?\b| d'euros?\b)| ((?i:mille|millions?|milliards?))\b")
_ADDRESS = regex.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@[\w.-]+|(?:https?://|www\.)\S+", regex.IGNORECASE)
_SIGN_OF_ADDRESS = regex.compile(r"@|://|[wW]{3}\.")
_CONFUSED_WORD = regex.compile(r"(?<!\w)(?=\d*[OolI])[\dOolI]++(?!\w)")
_CONFUSED = str.maketrans("OolI", "0011")
_CONFUSING, _SCALES = frozenset("OolI"), frozenset("kKmM")
_NEUF = regex.compile(rf"(?<=\b{any_of('new')}\s)neuf\b(?! \p{{Ll}}+[sx]\b)")
_ORDINAL = regex.compile(r"(?:(?:ers?|eres?|emes?|es?|nde?s?|iemes?)| (?:ere?|i?eme)s?)\b", regex.IGNORECASE)
_GLUED_WORD = regex.compile(r"[a-z]{4,}|(?:ans|mois|etp|ETP)\b")
_MARKS = tuple("²³¹⁰⁴⁵⁶⁷⁸⁹_")
"""A mark that a digit was glued to or lost in: such a number is shown, never matched."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: its place, its value, and how it may be matched (CARDINAL, ARTICLE, BOUND or
    DAMAGED)."""

    span: Span
    value: Decimal
    kind: str = CARDINAL
    is_approximate: bool = False


def word_value(words: str) -> int:
    """The value of a French number in words, as matched by this module's grammar.

    >>> words = ("quatre-vingt-dix-huit", "onze cents", "deux mille cent trois", "un million")
    >>> [word_value(w) for w in words]
    [98, 1100, 2103, 1000000]
    """
    total = current = 0
    for word in words.lower().replace("-", " ").split():
        if word == "et":
            continue
        if word in ("cent", "cents"):
            current = max(current, 1) * 100
        elif (scale := word.rstrip("s")) in _SCALE:
            below = total if _SCALE[scale] > 1000 else 0
            total, current = total - below + max(below + current, 1) * _SCALE[scale], 0
        elif word in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # quatre-vingts
        else:
            current += _SMALL[word]
    return total + current


def find_numerals(text: str) -> Iterator[Numeral]:
    """Every number of a folded text, in order; `un` and `une` come as ARTICLE, for a pattern to claim or
    leave.

    >>> text = "plus de 5 000 rencontres, une vingtaine, 341,75 euros, Immobiliere 3F"
    >>> [(str(n.value), n.kind) for n in find_numerals(text)]
    [('5000', '0'), ('20', '0'), ('341.75', '0'), ('3', '2')]
    """
    end = 0
    for start, stop, numerals in sorted(
        [*_in_addresses(text), *_in_digits(text), *_in_words(text)], key=itemgetter(0)
    ):
        if start >= end:
            yield from numerals
            end = stop


_Found: TypeAlias = tuple[int, int, list[Numeral]]
"""Where a number, a date or an address starts and ends, and the numerals in it."""


def _in_addresses(text: str) -> Iterator[_Found]:
    end = 0
    for sign in _SIGN_OF_ADDRESS.finditer(text):
        if sign.start() >= end and (
            m := _ADDRESS.search(text, max(end, sign.start() - 65), sign.end() + 400)
        ):
            end = m.end()
            yield (
                m.start(),
                end,
                [Numeral(Span(*d.span()), Decimal(d[0]), BOUND) for d in _RUN.finditer(text, m.start(), end)],
            )


def _in_digits(text: str) -> Iterator[_Found]:
    end = 0
    for run in _RUN.finditer(text):
        start, stop = run.span()
        if start < end:
            continue
        before, is_international = text[max(start - 40, 0) : start], text[start - 1 : start] == "+"
        first = start - len(before) + len(before.rstrip("OolI"))
        if (first < start or text[stop : stop + 1] in _CONFUSING) and (
            m := _CONFUSED_WORD.match(text, first)
        ):
            end = m.end()
            yield first, end, [Numeral(Span(first, end), Decimal(m[0].translate(_CONFUSED)), DAMAGED)]
            continue
        is_plain = not text[stop + 1 : stop + 2].isdigit() and stop - start < 9 and not is_international
        m = None if is_plain else _DIGITS.match(text, start - is_international) or _DIGITS.match(text, start)
        start, end = m.span() if m else (start, stop)
        if m and m["date"]:
            yield (
                start,
                end,
                [Numeral(Span(*m.span(part)), Decimal(m[part])) for part in ("day", "month", "year")],
            )
        elif m and m["phone"]:
            yield (
                start,
                end,
                [Numeral(Span(start, end), Decimal("".join(filter(str.isdigit, m["phone"]))), BOUND)],
            )
        elif m and m["foreign"]:  # 10,069: ten and a little, or ten thousand
            yield start, end, [Numeral(Span(start, end), Decimal(m["foreign"].replace(",", "")), DAMAGED)]
        else:
            digits = run[0] if not m else m["grouped"].replace(m["gap"], "") if m["grouped"] else m["digits"]
            value, kind = Decimal(digits.replace(",", ".")), _kind(text, start, end, digits)
            if text[end : end + 2].strip()[:1] in _SCALES and (scaled := _SCALED.match(text, end)):
                end, value, kind = (
                    scaled.end(),
                    value * _SCALE[(scaled[1] or scaled[2]).lower().rstrip("s")],
                    CARDINAL,
                )
                value = Decimal(int(value)) if value == int(value) else value
            yield start, end, [Numeral(Span(start, end), value, kind)]


def _kind(text: str, start: int, end: int, digits: str) -> str:
    before, after = text[start - 1 : start], text[end : end + 1]
    if (
        before.isalpha()
        or (after.isalpha() and not _GLUED_WORD.match(text, end))
        or _ORDINAL.match(text, end)
    ):
        return BOUND
    return (
        DAMAGED
        if before == "_"
        or after in _MARKS
        or digits[:2] == "00"
        or (digits[0] == "0" and digits[1:3].isdigit() and len(digits) > 2)
        else CARDINAL
    )


def _in_words(text: str) -> Iterator[_Found]:
    small = text.lower()
    small = small if len(small) == len(text) else text
    end = 0
    for first in _FIRST.finditer(small):
        start = first.start()
        if start < end:
            continue
        if m := _ABOUT.match(small, start):
            value = Decimal((word_value(m["many"]) if m["many"] else 1) * _COLLECTIVE[m["collective"]])
            numeral = Numeral(
                Span(*m.span()), value / 2 if m["half"] is not None else value, is_approximate=True
            )
        elif (m := _WORDS.match(small, start)) and not (m[0] == "neuf" and _NEUF.match(small, start)):
            numeral = Numeral(Span(*m.span()), Decimal(word_value(m[0])))
        elif first[0] in ("un", "une"):
            numeral = Numeral(Span(*first.span()), Decimal(1), ARTICLE)
        else:
            continue
        end = numeral.span.end
        yield start, end, [numeral]
