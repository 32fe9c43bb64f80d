"""Days, months, quarters and years that a text states, with the numerals that each is made of."""

import calendar
import datetime
from dataclasses import dataclass
from typing import Literal

import regex

from extractors.source.document import Span
from extractors.view.numerals import CARDINAL
from extractors.view.view import View

Grain = Literal["day", "month", "quarter", "year"]

MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_SHORT = ("jan", "janv", "fev", "fevr", "avr", "juil", "sept", "oct", "nov", "dec")
_NUMBER = {
    name: at for at, month in enumerate(MONTHS, 1) for name in (month, *_SHORT) if month.startswith(name)
}
_NTH = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": 4}

_MONTH = rf"(?<month>(?:{'|'.join(MONTHS)})(?!\p{{L}})|(?:{'|'.join(_SHORT)})(?:\.|(?=[ -]0)))"
_DAY = regex.compile(
    rf"[02](?: ?er)?(?: ?(?:et|au|a|ou|-|/) ?(?:le )?[02](?: ?er)?)?[ -]{_MONTH}(?!')", regex.IGNORECASE
)
_OF_YEAR = regex.compile(r"(?: dernier,?|,)?[ -](?:de (?:l'annee )?)?0(?![\p{L}%€])|/0")
_NUMERIC = regex.compile(r"0([./-])0(?:\1(0))?(?![./-]?0)")
_PART = regex.compile(
    r"[02](?: ?(?:ers?|e|emes?|nde?))? (trim|sem)(?:estre|\.)(?: de)?(?: l'annee)? (0)", regex.IGNORECASE
)
_PART_BEFORE = regex.compile(
    r"(?<!\p{L})(?:(premier|deuxieme|second|troisieme|quatrieme|dernier) (trim|sem)estre(?: de)?(?: l'annee)"
    r"?|([TS])(2))[ -]$",
    regex.IGNORECASE,
)
_MONTH_BEFORE = regex.compile(
    rf"(?<![\p{{L}}\d])(?:(?:fin|mi|debut|courant)[ -])?{_MONTH}[ -](?:de )?$", regex.IGNORECASE
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

    `value` is the last day of the month, quarter, half-year or year that is stated, whatever the day; None
    where no year is.
    """

    span: Span
    value: datetime.date | None
    numerals: tuple[int, ...]
    grain: Grain


def last_day(year: int, month: int) -> datetime.date:
    """
    >>> last_day(2016, 2)
    datetime.date(2016, 2, 29)
    """
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def find_dates(view: View) -> list[DateMention]:
    """Every date of a view, in order, none overlapping; a number that only looks like a year is none.

    >>> view = View("Au 1er février 2018, puis fin mars 2024 et en 2031 : 2 019 visites")
    >>> [f"{d.value} {d.grain} {view.quote(d.span)}" for d in find_dates(view)]
    ['2018-02-28 day 1er février 2018', '2024-03-31 month fin mars 2024', '2031-12-31 year 2031']
    """
    found: list[DateMention] = []
    for at in view.numerals_in(Span(0, len(view.text))):
        if found and at < found[-1].span.end:
            continue
        mention = (
            _day(view, at)
            or _numeric(view, at)
            or _part(view, at)
            or _year(view, at, found[-1].span.end if found else 0)
        )
        if mention:
            found.append(mention)
    return found


def _mention(view: View, start: int, end: int, year: int | None, month: int, grain: Grain) -> DateMention:
    span = Span(start, end)
    return DateMention(
        span, None if year is None else last_day(year, month), tuple(view.numerals_in(span)), grain
    )


def _year_at(view: View, at: int) -> int | None:
    """The year that a numeral may be by its form: four digits without a gap, or words."""
    numeral = view.numerals.get(at)
    if numeral is None or view.text[at] != CARDINAL or not 1900 <= numeral.value <= 2100:
        return None
    is_plain = len(numeral.span) == 4 or view.quote(Span(at, at + 1))[0].isalpha()
    return int(numeral.value) if is_plain and numeral.value == int(numeral.value) else None


def _day(view: View, at: int) -> DateMention | None:
    """« 31 décembre 2023 », « 3 et 4 mars », « 1er au 7 juin 2023 »."""
    if not (m := _DAY.match(view.text, at)):
        return None
    month = _NUMBER[m["month"].lower().rstrip(".")]
    of = _OF_YEAR.match(view.text, m.end())
    year = _year_at(view, of.end() - 1) if of else None
    if any(
        not 1 <= view.numerals[day].value <= last_day(year or 2000, month).day
        for day in view.numerals_in(Span(*m.span()))
    ):
        return None
    return _mention(view, at, of.end() if of and year else m.end(), year, month, "day")


def _numeric(view: View, at: int) -> DateMention | None:
    """« 31/12/2035 », « 31.12.25 », « 12/2023 », « 2023-12-31 »."""
    if not (m := _NUMERIC.match(view.text, at)):
        return None
    values = [int(view.numerals[place].value) for place in view.numerals_in(Span(*m.span()))]
    if len(values) == 2:
        values.insert(0, 1)
    elif _year_at(view, at):
        values.reverse()
    day, month, year = values
    year += 2000 if year < 100 and len(values) == 3 and m[2] else 0
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= last_day(year, month).day):
        return None
    return _mention(view, at, m.end(), year, month, "day" if m[2] else "month")


def _part(view: View, at: int) -> DateMention | None:
    """« 1er trimestre 2024 », « 2e semestre de l'année 2023 »."""
    m = _PART.match(view.text, at)
    return (
        _of_year(view, at, m.end(), int(view.numerals[at].value), m[1], _year_at(view, m.start(2)))
        if m
        else None
    )


def _of_year(view: View, start: int, end: int, nth: int, part: str, year: int | None) -> DateMention | None:
    months = 3 if part.lower().startswith("t") else 6
    return (
        _mention(view, start, end, year, nth * months, "quarter")
        if year and 1 <= nth <= 12 // months
        else None
    )


def _year(view: View, at: int, floor: int) -> DateMention | None:
    """A year behind the name of a month or of a quarter, or that stands by itself; `floor` is where the last
    date ended."""
    year = _year_at(view, at)
    if year is None:
        return None
    start = max(view.text.rfind("\n", 0, at) + 1, at - 40)
    before = view.text[start:at]
    if m := _PART_BEFORE.search(before):
        nth = _NTH[m[1].lower()] if m[1] else int(view.numerals[start + m.start(4)].value)
        half = 2 if nth == 4 and m[2] and m[2].lower() == "sem" else nth
        return _of_year(view, start + m.start(), at + 1, half, m[2] or m[3], year)
    if m := _MONTH_BEFORE.search(before):
        if _DAY_BEFORE.search(before[: m.start()]):
            return None  # the 32nd of March
        return _mention(
            view, start + m.start(), at + 1, year, _NUMBER[m["month"].lower().rstrip(".")], "month"
        )
    if m := _RANGE.match(view.text, at):
        until = view.numerals[m.start(1)].value
        last = _year_at(view, m.start(1)) or (int(year // 100 * 100 + until) if 10 <= until < 100 else 0)
        if year < last <= year + 60 and not _COUNTED.match(view.text, m.end()):
            return _mention(view, at, m.end(), last, 12, "year")
    is_counted = bool(_COUNTED.match(view.text, at + 1))
    follows = floor > start and bool(_AFTER_A_YEAR.fullmatch(view.text, floor, at))
    if (
        _CUE.search(before)
        or _OPENED.search(before)
        or _ALONE.match(view.text, at)
        or ((follows or _OF.search(before)) and not is_counted)
    ):
        return _mention(view, at, at + 1, year, 12, "year")
    return None
