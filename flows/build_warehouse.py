"""The Prefect flow: thin tasks over the steps."""

from __future__ import annotations

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

    from expectations.rules import Result
    from extractors.document import Quarantined
    from extractors.reading import Reading
    from flows.plan import Plan
    from flows.raw import Source
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


@task(name="read", cache_policy=NO_CACHE, persist_result=False, retries=1, task_run_name="read {number}")
def read(number: int, sources: Sequence[Source]) -> list[Reading | Quarantined]:  # noqa: ARG001 (the run's name)
    """Read a batch of files; a retry helps where a worker or the disk failed."""
    return readings.read_sources(sources)


@task(name="load", cache_policy=NO_CACHE, persist_result=False)
def load(plan: Plan, read: Sequence[Reading | Quarantined]) -> None:
    steps.build(plan, read)


@task(name="check", cache_policy=NO_CACHE, persist_result=False)
def check(plan: Plan) -> list[Result]:
    return steps.check(plan)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(plan: Plan, results: Sequence[Result], done: Sequence[Reading | Quarantined], which: Publish) -> Verdict:
    return steps.decide(plan, results, done, which)


@flow(name="chezsoi", validate_parameters=False, persist_result=False)
def build_warehouse(editions: list[str], database: str, which: Publish) -> Outcome:  # noqa: ARG001 (for the server's pages)
    """Read, load, check and publish the plan at hand; the parameters are what the server's pages show."""
    plan = _plans[database]
    sources = [source for folder in plan.folders for source in folder.sources]
    batches = [sources[start : start + BATCH] for start in range(0, len(sources), BATCH)]
    done = [reading for number, batch in enumerate(batches, 1) for reading in read(number, batch)]
    load(plan, done)
    results = check(plan)
    verdict = publish(plan, results, done, which)
    create_table_artifact(key="chezsoi-outcome", table=_outcome_table(plan, results), description=f"Run {plan.run.run_id}: {verdict.path}")
    get_run_logger().info("%s %s", "published" if verdict.is_published else "rejected", verdict.path)
    return Outcome(verdict, tuple(results), UUID(flow_run.id), len(batches) + 3)


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


_plans: dict[str, Plan] = {}


def run_flow(plan: Plan, which: Publish = "all") -> Outcome:
    """Run the flow on a plan; the bytes and readings stay in this process, the server sees names only."""
    key = str(plan.database)
    _plans[key] = plan
    try:
        named = build_warehouse.with_options(flow_run_name=f"{', '.join(f.edition_id for f in plan.folders)[:80]} {plan.run.run_id}")
        return named([folder.edition_id for folder in plan.folders], key, which)
    finally:
        del _plans[key]
