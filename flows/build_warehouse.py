"""The Prefect flow: thin tasks over the steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from flows import readings, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.rules import FailOn, Result
    from extractors.ledger import Reading
    from extractors.source.document import Quarantined
    from flows.plan import Plan
    from flows.steps import Publish, Verdict

BATCH = 50
"""Documents to a task: what a task costs is spread over them."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to, and how Prefect knows it."""

    verdict: Verdict
    results: tuple[Result, ...]
    flow_run_id: UUID
    task_runs: int


class Work:
    """What a run has in hand: no dataclass, or Prefect would walk through every figure of it at each task."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.batches = math.ceil(sum(len(folder.sources) for folder in plan.folders) / BATCH)
        self.readings: list[Reading | Quarantined] = []
        self.results: list[Result] = []
        self.verdict: Verdict | None = None
        self.flow_run_id: UUID | None = None


@task(name="read", cache_policy=NO_CACHE, persist_result=False, retries=1, task_run_name="read {number}")
def read(number: int, work: Work) -> None:
    """Read a batch of files; a retry helps where a worker or the disk failed."""
    sources = [source for folder in work.plan.folders for source in folder.sources]
    work.readings += readings.read_sources(sources[number * BATCH : (number + 1) * BATCH], readings.decided(work.plan.folders))


@task(name="load", cache_policy=NO_CACHE, persist_result=False)
def load(work: Work) -> None:
    steps.build(work.plan, work.readings)


@task(name="check", cache_policy=NO_CACHE, persist_result=False)
def check(work: Work) -> None:
    work.results = steps.check(work.plan)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(work: Work, which: Publish, fail_on: FailOn) -> None:
    work.verdict = steps.decide(work.plan, work.results, work.readings, which, fail_on)


@flow(name="chezsoi", validate_parameters=False, persist_result=False)
def build_warehouse(editions: list[str], database: str, which: Publish, fail_on: FailOn) -> None:  # noqa: ARG001 (for the server's pages)
    """Read, load, check and publish the plan at hand; the parameters are what the server's pages show."""
    work = _works[database]
    work.flow_run_id = UUID(flow_run.id)
    for number in range(work.batches):
        read(number, work)
    load(work)
    check(work)
    publish(work, which, fail_on)
    assert work.verdict is not None
    table = _outcome_table(work.plan, work.results)
    create_table_artifact(key="chezsoi-outcome", table=table, description=f"Run {work.plan.run.run_id}: {work.verdict.path}")
    get_run_logger().info("%s %s", "published" if work.verdict.is_published else "rejected", work.verdict.path)


def _outcome_table(plan: Plan, results: Sequence[Result]) -> list[dict[str, Any]]:
    return [
        {
            "edition": folder.edition_id,
            "files": len(folder.sources) + len(folder.quarantined),
            "critical": sum(r.is_open and r.rule.severity == "critical" for r in results if r.edition_id == folder.edition_id),
            "warnings": sum(r.is_open and r.rule.severity == "warning" for r in results if r.edition_id == folder.edition_id),
            "accepted": sum(r.accepted is not None for r in results if r.edition_id == folder.edition_id),
        }
        for folder in plan.folders
    ]


_works: dict[str, Work] = {}


def run_flow(plan: Plan, which: Publish = "all", fail_on: FailOn = "critical") -> Outcome:
    """Run the flow on a plan; the bytes and readings stay in this process, the server sees names only."""
    key = str(plan.database)
    work = _works[key] = Work(plan)
    try:
        named = build_warehouse.with_options(flow_run_name=f"{', '.join(f.edition_id for f in plan.folders)[:80]} {plan.run.run_id}")
        named([folder.edition_id for folder in plan.folders], key, which, fail_on)
    finally:
        del _works[key]
    assert work.verdict is not None and work.flow_run_id is not None  # noqa: PT018 (a flow that failed has raised)
    return Outcome(work.verdict, tuple(work.results), work.flow_run_id, work.batches + 3)
