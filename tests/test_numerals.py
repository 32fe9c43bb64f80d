"""Numbers in French, cases sorted by what they are."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.view.numerals import ARTICLE, CARDINAL, DAMAGED, find_numerals, word_value


def found(text: str) -> list[tuple[str, str, str]]:
    return [(text[n.span.start : n.span.end], f"{n.value:f}", n.kind) for n in find_numerals(text)]


def values(text: str) -> list[str]:
    return [value for _, value, kind in found(text) if kind == CARDINAL]


def in_words(number: int) -> str:
    """A number below a million in French words, written here a second time to check the reader's first."""
    small = [
        "zéro",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "dix-sept",
        "dix-huit",
        "dix-neuf",
    ]
    tens = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
    if number < 20:
        return small[number]
    if number < 100:
        base = number // 10 * 10 if number // 10 not in (7, 9) else number // 10 * 10 - 10
        rest = number - base
        if rest == 0:
            return tens[base] + ("s" if base == 80 else "")
        return tens[base] + (" et " if rest in (1, 11) and base != 80 else "-") + small[rest]
    if number < 1000:
        head = "cent" if number < 200 else f"{small[number // 100]} cent"
        return head + ("s" if number % 100 == 0 and number >= 200 else "") + (f" {in_words(number % 100)}" if number % 100 else "")
    head = (
        "mille" if number < 2000 else f"{in_words(number // 1000)} mille".replace("cents mille", "cent mille").replace("vingts mille", "vingt mille")
    )
    return head + (f" {in_words(number % 1000)}" if number % 1000 else "")


@given(st.integers(2, 999_999))
def test_every_number_in_words_has_its_value(number: int) -> None:
    words = in_words(number).replace("é", "e")
    assert word_value(words) == number
    assert values(f"en tout {words} logements") == [str(number)]


@given(st.integers(0, 10**9), st.sampled_from([" ", ".", ""]))
def test_every_number_in_digits_has_its_value_whatever_parts_its_thousands(number: int, gap: str) -> None:
    digits = f"{number:,}".replace(",", gap)
    assert values(f"en tout {digits} logements") == [str(number)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plus de 5 000 rencontres", ["5000"]),
        ("5.000 rencontres", ["5000"]),
        ("341,75 euros", ["341.75"]),
        ("Toit et Jolie (6 logements), SIEMP (3)", ["6", "3"]),
        ("une vingtaine de personnes", ["20"]),
        ("une demi-douzaine", ["6"]),
        ("deux centaines de personnes", ["200"]),
        ("au 31/12/2019", ["31", "12", "2019"]),
        ("au 31.12.2019", ["31", "12", "2019"]),
        ("de 14 h à 17 h", ["14", "17"]),
        ("en 2014, 120 personnes", ["2014", "120"]),
        ("en 2014 120 personnes", ["2014", "120"]),
        ("58logements captes", ["58"]),
        ("six a huit locataires", ["6", "8"]),
        ("neuf logements", ["9"]),
        ("en tout neuf logements", ["9"]),
        ("plus d'un millier de visites", ["1000"]),
        ("deux milliers de visites", ["2000"]),
        ("une bonne vingtaine", ["20"]),
        ("onze cents rencontres", ["1100"]),
        ("seize cent cinquante", ["1650"]),
        ("5 mille euros", ["5000"]),
        ("un million d'euros", ["1000000"]),
        ("1,2 million d'euros", ["1200000"]),
        ("34 millions d'euros", ["34000000"]),
        ("deux milliards d'euros", ["2000000000"]),
        ("deux millions cinq cent mille", ["2500000"]),
        ("12 k€ et 3 M€", ["12000", "3000000"]),
        ("12 k et 3 M. Dupont", ["12", "3"]),
        ("en sept. 2017, sept logements", ["2017", "7"]),
        ("388€ par mois", ["388"]),
        ("0,6ETP", ["0.6"]),
        ("1'200 visites", ["1200"]),
    ],
)
def test_numbers_that_count(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    ["un logement neuf", "flambant neuf", "Immobiliere 3F", "bt.1chezsoi@gmail.com", "le 18eme arrondissement", "58² logements", "l20 personnes",
     "5O personnes", "1O5 logements", "pour cent", "plusieurs dizaines", "1 er fevrier", "4e etage", "XIIe", "2eme", "T2", "06 12 34 56 78",
     "+33 6 12 34 56 78", "deux.toits@asso.fr", "www.2toits.example"],
)  # fmt: skip
def test_numbers_that_must_not_count(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("l20 personnes", "120"), ("5O personnes", "50"), ("1O5 logements", "105"), ("10,069 visites", "10069"), ("069 visites", "69")],
)
def test_digits_confused_with_letters_are_shown_with_what_they_may_mean(text: str, value: str) -> None:
    assert [(v, kind) for _, v, kind in found(text)] == [(value, DAMAGED)]


def test_un_and_une_are_articles_until_a_pattern_counts_with_them() -> None:
    assert found("un coordinateur, une secretaire") == [("un", "1", ARTICLE), ("une", "1", ARTICLE)]


def test_a_thousand_in_words_is_about_a_thousand() -> None:
    (thousand,) = find_numerals("un millier")
    assert (thousand.value, thousand.is_approximate) == (Decimal(1000), True)


@pytest.mark.parametrize(
    "text", ["1 " * 5000, "1" * 10_000, "1O" * 5000, "a@" * 5000, "quatre-vingt-" * 770, "mille " * 2000, "+33 " * 2500, "1.1." * 2500]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    list(find_numerals(text))
    assert time.process_time() - started < 1


def test_about_is_in_the_number_itself() -> None:
    (twenty,) = find_numerals("une vingtaine")
    assert (twenty.value, twenty.is_approximate) == (Decimal(20), True)
