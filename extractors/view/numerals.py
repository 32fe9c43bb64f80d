"""French numbers, in digits and in words, wherever they stand in a folded text."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import regex

from extractors.source.document import Span

CARDINAL, ARTICLE, BOUND, DAMAGED = "0", "1", "2", "3"
"""What a numeral becomes in the view that patterns match: a number; un/une; digits that are part of a word or a
telephone number; digits that were damaged, which nothing matches: they are shown to a person."""

_SMALL = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "octante": 80, "huitante": 80, "nonante": 90,
}  # fmt: skip
_COLLECTIVE = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip

_UNIT = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf)"
_TEEN = r"(?:dix[- ](?:sept|huit|neuf)|dix|onze|douze|treize|quatorze|quinze|seize)"
_ONES = rf"(?:{_TEEN}|{_UNIT}|une?)"
_TENS = r"(?:quatre[- ]vingts?|soixante|vingt|trente|quarante|cinquante|septante|octante|huitante|nonante)"
_BELOW_100 = rf"(?:{_TENS}(?:[- ](?:et[- ])?{_ONES})?|{_TEEN}|{_UNIT})"
_BELOW_1000 = rf"(?:(?:{_UNIT}[- ])?cents?(?:[- ](?:{_BELOW_100}|une?))?|{_BELOW_100})"
_WORDS = rf"(?:(?:{_BELOW_1000}[- ])?mille(?:[- ](?:{_BELOW_1000}|une?))?|{_BELOW_1000})"

_NUMERAL = regex.compile(
    rf"""
      (?<address>(?<![\w.+-])[\w.+-]{{1,64}}+@[\w.-]+|(?:https?://|www\.)\S+)
    | (?<date>(?<!\d)(?<day>\d{{1,2}})(?<sep>[./-])(?<month>\d{{1,2}})(?P=sep)(?<year>\d{{4}}|\d{{2}})(?!\w|[.,]\d))
    | (?<phone>(?<!\d)(?:\+33\ ?\(?0?\)?\ ?[1-9]|0[1-9])(?:[ .-]?\d\d){{4}}(?!\d))
    | (?<confused>(?<!\w)(?=[OolI]*\d)(?-i:[\dOolI]*[OolI][\dOolI]*)(?!\w))
    | (?<grouped>(?<![\d.,])\d{{1,3}}(?:(?<gap>[ .'])\d{{3}})(?:(?P=gap)\d{{3}})*(?:,\d{{1,2}})?(?!\d|,\d))
    | (?<foreign>(?<![\d.,])\d{{1,3}}(?:,\d{{3}})+(?!\d))
    | (?<digits>\d+(?:[.,]\d{{1,2}}(?!\d))?)
    | \b(?:(?<many>une|{_UNIT}|(?<=la\ )|(?<=cette\ )|(?<=d'une\ ))\ ?(?<half>demi-)?(?<collective>{"|".join(_COLLECTIVE)})s?)\b
    | \b(?<words>{_WORDS})\b(?!\.\p{{L}})
    | \b(?<article>une?)\b
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_ADJECTIVE_NEUF = regex.compile(
    r"\b(?:logements?|appartements?|immeubles?|batiments?|residences?|parc|programme\ immobilier|a|mis|tout|flambant|quoi\ de)\s$",
    regex.VERBOSE | regex.IGNORECASE,
)
_PLURAL_NOUN = regex.compile(r"\ \p{Ll}+[sx]\b", regex.VERBOSE)
_PER_CENT = regex.compile(r"\bpour\ $", regex.IGNORECASE)
_ORDINAL = regex.compile(r"(?:ers?|eres?|emes?|es?|e|nde?s?|iemes?)\b", regex.IGNORECASE)
_MARKS = tuple("²³¹⁰⁴⁵⁶⁷⁸⁹_")
_CONFUSED = str.maketrans("OolI", "0011")
"""A mark or letter that a digit was glued to or lost in: such a number is shown, never matched."""
_GLUED_WORD = regex.compile(r"[a-z]{4,}|(?:ans|mois)\b")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: its place, its value, and how it may be matched (CARDINAL, ARTICLE, BOUND or DAMAGED)."""

    span: Span
    value: Decimal
    kind: str = CARDINAL
    is_approximate: bool = False


def word_value(words: str) -> int:
    """The value of a French number in words, as matched by this module's grammar.

    >>> [word_value(w) for w in ("quatre-vingt-dix-huit", "vingt et un", "deux mille cent trois")]
    [98, 21, 2103]
    """
    total = current = 0
    for word in regex.split(r"[- ]+", words.lower()):
        if word == "et":
            continue
        if word in ("cent", "cents"):
            current = max(current, 1) * 100
        elif word == "mille":
            total, current = total + max(current, 1) * 1000, 0
        elif word in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # quatre-vingts
        else:
            current += _SMALL[word]
    return total + current


def find_numerals(text: str) -> Iterator[Numeral]:
    """Every number of a folded text, in order; `un` and `une` come as ARTICLE, for a pattern to claim or leave.

    >>> [(str(n.value), n.kind) for n in find_numerals("plus de 5 000 rencontres, une vingtaine, 341,75 euros, Immobiliere 3F")]
    [('5000', '0'), ('20', '0'), ('341.75', '0'), ('3', '2')]
    """
    for m in _NUMERAL.finditer(text):
        span = Span(*m.span())
        if m["address"]:
            digits = regex.finditer(r"\d+", text, pos=m.start(), endpos=m.end())
            yield from (Numeral(Span(*d.span()), Decimal(d[0]), BOUND) for d in digits)
        elif m["date"]:
            yield from (Numeral(Span(*m.span(part)), Decimal(m[part])) for part in ("day", "month", "year"))
        elif m["phone"]:
            yield Numeral(span, Decimal("".join(filter(str.isdigit, m["phone"]))), BOUND)
        elif m["confused"]:
            yield Numeral(span, Decimal(m["confused"].translate(_CONFUSED)), DAMAGED)
        elif m["foreign"]:  # 10,069: ten and a little, or ten thousand
            yield Numeral(span, Decimal(m["foreign"].replace(",", "")), DAMAGED)
        elif m["grouped"] or m["digits"]:
            yield _digits(m, span, text)
        elif m["collective"]:
            many = word_value(m["many"]) if m["many"] else 1
            value = Decimal(many * _COLLECTIVE[m["collective"].lower()])
            yield Numeral(span, value / 2 if m["half"] else value, is_approximate=True)
        elif m["words"]:
            if not (_is_neuf_adjective(m, text) or _is_per_cent(m, text)):
                yield Numeral(span, Decimal(word_value(m["words"])))
        else:
            yield Numeral(span, Decimal(1), ARTICLE)


def _digits(m: regex.Match[str], span: Span, text: str) -> Numeral:
    digits = m["grouped"].replace(m["gap"], "") if m["grouped"] else m["digits"]
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if before.isalpha() or (after.isalpha() and (_ORDINAL.match(text, span.end) or not _GLUED_WORD.match(text, span.end))):
        kind = BOUND
    else:
        kind = DAMAGED if before == "_" or after in _MARKS or regex.match(r"00|0\d\d", digits) else CARDINAL
    return Numeral(span, Decimal(digits.replace(",", ".")), kind)


def _is_neuf_adjective(m: regex.Match[str], text: str) -> bool:
    if m["words"].lower() != "neuf" or _PLURAL_NOUN.match(text, m.end()):
        return False
    return bool(_ADJECTIVE_NEUF.search(text, max(0, m.start() - 30), m.start()))


def _is_per_cent(m: regex.Match[str], text: str) -> bool:
    return m["words"].lower() == "cent" and bool(_PER_CENT.search(text, max(0, m.start() - 6), m.start()))
