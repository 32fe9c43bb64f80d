"""What is scored and how a writer is taken away: the programs measure what they say."""

import csv
import subprocess
import sys
from collections import Counter

import pytest

from extractors.language import spelling
from extractors.language.seen import withheld
from tests.conftest import ROOT
from tests.corpora import Edition, corpora, parse
from tests.studies.cases import wanted
from tests.studies.gained import missed_by
from tests.studies.scoring import Score, read_edition, score, tolerated

SHEET = """edition: x
as_of: 2014-10-31
---
Lille
#= site lille
60 personnes dans le programme
#= population in_programme 60
53 personnes accompagnées et logées en octobre 2014
#= population currently_housed {housed} as_of=2014-10-31 ~
"""


def scored(edition: Edition) -> Score:
    return score([edition], {"x": read_edition(edition)})


def test_a_sheet_read_rightly_has_no_errors() -> None:
    result = scored(parse(SHEET.format(housed=53)))
    assert (result.stated, result.right, result.errors, result.f1) == (4, 4, [], 1.0)


def test_rows_of_one_key_are_one_error_and_it_is_silent() -> None:
    (error,) = scored(parse(SHEET.format(housed=35))).errors
    assert (error.kind, error.site, error.is_silent) == ("wrong", "lille", True)
    assert error.place.startswith("x/brochure.txt:3 «")


def test_an_unexplained_number_of_the_value_makes_one_missing_row_loud() -> None:
    line = "\n17 girafes\n#= encounters 17\n#= rent all 17\n"
    errors = scored(parse(SHEET.format(housed=53) + line)).errors
    assert [(error.kind, error.is_silent) for error in errors] == [("missing", False), ("missing", True)]


def test_an_open_role_makes_a_missing_member_of_its_own_site_loud() -> None:
    team = (
        "\nL'équipe : trois infirmiers, un médecin. Un juriste vient le lundi, l'écoute se fait le mardi.\n#= staff infirmier 3\n#= staff médecin 1\n"
    )
    missing = "#= staff juriste 1\n#= staff psychologue 1\n"
    errors = scored(parse(SHEET.format(housed=53) + team + missing)).errors
    assert [(error.stated, error.is_silent) for error in errors] == [
        (("x", "lille", "juriste", "1"), False),
        (("x", "lille", "psychologue", "1"), True),
    ]


def test_an_open_abbreviation_of_several_roles_makes_one_missing_member_loud() -> None:
    team = "\nL'équipe : trois infirmiers, un médecin, une AS.\n#= staff infirmier 3\n#= staff médecin 1\n"
    missing = "#= staff aide-soignant 1 ~\n#= staff psychologue 1 ~\n"
    errors = scored(parse(SHEET.format(housed=53) + team + missing)).errors
    assert [error.is_silent for error in errors] == [False, True]


def test_a_row_that_may_be_read_and_need_not_is_no_error() -> None:
    team, other = ("x", "lille", "équipe de captation", "1"), ("x", "lille", "secrétaire", "1")
    assert tolerated(Counter([team, other]), [("x", "lille", "équipe de captation", "*")]).total() == 1


def test_the_expectation_of_a_case_is_a_multiset_of_rows() -> None:
    assert wanted('staff "infirmier" - ; staff "infirmier" - ~').total() == 2
    assert not wanted("nothing")


def test_a_row_of_data_is_away_while_its_only_writers_are_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "DictReader", lambda lines: [{"form": "gîte", "seen": "b d"}, {"form": "toit", "seen": "b g"}])
    forms = [row["form"] for row in spelling.rows("aliases.csv")]
    with withheld("bd"):
        assert [row["form"] for row in spelling.rows("aliases.csv")] == ["toit"]
    assert forms == [row["form"] for row in spelling.rows("aliases.csv")] == ["gîte", "toit"]


def test_every_row_of_data_says_where_it_was_seen() -> None:
    known = {edition.writer for edition in corpora()} | {"c", "g"}
    for path in sorted((ROOT / "extractors").glob("*/data/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                writers = (row.get("seen", "g") or ("g" if row.get("note") else "")).split()
                assert writers, f"{path.name}: {row} was seen nowhere"
                assert known.issuperset(writers), f"{path.name}: {row}"


def test_no_data_file_is_read_at_import() -> None:
    """A table that is made at import would keep the words of a writer who is withheld."""
    program = """
from importlib import resources
real, opened = resources.files, []
resources.files = lambda package: opened.append(package) or real(package)
import importlib, pkgutil
import extractors.reading
for package in ("language", "view", "structure", "measures", "deciding"):
    folder = importlib.import_module(f"extractors.{package}")
    for module in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"extractors.{package}.{module.name}")
print(opened)
"""
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "['extractors.view']"  # the words of numbers, which no writer taught


def test_a_reader_that_does_not_exist_is_not_compared() -> None:
    assert missed_by("no-such-revision") is None
