"""Days, months, quarters and years that a text states, with the numerals that each is made of."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import regex

from extractors.source.document import Span
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

Grain = Literal["day", "month", "quarter", "year"]

Stated = tuple[int, int, datetime.date | None, Grain]
"""Where a date starts and ends, its last day and its grain."""

_FIRST, _LAST = 1900, 2100
"""Years that a brochure speaks of."""
_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()  # noqa: SIM905
_SHORT = "jan janv fev fevr avr juil sept oct nov dec".split()  # noqa: SIM905
_NUMBER = {
    name: at for at, month in enumerate(_MONTHS, 1) for name in (month, *_SHORT) if month.startswith(name)
}
_NTH = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": 4}
_PARTS = {"t": 4, "s": 2}
"""How many quarters and half-years a year has."""

_MONTH = rf"(?<month>(?:{'|'.join(_MONTHS)})(?!\p{{L}})|(?:{'|'.join(_SHORT)})(?:\.|(?=[ -]0)))"
_FULL = regex.compile(
    rf"""
      (?<days>[02](?:\ ?er)?(?:(?:\ ?(?:et|a|ou|-|/)|(?<=\bdu\ .{{1,4}})\ au)\ ?(?:le\ )?[02](?:\ ?er)?)?
        [ -]{_MONTH}(?!'))
      (?:(?:\ dernier,?|,)?[ -](?:de\ (?:l'annee\ )?)?(?<of>0)(?![\p{{L}}%€])|/(?<of>0))?
    | 0([./-])0(?<full>\4(0))?(?![./-]?0)
    | [02](?:\ ?(?:ers?|e|emes?|nde?))?\ (?<part>[ts])(?:rim|em)(?:estre|\.)(?:\ de)?(?:\ l'annee)?\ (?<of>0)
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
"""What begins with a number and is a date: « 3 et 4 mars », « 12/2023 », « 2e semestre 2023 »."""
_BEFORE_A_YEAR = regex.compile(
    rf"""
    (?<!\p{{L}})(?:
      (?<nth>premier|deuxieme|second|troisieme|quatrieme|dernier)\ (?<part>[ts])(?:rim|em)estre
        (?:\ de)?(?:\ l'annee)?
    | (?<part>[TS])(?<digit>2)
    | (?<mid>mi)
    | (?<!\d)(?:(?:fin|mi|debut|courant)[ -])?{_MONTH}
    )[ -](?<of>(?<!mi.)de\ )?$
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_DAY_BEFORE = regex.compile(r"[02](?: ?er)?[ -]$")
_RANGE = regex.compile(r"0 ?[-/] ?(0)(?![./-]?0)")
_AFTER_A_YEAR = regex.compile(r" ?(?:et|a|-|/|ou|,|puis|et en) ?")
_CUES = (
    "en depuis fin debut courant mi annee annees an d'ici horizon jusqu'en jusqu'a exercice exercices "
    "rentree noel ete automne hiver printemps "
    "millesime cuvee edition bilan rapport brochure chiffres cles donnees activite plan promotion objectif "
    "objectifs entre saison copyright lettre "
    "vers sites synthese partir active budget"
)
_CUE = regex.compile(
    r"(?:(?<!\p{L})\L<cues>(?: annuelle?s?| de| d'| a| l'annee| fin)*[ -]|d'ici (?:a )?|©)$",
    regex.IGNORECASE,
    cues=_CUES.split(),
)
_OPENED = regex.compile(
    r"(?:ouverture|ouverte?s?|creation|demarrage|lancement|cree|nee?)(?: en)? ?(?:\.{2,99}|:)? ?$",
    regex.IGNORECASE,
)
_ALONE = regex.compile(r"(?<=\()0(?= ?[):,;-])|^0(?= : 0$)", regex.MULTILINE)
_OF = regex.compile(
    r"(?<!plus |moins |pres |total |ordre |quelque |nombre )(?<!\p{L})(?:de|avant|apres|pour) $",
    regex.IGNORECASE,
)
_COUNTED = regex.compile(
    r" (?!(?:fois|pas|plus|dans|sous|sans|apres|les|des|mais|vers|alors)\b)\p{L}+[sx](?!\p{L})| ?[€%]| euro",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `span` of the view; `numerals` are the places of the numbers in it.

    `value` is the last day of the month, quarter or year that is stated, whatever the day; of a year's middle
    it is that of June; None where no year is.
    """

    span: Span
    value: datetime.date | None
    numerals: tuple[int, ...]
    grain: Grain


@lru_cache(1000)
def last_day(year: int, month: int) -> datetime.date:
    """
    >>> last_day(2016, 2)
    datetime.date(2016, 2, 29)
    """
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)


def find_dates(view: View) -> list[DateMention]:
    """Every date of a view, in order, none overlapping; a number that only looks like a year is none.

    >>> view = View("Au 1er février 2018, puis fin mars 2024 et en 2031 : 2 019 visites")
    >>> [f"{d.value} {d.grain} {view.quote(d.span)}" for d in find_dates(view)]
    ['2018-02-28 day 1er février 2018', '2024-03-31 month fin mars 2024', '2031-12-31 year 2031']
    """
    full = {m.start(): m for m in _FULL.finditer(view.text, overlapped=True)}
    found: list[DateMention] = []
    end = 0
    for at, numeral in view.numerals.items():
        if at < end:
            continue
        stated = _full(view, full[at]) if at in full else None
        if stated is None and _FIRST <= numeral.value <= _LAST:
            stated = _year(view, at, end)
        if stated is not None:
            start, end, value, grain = stated
            span = Span(start, end)
            found.append(DateMention(span, value, tuple(view.numerals_in(span)), grain))
    return [*_with_years(view, found)]


def _with_years(view: View, dates: Iterable[DateMention]) -> Iterator[DateMention]:
    """The dates; a day without its year has that of the only one in which the text has that day too."""
    days = [(date, _day(view, date)) for date in dates]
    years: dict[object, set[datetime.date]] = defaultdict(set)
    for date, day in days:
        years[day].update([date.value] if date.value else [])
    for date, day in days:
        is_known = date.value or day is None or len(years[day]) != 1
        yield date if is_known else replace(date, value=min(years[day]))


def _day(view: View, date: DateMention) -> tuple[int, int] | None:
    """The day and the month of a date that states them."""
    m = _FULL.match(view.text, date.span.start)
    days = view.numerals_in(Span(m.start(), m.end("days"))) if m and m["days"] else ()
    return (int(view.numerals[days[-1]].value), _month(m)) if m and days else None


def of_year(view: View, date: DateMention, year: int) -> datetime.date:
    """The last day of the month that a date's day lies in, in a year."""
    day = _day(view, date)
    return last_day(year, day[1]) if day else date.value or last_day(year, 12)


def _year_at(view: View, at: int) -> int | None:
    """The year that a numeral may be by its form: four digits without a gap, or words."""
    numeral = view.numerals[at]
    if view.text[at] != CARDINAL or not _FIRST <= numeral.value <= _LAST:
        return None
    is_plain = len(numeral.span) == 4 or view.quote(Span(at, at + 1))[0].isalpha()
    return int(numeral.value) if is_plain else None


def _full(view: View, m: "regex.Match[str]") -> Stated | None:
    """A date that begins with a number: « 3 mars », « 31.12.25 », « 2023-12 », « 1er trimestre 2024 »."""
    at = m.start()
    year = _year_at(view, m.start("of")) if m["of"] else None
    if m["part"]:
        return _part(at, m.end(), int(view.numerals[at].value), m["part"], year)
    if m["days"]:
        month, end = _month(m), m.end() if year else m.end("days")
        days = [view.numerals[day].value for day in view.numerals_in(Span(at, m.end("days")))]
        last = last_day(year or 2000, month)
        return (at, end, last if year else None, "day") if all(1 <= day <= last.day for day in days) else None
    values = [int(view.numerals[place].value) for place in view.numerals_in(Span(*m.span()))]
    if len(values) == 2:
        values.insert(0, 1)
    elif _year_at(view, at):
        values.reverse()
    day, month, year = values
    year += 2000 if year < 100 and m["full"] else 0
    if not (_FIRST <= year <= _LAST) or not 1 <= month <= 12 or not 1 <= day <= last_day(year, month).day:
        return None
    return at, m.end(), last_day(year, month), "day" if m["full"] else "month"


def _month(m: "regex.Match[str]") -> int:
    return _NUMBER[m["month"].lower().rstrip(".")]


def _part(start: int, end: int, nth: int, part: str, year: int | None) -> Stated | None:
    parts = _PARTS[part.lower()]
    return (start, end, last_day(year, nth * 12 // parts), "quarter") if year and 1 <= nth <= parts else None


def _year(view: View, at: int, floor: int) -> Stated | None:
    """A year behind the name of a month or of a quarter, or that stands by itself; `floor` is where the last
    date ended."""
    year, text = _year_at(view, at), view.text
    if year is None:
        return None
    start = max(text.rfind("\n", 0, at) + 1, at - 40)
    if m := _BEFORE_A_YEAR.search(text, start, at):
        if m["part"]:
            nth = _NTH[m["nth"].lower()] if m["nth"] else int(view.numerals[m.start("digit")].value)
            is_second = nth == 4 and m["nth"] and m["part"] in "sS"  # « dernier semestre »
            return _part(m.start(), at + 1, 2 if is_second else nth, m["part"], year)
        if m["mid"]:
            return m.start(), at + 1, last_day(year, 6), "year"
        is_of_a_day = _DAY_BEFORE.search(text, start, m.start())  # the 32nd of March
        return None if is_of_a_day else (m.start(), at + 1, last_day(year, _month(m)), "month")
    if m := _RANGE.match(text, at):
        until = view.numerals[m.start(1)].value
        last = _year_at(view, m.start(1)) or (int(year // 100 * 100 + until) if 10 <= until < 100 else 0)
        if year < last <= year + 60 and not _COUNTED.match(text, m.end()):
            return at, m.end(), last_day(last, 12), "year"
    follows = floor > start and _AFTER_A_YEAR.fullmatch(text, floor, at)
    is_alone = _CUE.search(text, start, at) or _OPENED.search(text, start, at) or _ALONE.match(text, at)
    if is_alone or ((follows or _OF.search(text, start, at)) and not _COUNTED.match(text, at + 1)):
        return at, at + 1, last_day(year, 12), "year"
    return None
