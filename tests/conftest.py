"""Shared fixtures: the 2014 edition, a folder to build in, and caches of the tests' own."""

import datetime
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.rules import Result
from flows import steps
from flows.plan import Plan, make_plan
from flows.readings import decided, read_sources

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the user's caches, and none calls a server of the user's."""
    os.environ["CHEZSOI_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    for name in ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def brochure() -> str:
    """The text of the 2014 edition."""
    return (ROOT / "raw/2014/brochure.txt").read_text(encoding="utf-8")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder of its own that holds the 2014 edition."""
    folder = tmp_path / "raw"
    (folder / "2014").mkdir(parents=True)
    (folder / "2014/brochure.txt").write_bytes((ROOT / "raw/2014/brochure.txt").read_bytes())
    return folder


def build(raw: Path, database: Path) -> tuple[Plan, list[Result], steps.Verdict]:
    """A whole run without Prefect: plan, read, load, check, publish or reject."""
    plan = make_plan(raw, database)
    steps.build(plan, read_sources((source for folder in plan.folders for source in folder.sources), decided(plan.folders)))
    results = steps.check(plan)
    return plan, results, steps.decide(plan, results)


def breaks(results: list[Result]) -> list[tuple[str, str | None]]:
    """The check and site of each break, in order and each once."""
    return sorted({(r.rule.name, r.site_id) for r in results if not r.success}, key=str)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


Build = Callable[[Path, Path], tuple[Plan, list[Result], steps.Verdict]]
