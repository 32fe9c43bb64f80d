"""The command line end to end, as its users start it, and the thin functions under it."""

import hashlib
import io
import json
import os
import pickle
import pty
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow.parquet
import pytest
import regex
import typer
from filelock import FileLock
from rich.console import Console

from expectations.gate import all_rules
from expectations.rules import Result
from extractors.reading import Reading, read_document
from flows import cli, explain, prefect_runtime, query, readings, report, steps
from flows.plan import make_plan
from flows.raw import Source
from tests.conftest import ROOT, sha256
from warehouse.build import building_path, open_warehouse

CHEZSOI = Path(sys.executable).with_name("chezsoi")
WORKING = "chezsoi: reading 1 file, building and checking the warehouse\n"
ESCAPE = "\x1b"
COMMANDS = [name for name, command in typer.main.get_command(cli.app).commands.items() if not command.hidden]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Place:
    """A folder to stand in, with raw/ and warehouse/ where the command looks for them, and the session's cache."""

    folder: Path
    environment: dict[str, str]

    @property
    def database(self) -> Path:
        return self.folder / "warehouse/chezsoi.duckdb"

    @property
    def rejected(self) -> Path:
        return self.folder / "warehouse/chezsoi.duckdb.rejected"

    @property
    def brochure(self) -> Path:
        return self.folder / "raw/2014/brochure.txt"

    @property
    def prefect(self) -> Path:
        """Prefect's own database."""
        return Path(self.environment["CHEZSOI_CACHE"]) / "prefect/prefect.db"

    def chezsoi(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The real command, run here."""
        return subprocess.run(
            [CHEZSOI, *arguments],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def copy(self, folder: Path) -> "Place":
        """The same place elsewhere: what is done there leaves this one as it is."""
        shutil.copytree(self.folder, folder)
        return Place(folder, self.environment)


@dataclass(frozen=True)
class Ran:
    """A run and the place where it ran."""

    place: Place
    run: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The 2014 edition, run for the first time: no live file, no reading and no Prefect database yet."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "raw/2014").mkdir(parents=True)
    shutil.copy(ROOT / "raw/2014/brochure.txt", folder / "raw/2014/brochure.txt")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "CHEZSOI_", "FORCE_COLOR", "GITHUB_"))}
    environment |= {
        "CHEZSOI_CACHE": str(tmp_path_factory.mktemp("command-cache")),
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path_factory.mktemp("home")),
    }
    place = Place(folder, environment)
    return Ran(place, place.chezsoi("run"))


@pytest.fixture(scope="module")
def stopped(published: Ran, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The published place with one digit of a landlord's count changed, run again."""
    place = published.place.copy(tmp_path_factory.mktemp("stopped") / "place")
    text = place.brochure.read_bytes()
    assert text.count(b"SIEMP (3)") == 1
    place.brochure.write_bytes(text.replace(b"SIEMP (3)", b"SIEMP (4)"))
    return Ran(place, place.chezsoi("run"))


@pytest.fixture(scope="module")
def accepted(stopped: Ran, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The stopped place with a decision on its finding, run again."""
    place = stopped.place.copy(tmp_path_factory.mktemp("accepted") / "place")
    decision = '[[decision]]\ncheck = "landlords_add_up"\nsite = "paris"\nexpect = "17"\nreason = "printed so"\nexpires = 2999-01-01\n'
    (place.folder / "raw/2014/decisions.toml").write_text(decision, encoding="utf-8")
    return Ran(place, place.chezsoi("run"))


@pytest.fixture(scope="module")
def warehouse(published: Ran) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(published.place.database) as con:
        yield con


class TestFirstRun:
    def test_ends_with_status_0(self, published: Ran) -> None:
        assert published.run.returncode == 0, published.run.stderr

    def test_standard_error_holds_one_line_and_nothing_of_a_library(self, published: Ran) -> None:
        assert published.run.stderr == WORKING

    def test_summary_says_what_was_read_what_was_not_and_where_the_file_is(self, published: Ran) -> None:
        lines = published.run.stdout.splitlines()
        assert lines[0] == "2014  1 file, 4 sites: Lille, Marseille, Paris, Toulouse"
        assert regex.fullmatch(r"  (\d+) numbers: \1 read, 0 settled, 0 open; (\d+) mentions: \2 read, 0 settled, 0 open", lines[1])
        assert lines[2] == "history   2014 (first of its series: nothing to compare it with)"
        assert regex.fullmatch(r"figures   population_counts 16 · housing_counts 12 · landlord_counts 21 · rents 4 · .+", lines[3])
        assert regex.fullmatch(r"numerals  \d+: \d+ extracted, \d+ narrative, \d+ ignored, 0 unexplained", lines[4])
        assert regex.fullmatch(r"mentions  \d+: \d+ extracted, \d+ narrative, \d+ ignored, 0 unexplained", lines[5])
        assert regex.fullmatch(r"checks    (\d+): \1 hold; 0 critical, 0 warnings, 0 accepted", lines[6])
        assert lines[7:] == [
            "",
            "published warehouse/chezsoi.duckdb",
            "next      chezsoi sql 'FROM site_summary' --database warehouse/chezsoi.duckdb",
            "          chezsoi explain '2014 all captured dwellings' --database warehouse/chezsoi.duckdb",
        ]

    def test_warehouse_opens_and_holds_the_printed_figures(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert warehouse.execute("SELECT site, dwellings, social FROM site_summary ORDER BY site").fetchall() == [
            ("Lille", 97, 2),
            ("Marseille", 137, 28),
            ("Paris", 58, 16),
            ("Toulouse", 90, 5),
        ]

    def test_leaves_the_live_file_and_its_lock_only(self, published: Ran) -> None:
        assert {path.name for path in published.place.database.parent.iterdir()} == {"chezsoi.duckdb", "chezsoi.duckdb.lock"}

    def test_prefect_keeps_the_flow_run_all_its_task_runs_and_the_table(self, published: Ran, warehouse: duckdb.DuckDBPyConnection) -> None:
        ((run_id,),) = warehouse.execute("SELECT run_id FROM runs").fetchall()
        with sqlite3.connect(f"file:{published.place.prefect}?mode=ro", uri=True) as con:
            ((flow_run, state),) = con.execute("SELECT id, state_type FROM flow_run WHERE name = ?", [f"2014 {run_id}"]).fetchall()
            tasks = con.execute("SELECT name, state_type FROM task_run WHERE flow_run_id = ? ORDER BY start_time", [flow_run]).fetchall()
            artifacts = con.execute("SELECT key, type, data FROM artifact WHERE flow_run_id = ?", [flow_run]).fetchall()
        con.close()
        assert state == "COMPLETED"
        assert [(regex.split("[ -]", name)[0], state) for name, state in tasks] == [
            (name, "COMPLETED") for name in ("read", "load", "check", "publish")
        ]
        ((key, kind, data),) = artifacts
        assert (key, kind) == ("chezsoi-outcome", "table")
        assert json.loads(json.loads(data)) == [{"edition": "2014", "files": 1, "critical": 0, "warnings": 0, "accepted": 0}]


@pytest.fixture(scope="module")
def again(published: Ran) -> tuple[subprocess.CompletedProcess[str], bool]:
    """A second run with its imports on standard error, and whether the warehouse and Prefect's database stayed as they were."""
    watched = (published.place.database, published.place.prefect)
    before = [sha256(path) for path in watched]
    run = published.place.chezsoi("run", PYTHONPROFILEIMPORTTIME="1")
    return run, [sha256(path) for path in watched] == before


class TestRunWithNothingNew:
    def test_says_so_and_ends_with_status_0(self, again: tuple[subprocess.CompletedProcess[str], bool]) -> None:
        assert again[0].returncode == 0
        assert again[0].stdout.startswith("warehouse/chezsoi.duckdb is up to date: nothing in the raw folder")
        assert len(again[0].stdout.splitlines()) == 1

    def test_touches_neither_the_live_file_nor_prefects_database(self, again: tuple[subprocess.CompletedProcess[str], bool]) -> None:
        assert again[1]

    @pytest.mark.parametrize("library", ["prefect", "great_expectations", "pandas"])
    def test_does_not_even_import(self, library: str, again: tuple[subprocess.CompletedProcess[str], bool]) -> None:
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in again[0].stderr.splitlines()}
        assert "duckdb" in imported
        assert library not in imported


class TestChangedDigit:
    def test_ends_with_status_1(self, stopped: Ran) -> None:
        assert stopped.run.returncode == 1

    def test_standard_error_holds_one_line_and_nothing_of_a_library(self, stopped: Ran) -> None:
        assert stopped.run.stderr == WORKING

    def test_message_names_the_site_the_landlords_their_sum_and_the_stated_total(self, stopped: Ran) -> None:
        (message,) = [line for line in stopped.run.stdout.splitlines() if line.startswith("critical")]
        assert message == (
            "critical  landlords_add_up · 2014 paris: the landlords of the social stock add up to 17 (Toit et Jolie 6, SIEMP 4, "
            "Coopération et Famille 1, Elopie 1, ICF Habitat 1, Immobilière 3F 1, La Sablière 1, Paris Habitat 1, RIVP 1), the brochure states 16"
        )

    def test_message_points_to_the_line_and_says_what_to_do(self, stopped: Ran) -> None:
        lines = stopped.run.stdout.splitlines()
        at = next(number for number, line in enumerate(lines) if line.startswith("critical"))
        assert lines[at + 1].strip() == "2014/brochure.txt, line 21 « 16 logements dans le parc social »"
        assert lines[at + 2].strip().startswith("→ Compare the list with the stated total")
        assert lines[-4:] == [
            "not published: a critical check failed; the live file is as it was",
            "next      mend the source, or accept the finding in raw/2014/decisions.toml, and run again:",
            "          chezsoi run --raw raw --database warehouse/chezsoi.duckdb",
            "          chezsoi sql 'FROM site_summary' --database warehouse/chezsoi.duckdb.rejected",
        ]

    def test_live_file_is_the_same_byte_for_byte(self, stopped: Ran, published: Ran) -> None:
        assert sha256(stopped.place.database) == sha256(published.place.database)

    def test_rejected_build_can_be_queried(self, stopped: Ran) -> None:
        answer = stopped.place.chezsoi(
            "sql", "SELECT dwellings FROM landlord_counts WHERE reported_name = 'SIEMP'", "--database", str(stopped.place.rejected), "--format", "csv"
        )
        assert (answer.returncode, answer.stdout) == (0, "dwellings\n4\n")

    def test_check_on_the_rejected_build_ends_with_status_1_and_the_same_message(self, stopped: Ran) -> None:
        checked = stopped.place.chezsoi("check", "--database", str(stopped.place.rejected))
        assert checked.returncode == 1
        assert checked.stderr == f"chezsoi: checking {stopped.place.rejected}\n"
        assert [line for line in checked.stdout.splitlines() if line.startswith("critical")] == [
            line for line in stopped.run.stdout.splitlines() if line.startswith("critical")
        ]


class TestDecision:
    def test_publishes_with_status_0(self, accepted: Ran) -> None:
        assert (accepted.run.returncode, accepted.run.stderr) == (0, WORKING)
        assert "published warehouse/chezsoi.duckdb" in accepted.run.stdout.splitlines()

    def test_finding_stays_visible_as_accepted_with_its_reason(self, accepted: Ran) -> None:
        lines = accepted.run.stdout.splitlines()
        assert any(regex.fullmatch(r"checks    \d+: \d+ hold; 0 critical, 0 warnings, 1 accepted", line) for line in lines)
        assert any(line.startswith("accepted  landlords_add_up · 2014 paris: ") for line in lines)
        assert "          accepted: printed so" in lines

    def test_removes_the_rejected_build_and_keeps_its_results(self, accepted: Ran) -> None:
        assert not accepted.place.rejected.exists()
        with open_warehouse(accepted.place.database) as con:
            rows = con.execute("SELECT accepted FROM check_results WHERE check_name = 'landlords_add_up' AND NOT success ORDER BY run_id").fetchall()
            runs = con.execute("SELECT count(DISTINCT run_id) FROM check_results").fetchall()
        assert rows == [(None,), ("printed so",)]
        assert runs == [(3,)]

    def test_check_as_json_names_the_accepted_break(self, accepted: Ran) -> None:
        checked = accepted.place.chezsoi("check", "--format", "json")
        content = json.loads(checked.stdout)
        (found,) = content["breaks"]
        assert checked.returncode == 0
        assert [content[key] for key in ("database", "critical", "warnings", "accepted")] == ["warehouse/chezsoi.duckdb", 0, 0, 1]
        assert [found[key] for key in ("check", "severity", "edition", "site", "observed", "expected", "accepted", "path", "line")] == [
            "landlords_add_up",
            "critical",
            "2014",
            "paris",
            "17",
            "16",
            "printed so",
            "2014/brochure.txt",
            21,
        ]


class TestFaultsOfUse:
    """Status 2, one line on standard error, no traceback."""

    def test_raw_folder_that_is_not_there(self, published: Ran) -> None:
        run = published.place.chezsoi("run", "--raw", "nowhere", "--database", "new/chezsoi.duckdb")
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == "chezsoi: nowhere is not a folder: create it with a folder for each edition, such as nowhere/2014/brochure.txt\n"

    def test_another_run_is_building(self, published: Ran) -> None:
        with FileLock(f"{published.place.database}.lock"):
            run = published.place.chezsoi("run")
        assert run.returncode == 2
        assert run.stderr == "chezsoi: another run is building warehouse/chezsoi.duckdb: wait for it to end, then run again\n"

    @pytest.mark.parametrize("arguments", [("check",), ("sql", "FROM sites"), ("explain", "paris")], ids=lambda arguments: str(arguments[0]))
    def test_no_warehouse(self, arguments: tuple[str, ...], published: Ran) -> None:
        run = published.place.chezsoi(*arguments, "--database", "absent.duckdb")
        assert (run.returncode, run.stdout) == (2, "")
        assert (
            run.stderr.splitlines()[-1]
            == "chezsoi: absent.duckdb does not exist: run `chezsoi run --database absent.duckdb` first, or name another file with --database"
        )
        assert "Traceback" not in run.stderr

    def test_live_file_of_another_program_is_not_touched(self, published: Ran, tmp_path: Path) -> None:
        other = tmp_path / "other.duckdb"
        with duckdb.connect(str(other)) as con:
            con.execute("CREATE TABLE mine AS SELECT 1 AS one")
        before = sha256(other)
        run = published.place.chezsoi("run", "--database", str(other))
        assert run.returncode == 2
        assert run.stderr == f"chezsoi: {other} was not written by chezsoi: it will not be touched; name another file with --database\n"
        assert sha256(other) == before

    def test_unknown_command(self, published: Ran) -> None:
        assert published.place.chezsoi("publish").returncode == 2

    def test_fault_of_the_program_keeps_its_traceback_and_is_no_failed_check(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail() -> None:
            raise ZeroDivisionError("a fault")

        monkeypatch.setattr(cli, "app", fail)
        assert cli._status() == cli.UNUSABLE
        assert "ZeroDivisionError: a fault" in capsys.readouterr().err


class TestSql:
    QUERY = "SELECT site, dwellings, rent FROM site_summary WHERE site IN ('Lille', 'Paris') ORDER BY site"
    CSV = "site,dwellings,rent\nLille,97,460.00\nParis,58,\n"

    def test_table(self, published: Ran) -> None:
        answer = published.place.chezsoi("sql", self.QUERY)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert [line.split() for line in answer.stdout.splitlines()] == [
            ["site", "dwellings", "rent"],
            ["Lille", "97", "460.00"],
            ["Paris", "58"],
            ["(2", "rows)"],
        ]

    def test_csv(self, published: Ran) -> None:
        answer = published.place.chezsoi("sql", self.QUERY, "--format", "csv")
        assert (answer.returncode, answer.stderr, answer.stdout) == (0, "", self.CSV)

    def test_json_from_a_file_with_the_query(self, published: Ran, tmp_path: Path) -> None:
        (tmp_path / "query.sql").write_text(f"-- two sites\n{self.QUERY};\n", encoding="utf-8")
        answer = published.place.chezsoi("sql", "-f", str(tmp_path / "query.sql"), "--format", "json")
        assert (answer.returncode, answer.stderr) == (0, "")
        assert json.loads(answer.stdout) == [{"site": "Lille", "dwellings": 97, "rent": 460.0}, {"site": "Paris", "dwellings": 58, "rent": None}]

    def test_markdown_by_the_files_ending(self, published: Ran, tmp_path: Path) -> None:
        answer = published.place.chezsoi("sql", "SELECT site, 'a|b' AS words FROM site_summary LIMIT 1", "--to", str(tmp_path / "sites.md"))
        assert answer.returncode == 0
        assert (tmp_path / "sites.md").read_text(encoding="utf-8") == "| site | words |\n| --- | --- |\n| Lille | a\\|b |\n"

    def test_parquet_to_a_file(self, published: Ran, tmp_path: Path) -> None:
        answer = published.place.chezsoi("sql", self.QUERY, "--format", "parquet", "--to", str(tmp_path / "sites.parquet"))
        assert (answer.returncode, answer.stderr, answer.stdout) == (0, "", "")
        assert pyarrow.parquet.read_table(tmp_path / "sites.parquet").column("site").to_pylist() == ["Lille", "Paris"]

    def test_csv_to_a_file(self, published: Ran, tmp_path: Path) -> None:
        answer = published.place.chezsoi("sql", self.QUERY, "--format", "csv", "--to", str(tmp_path / "sites.csv"))
        assert (answer.returncode, answer.stderr, answer.stdout) == (0, "", "")
        assert (tmp_path / "sites.csv").read_text(encoding="utf-8") == self.CSV

    def test_insert_is_refused_and_the_file_stays_as_it_is(self, published: Ran) -> None:
        before = sha256(published.place.database)
        answer = published.place.chezsoi("sql", "INSERT INTO keywords VALUES ('2014', 'paris', 'mine')")
        assert answer.returncode == 2
        assert answer.stderr.startswith("chezsoi: ")
        assert "read-only" in answer.stderr
        assert sha256(published.place.database) == before

    def test_syntax_error_gives_the_databases_message_without_traceback(self, published: Ran) -> None:
        answer = published.place.chezsoi("sql", "SELEC 1")
        assert (answer.returncode, answer.stdout) == (2, "")
        assert answer.stderr.startswith('chezsoi: Parser Error: syntax error at or near "SELEC"')
        assert "Traceback" not in answer.stderr

    def test_query_and_file_together_are_refused(self, published: Ran, tmp_path: Path) -> None:
        (tmp_path / "query.sql").write_text(self.QUERY, encoding="utf-8")
        answer = published.place.chezsoi("sql", self.QUERY, "--file", str(tmp_path / "query.sql"))
        assert (answer.returncode, answer.stderr) == (2, "chezsoi: give one query, as an argument or with --file\n")

    def test_file_in_another_encoding_is_refused(self, published: Ran, tmp_path: Path) -> None:
        (tmp_path / "query.sql").write_bytes("SELECT 'é'".encode("latin-1"))
        answer = published.place.chezsoi("sql", "-f", str(tmp_path / "query.sql"))
        assert (answer.returncode, answer.stderr) == (2, f"chezsoi: {tmp_path / 'query.sql'} is not UTF-8 text: save it as UTF-8\n")


class TestExplain:
    def test_words_find_a_figure_with_its_place_words_and_checks(self, published: Ran) -> None:
        answer = published.place.chezsoi("explain", "paris social dwellings")
        lines = answer.stdout.splitlines()
        assert (answer.returncode, answer.stderr) == (0, "")
        assert lines[:2] == ["2014, Paris, social dwellings: 16", "  where    2014/brochure.txt, page 1, line 21"]
        assert "⟦16 logements dans le parc social⟧ : Toit et Jolie (6 logements)" in lines[2]
        assert lines[3] == "  pattern  dwellings"
        assert "landlords_add_up," in lines[4]

    def test_words_may_come_as_several_arguments(self, published: Ran) -> None:
        several = published.place.chezsoi("explain", "paris", "social", "dwellings")
        assert several.stdout == published.place.chezsoi("explain", "paris social dwellings").stdout

    def test_id_finds_itself(self, published: Ran, warehouse: duckdb.DuckDBPyConnection) -> None:
        ((fact, persons),) = warehouse.execute(
            "SELECT fact_id, persons FROM population_counts WHERE (site_id, measure) = ('lille', 'in_study')"
        ).fetchall()
        answer = published.place.chezsoi("explain", fact)
        assert answer.returncode == 0
        assert answer.stdout.splitlines()[0] == f"2014, Lille, in study persons people: {persons}"
        assert answer.stdout.splitlines()[-1] == f"  fact     {fact}"

    def test_ambiguous_question_lists_the_candidates(self, published: Ran, warehouse: duckdb.DuckDBPyConnection) -> None:
        answer = published.place.chezsoi("explain", "all captured dwellings")
        facts = warehouse.execute("SELECT fact_id, dwellings FROM housing_counts WHERE tenure = 'all' ORDER BY site_id").fetchall()
        sites = ("Lille", "Marseille", "Paris", "Toulouse")
        assert answer.returncode == 0
        assert answer.stdout.splitlines() == [
            f"4 figures answer 'all captured dwellings'; add a word, or give an id: chezsoi explain {facts[0][0]} --database warehouse/chezsoi.duckdb",
            *(f"  {fact}  2014 {site} all captured dwellings: {dwellings}" for site, (fact, dwellings) in zip(sites, facts, strict=True)),
        ]

    @pytest.mark.parametrize("question", ["bordeaux dwellings", "0123456789abcdef"])
    def test_unknown_question_ends_with_status_2_and_a_way_on(self, question: str, published: Ran) -> None:
        answer = published.place.chezsoi("explain", question)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert answer.stderr == (
            f"chezsoi: nothing that was read is called {question!r}, and nothing open: list what there is with"
            " chezsoi sql 'FROM all_figures' --database warehouse/chezsoi.duckdb or chezsoi explain open --database warehouse/chezsoi.duckdb\n"
        )


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_an_example(self, command: str, published: Ran) -> None:
        shown = published.place.chezsoi(command, "--help", COLUMNS="200")
        assert (shown.returncode, shown.stderr) == (0, "")
        assert f"Example: chezsoi {command} " in shown.stdout

    # The example of `check`, which takes seconds, is what tests/test_formats.py runs.
    @pytest.mark.parametrize("command", ["run", "checks", "sql", "explain"])
    def test_example_works(self, command: str, published: Ran) -> None:
        (example,) = regex.findall(r"Example: (.*)", published.place.chezsoi(command, "--help", COLUMNS="200").stdout)
        environment = published.place.environment | {"PATH": f"{CHEZSOI.parent}:{os.environ['PATH']}"}
        ran = subprocess.run(
            ["bash", "-c", example.strip()], cwd=published.place.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr

    def test_no_command_at_all_shows_the_commands(self, published: Ran) -> None:
        shown = published.place.chezsoi()
        assert shown.returncode == 2
        assert all(name in shown.stdout + shown.stderr for name in COMMANDS)

    def test_completion_script_is_printed_and_is_sound_bash(self, published: Ran) -> None:
        shown = published.place.chezsoi("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
        assert shown.returncode == 0
        assert "complete -o default -F _chezsoi_completion chezsoi" in shown.stdout
        assert subprocess.run(["bash", "-n"], input=shown.stdout, text=True, check=False).returncode == 0

    def test_completion_completes_a_command(self, published: Ran) -> None:
        completed = published.place.chezsoi(_CHEZSOI_COMPLETE="complete_bash", COMP_WORDS="chezsoi exp", COMP_CWORD="1")
        assert "explain" in completed.stdout.split()
        assert "run" not in completed.stdout.split()


class TestEscapeCodes:
    COLOUR = regex.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7])m")

    @staticmethod
    def on_a_terminal(place: Place, *arguments: str, **environment: str) -> str:
        """What the command writes to a terminal."""
        controller, terminal = pty.openpty()
        environment = {**place.environment, "TERM": "xterm-256color", **environment}
        process = subprocess.Popen([CHEZSOI, *arguments], cwd=place.folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal)
        os.close(terminal)
        written = b""
        try:
            while chunk := os.read(controller, 65536):
                written += chunk
        except OSError:  # what Linux raises at the end of a terminal
            pass
        os.close(controller)
        assert process.wait(60) == 0
        return written.decode("utf-8")

    def test_output_that_is_no_terminal_has_none(self, published: Ran, stopped: Ran, accepted: Ran) -> None:
        for run in (
            published.run,
            stopped.run,
            accepted.run,
            published.place.chezsoi("explain", "paris social dwellings"),
            published.place.chezsoi("--help"),
        ):
            assert ESCAPE not in run.stdout + run.stderr

    def test_a_terminal_gets_colour(self, published: Ran) -> None:
        assert self.COLOUR.search(self.on_a_terminal(published.place, "explain", "paris social dwellings"))

    def test_no_color_is_respected_on_a_terminal(self, published: Ran) -> None:
        written = self.on_a_terminal(published.place, "explain", "paris social dwellings", NO_COLOR="1")
        assert "16 logements dans le parc social" in " ".join(written.split())
        assert not self.COLOUR.search(written)


class TestUsersPrefectServer:
    @pytest.fixture
    def environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
        """An environment to change at will, whose home is empty."""
        environment = {"HOME": str(tmp_path)}
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setattr(os, "environ", environment)
        return environment

    @staticmethod
    def write_profiles(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "profiles.toml"
        path.write_text(
            'active = "work"\n[profiles.work]\nPREFECT_API_URL = "http://office/api"\n'
            '[profiles.cloud]\nPREFECT_API_URL = "http://cloud/api"\n[profiles.local]\nPREFECT_LOGGING_LEVEL = "INFO"\n',
            encoding="utf-8",
        )
        return path

    def test_real_run_calls_the_users_server_and_leaves_its_own_alone(self, published: Ran, tmp_path: Path) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))  # bound and not listening: nothing answers there
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/api"
            place = published.place.copy(tmp_path / "place")
            place.brochure.write_bytes(place.brochure.read_bytes() + b"\n")
            before = sha256(place.prefect), sha256(place.database)
            run = place.chezsoi("run", PREFECT_API_URL=url)
        assert run.returncode == 2
        assert run.stderr.splitlines()[1:] == [
            f"chezsoi: your Prefect server at {url} does not answer: start it, or unset PREFECT_API_URL to run without one"
        ]
        assert (sha256(place.prefect), sha256(place.database)) == before

    def test_nothing_set_means_none(self, environment: dict[str, str]) -> None:
        assert prefect_runtime.users_server() is None

    def test_environment_names_it(self, environment: dict[str, str], tmp_path: Path) -> None:
        self.write_profiles(tmp_path / ".prefect")
        environment["PREFECT_API_URL"] = "http://mine/api"
        assert prefect_runtime.users_server() == "http://mine/api"

    def test_active_profile_in_the_home_folder_names_it(self, environment: dict[str, str], tmp_path: Path) -> None:
        self.write_profiles(tmp_path / ".prefect")
        assert prefect_runtime.users_server() == "http://office/api"

    @pytest.mark.parametrize(("profile", "expected"), [("cloud", "http://cloud/api"), ("local", None), ("absent", None)])
    def test_profile_of_the_environment_goes_before_the_active_one(
        self, profile: str, expected: str | None, environment: dict[str, str], tmp_path: Path
    ) -> None:
        self.write_profiles(tmp_path / ".prefect")
        environment["PREFECT_PROFILE"] = profile
        assert prefect_runtime.users_server() == expected

    @pytest.mark.parametrize("name", ["PREFECT_HOME", "PREFECT_PROFILES_PATH"])
    def test_profiles_may_lie_elsewhere(self, name: str, environment: dict[str, str], tmp_path: Path) -> None:
        path = self.write_profiles(tmp_path / "elsewhere")
        environment[name] = str(path if name == "PREFECT_PROFILES_PATH" else path.parent)
        assert prefect_runtime.users_server() == "http://office/api"

    def test_empty_variable_does_not_hide_the_profile(self, environment: dict[str, str], tmp_path: Path) -> None:
        self.write_profiles(tmp_path / ".prefect")
        environment["PREFECT_API_URL"] = ""
        assert prefect_runtime.users_server() == "http://office/api"

    def test_configure_keeps_the_users_server_home_and_settings(self, environment: dict[str, str], tmp_path: Path) -> None:
        environment |= {"PREFECT_API_URL": "http://mine/api", "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "DEBUG"}
        assert prefect_runtime.configure(tmp_path / "own") is None
        assert environment["PREFECT_API_URL"] == "http://mine/api"
        assert environment["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "DEBUG"
        assert "PREFECT_HOME" not in environment
        assert "PREFECT_API_TLS_INSECURE_SKIP_VERIFY" not in environment
        assert not (tmp_path / "own").exists()

    def test_configure_makes_a_home_and_a_loopback_address_where_the_user_has_none(self, environment: dict[str, str], tmp_path: Path) -> None:
        bound = prefect_runtime.configure(tmp_path / "own")
        assert bound is not None
        with bound:
            host, port = bound.getsockname()
        assert host == "127.0.0.1"
        assert environment["PREFECT_API_URL"] == f"http://127.0.0.1:{port}/api"
        assert environment["PREFECT_HOME"] == str(tmp_path / "own")
        assert (tmp_path / "own").is_dir()

    def test_server_that_does_not_answer_is_named(self, environment: dict[str, str]) -> None:
        environment["PREFECT_API_URL"] = "http://mine/api"
        with (
            pytest.raises(prefect_runtime.ServerError, match="your Prefect server at http://mine/api does not answer"),
            prefect_runtime.serving(None),
        ):
            raise RuntimeError("Failed to reach API at http://mine/api/")

    def test_server_that_stores_no_task_runs_does_not_hide_that_the_warehouse_was_published(
        self, published: Ran, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def settle(*_: object) -> None:
            raise TimeoutError("Prefect stored 0 of 4 task runs")

        place = published.place
        outcome = SimpleNamespace(verdict=steps.Verdict(is_published=True, path=place.database), results=(), flow_run_id=None, task_runs=4)
        monkeypatch.setitem(sys.modules, "flows.build_warehouse", SimpleNamespace(run_flow=lambda plan, which, fail_on: outcome))
        monkeypatch.setattr(prefect_runtime, "configure", lambda home: None)
        monkeypatch.setattr(prefect_runtime, "settle", settle)
        assert cli._build(make_plan(place.folder / "raw", place.database), place.folder / "raw", "all", "critical")
        printed = capsys.readouterr()
        assert "chezsoi: Prefect stored 0 of 4 task runs; this is no fault of the warehouse\n" in printed.err
        assert f"published {place.database}" in printed.out

    def test_other_faults_of_a_run_keep_their_type(self) -> None:
        with pytest.raises(RuntimeError, match=r"^another$") as caught, prefect_runtime.serving(None):
            raise RuntimeError("another")
        assert not isinstance(caught.value, prefect_runtime.ServerError)


class TestFindFacts:
    @staticmethod
    def labels(con: duckdb.DuckDBPyConnection, question: str) -> list[str]:
        return [f"{label}: {value}" for _, label, value in explain.find_facts(con, question)]

    @pytest.mark.parametrize(
        "question",
        [
            "paris social dwellings",
            "Dwellings, PARIS social".replace(",", ""),
            "pari soc dwel",
            "2014 paris social dwellings",
            "paris social_dwellings",
        ],
    )
    def test_words_in_any_order_case_and_length(self, question: str, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert self.labels(warehouse, question) == ["2014 Paris social dwellings: 16"]

    def test_accents_may_be_left_out(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert self.labels(warehouse, "paris cooperation et famille") == ["2014 Paris Coopération et Famille landlord social: 1"]

    def test_a_landlord_is_found_by_its_printed_name(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert self.labels(warehouse, "toit et jolie") == ["2014 Paris Toit et Jolie landlord social: 6"]

    def test_every_word_must_be_there(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert self.labels(warehouse, "paris social dwellings nonsense") == []

    def test_a_word_is_matched_from_its_start(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert self.labels(warehouse, "aris social dwellings") == []

    def test_every_fact_finds_itself_by_its_id(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        facts = [fact for (fact,) in warehouse.execute("SELECT fact_id FROM all_figures GROUP BY ALL").fetchall()]
        assert len(facts) > 100
        assert all({found for found, _, _ in explain.find_facts(warehouse, f" {fact} ")} == {fact} for fact in facts[::20])

    def test_every_explanation_quotes_the_source_at_its_line(self, warehouse: duckdb.DuckDBPyConnection, brochure: str) -> None:
        lines = brochure.splitlines()
        facts = [fact for (fact,) in warehouse.execute("SELECT DISTINCT fact_id FROM all_figures ORDER BY ALL").fetchall()]
        explained = [e for fact in facts for e in explain.explain(warehouse, fact)]
        assert len(explained) > 90
        for e in explained:
            assert e.before + e.quote + e.after in brochure
            assert e.quote.splitlines()[0] in lines[e.line - 1]

    def test_unknown_id_says_how_to_ask(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        with pytest.raises(explain.ExplainError, match="no figure has the id 0123: ask in words"):
            explain.explain(warehouse, "0123")


class TestAnswer:
    @staticmethod
    def answer(sql: str, form: query.Format, to: Path | None = None) -> str:
        """What the console gets; the other forms write to standard output or a file."""
        console = Console(file=io.StringIO(), width=10_000)
        with duckdb.connect() as con:
            query.answer(con, sql, form, to, console)
        return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]

    def test_table_leaves_null_empty_and_counts_the_rows(self) -> None:
        assert [line.rstrip() for line in self.answer("SELECT 1 AS a, NULL AS b", "table").splitlines()] == ["a  b", "1", "(1 row)"]

    def test_table_prints_markup_as_it_is(self) -> None:
        assert "[red]" in self.answer("SELECT '[red]' AS a", "table")

    def test_csv_quotes_what_needs_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.answer("SELECT 'a, \"b\"' AS a, 'deux\nlignes' AS b, NULL AS c", "csv")
        assert capsys.readouterr().out == 'a,b,c\n"a, ""b""","deux\nlignes",\n'

    def test_json_keeps_accents_null_numbers_and_dates(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.answer("SELECT 'é' AS a, NULL AS b, 336.50::DECIMAL(8, 2) AS c, 7 AS d, DATE '2014-10-31' AS e, true AS f", "json")
        printed = capsys.readouterr().out
        assert json.loads(printed) == [{"a": "é", "b": None, "c": 336.5, "d": 7, "e": "2014-10-31", "f": True}]
        assert "é" in printed

    def test_json_refuses_two_columns_of_one_name(self) -> None:
        with pytest.raises(query.QueryError, match="two columns are called a"):
            self.answer("SELECT 1 AS a, 2 AS a", "json")

    def test_no_rows_still_have_a_header(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.answer("SELECT 1 AS a WHERE false", "csv")
        assert capsys.readouterr().out == "a\n"

    def test_parquet_keeps_types(self, tmp_path: Path) -> None:
        self.answer("SELECT 336.50::DECIMAL(8, 2) AS rent, DATE '2014-10-31' AS as_of", "parquet", tmp_path / "a.parquet")
        assert [str(field.type) for field in pyarrow.parquet.read_schema(tmp_path / "a.parquet")] == ["decimal128(8, 2)", "date32[day]"]

    def test_parquet_needs_a_file(self) -> None:
        with pytest.raises(query.QueryError, match="add --to FILE"):
            self.answer("SELECT 1", "parquet")

    def test_parquet_names_the_file_that_cannot_be_written(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="No such file") as caught:
            self.answer("SELECT 1", "parquet", tmp_path / "absent/a.parquet")
        assert caught.value.filename == str(tmp_path / "absent/a.parquet")

    @pytest.mark.parametrize("form", ["table", "csv", "json", "markdown", "parquet"])
    @pytest.mark.parametrize("sql", ["", "  \n", "-- a comment"])
    def test_empty_query_is_refused(self, sql: str, form: query.Format, tmp_path: Path) -> None:
        with pytest.raises(query.QueryError, match="the query is empty"):
            self.answer(sql, form, tmp_path / "a")

    @pytest.mark.parametrize("form", ["table", "csv", "json", "markdown", "parquet"])
    @pytest.mark.parametrize("sql", ["FROM nowhere", "SELECT error('at row 1')"])
    def test_fault_of_the_query_leaves_the_old_file_alone(self, sql: str, form: query.Format, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("old", encoding="utf-8")
        with pytest.raises(query.QueryError):
            self.answer(sql, form, tmp_path / "a")
        assert (tmp_path / "a").read_text(encoding="utf-8") == "old"


RULES = {rule.name: rule for rule in all_rules()}


class TestReport:
    def a_break(self, check: str = "landlords_add_up", site: str | None = "paris", message: str = "17, not 16", **more: object) -> Result:
        return Result(RULES[check], "2014", site, False, "17", "16", message, **more)  # type: ignore[arg-type]

    @staticmethod
    def printed(results: list[Result]) -> list[str]:
        console = Console(file=io.StringIO(), width=10_000)
        report.print_checks(console, results, "a b.duckdb")
        return console.file.getvalue().splitlines()  # type: ignore[attr-defined,no-any-return]

    def test_all_checks_hold(self) -> None:
        number = len(RULES)
        assert self.printed([]) == [f"checks    {number}: {number} hold; 0 critical, 0 warnings, 0 accepted"]

    def test_critical_first_then_warnings_then_accepted(self) -> None:
        breaks = [self.a_break("persons_nest", accepted="printed so"), self.a_break("landlords_known"), self.a_break("site_printed_once")]
        lines = self.printed(breaks)
        number = len(RULES)
        assert lines[0] == f"checks    {number}: {number - 3} hold; 1 critical, 1 warning, 1 accepted"
        assert [line.split()[:2] for line in lines[1:] if not line.startswith(" ")] == [
            ["critical", "site_printed_once"],
            ["warning", "landlords_known"],
            ["accepted", "persons_nest"],
        ]

    def test_what_to_do_is_said_once_a_check_and_not_for_what_is_accepted(self) -> None:
        lines = self.printed([self.a_break(), self.a_break(site="lille"), self.a_break("persons_nest", accepted="printed so")])
        assert [line.strip() for line in lines if "→" in line] == [f"→ {RULES['landlords_add_up'].mend}"]

    def test_more_than_twenty_breaks_of_a_check_are_counted(self) -> None:
        lines = self.printed([self.a_break(site=f"site-{number:02}") for number in range(23)])
        assert sum(line.startswith("critical ") for line in lines) == 20
        command = shlex.join(
            ["chezsoi", "sql", "FROM current_results WHERE check_name = 'landlords_add_up' AND NOT success", "--database", "a b.duckdb"]
        )
        assert f"  (+3 more of landlords_add_up: {command})" in lines

    def test_an_open_break_is_never_among_those_that_are_only_counted(self) -> None:
        lines = self.printed([*(self.a_break(site=f"site-{number:02}", accepted="printed so") for number in range(30)), self.a_break()])
        assert lines[1].startswith("critical  landlords_add_up · 2014 paris: ")

    def test_words_of_the_source_are_no_markup(self) -> None:
        lines = self.printed([self.a_break(message="[red] and [/]", path="2014/[b].txt", line=3, quote="[bold]58 logements")])
        assert lines[1].endswith(": [red] and [/]")
        assert lines[2].strip() == "2014/[b].txt, line 3 « [bold]58 logements »"

    def test_page_is_named_beyond_the_first_and_a_long_quote_cut(self) -> None:
        lines = self.printed([self.a_break(path="2014/a.txt", page=2, line=7, quote="x" * 101)])
        assert lines[2].strip() == f"2014/a.txt, page 2, line 7 « {'x' * 99}… »"

    def test_json_counts_and_carries_each_break_and_no_check_that_holds(self) -> None:
        holds = Result(RULES["persons_nest"], "2014", "paris", True, "1", "1", None)
        breaks = [self.a_break(), self.a_break("landlords_known"), self.a_break("tenures_add_up", accepted="printed so")]
        content = json.loads(report.results_json("a.duckdb", [holds, *breaks], list(RULES.values())[:2], ["2014"], has_failed=True))
        assert (content["editions"], content["checks"], content["failed"]) == (["2014"], list(RULES)[:2], True)
        assert [content[key] for key in ("database", "critical", "warnings", "accepted")] == ["a.duckdb", 1, 1, 1]
        assert [found["check"] for found in content["breaks"]] == ["landlords_add_up", "landlords_known", "tenures_add_up"]
        assert content["breaks"][0]["mend"] == RULES["landlords_add_up"].mend

    def test_summary_names_files_that_were_not_read_and_encodings_that_were_guessed(self, raw: Path, tmp_path: Path) -> None:
        text = (raw / "2014/brochure.txt").read_text(encoding="utf-8")
        (raw / "2014/brochure.txt").write_bytes(text.encode("cp1252"))
        (raw / "2014/annexe.pdf").write_bytes(b"no pdf at all")
        plan = make_plan(raw, tmp_path / "chezsoi.duckdb")
        steps.build(plan, readings.read_sources(source for folder in plan.folders for source in folder.sources))
        console = Console(file=io.StringIO(), width=10_000)
        with open_warehouse(building_path(plan.database)) as con:
            report.print_summary(console, con)
        lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
        assert lines[0] == "2014  1 file, 4 sites: Lille, Marseille, Paris, Toulouse"
        assert lines[1].startswith("  not read 2014/annexe.pdf: ")
        assert regex.fullmatch(r"  2014/brochure\.txt was read as .*1252.*", lines[2])


class TestReadings:
    @pytest.fixture
    def source(self, brochure: str) -> Source:
        data = brochure.encode()
        return Source("2014", "2014/brochure.txt", data, hashlib.sha256(data).hexdigest())

    @pytest.fixture
    def calls(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
        """The documents that are really read, with an empty cache to begin with."""
        calls: list[str] = []

        def counted(document: object, *decided: object) -> Reading:
            calls.append(document.path)  # type: ignore[attr-defined]
            return read_document(document, *decided)  # type: ignore[arg-type]

        monkeypatch.setenv("CHEZSOI_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr("extractors.reading.read_document", counted)
        return calls

    @staticmethod
    def kept(tmp_path: Path) -> Path:
        (path,) = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
        return path

    def test_second_read_comes_from_the_cache_and_is_the_same(self, source: Source, calls: list[str]) -> None:
        first = readings.read_sources([source])
        assert readings.read_sources([source]) == first
        assert calls == ["2014/brochure.txt"]

    def test_other_bytes_are_read_anew(self, source: Source, calls: list[str]) -> None:
        other = Source(source.edition_id, source.path, source.data + b"\n", hashlib.sha256(source.data + b"\n").hexdigest())
        readings.read_sources([source, other])
        assert len(calls) == 2

    def test_same_bytes_elsewhere_keep_their_own_path(self, source: Source, calls: list[str]) -> None:
        other = Source("2015", "2015/brochure.txt", source.data, source.sha256)
        assert [reading.document.path for reading in readings.read_sources([source, other])] == [source.path, other.path]  # type: ignore[union-attr]

    def test_other_code_reads_anew(self, source: Source, calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        readings.read_sources([source])
        monkeypatch.setattr(readings, "code_fingerprint", lambda package: f"other code of {package}")
        readings.read_sources([source])
        assert len(calls) == 2

    @pytest.mark.parametrize("name", ["a.py", "words.csv", "rule.sql", "deep/er.py"])
    def test_fingerprint_follows_code_and_data(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        package = tmp_path / f"package_of_{regex.sub('[^a-z]', '_', name)}"
        (package / "deep").mkdir(parents=True)
        (package / "__init__.py").touch()
        monkeypatch.syspath_prepend(tmp_path)
        seen = [readings.code_fingerprint.__wrapped__(package.name)]
        for content in ("one", "two"):
            (package / name).write_text(content, encoding="utf-8")
            seen.append(readings.code_fingerprint.__wrapped__(package.name))
        (package / name).rename((package / name).with_stem("renamed"))
        seen.append(readings.code_fingerprint.__wrapped__(package.name))
        assert len(set(seen)) == 4

    @pytest.mark.parametrize("left", [0.0, 0.0005, 0.1, 0.5, 0.999], ids=lambda left: f"{left:.2%} of it left")
    def test_file_cut_short_is_read_anew_and_mended(self, left: float, source: Source, calls: list[str], tmp_path: Path) -> None:
        first = readings.read_sources([source])
        whole = self.kept(tmp_path).read_bytes()
        self.kept(tmp_path).write_bytes(whole[: int(len(whole) * left)])
        assert readings.read_sources([source]) == first
        assert len(calls) == 2
        assert pickle.loads(self.kept(tmp_path).read_bytes()) == first[0]

    def test_file_of_zeros_is_read_anew(self, source: Source, calls: list[str], tmp_path: Path) -> None:
        first = readings.read_sources([source])
        self.kept(tmp_path).write_bytes(bytes(self.kept(tmp_path).stat().st_size))
        assert readings.read_sources([source]) == first
        assert len(calls) == 2
