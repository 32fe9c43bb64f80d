"""What services read: pure functions on results made by hand, the real command on a broken edition, and the README's recipes as they stand."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import jsonschema
import pytest
import regex
import yaml

from expectations.gate import all_rules, run_gate
from expectations.rules import Result
from flows import formats
from flows.compare import EditionError
from flows.formats import Checked, FormatError
from tests.conftest import ROOT, TODAY, build
from tests.drawing import pdf

CHEZSOI = Path(sys.executable).with_name("chezsoi")
RULES = {rule.name: rule for rule in all_rules()}
# The official schema, as the MIT-licensed npm package @microsoft/jest-sarif 1.0.0-beta.0 ships it.
SCHEMA = json.loads((ROOT / "tests/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
RECIPES = [yaml.safe_load(block) for block in regex.findall(r"^```yaml\n(.*?)^```$", README, regex.DOTALL | regex.MULTILINE)]
HOSTILE = 'a, b: 5 %\r\nsecond <line> | "quoted" & \x01 [link](x)'


def a_break(check: str = "landlords_add_up", message: str = "17, not 16", **more: Any) -> Result:
    place: dict[str, Any] = {"path": "2014/brochure.txt", "page": 1, "line": 21, "char_start": 296, "char_end": 328, "quote": "16 logements"}
    return Result(RULES[check], "2014", "paris", False, "17", "16", message, **place | more)


def in_pdf(**more: Any) -> Result:
    return a_break(path="2014/b.pdf", page=3, box=(72.04, 100.0, 140.25, 112.5), **more)


def checked(*results: Result, **more: Any) -> Checked:
    return Checked("a.duckdb", results, tuple(RULES.values()), more.pop("editions", ["2014"]), **more)


HOLDS = replace(a_break("persons_nest"), success=True)
ACCEPTED = a_break(accepted="printed so")
WARNING = a_break("landlords_known", message="Toit is in no list")


class TestTargets:
    def test_formats_with_and_without_a_file(self) -> None:
        assert formats.targets(["junit=a=b.xml", "text", "github"]) == [("junit", Path("a=b.xml")), ("text", None), ("github", None)]

    @pytest.mark.parametrize("asked", ["xml", "", "junit=", "=a.xml", "Text"])
    def test_unknown_format_is_refused_with_those_there_are(self, asked: str) -> None:
        with pytest.raises(FormatError, match="is no format: give text, json, junit, github, sarif, or"):
            formats.targets([asked])

    def test_two_formats_have_a_file_each_and_its_folder_is_there(self, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="another format goes to that file already"):
            formats.targets([f"json={tmp_path}/a", f"junit={tmp_path}/a"])
        with pytest.raises(FormatError, match=r"there is no folder .*absent to write into"):
            formats.targets([f"json={tmp_path}/absent/a"])

    @pytest.mark.parametrize(("first", "second"), [("json", "text"), ("text", "sarif"), ("json", "junit"), ("json", "json")])
    def test_two_documents_do_not_mix_on_standard_output(self, first: str, second: str) -> None:
        with pytest.raises(FormatError, match="would mix with"):
            formats.targets([first, second])
        assert len(formats.targets([first, f"{second}=a"])) == 2


class TestSelection:
    def test_no_name_is_every_check(self) -> None:
        assert formats.rules_named([]) == tuple(RULES.values())

    def test_named_checks_only(self) -> None:
        assert [rule.name for rule in formats.rules_named(["sites.name_unique", "persons_nest"])] == ["persons_nest", "sites.name_unique"]

    def test_unknown_check_suggests_near_names(self) -> None:
        with pytest.raises(FormatError, match=r"no check 'landlord_adds_up': did you mean landlords_add_up"):
            formats.rules_named(["landlord_adds_up"])
        with pytest.raises(FormatError, match=r"no check '123': chezsoi checks lists them"):
            formats.rules_named(["123"])

    def test_unknown_edition_lists_known_ones_and_a_folder_with_findings_is_known(self) -> None:
        with duckdb.connect() as con:
            con.execute("CREATE TABLE editions AS SELECT unnest(['2016', '2014']) AS edition_id; CREATE TABLE findings AS SELECT 'odd' AS edition_id")
            assert formats.editions_named(con, []) == ["2014", "2016", "odd"]
            assert formats.editions_named(con, ["odd"]) == ["odd"]
            with pytest.raises(EditionError, match="holds no edition '2015': it has 2014, 2016, odd"):
                formats.editions_named(con, ["2015"])

    def test_a_warning_fails_only_where_warnings_are_to_fail(self) -> None:
        strict = checked(fail_on="warning")
        assert [checked().fails(result) for result in (a_break(), WARNING, ACCEPTED, HOLDS)] == [True, False, False, False]
        assert [strict.fails(result) for result in (a_break(), WARNING, ACCEPTED, HOLDS)] == [True, True, False, False]


class TestJunit:
    @staticmethod
    def suites(given: Checked) -> list[ElementTree.Element]:
        return ElementTree.fromstring(formats.junit(given)).findall("testsuite")

    def case(self, given: Checked, check: str = "landlords_add_up") -> ElementTree.Element:
        (case,) = [case for suite in self.suites(given) for case in suite if case.get("name") == check]
        return case

    def test_a_suite_an_edition_and_a_case_a_check(self) -> None:
        suites = self.suites(checked(HOLDS, a_break(), editions=["2014", "2016"]))
        assert [(suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in suites] == [
            ("2014", str(len(RULES)), "1", "0"),
            ("2016", str(len(RULES)), "0", "0"),
        ]
        assert {case.get("classname") for case in suites[1]} == {"chezsoi.2016"}
        assert [case.get("name") for case in suites[1]] == list(RULES)

    def test_failure_has_message_place_words_and_what_to_do(self) -> None:
        (failure,) = self.case(checked(a_break()))
        assert (failure.tag, failure.get("message"), failure.get("type")) == ("failure", "2014 paris: 17, not 16", "critical")
        assert (failure.text or "").splitlines() == [
            "critical 2014 paris: 17, not 16",
            "  raw/2014/brochure.txt, line 21 « 16 logements »",
            f"→ {RULES['landlords_add_up'].mend}",
        ]

    def test_several_breaks_are_one_failure_and_accepted_ones_stand_aside(self) -> None:
        failure, output = self.case(checked(a_break(), a_break(message="9, not 8"), ACCEPTED))
        assert failure.get("message") == "2014 paris: 17, not 16 (and 1 more)"
        assert "9, not 8" in (failure.text or "")
        assert (output.tag, (output.text or "").splitlines()[0]) == ("system-out", "accepted (printed so) 2014 paris: 17, not 16")

    def test_accepted_findings_are_skipped_with_their_reason(self) -> None:
        (skipped,) = self.case(checked(ACCEPTED))
        assert (skipped.tag, skipped.get("message")) == ("skipped", "printed so")

    def test_a_warning_is_output_or_where_asked_for_a_failure(self) -> None:
        (output,) = self.case(checked(WARNING), "landlords_known")
        assert (output.tag, (output.text or "").splitlines()[0]) == ("system-out", "warning 2014 paris: Toit is in no list")
        (failure,) = self.case(checked(WARNING, fail_on="warning"), "landlords_known")
        assert (failure.tag, failure.get("type")) == ("failure", "warning")

    def test_words_that_xml_cannot_hold_leave_it_well_formed(self) -> None:
        (failure,) = self.case(checked(a_break(message=HOSTILE, quote="\x00\ud800")))
        assert (failure.get("message") or "").endswith('second <line> | "quoted" & � [link](x)')
        assert "« �� »" in (failure.text or "")


class TestGithub:
    def test_an_error_at_its_file_and_line(self) -> None:
        assert formats.github(checked(HOLDS, ACCEPTED, a_break())) == (
            f"::error file=raw/2014/brochure.txt,line=21,title=landlords_add_up::2014 paris: 17, not 16 → {RULES['landlords_add_up'].mend}\n"
        )

    def test_a_warning_is_an_error_where_it_fails(self) -> None:
        assert formats.github(checked(WARNING)).startswith("::warning file=")
        assert formats.github(checked(WARNING, fail_on="warning")).startswith("::error file=")

    def test_what_would_end_a_property_or_the_message_is_escaped(self) -> None:
        line = formats.github(checked(a_break(message="5 %\r\n::error::a, b", path="2014/a,b: 5%.txt"), raw=Path("my/raw")))
        assert line.startswith("::error file=my/raw/2014/a%2Cb%3A 5%25.txt,line=21,title=")
        assert "::2014 paris: 5 %25%0D%0A::error::a, b → " in line
        assert line.count("\n") == 1

    def test_a_pdf_has_page_and_box_in_the_message_and_no_line(self) -> None:
        assert formats.github(checked(in_pdf())).startswith(
            "::error file=raw/2014/b.pdf,title=landlords_add_up::2014 paris: 17, not 16 (page 3, box 72.0 100.0 140.2 112.5) → "
        )

    def test_a_break_without_a_file_names_none(self) -> None:
        whole = Result(RULES["edition_has_sites"], "2014", None, False, "0 sites", "1", "no heading")
        assert formats.github(checked(whole)).startswith("::error title=edition_has_sites::2014: no heading → ")

    def test_nothing_open_prints_nothing(self) -> None:
        assert formats.github(checked(HOLDS, ACCEPTED)) == ""


class TestSarif:
    @staticmethod
    def run(*results: Result, **more: Any) -> Any:
        log = json.loads(formats.sarif(checked(*results, **more)))
        jsonschema.validate(log, SCHEMA, format_checker=jsonschema.FormatChecker())
        (run,) = log["runs"]
        return run

    def test_every_check_is_a_rule(self) -> None:
        driver = self.run()["tool"]["driver"]
        assert driver["name"] == "chezsoi"
        assert driver["version"]
        assert driver["rules"][list(RULES).index("landlords_known")] == {
            "id": "landlords_known",
            "shortDescription": {"text": RULES["landlords_known"].notes},
            "help": {"text": RULES["landlords_known"].mend},
            "defaultConfiguration": {"level": "warning"},
        }

    def test_a_result_has_level_message_and_the_characters_of_its_place(self) -> None:
        run = self.run(HOLDS, a_break(path="2014/à b.txt"))
        (result,) = run["results"]
        assert (result["ruleId"], result["level"], result["message"]) == ("landlords_add_up", "error", {"text": "2014 paris: 17, not 16"})
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert run["columnKind"] == "unicodeCodePoints"
        assert result["locations"] == [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "raw/2014/%C3%A0%20b.txt"},
                    "region": {"startLine": 21, "charOffset": 296, "charLength": 32},
                }
            }
        ]

    def test_accepted_findings_are_suppressed_and_the_others_say_that_they_are_not(self) -> None:
        results = self.run(ACCEPTED, WARNING)["results"]
        assert [result["suppressions"] for result in results] == [[{"kind": "external", "status": "accepted", "justification": "printed so"}], []]

    def test_a_pdf_has_page_and_box_instead_of_a_region(self) -> None:
        (result,) = self.run(in_pdf())["results"]
        assert result["message"]["text"].endswith("(page 3, box 72.0 100.0 140.2 112.5)")
        assert (result["properties"]["page"], result["properties"]["box"]) == (3, [72.04, 100.0, 140.25, 112.5])
        assert "region" not in result["locations"][0]["physicalLocation"]

    def test_a_break_without_a_file_is_at_its_editions_folder(self) -> None:
        (result,) = self.run(Result(RULES["edition_has_sites"], "2014", None, False, None, None, None))["results"]
        assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "raw/2014"}}}]

    def test_fingerprints_outlive_a_moved_line_and_tell_equal_breaks_apart(self) -> None:
        def marks(*results: Result) -> list[str]:
            return [result["partialFingerprints"]["chezsoi/v1"] for result in self.run(*results)["results"]]

        assert marks(a_break()) == marks(a_break(line=40, char_start=900, char_end=932))
        assert len(set(marks(a_break(), a_break(line=40), a_break(quote="17 logements"), WARNING))) == 4

    def test_hostile_words_stay_valid(self) -> None:
        assert self.run(a_break(message=HOSTILE))["results"][0]["message"]["text"].endswith(HOSTILE)


class TestSummary:
    def test_counts_and_the_open_breaks_critical_first(self) -> None:
        lines = formats.job_summary(checked(WARNING, ACCEPTED, HOLDS, a_break())).splitlines()
        assert lines[0] == "### chezsoi: 1 critical, 1 warning, 1 accepted"
        assert [line.split(" | ")[:2] for line in lines[4:] if line] == [["| critical", "landlords_add_up"], ["| warning", "landlords_known"]]

    def test_no_table_where_nothing_is_open(self) -> None:
        assert formats.job_summary(checked(ACCEPTED)) == "### chezsoi: 0 critical, 0 warnings, 1 accepted\n\n"

    def test_words_of_the_source_are_no_markup(self) -> None:
        row = formats.job_summary(checked(a_break(message=HOSTILE))).splitlines()[4]
        assert "second \\<line\\> \\|" in row
        assert "\\[link\\](x)" in row

    def test_the_hundred_and_first_break_is_counted(self) -> None:
        lines = formats.job_summary(checked(*[a_break()] * 102)).splitlines()
        assert sum(line.startswith("| critical") for line in lines) == 100
        assert "and 2 more" in lines


def test_text_for_a_file_has_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert formats.text(checked(a_break())).splitlines()[1] == "critical  landlords_add_up · 2014 paris: 17, not 16"


def test_checks_are_listed_as_text_json_and_markdown() -> None:
    rule = RULES["landlords_known"]
    assert f"landlords_known (warning, reference)\n  {rule.notes}\n  → {rule.mend}\n" in formats.checks_text(all_rules())
    assert [listed["check"] for listed in json.loads(formats.checks_json(all_rules()))] == list(RULES)
    assert formats.checks_markdown([rule]).splitlines()[-1] == f"| landlords_known | reference | {rule.notes} | {rule.mend} |"


def test_a_break_in_a_pdf_gets_the_box_of_its_fact(tmp_path: Path) -> None:
    (tmp_path / "raw/2014").mkdir(parents=True)
    shutil.copy(ROOT / "tests/layouts/two_columns.pdf", tmp_path / "raw/2014/brochure.pdf")
    _, _, verdict = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    with duckdb.connect(str(verdict.path)) as con:
        con.execute("UPDATE housing_counts SET dwellings = dwellings + 1000 WHERE tenure = 'social'")
        broken = [result for result in run_gate(con, TODAY) if result.rule.name == "landlords_add_up" and not result.success]
        (box,) = con.execute("SELECT x0, top, x1, bottom FROM facts WHERE fact_id = ?", [broken[0].fact_ids[0]]).fetchall()
    assert broken[0].box == box
    assert None not in box


@dataclass(frozen=True)
class Checkout:
    """A folder with raw/ and .venv/, as `make setup` leaves it."""

    folder: Path
    environment: dict[str, str]

    def bash(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A script as both services run it: stopped by the first command that fails."""
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def edition(self, name: str, *changes: tuple[str, str]) -> "Checkout":
        """With the 2014 brochure as an edition of that name, some of its words changed."""
        words = (ROOT / "raw/2014/brochure.txt").read_text(encoding="utf-8")
        for old, new in changes:
            assert words.count(old) == 1
            words = words.replace(old, new)
        (self.folder / "raw" / name).mkdir(parents=True)
        (self.folder / "raw" / name / "brochure.txt").write_text(words, encoding="utf-8")
        return self


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Checkout]:
    kept = ("PREFECT_", "CHEZSOI_", "GITHUB_", "FORCE_COLOR")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(kept)}
    environment |= {"CHEZSOI_CACHE": str(tmp_path_factory.mktemp("cache")), "PYTHONPATH": str(ROOT), "HOME": str(tmp_path_factory.mktemp("home"))}

    def make() -> Checkout:
        folder = tmp_path_factory.mktemp("checkout")
        (folder / ".venv").mkdir()
        (folder / ".venv/bin").symlink_to(CHEZSOI.parent)
        return Checkout(folder, environment)

    return make


BROKEN = ("SIEMP (3)", "SIEMP (4)")


def test_a_broken_pdf_is_shown_at_its_page_and_box(checkout: Callable[[], Checkout]) -> None:
    """From the file in raw/ to the annotation and the SARIF log, with the command line alone."""
    lines = ["Paris", "Au 1er mars 2018, 58 logements sont captés.", "16 logements dans le parc social : Toit et Jolie (6), SIEMP (4), RIVP (5)"]
    drawn = b"\n".join(
        b"BT /F1 12 Tf 72 %d Td (%s) Tj ET" % (700 - 30 * n, line.replace("(", r"\(").replace(")", r"\)").encode("cp1252"))
        for n, line in enumerate(lines)
    )
    place = checkout()
    (place.folder / "raw/2018").mkdir(parents=True)
    (place.folder / "raw/2018/brochure.pdf").write_bytes(pdf(drawn))
    run = place.bash(
        ".venv/bin/chezsoi run || .venv/bin/chezsoi check --database warehouse/*.rejected --select landlords_add_up --format github --format sarif=gate.sarif"
    )
    (note,) = [line for line in run.stdout.splitlines() if line.startswith("::error ") and "title=landlords_add_up" in line]
    box = regex.search(r"\(page 1, box ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)\)", note)
    assert box is not None, note
    x0, top, x1, bottom = map(float, box.groups())
    assert 71 < x0 < x1 < 600
    assert 145 < top < 160 < bottom < 170, "the third line's place, from the page's top"
    (result,) = json.loads((place.folder / "gate.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (result["properties"]["page"], [round(edge, 1) for edge in result["properties"]["box"]]) == (1, [x0, top, x1, bottom])


def test_check_on_a_broken_edition_speaks_every_form_at_once(checkout: Callable[[], Checkout]) -> None:
    place = checkout().edition("2014", BROKEN)
    _, _, verdict = build(place.folder / "raw", place.folder / "warehouse.duckdb")
    assert not verdict.is_published
    command = f".venv/bin/chezsoi check --database {verdict.path}"
    (place.folder / "summary.md").write_text("before\n", encoding="utf-8")
    every = place.bash(
        f"{command} --format text --format github --format junit=gate.xml --format sarif=gate.sarif --format json=gate.json",
        GITHUB_STEP_SUMMARY="summary.md",
    )
    assert every.returncode == 1
    assert every.stdout.startswith(f"checks    {len(RULES)}: {len(RULES) - 1} hold; 1 critical, ")
    assert every.stdout.splitlines()[-1].startswith("::error file=raw/2014/brochure.txt,line=21,title=landlords_add_up::2014 paris: ")
    assert [case.get("name") for case in ElementTree.parse(place.folder / "gate.xml").iterfind("*/testcase[failure]")] == ["landlords_add_up"]
    log = json.loads((place.folder / "gate.sarif").read_text(encoding="utf-8"))
    jsonschema.validate(log, SCHEMA)
    region = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    words = (place.folder / "raw/2014/brochure.txt").read_text(encoding="utf-8")
    assert words[region["charOffset"] :][: region["charLength"]] == "16 logements dans le parc social"
    assert json.loads((place.folder / "gate.json").read_text(encoding="utf-8"))["critical"] == 1
    assert (place.folder / "summary.md").read_text(encoding="utf-8").startswith("before\n### chezsoi: 1 critical, ")

    other = place.bash(f"{command} --edition 2014 --select persons_nest")
    assert (other.returncode, other.stdout) == (0, "checks    1: 1 hold; 0 critical, 0 warnings, 0 accepted\n")
    for arguments, message in [
        ("--select landlord_add_up", "there is no check 'landlord_add_up': did you mean landlords_add_up"),
        ("--edition 2015", "the warehouse holds no edition '2015': it has 2014\n"),
        ("--format yaml", "'yaml' is no format: "),
    ]:
        refused = place.bash(f"{command} {arguments}")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert f"chezsoi: {message}" in refused.stderr


class TestRecipes:
    """The README's workflows, their own commands in their own order."""

    @staticmethod
    def github(place: Checkout) -> dict[str, int]:
        """The status of each step that GitHub would run, by its name."""
        (steps,) = [job["steps"] for recipe in RECIPES for job in recipe.get("jobs", {}).values()]
        added = place.folder / "environment"
        added.touch()
        done: dict[str, int] = {}
        for step in steps:
            if "run" not in step or step["run"] == "make setup" or (any(done.values()) and "!cancelled()" not in step.get("if", "")):
                continue
            variables = dict(line.split("=", 1) for line in added.read_text(encoding="utf-8").splitlines())
            ran = place.bash(step["run"], GITHUB_ENV="environment", GITHUB_STEP_SUMMARY="summary.md", **variables)
            done[step["name"]] = ran.returncode
        return done

    def test_there_are_three(self) -> None:
        assert [next(iter(recipe)) for recipe in RECIPES] == ["name", "brochures", "repos"]

    def test_github_and_the_hook_pass_the_2014_edition(self, checkout: Callable[[], Checkout]) -> None:
        place = checkout().edition("2014")
        assert list(self.github(place).values()) == [0, 0, 0, 0]
        summary = (place.folder / "summary.md").read_text(encoding="utf-8").splitlines()
        assert summary[:2] == ["### chezsoi: 0 critical, 0 warnings, 0 accepted", ""]
        assert [line.split(" | ")[1] for line in summary[2:]] == ["site", "---", "Lille", "Marseille", "Paris", "Toulouse"]
        jsonschema.validate(json.loads((place.folder / "chezsoi.sarif").read_text(encoding="utf-8")), SCHEMA)
        (hook,) = RECIPES[2]["repos"][0]["hooks"]
        assert regex.search(hook["files"], "raw/2014/brochure.txt")
        assert place.bash(hook["entry"]).returncode == 0

    def test_github_and_gitlab_stop_a_broken_edition_and_show_what_changed(self, checkout: Callable[[], Checkout]) -> None:
        place = checkout().edition("2014").edition("2015", BROKEN, ("de 460 euros", "de 470 euros"))
        assert self.github(place) == {"Read the brochures": 0, "Check them": 1, "Show the figures": 0, "Say what the newest edition changed": 0}
        summary = (place.folder / "summary.md").read_text(encoding="utf-8")
        assert summary.startswith("### chezsoi: 1 critical, ")
        assert regex.search(r"### 2014 → 2015\n\n```\n(?:.*\n)*.*460.* → 470.*\n(?:.*\n)*```\n$", summary)
        gitlab = place.bash("\n".join(RECIPES[1]["brochures"]["script"]))
        assert gitlab.returncode == 1
        failed = ElementTree.parse(place.folder / RECIPES[1]["brochures"]["artifacts"]["reports"]["junit"]).findall("*/testcase[failure]")
        assert [(case.get("classname"), case.get("name")) for case in failed] == [("chezsoi.2015", "landlords_add_up")]
