"""`--publish passing`: the editions in which no critical check fails are published, the others stay as they were live."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from expectations.gate import run_gate
from flows import steps
from flows.plan import make_plan
from flows.readings import read_sources
from tests.conftest import ROOT, TODAY, build, sha256
from warehouse.build import building_path, open_warehouse, rejected_path

CHEZSOI = Path(sys.executable).with_name("chezsoi")
TABLES = ("population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters", "contacts", "zooms")


def publish_passing(raw: Path, database: Path) -> steps.Verdict:
    plan = make_plan(raw, database)
    assert not plan.is_up_to_date
    readings = read_sources(source for folder in plan.folders for source in folder.sources)
    steps.build(plan, readings)
    return steps.decide(plan, steps.check(plan), readings, "passing")


def ask(path: Path, query: str) -> list[Any]:
    with open_warehouse(path) as con:
        return con.execute(query).fetchall()


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def two(raw: Path, brochure: str) -> Path:
    """A raw folder with the editions 2014 and 2015; 2015 is a PDF and a text, in a series of its own."""
    (raw / "2015").mkdir()
    (raw / "2015/brochure.txt").write_text(brochure + "\n\n", encoding="utf-8")
    (raw / "2015/edition.toml").write_text('series = "other"\n', encoding="utf-8")
    (raw / "2013").mkdir()
    (raw / "2013/brochure.pdf").write_bytes((ROOT / "tests/layouts/two_columns.pdf").read_bytes())
    (raw / "2013/edition.toml").write_text('series = "third"\n', encoding="utf-8")
    return raw


def test_a_failing_edition_stays_as_it_was_live(two: Path, tmp_path: Path) -> None:
    database = tmp_path / "chezsoi.duckdb"
    first, _, _ = build(two, database)
    figures = {t: ask(database, f"SELECT * FROM {t} JOIN facts USING (fact_id, site_id) WHERE edition_id = '2015' ORDER BY ALL") for t in TABLES}
    boxes = ask(database, "SELECT count(*) FROM fact_boxes")
    edit(two / "2015/brochure.txt", "SIEMP (3)", "SIEMP (4)")
    edit(two / "2014/brochure.txt", "345 euros", "346 euros")

    verdict = publish_passing(two, database)

    assert (verdict.is_published, verdict.path, verdict.left_out, verdict.kept) == (True, database, ("2015",), ("2015",))
    runs = dict(ask(database, "SELECT edition_id, run_id FROM editions"))
    assert runs["2015"] == first.run.run_id
    assert runs["2014"] == runs["2013"] > first.run.run_id
    assert {run for (run,) in ask(database, "SELECT run_id FROM runs")} == {first.run.run_id, runs["2014"]}
    assert ask(database, "SELECT monthly_eur::INTEGER FROM rents WHERE site_id = 'marseille' ORDER BY edition_id DESC LIMIT 2") == [(345,), (346,)]
    assert {
        t: ask(database, f"SELECT * FROM {t} JOIN facts USING (fact_id, site_id) WHERE edition_id = '2015' ORDER BY ALL") for t in TABLES
    } == figures
    assert ask(database, "SELECT count(*) FROM fact_boxes") == boxes
    assert ask(database, "SELECT count(*) FROM documents") == [(3,)]
    with open_warehouse(database) as con:
        assert [r.message for r in run_gate(con, TODAY) if not r.success and r.rule.severity == "critical"] == []
    said = "SELECT check_name, edition_id, observed FROM check_results WHERE NOT success AND severity = 'critical'"
    assert ask(database, said) == ask(rejected_path(database), said) == [("landlords_add_up", "2015", "17")]
    assert not building_path(database).exists()


def test_it_is_tried_again_until_all_editions_pass(two: Path, tmp_path: Path) -> None:
    database = tmp_path / "chezsoi.duckdb"
    edit(two / "2015/brochure.txt", "SIEMP (3)", "SIEMP (4)")
    assert publish_passing(two, database).kept == ()
    assert ask(database, "SELECT edition_id FROM editions ORDER BY 1") == [("2013",), ("2014",)]
    assert publish_passing(two, database).left_out == ("2015",)
    edit(two / "2015/brochure.txt", "SIEMP (4)", "SIEMP (3)")
    verdict = publish_passing(two, database)
    assert (verdict.is_published, verdict.left_out) == (True, ())
    assert ask(database, "SELECT count(DISTINCT run_id) FROM editions") == [(1,)]
    assert (
        ask(database, "SELECT run_id, count(*) FROM check_results WHERE NOT success AND severity = 'critical' GROUP BY ALL HAVING count(*) > 1") == []
    )
    assert len(ask(database, "SELECT DISTINCT run_id FROM check_results")) == 3
    assert not rejected_path(database).exists()
    assert make_plan(two, database).is_up_to_date


def test_an_edition_whose_file_went_to_another_one_is_not_kept(two: Path, tmp_path: Path) -> None:
    database = tmp_path / "chezsoi.duckdb"
    build(two, database)
    (two / "2016").mkdir()
    (two / "2015/brochure.txt").rename(two / "2016/brochure.txt")
    (two / "2015/brochure.docx").write_bytes(b"words")
    verdict = publish_passing(two, database)
    assert (verdict.is_published, verdict.left_out, verdict.kept) == (True, ("2015",), ())
    assert ask(database, "SELECT edition_id FROM editions ORDER BY 1") == [("2013",), ("2014",), ("2016",)]


def test_nothing_is_published_where_every_edition_fails(raw: Path, tmp_path: Path) -> None:
    database = tmp_path / "chezsoi.duckdb"
    build(raw, database)
    before = sha256(database)
    edit(raw / "2014/brochure.txt", "SIEMP (3)", "SIEMP (4)")
    verdict = publish_passing(raw, database)
    assert (verdict.is_published, verdict.path) == (False, rejected_path(database))
    assert sha256(database) == before


def test_the_command_says_what_it_left_out_and_ends_with_status_1(two: Path, tmp_path: Path) -> None:
    database = tmp_path / "chezsoi.duckdb"
    edit(two / "2015/brochure.txt", "SIEMP (3)", "SIEMP (4)")
    command: list[str | Path] = [CHEZSOI, "run", "--raw", two, "--database", database, "--publish", "passing"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-5:] == [
        f"published {database}",
        "left out  2015: a critical check failed; it is not in the published file",
        f"next      mend the source, or accept the finding in {two}/2015/decisions.toml, and run again:",
        f"          chezsoi run --raw {two} --database {database}",
        f"          chezsoi sql 'FROM site_summary' --database {rejected_path(database)}",
    ]
    command = [CHEZSOI, "check", "--database", database]
    nowhere = {**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "absent/summary.md")}
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env=nowhere)
    assert checked.returncode == 0, checked.stderr
    assert checked.stderr.splitlines()[1:] == [
        f"chezsoi: the job summary GITHUB_STEP_SUMMARY={tmp_path}/absent/summary.md cannot be written (No such file or directory)",
        f"chezsoi: a build that was refused lies beside it: chezsoi check --database {rejected_path(database)}",
    ]
