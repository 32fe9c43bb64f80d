"""Dates in French, and numbers that only look like one."""

import time

import pytest

from extractors.language.dates import find_dates
from extractors.source.document import Span
from extractors.view.view import View


def dates(body: str) -> list[tuple[str, str, str]]:
    """The words, the value and the grain of each date of a text."""
    view = View(body)
    return [(view.quote(date.span), str(date.value or "-"), date.grain) for date in find_dates(view)]


@pytest.mark.parametrize(
    ("body", "words", "value", "grain"),
    [
        ("en octobre 2014", "octobre 2014", "2014-10-31", "month"),
        ("à la fin du mois d'août 2034", "août 2034", "2034-08-31", "month"),
        ("Fin mars 2024", "Fin mars 2024", "2024-03-31", "month"),
        ("mi-février 2020", "mi-février 2020", "2020-02-29", "month"),
        ("ouverture mi-2042", "mi-2042", "2042-06-30", "year"),
        ("en sept. 2017", "sept. 2017", "2017-09-30", "month"),
        ("juin-juillet 2023", "juillet 2023", "2023-07-31", "month"),
        ("au 31 décembre 2023", "31 décembre 2023", "2023-12-31", "day"),
        ("1er janvier 2020", "1er janvier 2020", "2020-01-31", "day"),
        ("au 1 er février 2018", "1 er février 2018", "2018-02-28", "day"),
        ("le 30 juin, 53 personnes", "30 juin", "-", "day"),
        ("du 3 au 7 juin 2023", "3 au 7 juin 2023", "2023-06-30", "day"),
        ("31/12/2035", "31/12/2035", "2035-12-31", "day"),
        ("31.12.25", "31.12.25", "2025-12-31", "day"),
        ("2023-12-31", "2023-12-31", "2023-12-31", "day"),
        ("06/2023", "06/2023", "2023-06-30", "month"),
        ("au 1er trimestre 2024", "1er trimestre 2024", "2024-03-31", "quarter"),
        ("au dernier trimestre de 2022", "dernier trimestre de 2022", "2022-12-31", "quarter"),
        ("2e semestre 2023", "2e semestre 2023", "2023-12-31", "quarter"),
        ("fin 2022", "2022", "2022-12-31", "year"),
        ("l'hiver 2020", "2020", "2020-12-31", "year"),
        ("(2023)", "2023", "2023-12-31", "year"),
        ("l'étude (2011-2016)", "2011-2016", "2016-12-31", "year"),
        ("2023-24", "2023-24", "2024-12-31", "year"),
        ("Ouverture ........ 2011", "2011", "2011-12-31", "year"),
    ],
)
def test_a_date_has_the_last_day_of_what_it_states(body: str, words: str, value: str, grain: str) -> None:
    assert dates(body) == [(words, value, grain)]


@pytest.mark.parametrize(
    "body",
    [
        "12 maintenues, 29 maisons, 2 maîtresses, 104 Mainvillois",
        "mars dernier",
        "le 32 mars 2024",
        "décembre 20 14",
        "Logements captés : 2012",
        "plus de 2019 rencontres",
        "2 019 rencontres",
        "(2030 places)",
        "décret n° 2016-1940",
        "0,5 - 12 logements",
        "2019 visites et 2020 rencontres",
    ],
)
def test_what_only_looks_like_a_date_is_none(body: str) -> None:
    assert dates(body) == []


def test_a_count_beside_its_year_stays_a_count() -> None:
    assert dates("En 2021, l'équipe a totalisé 2 019 rencontres.") == [("2021", "2021-12-31", "year")]


def test_several_dates_of_a_sentence() -> None:
    assert [words for words, _, _ in dates("entre le 8 janvier et le 2 février 2031, contre 90 fin 2020, de 2019 à 2022")] == [
        "8 janvier", "2 février 2031", "2020", "2019", "2022",
    ]  # fmt: skip


def test_a_date_names_its_numerals() -> None:
    view = View("Au 31 décembre 2023, 57 personnes")
    (date,) = find_dates(view)
    assert [view.quote(Span(at, at + 1)) for at in date.numerals] == ["31", "2023"]


@pytest.mark.parametrize(
    "body", ["1 " * 5000, "mars " * 2000, "2019-" * 2000, "12 mars " * 1250, "1/" * 5000, "fin de " * 1400 + "2020", "(2019) " * 1400]
)
def test_hostile_text_is_read_in_linear_time(body: str) -> None:
    view = View(body)
    started = time.process_time()
    find_dates(view)
    assert time.process_time() - started < 1


def test_a_count_before_the_day_of_a_stock_is_no_day() -> None:
    assert [words for words, *_ in dates("14 ménages relogés, 13 au 31 mai 2024")] == ["31 mai 2024"]
    assert [words for words, *_ in dates("fermé du 13 au 31 mai 2024, puis les 3 et 4 juin 2024")] == ["13 au 31 mai 2024", "3 et 4 juin 2024"]
