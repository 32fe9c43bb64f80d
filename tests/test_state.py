"""The state of things is said truly: what is open, what is gone, what one cause is, and commands that work as they are printed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import regex
from rich.console import Console

from expectations.causes import gathered, in_order
from expectations.gate import all_rules, run_gate
from expectations.rules import Result
from extractors.source.decisions import parse_decisions
from flows import formats, report, steps
from flows.compare import compare
from flows.explain import ExplainError, find, find_open
from flows.hints import command
from flows.plan import NothingLostError, let_go, make_plan
from flows.query import answer
from flows.readings import decided, read_sources
from tests.conftest import TODAY, sha256
from warehouse.build import open_warehouse, rejected_path

CHEZSOI = Path(sys.executable).with_name("chezsoi")
RULES = {rule.name: rule for rule in all_rules()}
PRIVATE, DUCKS = "- 29 logements dans le secteur privé\n", "- 353 canards\n"
FIRST, LAST = "Un chez-soi d'abord\n\n", "41 logements captés\n"


def ask(path: Path, query: str) -> list[Any]:
    with open_warehouse(path) as con:
        return con.execute(query).fetchall()


def printed(show: Any, *given: Any) -> list[str]:
    console = Console(width=10_000, color_system=None)
    with console.capture() as capture:
        show(console, *given)
    return capture.get().splitlines()


def outcome(raw: Path, database: Path, fail_on: Any = "critical") -> tuple[steps.Verdict, list[Result]]:
    plan = make_plan(raw, database)
    readings = read_sources((source for folder in plan.folders for source in folder.sources), decided(plan.folders))
    steps.build(plan, readings)
    results = steps.check(plan)
    return steps.decide(plan, results, readings, "all", fail_on), results


@pytest.fixture
def ducks(raw: Path, brochure: str) -> Path:
    """The 2014 edition with a number that nobody reads in the sheet of Paris, and one that may be its private stock."""
    assert PRIVATE in brochure
    (raw / "2014/brochure.txt").write_text(brochure.replace(PRIVATE, DUCKS), encoding="utf-8")
    return raw


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "chezsoi.duckdb"


def propose(database: Path, says: str) -> None:
    """Let the open number of the file be perhaps a figure."""
    import duckdb

    with duckdb.connect(str(database)) as con:
        con.execute("DELETE FROM proposals")
        con.execute(f"INSERT INTO proposals SELECT document_id, page, char_start, 1, '{says}', 0.6, NULL FROM numerals WHERE text = '353'")


# how complete an edition is


def test_each_edition_says_what_was_read_settled_and_is_open(ducks: Path, database: Path, brochure: str) -> None:
    (ducks / "2015").mkdir()
    (ducks / "2015/brochure.txt").write_text(brochure.replace(PRIVATE, DUCKS) + "\n", encoding="utf-8")
    (ducks / "2015/edition.toml").write_text('series = "other"\n', encoding="utf-8")
    (ducks / "2015/decisions.toml").write_text('[[figure]]\nquote = "353 canards"\nreads = "nothing"\nby = "c.durand"\n', encoding="utf-8")
    outcome(ducks, database)
    rows = ask(database, "SELECT edition_id, numbers_settled, numbers_open, mentions_open, is_complete FROM completeness")
    assert rows == [("2014", 0, 1, 0, False), ("2015", 1, 0, 0, True)]
    assert ask(database, "SELECT count(DISTINCT numbers_read + numbers_settled + numbers_open) FROM completeness") == [(1,)]
    with open_warehouse(database) as con:
        lines = printed(report.print_summary, con)
    assert regex.fullmatch(r"  (\d+) numbers: \d+ read, 0 settled, 1 open; 73 mentions: 73 read, 0 settled, 0 open", lines[1])
    assert regex.fullmatch(r"  (\d+) numbers: \d+ read, 1 settled, 0 open; .*", lines[3])


def test_a_file_that_was_not_read_leaves_its_edition_incomplete(raw: Path, database: Path) -> None:
    (raw / "2014/annexe.docx").write_bytes(b"words")
    verdict, _ = outcome(raw, database)
    assert ask(verdict.path, "SELECT files_unread, is_complete FROM completeness") == [(1, False)]


def test_published_says_what_is_unread(ducks: Path, raw: Path, database: Path) -> None:
    verdict, results = outcome(ducks, database)
    with open_warehouse(database) as con:
        known = report.completeness(con)
    lines = printed(report.print_outcome, database, ducks, verdict, results, known, known, None)
    assert lines == [
        f"published {database}: 1 number unread",
        f"next      chezsoi settle 2014 --raw {ducks} --database {database}",
        f"          chezsoi sql 'FROM site_summary' --database {database}",
    ]


def test_printed_but_unread_is_not_shown_like_not_printed(ducks: Path, database: Path) -> None:
    outcome(ducks, database)
    propose(database, "housing private 353")
    assert ask(database, "SELECT site, open, unread, private FROM site_summary WHERE site IN ('Lille', 'Paris')") == [
        ("Lille", 0, None, None),
        ("Paris", 1, "private", None),
    ]
    console = Console(width=200, color_system=None)
    with console.capture() as capture, open_warehouse(database) as con:
        answer(con, "SELECT site, unread, private FROM site_summary WHERE site IN ('Lille', 'Paris')", None, None, console)
    assert [line.split() for line in capture.get().splitlines()[1:3]] == [["Lille"], ["Paris", "private", "?"]]


def test_numbers_outside_any_sheet_have_a_line_of_their_own(raw: Path, database: Path, brochure: str) -> None:
    (raw / "2014/brochure.txt").write_text("Les 353 canards\n\n" + brochure, encoding="utf-8")
    outcome(raw, database)
    assert ask(database, "SELECT site, open, dwellings FROM site_summary WHERE open > 0") == [(None, 1, None)]


def test_diff_says_unread_and_not_fell_silent(ducks: Path, database: Path, brochure: str) -> None:
    (ducks / "2013").mkdir()
    (ducks / "2013/brochure.txt").write_text(brochure.replace("octobre 2014", "octobre 2013"), encoding="utf-8")
    outcome(ducks, database)
    with open_warehouse(database) as con:
        (silent,) = [change for change in compare(con, "2013", "2014") if change.measure == "dwellings_private"]
    assert (silent.cause, silent.note) == ("fell silent", "1 number of its sheet in 2014 unread")
    propose(database, "housing private 353")
    with open_warehouse(database) as con:
        (change,) = [change for change in compare(con, "2013", "2014") if change.measure == "dwellings_private"]
        lacking = {one.edition_id: report.unread([one]) for one in report.completeness(con)}
        lines = printed(report.print_changes, [change], "2013", "2014", lacking)
        (gone,) = [r for r in run_gate(con, TODAY) if r.observed == "no dwellings_private"]
    assert (change.cause, change.note) == ("unread", "the open number « 353 » in line 24 of 2014 may be it")
    assert lines[0] == "2014: 1 number unread"
    assert (gone.message or "").endswith("; the open number « 353 » in line 24 may be it")


# the gate on what is open


def test_open_numbers_stop_a_run_only_where_that_is_asked_for(ducks: Path, database: Path) -> None:
    verdict, results = outcome(ducks, database, "open")
    assert (verdict.is_published, database.exists()) == (False, False)
    with open_warehouse(verdict.path) as con:
        known = report.completeness(con)
    lines = printed(report.print_outcome, database, ducks, verdict, results, known, known, None, "open")
    assert lines[0] == "not published: --fail-on open: 1 number unread; there is no live file yet"
    assert lines[1] == f"next      chezsoi settle 2014 --raw {ducks} --database {database}"
    assert outcome(ducks, database, "critical")[0].is_published


def test_a_settled_number_lets_it_pass(ducks: Path, database: Path) -> None:
    (ducks / "2014/decisions.toml").write_text('[[figure]]\nquote = "353 canards"\nreads = "nothing"\n', encoding="utf-8")
    verdict, _ = outcome(ducks, database, "open")
    assert verdict.is_published


@pytest.mark.parametrize(
    ("check", "fails"),
    [
        ("landlords_add_up", ["critical", "open", "warning"]),
        ("numerals_explained", ["open", "warning"]),
        ("mentions_explained", ["open", "warning"]),
        ("landlords_known", ["warning"]),
    ],
)
def test_which_break_fails_which_gate(check: str, fails: list[Any]) -> None:
    result = Result(RULES[check], "2014", None, False, "x", "y", "z")
    gates: tuple[Any, ...] = ("critical", "open", "warning")
    assert [gate for gate in gates if result.fails(gate)] == fails
    result.accepted = "printed so"
    assert [gate for gate in gates if result.fails(gate)] == []


def test_a_file_that_is_up_to_date_fails_where_something_in_it_is_open(ducks: Path, database: Path) -> None:
    outcome(ducks, database)
    with open_warehouse(database) as con:
        given = (con, database, ducks)
        console = Console(width=10_000, color_system=None)
        with console.capture() as capture:
            passes = {gate: report.print_up_to_date(console, *given, gate) for gate in ("critical", "open", "warning")}
    assert passes == {"critical": True, "open": False, "warning": False}
    assert "has changed since it was built; 1 number unread" in capture.get()


# the run that the file shows


def test_current_results_are_those_of_the_editions_as_they_are_in_the_file(raw: Path, database: Path, brochure: str) -> None:
    (raw / "2014/brochure.txt").write_text(brochure.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    refused, _ = outcome(raw, database)
    failing = "SELECT observed FROM {} WHERE check_name = 'landlords_add_up' AND NOT success"
    assert ask(refused.path, failing.format("current_results")) == [("17",)]
    (raw / "2014/brochure.txt").write_text(brochure, encoding="utf-8")
    outcome(raw, database)
    assert ask(database, failing.format("check_results")) == [("17",)]
    assert ask(database, failing.format("current_results")) == []
    assert ask(database, "SELECT count(DISTINCT run_id) FROM current_results") == [(1,)]


# what was published and is gone


@pytest.fixture
def two(raw: Path, database: Path, brochure: str) -> Path:
    """A live file of the editions 2014 and 2016; 2016 has two files."""
    (raw / "2016").mkdir()
    (raw / "2016/brochure.txt").write_text(brochure + "\n\n", encoding="utf-8")
    (raw / "2016/annexe.txt").write_text("Une annexe sans figure.\n", encoding="utf-8")
    (raw / "2016/edition.toml").write_text('series = "other"\n', encoding="utf-8")
    assert outcome(raw, database)[0].is_published
    return raw


def kept(results: list[Result]) -> list[tuple[str, str | None]]:
    return [(r.edition_id, r.observed) for r in results if r.fails("critical") and r.rule.name == "editions_kept"]


def test_an_edition_whose_folder_vanished_is_a_critical_break_until_it_is_back(two: Path, database: Path) -> None:
    before = sha256(database)
    shutil.move(two / "2016", two.parent / "aside")
    for _ in range(2):
        verdict, results = outcome(two, database)
        assert (verdict.is_published, kept(results), sha256(database)) == (False, [("2016", "2016")], before)
    shutil.move(two.parent / "aside", two / "2016")
    assert make_plan(two, database).is_up_to_date


def test_it_is_let_go_with_forget(two: Path, database: Path) -> None:
    shutil.rmtree(two / "2016")
    assert [file.path for file in let_go(two, database, "2016")] == ["2016/annexe.txt", "2016/brochure.txt"]
    assert ask(database, "SELECT DISTINCT edition_id FROM figures ORDER BY 1") == [("2014",), ("2016",)]
    verdict, results = outcome(two, database)
    assert (verdict.is_published, kept(results)) == (True, [])
    assert ask(database, "SELECT edition_id FROM editions") == [("2014",)]
    assert make_plan(two, database).is_up_to_date


def test_what_is_let_go_and_comes_back_may_vanish_again(two: Path, database: Path) -> None:
    shutil.move(two / "2016", two.parent / "aside")
    let_go(two, database, "2016")
    shutil.copytree(two.parent / "aside", two / "2016")
    outcome(two, database)
    shutil.rmtree(two / "2016")
    assert kept(outcome(two, database)[1]) == [("2016", "2016")]


def test_a_lost_file_is_a_break_and_a_renamed_or_corrected_one_is_none(two: Path, database: Path) -> None:
    (two / "2016/annexe.txt").rename(two / "2016/annexe-1.txt")
    (two / "2014/brochure.txt").write_text((two / "2014/brochure.txt").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    verdict, results = outcome(two, database)
    assert (verdict.is_published, kept(results)) == (True, [])
    (two / "2016/annexe-1.txt").unlink()
    verdict, results = outcome(two, database)
    assert (verdict.is_published, kept(results)) == (False, [("2016", "2016/annexe-1.txt")])
    let_go(two, database, "2016")
    assert outcome(two, database)[0].is_published


def test_a_renamed_folder_says_where_its_file_is(two: Path, database: Path) -> None:
    (two / "2016").rename(two / "2016-bis")
    (message,) = [r.message or "" for r in outcome(two, database)[1] if r.rule.name == "editions_kept" and r.is_open]
    assert "(it is 2016-bis/annexe.txt, 2016-bis/brochure.txt now)" in message
    assert message.endswith(command("forget", "2016", raw=two, database=database))


def test_with_publish_passing_it_stays_as_it_was_live(two: Path, database: Path, brochure: str) -> None:
    shutil.rmtree(two / "2016")
    (two / "2014/brochure.txt").write_text(brochure + "\n", encoding="utf-8")
    plan = make_plan(two, database)
    readings = read_sources(source for folder in plan.folders for source in folder.sources)
    steps.build(plan, readings)
    verdict = steps.decide(plan, steps.check(plan), readings, "passing")
    assert (verdict.is_published, verdict.left_out, verdict.kept) == (True, ("2016",), ("2016",))


@pytest.mark.parametrize(
    ("edition", "words"), [("2014", "nothing of 2014 is lost"), ("1999", "holds no edition '1999' that could be let go: it has 2014, 2016")]
)
def test_only_what_is_lost_is_let_go(edition: str, words: str, two: Path, database: Path) -> None:
    before = sha256(database)
    with pytest.raises(NothingLostError, match=words):
        let_go(two, database, edition)
    assert sha256(database) == before


# findings of one cause


def sheet(heading: str, number: int) -> str:
    return f"{heading}\n\n120 personnes dans l'étude\n60 personnes dans le programme\n{number} logements captés\n\n\n"


def causes(raw: Path, database: Path, text: str) -> tuple[list[Result], list[Result]]:
    """The open breaks of a text, each and gathered."""
    (raw / "2014/brochure.txt").write_text(text, encoding="utf-8")
    verdict, results = outcome(raw, database)
    with open_warehouse(verdict.path) as con:
        return [r for r in results if r.is_open], [r for r in gathered(con, results) if r.is_open]


def test_what_hangs_on_a_lost_heading_is_one_finding_that_names_the_place(raw: Path, database: Path) -> None:
    text = FIRST + sheet("Lille", 40) + sheet("« Place à Lyon pour continuer. »", 45) + sheet("« Place à Nantes pour continuer. »", 48)
    each, one = causes(raw, database, text)
    told = [(r.message, r.line, r.quote) for r in one if r.others]
    assert told == [
        ("this line may be Lyon's heading: 3 figures hang on it", 10, "« Place à Lyon pour continuer. »"),
        ("this line may be Nantes's heading: 3 figures hang on it", 17, "« Place à Nantes pour continuer. »"),
    ]
    assert sum(1 + len(r.others) for r in one) == len(each)
    assert one[0].others
    assert [r.rule.severity for r in one if r.others] == ["critical", "critical"]


def test_a_heading_that_names_no_place_is_said_too(raw: Path, database: Path) -> None:
    _, one = causes(raw, database, FIRST + sheet("Lille", 40) + sheet("« Une équipe et sa ville »", 45))
    assert [(r.message, r.quote) for r in one if r.others] == [
        ("this line may be a site's heading: 3 figures hang on it", "« Une équipe et sa ville »")
    ]


def test_numbers_of_one_wording_are_one_finding_with_all_their_lines(raw: Path, database: Path, brochure: str) -> None:
    _, one = causes(
        raw,
        database,
        brochure.replace("- 53 personnes", "- 353 canards et 7 oies\n- 53 personnes").replace(
            "- 83 personnes", "- 12 canards et 9 oies\n- 83 personnes"
        ),
    )
    (found,) = [r for r in one if r.rule.name == "numerals_explained"]
    assert found.message == 'nobody knows what "353", "7", "12", "9" count in 2 lines worded like this one'
    lines = printed(report.print_checks, [found], "a.duckdb")
    assert lines[3].strip().startswith("and 1 line more: ")


def test_numbers_of_other_wordings_stay_apart(raw: Path, database: Path, brochure: str) -> None:
    _, one = causes(raw, database, brochure.replace("- 53 personnes", "- 353 canards\n- 17 oies\n- 53 personnes"))
    assert [(r.observed, r.others) for r in one if r.rule.name == "numerals_explained"] == [("353", ()), ("17", ())]


def test_sums_of_two_sites_stay_apart_and_accepted_ones_too(raw: Path, database: Path) -> None:
    def a_break(check: str, site: str, accepted: str | None = None) -> Result:
        return Result(RULES[check], "2014", site, False, "17", "16", "17, not 16", document_id="d", accepted=accepted)

    outcome(raw, database)
    sums = [a_break("landlords_add_up", site) for site in ("lille", "paris")]
    names = [a_break("landlords_known", site) for site in ("lille", "paris")]
    with open_warehouse(database) as con:
        found = gathered(con, [*sums, *names, a_break("landlords_known", "lyon", "printed so")])
    assert [(r.rule.name, r.message, len(r.others)) for r in found] == [
        ("landlords_add_up", "17, not 16", 0),
        ("landlords_add_up", "17, not 16", 0),
        ("landlords_known", "17, not 16; likewise at paris", 1),
        ("landlords_known", "17, not 16", 0),
    ]


def test_a_gathered_finding_keeps_what_it_stands_for_in_json_and_fails_with_it() -> None:
    open_one = Result(RULES["numerals_explained"], "2014", None, False, "7", "explained", "7?", path="2014/b.txt", line=3)
    both = Result(RULES["landlords_known"], "2014", None, False, "x", "y", "x?", others=(open_one,))
    assert both.fails("open")
    assert '"line": 3' in formats.WRITERS["json"](formats.Checked("a.duckdb", [both], tuple(RULES.values()), ["2014"]))


# what to do first


def test_what_to_do_first_comes_first() -> None:
    order = [
        "documents_readable", "editions_kept", "decisions_hold", "pages_readable", "figures_have_a_site", "bullets_keep_their_number", "one_value_per_measure",
        "persons_nest", "facts_quote_source", "numerals_explained", "measures_complete", "tenures_add_up", "places_known", "sites_alike",
    ]  # fmt: skip
    results = [Result(RULES[name], "2014", None, False, "x", "y", "z") for name in sorted(order)]
    assert [r.rule.name for r in in_order(results)] == order
    heads = [line.split()[1] for line in printed(report.print_checks, results, "a.duckdb")[1:] if not line.startswith(" ")]
    assert heads == order


# a warning that can never be answered


@pytest.mark.parametrize(("line", "warns"), [("", False), ("La ville a rejoint l'étude en 2012.\n", True)])
def test_a_study_is_missing_only_where_the_sheet_speaks_of_one(line: str, warns: bool, raw: Path, database: Path, brochure: str) -> None:
    start, end = brochure.index("\nToulouse\n"), brochure.index("\nMarseille\n")
    toulouse = regex.sub(r".*étude.*\n", line, brochure[start:end])
    each, _ = causes(raw, database, brochure[:start] + toulouse + brochure[end:])
    assert (("measures_complete", "toulouse") in [(r.rule.name, r.site_id) for r in each if r.observed == "no in_study"]) is warns


# questions about what is open


@pytest.mark.parametrize(
    "question",
    ["353", "canards", "paris canards", "paris line 24", "2014 line 24", "2014/brochure.txt:24", "open 1", "open", "paris private dwellings"],
)
def test_an_open_number_is_explained_by_its_words_its_line_or_its_number(question: str, ducks: Path, database: Path) -> None:
    outcome(ducks, database)
    propose(database, "housing private 353")
    with open_warehouse(database) as con:
        facts, (found,) = find(con, question)  # type: ignore[misc]
    assert (facts, found.observed, found.line) == ([], "353", 24)
    (figure,) = parse_decisions(found.decision).figures
    assert (figure.quote.endswith("353 canards"), figure.number, figure.reads) == (True, "353", ("paris: housing private 353",))


def test_what_is_printed_to_paste_settles_it(ducks: Path, database: Path) -> None:
    outcome(ducks, database)
    with open_warehouse(database) as con:
        (found,) = find_open(con, "open")
    lines = printed(report.print_unexplained, found, ducks, database)
    (ducks / "2014/decisions.toml").write_text("\n".join(lines[lines.index("") :]), encoding="utf-8")
    outcome(ducks, database)
    assert ask(database, "SELECT numbers_open, numbers_settled FROM completeness") == [(0, 1)]


def test_a_number_finds_no_name_that_has_it(ducks: Path, database: Path) -> None:
    outcome(ducks, database)
    with open_warehouse(database) as con:
        assert not any("3F" in label for _, label, _ in find(con, "3")[0])
        assert {value for _, _, value in find(con, "16")[0]} == {"16"}
        assert any("3F" in label for _, label, _ in find(con, "immobilière 3F")[0])
        with pytest.raises(ExplainError, match="no open number has the number 7"):
            find(con, "open 7")


# commands that are printed work as they are


def test_every_command_that_is_printed_works_when_pasted(ducks: Path, tmp_path: Path, brochure: str) -> None:
    folder, database = tmp_path / "with a space", tmp_path / "with a space/a file.duckdb"
    folder.mkdir()
    shutil.move(ducks, folder / "raw")

    def chezsoi(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([CHEZSOI, *words], cwd=tmp_path, capture_output=True, text=True, check=False)

    options = ("--raw", folder / "raw", "--database", database)
    said = [
        chezsoi("run", *options),
        chezsoi("explain", "353", "--raw", folder / "raw", "--database", database),
        chezsoi("explain", "nowhere", "--database", database),
    ]
    assert said[0].returncode == 0, said[0].stderr
    said.append(chezsoi("explain", "paris", "--database", database))
    (folder / "raw/2014/brochure.txt").write_text(brochure.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    said += [chezsoi("run", *options), chezsoi("check", "--database", database)]
    assert [one.returncode for one in said] == [0, 0, 2, 0, 1, 0]
    text = "\n".join(one.stdout + one.stderr for one in said)
    commands = set(regex.findall(r"chezsoi (?:run|sql|explain|settle|check|forget) .*?--database '[^']*'", text))
    assert {one.split()[1] for one in commands} == {"run", "sql", "explain", "settle", "check"}
    environment = {**os.environ, "PATH": f"{CHEZSOI.parent}:{os.environ['PATH']}"}
    for one in sorted(commands):
        ran = subprocess.run(
            ["bash", "-c", one], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        assert ran.returncode in ((0, 1) if one.split()[1] in ("run", "check") else (0,)), (one, ran.stderr)


def test_a_refused_build_goes_when_a_later_run_has_nothing_to_do(raw: Path, database: Path, brochure: str) -> None:
    options = ("--raw", raw, "--database", database)
    (raw / "2014/brochure.txt").write_text(brochure, encoding="utf-8")
    assert subprocess.run([CHEZSOI, "run", *options], capture_output=True, check=False).returncode == 0
    (raw / "2014/brochure.txt").write_text(brochure.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    assert subprocess.run([CHEZSOI, "run", *options], capture_output=True, check=False).returncode == 1
    assert rejected_path(database).exists()
    (raw / "2014/brochure.txt").write_text(brochure, encoding="utf-8")
    again = subprocess.run([CHEZSOI, "run", *options], capture_output=True, text=True, check=False)
    assert (again.returncode, "is up to date" in again.stdout, rejected_path(database).exists()) == (0, True, False)


def test_the_command_lets_go(two: Path, database: Path) -> None:
    shutil.rmtree(two / "2016")
    ran = subprocess.run([CHEZSOI, "run", "--raw", two, "--database", database], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert command("forget", "2016", raw=two, database=database) == ran.stdout.splitlines()[-3].strip()
    gone = subprocess.run([CHEZSOI, "forget", "2016", "--raw", two, "--database", database], capture_output=True, text=True, check=False)
    assert (gone.returncode, gone.stdout.splitlines()[-1]) == (0, f"next      {command('run', raw=two, database=database)}")
    assert subprocess.run([CHEZSOI, "run", "--raw", two, "--database", database], capture_output=True, check=False).returncode == 0
    assert ask(database, "SELECT edition_id FROM editions") == [("2014",)]
