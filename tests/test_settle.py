"""Finishing an edition by hand: what is asked, what an answer writes, and the two commands."""

import datetime
import os
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import tomlkit
from rich.console import Console

from extractors.source.decisions import parse_decisions
from extractors.source.document import Span
from extractors.source.edition import SidecarError
from extractors.source.notation import NotationError
from extractors.source.quotes import find_quote
from extractors.view.view import View
from flows.raw import RawError
from flows.settle.accepting import accept
from flows.settle.asking import Keys, SettleError, Settling, signed
from flows.settle.headings import lines_above
from flows.settle.own import added_row, own_answer, own_bases
from flows.settle.questions import Answer, OpenEdition, Question, acceptances, questions, warnings
from flows.settle.quotes import line_quote, quote_of
from flows.settle.rereading import reread
from flows.settle.sheets import Reads, Sheet, Stated, closes, contradicts
from flows.settle.writing import added, removed, removed_last, shown, write
from tests.conftest import ROOT, build

TODAY = datetime.date(2026, 11, 23)
SHEETS = """\
LILLE

120 personnes ont rejoint le programme.
42 logements captés :
- 22 logements dans le parc social : Vilogia (10), Partenord (7), Coop'Habitat 59 (5)
- 5 logements en intermédiation locative
- 15 logements dans le parc privé

Loyer moyen : 345 euros.
Le loyer moyen est de 354 euros.


DIJON

80 personnes ont rejoint le programme. Les voisins en comptent 17.
31 logements captés :
- 20 logements dans le parc social : Orvitis (12), Grand Dijon Habitat (9)
- 11 logements dans le parc privé
"""
"""An unknown landlord and two rents in Lille; in Dijon a list that does not add up, and a number that is open."""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return _raw(tmp_path, SHEETS)


def _raw(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "raw"
    (folder / "2019").mkdir(parents=True)
    (folder / "2019/brochure.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Question]:
    """What is asked of the sheets before anything is settled."""
    return _asked(_raw(tmp_path_factory.mktemp("asked"), SHEETS))


def _asked(raw: Path) -> list[Question]:
    with reread(raw, "2019") as con:
        return questions(con, "2019")


def _answers(asked: list[Question], kind: str) -> tuple[Answer, ...]:
    return next(question.answers for question in asked if question.kind == kind)


def _decide(raw: Path, answer: Answer) -> None:
    path = raw / "2019/decisions.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    write(path, added(before, answer.table, signed(answer, "c.durand", "printed so", TODAY.replace(year=2030))))


class Typed(Keys):
    """Keys and lines that are there already."""

    def __init__(self, *typed: str) -> None:
        self.typed = list(typed)

    def key(self) -> str:
        return self.typed.pop(0) if self.typed else "q"

    def line(self, prompt: str, default: str = "") -> str:
        return (self.typed.pop(0) if self.typed else "") or default


def _settling(raw: Path, *typed: str) -> Settling:
    return Settling(raw, "2019", Console(quiet=True), Typed(*typed), "c.durand", TODAY)


# words that are quoted


def test_each_number_of_the_brochure_is_found_again_by_its_quote(brochure: str) -> None:
    view = View(brochure)
    places = sorted(view.places.values())
    for span in places:
        same = [other for other in places if brochure[other.start : other.end].split() == brochure[span.start : span.end].split()]
        quote = quote_of(brochure, span, same)
        found = find_quote(brochure, str(quote["quote"]))
        place = found[int(str(quote.get("occurrence", 1))) - 1]
        assert place.contains(span)
        assert [other for other in same if place.overlaps(other)] == [span]
        assert "occurrence" in quote or len(found) == 1


def test_a_quote_survives_edits_elsewhere(brochure: str) -> None:
    at = brochure.index("58 logements captés")
    quote = str(quote_of(brochure, Span(at, at + 2))["quote"])
    words = brochure.split(" ")
    chosen = random.Random(1)
    for _ in range(200):
        where = chosen.randrange(len(words))
        edited = " ".join([*words[:where], words[where] + "x", *words[where + 1 :]])
        is_untouched = quote in " ".join(edited.split())
        assert len(find_quote(edited, quote)) == is_untouched


def test_a_line_that_stands_twice_says_which_one_it_is() -> None:
    assert line_quote("LILLE\n\nLILLE", Span(7, 12)) == {"quote": "LILLE", "occurrence": 2}


def test_the_lines_above_a_number_are_offered_without_addresses_and_sentences() -> None:
    body = f"Du nouveau à Metz\ncontact@metz.example\n{'Une longue phrase de la Moselle. ' * 4}\n70 logements"
    assert [line.site_id for line in lines_above(body, body.index("70"))] == ["metz"]


# what an answer would do

STATED = [("housing", "all", 42, ""), ("housing", "social", 22, ""), ("housing", "associative_lease", 5, ""), ("landlord", "social", 10, "Vilogia"),
          ("population", "in_programme", 60, "")]  # fmt: skip


@pytest.mark.parametrize(
    ("reads", "effect"),
    [
        (Reads("housing", "private", Decimal(15)), "22 + 5 + 15 = 42 ✓"),
        (Reads("housing", "private", Decimal(16)), "22 + 5 + 16 = 43 > 42 ✗"),
        (Reads("housing", "private", Decimal(3)), "22 + 5 + 3 = 30 of 42"),
        (Reads("landlord", "social", Decimal(12), "Icade"), "10 + 12 = 22 ✓"),
        (Reads("landlord", "social", Decimal(13), "Icade"), "10 + 13 = 23 > 22 ✗"),
        (Reads("housing", "all", Decimal(43)), "stated as 42 already ✗"),
        (Reads("housing", "all", Decimal(42)), "said already"),
        (Reads("population", "ever_housed", Decimal(61)), "61 > 60 in_programme ✗"),
        (Reads("population", "ever_housed", Decimal(59)), ""),
        (Reads("rent", "all", Decimal("345.50")), ""),
    ],
)
def test_an_answer_says_what_it_does_to_the_sums_of_the_sheet(reads: Reads, effect: str) -> None:
    sheet = Sheet([Stated(str(place), Reads(kind, scope, Decimal(count), name)) for place, (kind, scope, count, name) in enumerate(STATED)])
    assert sheet.effect(reads) == effect
    assert (closes(effect), contradicts(effect)) == ("✓" in effect, "✗" in effect)


# what is asked


def test_headings_come_first_then_names_then_what_closes_a_sum(asked: list[Question]) -> None:
    first = [("name", "lille"), ("finding", "dijon"), ("contradiction", "lille"), ("number", "dijon")]
    assert [(q.kind, q.site_id) for q in asked] == first
    assert all(q.quote and q.before.endswith(("(7), ", "- ", "de ", "comptent ")) for q in asked)


def test_a_misprint_is_offered_where_every_sum_of_the_sheet_closes(asked: list[Question]) -> None:
    answers = _answers(asked, "finding")
    assert [(a.table, a.values.get("reads"), a.effect) for a in answers] == [
        ("correction", 'dijon: landlord social "Orvitis" 11', "9 + 11 = 20 ✓"),
        ("correction", 'dijon: landlord social "Grand Dijon Habitat" 8', "12 + 8 = 20 ✓"),
        ("correction", "dijon: housing social 21", "12 + 9 = 21 ✓; 21 + 11 = 32 > 31 ✗"),
        ("decision", None, ""),
    ]


def test_a_contradiction_is_settled_by_choosing_a_value_and_cannot_be_accepted(asked: list[Question]) -> None:
    answers = _answers(asked, "contradiction")
    assert [(a.label[:14], a.values["number"], a.values["reads"]) for a in answers] == [
        ("345 is meant; ", "354", "nothing"),
        ("354 is meant; ", "345", "nothing"),
    ]
    assert "decision" not in {a.table for a in answers}


def test_questions_keep_their_ids_when_the_text_moves(asked: list[Question], tmp_path: Path) -> None:
    moved = _asked(_raw(tmp_path, f"Le programme en deux villes.\n\n{SHEETS}"))
    assert {q.question_id for q in asked} <= {q.question_id for q in moved}


def test_a_missed_heading_is_asked_before_the_numbers_under_it(tmp_path: Path) -> None:
    sheet = "\n\n58 logements captés, dont 40 logements dans le parc social et 18 logements dans le parc privé.\n80 personnes ont intégré le programme.\n\n"
    raw = _raw(tmp_path, f"NICE{sheet}LILLE{sheet}On continue à Dijon aussi{sheet.replace('58', '59').replace('40', '41')}")
    first, *rest = _asked(raw)
    assert (first.kind, first.quote) == ("heading", "On continue à Dijon aussi")
    assert first.answers[0].values == {"quote": "On continue à Dijon aussi", "site": "dijon"}
    assert {q.kind for q in rest} == {"number"}
    _decide(raw, first.answers[0])
    assert _asked(raw) == []


def test_the_first_answers_complete_the_edition(asked: list[Question], raw: Path) -> None:
    for question in asked:
        _decide(raw, question.answers[0])
    with reread(raw, "2019") as con:
        assert [q for q in questions(con, "2019") if q.kind != "finding" or q.is_critical] == []
        assert con.sql("SELECT DISTINCT status FROM settlements").fetchall() == [("held",)]
        corrected = "SELECT dwellings, settled_by, printed FROM landlord_counts JOIN facts USING (fact_id) WHERE reported_name = 'Orvitis'"
        assert con.sql(corrected).fetchall() == [(11, "person", "12")]


# the file

COMMENTED = '# ours\n\n[[heading]]  # a line\nquote = "Lille"\nsite = "lille"\n'
FIGURE = {"quote": "Seuls 7 relèvent", "number": "7", "reads": "lille: housing social 7", "by": "c.durand"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", COMMENTED, COMMENTED.removesuffix("\n"), COMMENTED.replace("\n", "\r\n")])
def test_a_decision_is_added_at_the_end_and_taken_back_whole(text: str) -> None:
    after = added(text, "figure", FIGURE)
    assert after.startswith(text)
    assert parse_decisions(after).figures[0].reads == ("lille: housing social 7",)
    assert removed_last(after).rstrip() == text.rstrip()


def test_a_decision_about_the_same_words_is_replaced() -> None:
    first = added("# ours\n", "figure", {"quote": "Seuls 7", "number": "7", "reads": "nothing", "by": "a"})
    other = added(first, "figure", {"quote": "Seuls 8", "number": "8", "reads": "nothing", "by": "a"})
    again = added(other, "correction", {"quote": "Seuls 7", "number": "7", "reads": "lille: housing social 9", "by": "b"})
    told = parse_decisions(again)
    assert [figure.number for figure in told.figures] == ["8"]
    assert [correction.number for correction in told.corrections] == ["7"]
    assert again.startswith("# ours\n")
    with pytest.raises(SidecarError, match="told apart"):
        removed('[[heading]] # ours\nquote = "a"\nsite = "x"\n[[heading]]\nquote = "b"\nsite = "y"\n', "heading", 1)
    both = added(added("", "figure", {"quote": "Ana", "reads": 'x: contact "Ana" -'}), "figure", {"quote": "Ana", "reads": 'x: story "Ana"'})
    assert len(parse_decisions(both).figures) == 2  # words without a number may be both


def test_what_only_looks_like_a_table_is_not_taken_back() -> None:
    text = added("", "figure", {**FIGURE, "why": "as\n[[heading]]\nsays"})
    assert removed_last(tomlkit.dumps(tomlkit.parse(text))) == ""
    with pytest.raises(SidecarError, match="no decision"):
        removed_last("# nothing\n")


def test_nothing_invalid_is_written() -> None:
    with pytest.raises(SidecarError, match="figure 1: "):
        added("", "figure", {**FIGURE, "reads": "lille: housing council 7"})
    with pytest.raises(SidecarError, match="not valid TOML"):
        added("[[figure]\n", "figure", FIGURE)


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "decisions.toml"
    path.write_text("a", encoding="utf-8")
    path.chmod(0o640)
    write(path, "b = 1\n")
    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777, list(tmp_path.iterdir())) == ("b = 1\n", 0o640, [path])
    assert "+b = 2" in shown("b = 1\n", "b = 2\n")


# asking


def test_undo_puts_the_file_back_byte_for_byte(raw: Path) -> None:
    path = raw / "2019/decisions.toml"
    one = _settling(raw, "1", "u", "u")
    one.ask_all()
    assert not path.exists()
    path.write_text("# ours\n", encoding="utf-8")
    one.keys = Typed("1", "u")
    one.ask_all()
    assert path.read_text(encoding="utf-8") == "# ours\n"


def test_undo_leaves_alone_what_somebody_else_has_changed(raw: Path) -> None:
    one = _settling(raw, "1")
    one.ask_all()
    path = raw / "2019/decisions.toml"
    changed = path.read_text(encoding="utf-8") + "# mine\n"
    path.write_text(changed, encoding="utf-8")
    one.keys = Typed("u")
    one.ask_all()
    assert path.read_text(encoding="utf-8") == changed


def test_a_person_writes_what_no_answer_says(raw: Path) -> None:
    one = _settling(raw, "s", "s", "s", "e", "dijon: population of 17")
    one.ask_all()
    assert not one.path.exists()  # it is no row
    one.keys = Typed("e", "dijon: population ever_housed 17")
    one.ask_all()
    (figure,) = parse_decisions(one.path.read_text(encoding="utf-8")).figures
    assert (figure.number, figure.reads, figure.by) == ("17", ("dijon: population ever_housed 17",), "c.durand")
    one.keys = Typed("u", "s", "s", "s", "e", "population ever_housed 16")
    one.ask_all()
    assert parse_decisions(one.path.read_text(encoding="utf-8")).corrections[0].number == "17"  # another value than printed


def test_a_broken_file_stops_before_anything_is_written(raw: Path) -> None:
    one = _settling(raw, "1")
    one.path.write_text("[[figure]\n", encoding="utf-8")
    with pytest.raises(SettleError, match=r"decisions\.toml: is not valid TOML"):
        one.ask_all()
    assert one.path.read_text(encoding="utf-8") == "[[figure]\n"
    with pytest.raises(RawError, match="no edition 2020"):
        reread(raw, "2020")


# accepting


def test_a_finding_is_accepted_with_its_reason(raw: Path) -> None:
    quiet = Console(quiet=True)
    with reread(raw, "2019") as con:
        accept(con, raw, "landlords_add_up", None, None, "really printed so", TODAY.replace(year=2030), quiet)
        with pytest.raises(SettleError, match="accepts it already"):
            accept(con, raw, "landlords_add_up", None, None, "really printed so", TODAY.replace(year=2030), quiet)
        with pytest.raises(SettleError, match="a value is chosen"):
            accept(con, raw, "one_value_per_measure", "lille", None, "so", TODAY.replace(year=2030), quiet)
        with pytest.raises(SettleError, match=r"landlords_known finds nothing there .*« Coop'Habitat 59 » of lille"):
            accept(con, raw, "landlords_known", "dijon", None, "so", TODAY.replace(year=2030), quiet)
        with pytest.raises(SettleError, match=r"nothing there that could be accepted; it observes « 21 » of dijon"):
            accept(con, raw, "landlords_add_up", None, None, "so", TODAY.replace(year=2030), quiet, expect="22")
        with pytest.raises(SettleError, match="no day to come"):
            accept(con, raw, "landlords_known", "lille", None, "so", datetime.date(2020, 1, 1), quiet)
        assert acceptances(con, "2019", "landlords_known") == [{"check": "landlords_known", "expect": "Coop'Habitat 59", "site": "lille"}]
    with reread(raw, "2019") as con:
        assert con.sql("SELECT accepted FROM check_results WHERE check_name = 'landlords_add_up' AND NOT success").fetchall() == [
            ("really printed so",)
        ]


# the commands


def _chezsoi(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("chezsoi"), *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, input=typed,
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_the_command_asks_writes_and_says_what_is_left(raw: Path, tmp_path: Path) -> None:
    done = _chezsoi(tmp_path, "settle", "2019", "--by", "c.durand", typed="1\n1\nx\ns\no\nage\n")
    assert (done.returncode, done.stderr) == (0, "")
    decisions = parse_decisions((raw / "2019/decisions.toml").read_text(encoding="utf-8"))
    assert [name.what for name in decisions.names] == ["landlord new"]
    assert [correction.by for correction in decisions.corrections] == ["c.durand"]
    assert [figure.reads for figure in decisions.figures] == [("other: age",)]
    assert '+is = "landlord new"' in done.stdout
    assert "9 + 11 = 20 ✓" in done.stdout
    assert "press one of 1, 2, or h, e, a, u, s, q" in done.stdout
    assert done.stdout.endswith("\n3 answered, 1 contradiction left\nnext      chezsoi settle 2019 --raw raw --database warehouse/chezsoi.duckdb\n")


def test_the_command_accepts_a_finding_of_the_last_run(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "chezsoi.duckdb")
    options = ("--reason", "really printed so", "--database", "chezsoi.duckdb")
    done = _chezsoi(tmp_path, "accept", "landlords_add_up", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert '+expect = "21"' in done.stdout
    assert "next      chezsoi run --raw raw --database chezsoi.duckdb" in done.stdout
    refused = _chezsoi(tmp_path, "accept", "one_value_per_measure", *options)
    assert (refused.returncode, refused.stderr) == (2, "chezsoi: a contradiction is not accepted, a value is chosen: chezsoi settle\n")


def test_many_new_landlords_are_one_question_before_each_is_one(tmp_path: Path) -> None:
    folder = tmp_path / "raw/2019"
    folder.mkdir(parents=True)
    text = "Un chez-soi d'abord\n\nLille\n\n16 logements dans le parc social : Zorkane (6), Yvettine (5), Wagramont (5)\n"
    (folder / "brochure.txt").write_text(text, encoding="utf-8")
    first = questions(reread(tmp_path / "raw", "2019"), "2019")[0]
    assert first.answers[0].values == {"text": ["Zorkane", "Yvettine", "Wagramont"], "is": "landlord new"}
    (folder / "decisions.toml").write_text(added("", "name", first.answers[0].values), encoding="utf-8")
    assert [q for q in questions(reread(tmp_path / "raw", "2019"), "2019") if q.kind == "name"] == []


def test_the_total_that_closes_the_tenures_is_offered_though_its_row_names_no_dwellings(tmp_path: Path) -> None:
    folder = tmp_path / "raw/2019"
    folder.mkdir(parents=True)
    rows = "Parc social | 40 logements\nParc privé | 20 logements\nAu bout du compte, 60\n"
    (folder / "brochure.txt").write_text(f"Un chez-soi d'abord\n\nLille\n\n48 personnes dans le programme\n{rows}", encoding="utf-8")
    con = reread(tmp_path / "raw", "2019")
    (question,) = (q for q in questions(con, "2019") if q.quote == "60")
    assert question.answers[0].values["reads"] == "lille: housing all 60"


def test_the_unread_number_that_a_sum_lacks_is_offered_whatever_the_words(tmp_path: Path) -> None:
    text = """\
LILLE

42 logements captés, dont 22 logements dans le parc social et 5 en intermédiation locative.

Une belle surprise est venue des gens du quartier, qui nous en ont proposé

15
"""
    first = _asked(_raw(tmp_path, text))[0]
    assert (first.kind, first.quote, first.answers[0].effect) == ("number", "15", "22 + 5 + 15 = 42 ✓")


def test_a_contradiction_offers_what_nothing_else_is(tmp_path: Path) -> None:
    text = "LILLE\n\n90 personnes sont entrées dans le programme.\nAu total 47 personnes ont été admises dans le programme.\n"
    (asked,) = [one for one in _asked(_raw(tmp_path, text)) if one.kind == "contradiction"]
    assert "90 counts population in study" in [answer.label for answer in asked.answers]
    own = own_answer(own_bases(asked), "population in_study 90", "lille")
    assert (own.table, own.values["number"], own.values["reads"]) == ("figure", "90", "lille: population in_study 90")


def test_a_person_may_say_several_rows_of_one_number(raw: Path) -> None:
    asked = next(one for one in _asked(raw) if one.quote == "17")
    own = own_answer(own_bases(asked), 'housing private 17; housing private 17 via="Soliha"', "dijon")
    assert own.values["reads"] == ["dijon: housing private 17", 'dijon: housing private 17 via="Soliha"']
    own = own_answer(own_bases(asked), 'landlord social "Toit ; Joie" 17', "dijon")
    assert own.values["reads"] == 'dijon: landlord social "Toit ; Joie" 17'


STORY = """\
LILLE

40 logements captés, dont 22 logements dans le parc social et 18 dans le privé. Les 18 ont un jardin.

Le matin où Paul a ouvert
Paul avait dormi neuf ans dehors.
"""


def test_what_nothing_asks_is_added_and_taken_back(tmp_path: Path) -> None:
    raw = _raw(tmp_path, STORY)
    one = _settling(raw, "s", "a", "Le matin où Paul a ouvert", 'story "Le matin où Paul a ouvert"', "")
    one.ask_all()
    assert one.con.sql("SELECT zooms.site_id, title, settled_by FROM zooms JOIN facts USING (fact_id)").fetchall() == [
        ("lille", "Le matin où Paul a ouvert", "person")
    ]
    one.keys = Typed("u", "")
    one.ask_all()
    assert not one.path.exists()


def test_warnings_are_asked_last_and_accepted_with_a_reason(tmp_path: Path) -> None:
    raw = _raw(tmp_path, "LILLE\n\n120 personnes ont rejoint le programme.\n42 logements captés.\n")
    one = _settling(raw, "w", "1", "really printed so", "")
    one.ask_all()
    assert [decision.check for decision in parse_decisions(one.path.read_text(encoding="utf-8")).accepted] == ["proportions_plausible"]
    with reread(raw, "2019") as con:
        assert (questions(con, "2019"), warnings(con, "2019")) == ([], [])


@pytest.mark.parametrize(
    ("words", "said", "table", "values"),
    [
        ("Les 18 ont un jardin", "other: gardens", "figure", {"quote": "Les 18 ont", "number": "18", "reads": "other: gardens"}),
        ("Les 18 ont un jardin", "housing private 19", "correction", {"quote": "Les 18 ont", "number": "18", "reads": "lille: housing private 19"}),
        ("22 logements dans le parc social et 18", "housing private 18", "figure", {"number": "18", "reads": "lille: housing private 18"}),
        ("Paul avait dormi", "nothing", "figure", {"quote": "Paul avait dormi", "reads": "nothing"}),
        ("un château", "nothing", "", "stands in the source nowhere"),
        ("18", "nothing", "", "stands in the source 2 times"),
        ("22 logements dans le parc social et 18", "housing private 7", "", "has 2 numbers that may be meant"),
        ("Paul avait dormi", "housing private 7", "", "has no numbers that may be meant"),
    ],
)
def test_words_that_a_person_adds_are_found_with_their_number(
    tmp_path: Path, words: str, said: str, table: str, values: dict[str, str] | str
) -> None:
    with reread(_raw(tmp_path, STORY), "2019") as con:
        edition = OpenEdition(con, "2019")
        if isinstance(values, str):
            with pytest.raises(NotationError, match=values):
                added_row(edition, words, said)
            return
        answer = added_row(edition, words, said)
    assert answer.table == table
    assert answer.values == {**answer.values, **values}


def test_a_line_that_opens_no_sheet_is_not_asked_again(tmp_path: Path) -> None:
    raw = _raw(tmp_path, "LYON 2019\n\n7 pages, 8 photos, 9 cartes et 12 logements\n\nNICE\n\n60 logements captés.\n")
    asked = [one for one in _asked(raw) if one.kind == "heading"]
    assert asked
    for one in asked:
        _decide(raw, next(answer for answer in one.answers if answer.values["site"] == "nothing"))
    assert [one for one in _asked(raw) if one.kind == "heading"] == []


def test_the_years_of_a_row_are_no_misprint_of_its_count(raw: Path) -> None:
    asked = next(one for one in _asked(raw) if one.quote == "17")
    with pytest.raises(NotationError, match="17 is the row's period years, not what it counts"):
        own_answer(own_bases(asked), "population in_programme 83 years=17", "dijon")


def test_words_without_a_number_are_counted_by_nobody(tmp_path: Path) -> None:
    asked = _asked(_raw(tmp_path, "LILLE\n\n48 personnes dans le programme.\n\nL'équipe : 2 infirmiers, 0,2 ETP d'addictologue\n"))
    role = next(one for one in asked if one.quote == "addictologue")
    with pytest.raises(NotationError, match="« addictologue » has no number: say the row of the number"):
        own_answer(own_bases(role), 'staff "addictologue" 3', "lille")


def test_an_earlier_session_is_taken_back_decision_by_decision(raw: Path) -> None:
    _settling(raw, "1", "1").ask_all()
    path = raw / "2019/decisions.toml"
    assert [len(parse_decisions(path.read_text(encoding="utf-8")).names), len(parse_decisions(path.read_text(encoding="utf-8")).corrections)] == [
        1,
        1,
    ]
    _settling(raw, "u").ask_all()
    assert [len(parse_decisions(path.read_text(encoding="utf-8")).names), len(parse_decisions(path.read_text(encoding="utf-8")).corrections)] == [
        1,
        0,
    ]
    _settling(raw, "u", "u").ask_all()
    assert not path.exists()


def test_what_a_finding_is_about_can_be_said(tmp_path: Path) -> None:
    asked = _asked(_raw(tmp_path, "LILLE\n\n48 personnes dans le programme.\n\nL'équipe : 2 infirmiers, 0,2 ETP d'addictologue\n"))
    role = next(one for one in asked if one.quote == "addictologue")
    own = own_answer(own_bases(role), 'staff "addictologue" -', "lille")
    assert (own.table, own.values) == ("figure", {"quote": "addictologue", "reads": 'lille: staff "addictologue" -'})


def test_a_landlord_may_be_another_one_than_was_read(tmp_path: Path) -> None:
    raw = _raw(tmp_path, SHEETS)
    one = Settling(raw, "2019", Console(quiet=True), Typed("e", "landlord grand-lyon-habitat"), "c.durand", TODAY, figure="dijon orvitis")
    one.ask_all()
    (name,) = parse_decisions(one.path.read_text(encoding="utf-8")).names
    assert (name.text, name.what) == ("Orvitis", "landlord grand-lyon-habitat")


def test_a_story_has_another_title_than_was_read(tmp_path: Path) -> None:
    raw = _raw(tmp_path, "LILLE\n\n48 personnes dans le programme.\n\nZoom : Paul, un matin\n\nIl avait dormi neuf ans dehors, il en rit.\n")
    one = Settling(raw, "2019", Console(quiet=True), Typed("e", 'story "un matin"'), "c.durand", TODAY, figure="lille story")
    one.ask_all()
    assert one.con.sql("SELECT title, body FROM zooms").fetchall() == [("un matin", "Il avait dormi neuf ans dehors, il en rit.")]


def test_a_site_that_no_list_knows_is_asked_again(tmp_path: Path) -> None:
    raw = _raw(tmp_path, "Notre année à tous\n\nOn a 70 logements captés.\n")
    one = _settling(raw, "h", "Notre année à tous", "Lilles", "lille", "q")
    one.ask_all()
    assert [heading.site for heading in parse_decisions(one.path.read_text(encoding="utf-8")).headings] == ["lille"]


@pytest.mark.parametrize(
    ("figure", "was", "says"),
    [
        ("lille infirmier", "staff", 'quote = "des infirmiers"\nreads = "nothing"'),
        ("lille share", "other_figures", 'reads = "nothing"'),
    ],
)
def test_what_is_read_wrongly_is_found_and_taken_away(tmp_path: Path, figure: str, was: str, says: str) -> None:
    raw = _raw(tmp_path, "LILLE\n\nÀ deux ans, 86 % des locataires sont maintenus.\n12 logements captés\nL'équipe : 2 psychiatres, des infirmiers\n")
    settling = Settling(raw, "2019", Console(quiet=True), Typed("n"), "c.durand", TODAY, figure=figure)

    def number() -> int:
        return int(settling.con.execute(f"SELECT count(*) FROM {was}").fetchall()[0][0])

    before = number()
    settling.ask_all()
    assert number() == before - 1
    assert says in (raw / "2019/decisions.toml").read_text(encoding="utf-8")


def test_a_name_that_an_earlier_edition_taught_is_not_asked_again(tmp_path: Path) -> None:
    text = "Un chez-soi d'abord\n\nLille\n\n16 logements dans le parc social : Zorkane (6), Vilogia (10)\n"
    for edition in ("2018", "2019"):
        (tmp_path / "raw" / edition).mkdir(parents=True)
        (tmp_path / "raw" / edition / "brochure.txt").write_text(f"{text}\nEdition {edition}\n", encoding="utf-8")
    name = {"text": "Zorkane", "is": "landlord new"}
    assert [q.answers[0].values for q in questions(reread(tmp_path / "raw", "2019"), "2019") if q.kind == "name"] == [name]
    (tmp_path / "raw/2018/decisions.toml").write_text(added("", "name", name), encoding="utf-8")
    assert [q for q in questions(reread(tmp_path / "raw", "2019"), "2019") if q.kind == "name"] == []
    _, results, _ = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    assert [r.edition_id for r in results if r.rule.name == "landlords_known" and not r.success] == []


def test_a_document_that_the_reader_fails_on_is_quarantined_when_read_again_too(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = next(folder.name for folder in raw.iterdir() if folder.is_dir())
    reread(raw, edition).close()

    def fail(*_: object) -> None:
        raise ZeroDivisionError("no such number")

    monkeypatch.setattr("flows.settle.rereading.read_document", fail)
    ((reason,),) = reread(raw, edition).execute("SELECT reason FROM documents").fetchall()
    assert "no such number" in reason
