"""Numbers that are no figures of the contract: every kind of the data file is tried on its own examples."""

import time

import pytest

from extractors.language.dates import find_dates
from extractors.measures.asides import Aside, find_asides, kinds
from extractors.source.document import Span
from extractors.view.view import View

EXAMPLES = [(kind.name, example) for kind in kinds().values() for example in kind.examples]
NEVER = [(kind.name, example) for kind in kinds().values() for example in kind.never]


def asides(body: str) -> dict[str, Aside]:
    """The asides of a text by the words of their number."""
    view = View(body)
    return {view.quote(Span(at, at + 1)): aside for at, aside in find_asides(view, find_dates(view)).items()}


def aside_of(example: str) -> Aside | None:
    """The aside that the number in <> is, if it is one."""
    start, end = example.index("<"), example.index(">") - 1
    view = View(example.replace("<", "").replace(">", ""))
    found = find_asides(view, find_dates(view))
    at = next(at for at in view.numerals if view.source(Span(at, at + 1)).start < end and view.source(Span(at, at + 1)).end > start)
    return found.get(at)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_kind_holds_its_examples(name: str, example: str) -> None:
    aside = aside_of(example)
    assert aside is not None
    assert aside.kind == name
    assert aside.is_other == kinds()[name].other
    assert aside.veto == kinds()[name].veto


@pytest.mark.parametrize(("name", "example"), NEVER)
def test_a_kind_never_takes_what_only_looks_like_it(name: str, example: str) -> None:
    aside = aside_of(example) if "<" in example else None
    assert aside is None or not aside.veto or aside.kind != name


@pytest.mark.parametrize(
    "figure",
    [
        "<58> logements captés : 16 dans le parc social",
        "- <5 000> rencontres sur les 3 ans",
        "6 350 visites en <5> ans",
        "Un loyer de <336> € par mois, charges comprises",
        "<83>\npersonnes logées depuis l'ouverture",
        "Au 31 décembre 2023, <70> personnes sont logées",
        "Expérience unique en France : <77> anciens sans-abri ont ici trouvé un logement depuis l’ouverture.",
        "16 dans le parc social et les <42> autres dans le privé",
        "<53> logements sur 13 communes",
        "Nous accompagnons <57> personnes, l'objectif étant d'en accompagner 100",
        "120 logements captés, dont <84> ; 30 places devraient ouvrir",
        "<66> personnes logées au 31 décembre 2023 (61 fin 2022)",
        "Plus d'<un millier> de visites à domicile sur les 2 ans",
    ],
)
def test_a_figure_is_never_vetoed(figure: str) -> None:
    aside = aside_of(figure)
    assert aside is None or not aside.veto


def test_a_condition_above_a_list_governs_it_to_its_end() -> None:
    body = "- 58 personnes logées\nD'ici à la fin de 2027, le site devrait compter :\n- 90 personnes logées ;\n- 60 logements sociaux.\n\n- 33 logements captés"
    vetoed = {words: aside.kind for words, aside in asides(body).items() if aside.veto}
    assert vetoed == {"2027": "date", "90": "target", "60": "target"}


def test_a_cue_between_two_numbers_is_no_veto_where_nothing_tells_whose_it_is() -> None:
    aside = aside_of("<81> personnes logées seront 90 demain")
    assert aside is not None
    assert (aside.kind, aside.sure, aside.veto) == ("target", False, False)


def test_an_aside_says_what_it_counts() -> None:
    view = View("44 ans d'âge moyen, 87 % des entrants")
    found = find_asides(view, [])
    assert [(view.quote(aside.label), aside.unit) for aside in found.values()] == [("ans d'âge moyen", "ans"), ("%", "%")]


@pytest.mark.parametrize(
    "body",
    [
        "capacite " * 1000,
        "1 sur 2, " * 1000,
        "objectif " * 500 + "12 " * 500,
        "d'ici " * 1500,
        "en " * 3000,
        "12 ans " * 1200,
        "(2019 : 12) " * 800,
        "devrait :\n- 1\n" * 700,
    ],
)
def test_hostile_text_is_read_in_linear_time(body: str) -> None:
    started = time.process_time()
    asides(body)
    assert time.process_time() - started < 1


class TestPages:
    TEXT = "\n\n".join(["58 logements captés", *(f"Une phrase, puis une autre ({letter})." for letter in "abcdef")])
    SHEET = f"Lille\n\n{TEXT}\n\n{{}}\n\nParis\n\n{TEXT}\n\n{{}}\n\nNice\n\n{TEXT}\n\n{{}}\n"

    @pytest.mark.parametrize("numbers", [("3", "4", "5"), ("        3", "        7", "       11")])
    def test_numbers_alone_that_grow_by_one_step_are_pages(self, numbers: tuple[str, ...]) -> None:
        view = View(self.SHEET.format(*numbers))
        assert [view.quote(Span(at, at + 1)) for at, aside in find_asides(view, []).items() if aside.kind == "page_number"] == [
            number.strip() for number in numbers
        ]

    @pytest.mark.parametrize("numbers", [("12", "20", "58"), ("58", "12", "5"), ("3", "4", "4")])
    def test_others_are_left_to_a_person(self, numbers: tuple[str, ...]) -> None:
        view = View(self.SHEET.format(*numbers))
        assert "page_number" not in {aside.kind for aside in find_asides(view, []).values()}

    @pytest.mark.parametrize("gap", ["\n", "\n\n"])
    def test_cards_are_no_pages(self, gap: str) -> None:
        view = View(f"Lille\n\n10{gap}logements sociaux\n\n15{gap}logements privés\n\n20{gap}personnes logées\n")
        assert "page_number" not in {aside.kind for aside in find_asides(view, []).values()}
