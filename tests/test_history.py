"""What the history checks find over 2014 and the samples as one series: each finding is the truth's own, and both editions' words are quoted."""

import csv
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from expectations.rules import Result
from extractors.language.landlords import find_landlord, landlords
from tests.conftest import ROOT, SHARED, build
from warehouse.build import open_warehouse

HISTORY = ("totals_do_not_fall", "nothing_drops_out", "changes_plausible", "patterns_still_read")
SAMPLES = SHARED / "samples"
ORDER = ("2014", "2016", "2017", "2018", "2019", "2020", "2021")
pytestmark = pytest.mark.skipif(not (SAMPLES / "dev/text/truth").exists(), reason="../shared/samples/dev/text/truth is not there")


@pytest.fixture(scope="module", params=["one series", "as edition.toml says"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[Result]]:
    folder = tmp_path_factory.mktemp("history")
    shutil.copytree(ROOT / "raw/2014", folder / "raw/2014")
    for edition in (SAMPLES / "dev/text/raw").iterdir():
        shutil.copytree(edition, folder / "raw" / edition.name)
    if request.param == "one series":
        for file in (folder / "raw").glob("*/edition.toml"):
            file.unlink()
    _, results, verdict = build(folder / "raw", folder / "chezsoi.duckdb")
    assert verdict.is_published
    return request.param, verdict.path, [r for r in results if r.rule.name in HISTORY and not r.success]


def truth(table: str) -> Iterator[dict[str, str]]:
    for folder in ("2014/truth", "dev/text/truth"):
        with (SAMPLES / folder / f"{table}.csv").open(encoding="utf-8") as stream:
            yield from csv.DictReader(stream)


def measures() -> dict[tuple[str, str, str], float]:
    """What the truth says by edition, site and measure."""
    found = {}
    for row in truth("population_counts"):
        found[row["edition_id"], row["site_id"], row["measure"]] = float(row["persons"])
    for row in truth("housing_counts"):
        if not row["intermediary"]:
            found[row["edition_id"], row["site_id"], f"dwellings_{row['tenure']}"] = float(row["dwellings"])
    for row in truth("rents"):
        found[row["edition_id"], row["site_id"], f"rent_{row['tenure']}"] = float(row["monthly_eur"])
    for row in truth("encounters"):
        found[row["edition_id"], row["site_id"], "encounters"] = float(row["encounters"])
    return found


def test_editions_of_other_series_are_not_compared(built: tuple[str, Path, list[Result]]) -> None:
    series, _, findings = built
    assert bool(findings) == (series == "one series")


def test_totals_fall_where_the_truth_says_so_and_nowhere_else(built: tuple[str, Path, list[Result]]) -> None:
    series, _, findings = built
    figures = measures()
    fallen = {
        (later, site, measure)
        for earlier, later in itertools.pairwise(ORDER)
        for (edition, site, measure), value in figures.items()
        if edition == earlier and measure in ("dwellings_all", "ever_housed", "encounters") and figures.get((later, site, measure), value) < value
    }
    found = {(r.edition_id, r.site_id, (r.message or "").split()[0]) for r in findings if r.rule.name == "totals_do_not_fall"}
    assert found == (fallen if series == "one series" else set())


def test_what_drops_out_is_what_the_truth_no_longer_has(built: tuple[str, Path, list[Result]]) -> None:
    series, _, findings = built
    printed: dict[str, set[tuple[str, str]]] = {edition: set() for edition in ORDER}
    for edition, site, measure in measures():
        printed[edition].add((site, measure))
    for row in truth("landlord_counts"):
        landlord = find_landlord(row["reported_name"])
        printed[row["edition_id"]].add((row["site_id"], f"landlord {landlord.landlord_id}"))
    sheets = {edition: {site for site, _ in rows} for edition, rows in printed.items()}
    gone: set[tuple[str, str | None, str]] = set()
    for earlier, later in itertools.pairwise(ORDER):
        gone |= {(later, None, f"no sheet of {site}") for site in sheets[earlier] - sheets[later]}
        for site, what in printed[earlier] - printed[later]:
            successor = landlords()[what.split()[1]].successor_id if what.startswith("landlord ") and what.split()[1] in landlords() else None
            if site in sheets[later] and (site, f"landlord {successor}") not in printed[later]:
                gone.add((later, site, f"no {what}"))
    found = set()
    for r in findings:
        if r.rule.name == "nothing_drops_out":
            name = (r.observed or "").removeprefix("no landlord ")
            found.add((r.edition_id, r.site_id, r.observed if name == r.observed else f"no landlord {find_landlord(name).landlord_id}"))
    assert found == (gone if series == "one series" else set())


def test_each_finding_quotes_both_editions(built: tuple[str, Path, list[Result]]) -> None:
    _, path, findings = built
    bodies: dict[str, str] = {}
    with open_warehouse(path) as con:
        for edition, body in con.execute("SELECT edition_id, body FROM documents").fetchall():
            bodies[edition] = bodies.get(edition, "") + " ".join(body.split()) + "\n"
    for r in findings:
        first, *others = regex.findall("« ((?:[^«»]|«[^«»]*»)*) »", " ".join((r.message or "").split()))
        earlier = ORDER[ORDER.index(r.edition_id) - 1]
        assert f"in {earlier} (« " in (r.message or "") or f"in {earlier}, such as « " in (r.message or "")
        assert first in bodies[earlier]
        assert others
        assert [words for words in others if words not in bodies[r.edition_id]] == []
