"""The view and its way back: whatever is folded, the source is quoted as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.source.document import Span
from extractors.view.fold import fold
from extractors.view.view import View


def lines(body: str) -> list[str]:
    return fold(body)[0].text.split("\n")


@given(st.text(alphabet=st.sampled_from("abé É’'–•- \u00a0\u00ad\n\r\f01 2œﬁe\u0301(),.:|"), max_size=80))
def test_every_character_of_a_view_knows_its_place(body: str) -> None:
    view = View(body)
    last = 0
    for offset in range(len(view.text)):
        span = view.source(Span(offset, offset + 1))
        assert 0 <= span.start <= span.end <= len(body)
        assert span.start >= last or view.text[offset] in "\n ,"
        last = max(last, span.start)
    for at, numeral in view.numerals.items():
        quoted = body[view.source(Span(at, at + 1)).start : view.source(Span(at, at + 1)).end]
        assert view.text[at] == numeral.kind
        assert any(c.isdigit() for c in quoted) or quoted.lower() in ("un", "une")


@given(st.text(max_size=60))
def test_any_text_folds_and_quotes(body: str) -> None:
    view = View(body)
    whole = view.source(Span(0, len(view.text)))
    assert 0 <= whole.start <= whole.end <= len(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("été", ["ete"]),
        ("loge-\n| . |\nments", ["logements"]),
        ("| • |\n8 logements", ["8 logements"]),
        (unicodedata.normalize("NFD", "été à Nîmes"), ["ete a Nimes"]),
        ("l’œuvre ﬁnie", ["l'oeuvre finie"]),
        ("l?étude d\ufffdabord", ["l'etude d'abord"]),
        ("58\u202flogements\u00a0captés", ["58 logements captes"]),
        ("loge\u00adments", ["logements"]),
        ("– 58 logements\n– 16 logements", ["58 logements", "16 logements"]),
        ("• 58 logements captés sur\n  13 communes", ["58 logements captes sur 13 communes"]),
        ("• 58 logements\ncaptés", ["58 logements captes"]),
        ("> Les clés\n> 58 logements\n> Plus de 7 communes", ["Les cles", "58 logements", "Plus de 7 communes"]),
        ("> 58 logements\n> 7 communes", ["> 58 logements", "> 7 communes"]),
        ("Q. Qui ?\nR. Jean Roux\nR. (suite) et vous", ["Qui ?", "Jean Roux", "et vous"]),
        ("R. Jean Roux\nR. Anne Roux", ["R. Jean Roux", "R. Anne Roux"]),
        ("58 personnes accom-\npagnées", ["58 personnes accompagnees"]),
        ("Saint-\nÉtienne", ["Saint-Etienne"]),
        ("L i l l e", ["Lille"]),
        ("L i l l e  J e u n e s", ["Lille Jeunes"]),
        ("T o u l o u s e\r\nContact : Jean", ["Toulouse", "Contact : Jean"]),
        ("un\fdeux", ["un deux"]),
        ("- parc social :\n  o RIVP (2)\n  o SIEMP (1)", ["parc social : RIVP (2), SIEMP (1)"]),
        ("• 58 personnes logées\nD’ici à 2027, le site devrait compter :", ["58 personnes logees", "D'ici a 2027, le site devrait compter :"]),
        (
            "• 58 logements captés avec\nVilogia et Partenord, puis tous les autres",
            ["58 logements captes avec Vilogia et Partenord, puis tous les autres"],
        ),
        ("Contact : Jean Dupont\nTchezsoi@asso.fr", ["Contact : Jean Dupont Tchezsoi@asso.fr"]),
    ],
)
def test_folding(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_a_quotation_over_a_hyphen_holds_both_parts() -> None:
    body = "58 personnes accom-\npagnées et logées"
    view = View(body)
    start = view.text.index("accompagnees")
    span = view.source(Span(start, start + len("accompagnees")))
    assert body[span.start : span.end] == "accom-\npagnées"


def test_a_box_that_is_ticked_is_a_bullet_and_an_empty_one_is_not() -> None:
    view = View("À faire\n[x] 2 clés\n- [x] une table\n☑ trois lits\n[ ] une lampe\n☐ deux chaises")
    assert view.text.split("\n") == ["A faire", "0 cles", "1 table", "0 lits", "[ ] 1 lampe", "☐ 0 chaises"]
    assert [block.is_bullet for block in view.blocks] == [False, True, True, True, False, False]
