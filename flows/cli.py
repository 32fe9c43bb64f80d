"""The command line: each command is a thin shell over functions that are tested without it."""

import gc
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from flows.plan import Plan

app = typer.Typer(
    name="chezsoi",
    help="Reads the brochures of « Un chez-soi d'abord » into a DuckDB warehouse whose every figure is a quotation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: chezsoi run, then chezsoi sql 'FROM site_summary'",
)

PUBLISHED, STOPPED, UNUSABLE = 0, 1, 2
"""Exit statuses: published or up to date; a check failed; usage or environment."""

DEFAULT_DATABASE = Path("warehouse/chezsoi.duckdb")
Database = Annotated[Path, typer.Option("--database", "-d", help="The warehouse file.", dir_okay=False)]


def main() -> None:
    """Run the command line; what a person can mend ends in one line on standard error and status 2."""
    gc.set_threshold(50_000, 20, 100)  # imports make a million objects that never die: do not look through them again and again
    status = _status()
    sys.stdout.flush()
    sys.stderr.flush()
    if "prefect" in sys.modules:
        # All is stored and closed. Prefect's threads outlive the interpreter's own shutdown and hold DuckDB's module,
        # which then reports leaks on standard error; leaving here also saves the second that tearing all down takes.
        os._exit(status)
    sys.exit(status)


def _status() -> int:
    from flows.errors import message_of

    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else UNUSABLE if end.code else PUBLISHED
    except KeyboardInterrupt:
        print("chezsoi: interrupted; the live file is as it was", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - the last resort: it decides the exit status
        message = message_of(error)
        if message is None:
            # A fault of the program is no failed check: it keeps its traceback and must not end with status 1.
            traceback.print_exc()
            return UNUSABLE
        print(f"chezsoi: {message}", file=sys.stderr)
        return UNUSABLE
    return PUBLISHED


def _console(stderr: bool = False) -> "Console":
    from rich.console import Console

    # Width matters to people only: a pipe or a file gets whole lines.
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else 10_000, soft_wrap=not stream.isatty())


@contextmanager
def _working(what: str) -> Iterator[None]:
    """A spinner on a terminal, a plain line elsewhere."""
    console = _console(stderr=True)
    if console.is_terminal:
        with console.status(what):
            yield
    else:
        print(f"chezsoi: {what}", file=sys.stderr)
        yield


@app.command(epilog="Example: chezsoi run --raw raw --database warehouse/chezsoi.duckdb")
def run(
    raw: Annotated[Path, typer.Option(help="The folder with a folder for each edition.")] = Path("raw"),
    database: Database = DEFAULT_DATABASE,
    which: Annotated[
        Literal["all", "passing"],
        typer.Option("--publish", help="all: nothing is published when a critical check fails. passing: the editions in which none fails are."),
    ] = "all",
) -> None:
    """Read every edition, check it, and publish the warehouse if no critical check failed."""
    from filelock import FileLock, Timeout

    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(database) + ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"chezsoi: another run is building {database}: wait for it to end, then run again", file=sys.stderr)
        raise typer.Exit(UNUSABLE) from None
    with lock:
        from flows.plan import make_plan

        plan = make_plan(raw, database)
        if plan.is_up_to_date:
            _print_up_to_date(plan)
            return
        if not _build(plan, raw, which):
            raise typer.Exit(STOPPED)


def _print_up_to_date(plan: "Plan") -> None:
    print(f"{plan.database} is up to date: nothing in the raw folder, the program or its decisions has changed since it was built")


def _build(plan: "Plan", raw: Path, which: Literal["all", "passing"]) -> bool:
    import shlex

    from flows import prefect_runtime, readings

    bound = prefect_runtime.configure(readings.cache_folder() / "prefect")
    files = sum(len(folder.sources) for folder in plan.folders)
    with _working(f"reading {files} file{'' if files == 1 else 's'}, building and checking the warehouse"), prefect_runtime.serving(bound):
        from flows.build_warehouse import run_flow

        outcome = run_flow(plan, which)
        try:
            prefect_runtime.settle(outcome.flow_run_id, outcome.task_runs)
        except TimeoutError as error:  # a server with --no-services stores no task runs; the build is done all the same
            print(f"chezsoi: {error}; this is no fault of the warehouse", file=sys.stderr)
    from flows.report import example_question, print_checks, print_outcome, print_summary
    from warehouse.build import open_warehouse, rejected_path

    console = _console()
    read = rejected_path(plan.database) if outcome.verdict.left_out else outcome.verdict.path
    with open_warehouse(read) as con:
        print_summary(console, con)
        asked = example_question(con)
    print_checks(console, outcome.results)
    console.print()
    option = "" if plan.database == DEFAULT_DATABASE else f" --database {shlex.quote(str(plan.database))}"
    print_outcome(console, plan.database, raw, outcome.verdict, outcome.results, asked, option)
    return outcome.verdict.is_published and not outcome.verdict.left_out


@app.command(epilog="Example: chezsoi check --format text --format junit=gate.xml")
def check(
    database: Database = DEFAULT_DATABASE,
    form: Annotated[
        list[str] | None, typer.Option("--format", metavar="FORMAT[=FILE]", help="text (the default), json, junit, github or sarif; may be repeated.")
    ] = None,
    fail_on: Annotated[Literal["critical", "warning"], typer.Option(help="The least severity that gives status 1.")] = "critical",
    select: Annotated[list[str] | None, typer.Option(metavar="CHECK", help="Only this check; may be repeated.")] = None,
    edition: Annotated[list[str] | None, typer.Option(metavar="EDITION", help="Only this edition; may be repeated.")] = None,
    raw: Annotated[Path, typer.Option(help="The folder that paths of files begin with.")] = Path("raw"),
    data_docs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write Great Expectations' pages about all checks into this folder.", file_okay=False)
    ] = None,
) -> None:
    """Check a built warehouse again; for CI: status 1 where a check fails."""
    import datetime

    from flows import formats
    from warehouse.build import open_warehouse, rejected_path

    targets, rules = formats.targets(form or ["text"]), formats.rules_named(select or [])
    with _working(f"checking {database}"), open_warehouse(database) as con:
        from expectations.gate import run_gate

        editions = formats.editions_named(con, edition or [])
        found = run_gate(con, datetime.datetime.now(datetime.UTC).date())
        if data_docs is not None:
            from expectations.data_docs import write_data_docs

            write_data_docs(con, data_docs)
    results = [result for result in found if result.rule in rules and (not edition or result.edition_id in editions)]
    checked = formats.Checked(str(database), results, rules, editions, fail_on, raw)
    for name, file in targets:
        if file is not None:
            file.write_text(formats.WRITERS[name](checked), encoding="utf-8")
        elif name == "text":
            from flows.report import print_checks

            print_checks(_console(), results, rules)
        else:
            sys.stdout.write(formats.WRITERS[name](checked))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(summary).open("a", encoding="utf-8") as stream:
                stream.write(formats.job_summary(checked))
        except OSError as error:  # it is an extra, and decides nothing
            print(f"chezsoi: the job summary GITHUB_STEP_SUMMARY={summary} cannot be written ({error.strerror})", file=sys.stderr)
    rejected = rejected_path(database)
    if rejected.exists():
        print(f"chezsoi: a build that was refused lies beside it: check it with --database {rejected}", file=sys.stderr)
    if any(checked.fails(result) for result in results):
        raise typer.Exit(STOPPED)


@app.command(epilog="Example: chezsoi checks --format markdown")
def checks(form: Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="How to print the list.")] = "text") -> None:
    """List every check: how grave a break is, what it protects, what to do about a break."""
    from expectations.gate import all_rules
    from flows.formats import LISTS

    sys.stdout.write(LISTS[form](all_rules()))


@app.command(epilog="Example: chezsoi sql 'SELECT site, dwellings FROM site_summary' --format csv")
def sql(
    query: Annotated[str | None, typer.Argument(help="The query.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A file with the query.", exists=True, dir_okay=False)] = None,
    database: Database = DEFAULT_DATABASE,
    form: Annotated[
        Literal["table", "csv", "json", "markdown", "parquet"] | None,
        typer.Option("--format", help="How to write the rows; else by the file's ending."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="A file to write to.", dir_okay=False)] = None,
) -> None:
    """Query the warehouse, read-only."""
    from flows.query import answer, query_text
    from warehouse.build import open_warehouse

    with open_warehouse(database) as con:
        answer(con, query_text(query, file), form, to, _console())


@app.command(epilog='Example: chezsoi explain "paris social dwellings"')
def explain(
    question: Annotated[list[str], typer.Argument(help="A fact's id, or words: site, measure, edition.")],
    database: Database = DEFAULT_DATABASE,
    png: Annotated[Path | None, typer.Option("--png", help="Draw the page of a PDF with the words marked into this file.", dir_okay=False)] = None,
    raw: Annotated[Path, typer.Option(help="The folder that the file lies in, for --png.")] = Path("raw"),
) -> None:
    """Show where a figure comes from: file, page, line, the words in context, the pattern, the checks, who settled it."""
    from flows.explain import ExplainError, explain_unexplained, find_facts, picture
    from flows.explain import explain as explain_fact
    from flows.report import print_explanation, print_unexplained
    from warehouse.build import open_warehouse

    asked = " ".join(question)
    with open_warehouse(database) as con:
        found = find_facts(con, asked)
        if not found and (unexplained := explain_unexplained(con, asked)):
            for one in unexplained:
                print_unexplained(_console(), one)
            return
        if not found:
            raise ExplainError(f"nothing that was read is called {asked!r}: chezsoi sql 'FROM all_figures' lists everything")
        console = _console()
        facts = list(dict.fromkeys(fact for fact, _, _ in found))
        if len(facts) > 3:
            console.print(f"{len(facts)} figures answer {asked!r}; add a word, or give an id:", highlight=False)
            for fact, label, value in found:
                console.print(f"  {fact}  {label}: {value}", markup=False, highlight=False)
            return
        for fact in facts:
            for explanation in explain_fact(con, fact):
                print_explanation(console, explanation)
        if png is not None:
            if len(facts) > 1:
                raise ExplainError(f"{len(facts)} figures answer {asked!r}, and --png draws one: add a word, or give an id")
            png.write_bytes(picture(con, facts[0], raw))
            console.print(f"  picture  {png}", highlight=False, markup=False)


@app.command(epilog="Example: chezsoi diff 2014 2016")
def diff(
    earlier: Annotated[str, typer.Argument(help="The edition to start from.")],
    later: Annotated[str, typer.Argument(help="The edition to compare with it.")],
    database: Database = DEFAULT_DATABASE,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print the changes.")] = "text",
) -> None:
    """Show what changed between two editions, by site and measure, and why."""
    from flows.compare import compare
    from flows.report import changes_json, print_changes
    from warehouse.build import open_warehouse

    with open_warehouse(database) as con:
        changes = compare(con, earlier, later)
    if form == "json":
        print(changes_json(changes))
    else:
        print_changes(_console(), changes, earlier, later)


@app.command(hidden=True)
def prepare() -> None:
    """Create and migrate Prefect's own database, so that the first run need not (make setup calls it)."""
    import subprocess

    from flows import prefect_runtime, readings

    home = readings.cache_folder() / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    bound = prefect_runtime.configure(home)
    if bound is None:
        return
    bound.close()
    environment = {key: value for key, value in os.environ.items() if key != "PREFECT_API_URL"}
    command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"chezsoi: Prefect's database could not be prepared, the first run will try again:\n{done.stdout}{done.stderr}", file=sys.stderr)
        raise typer.Exit(UNUSABLE)
