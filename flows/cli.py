"""The command line: each command is a thin shell over functions that are tested without it."""

import datetime
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
FailOnName = Literal["critical", "open", "warning"]
FailOn = Annotated[
    FailOnName,
    typer.Option(
        "--fail-on", help="critical: critical breaks give status 1. open: numbers and mentions that nobody read, too. warning: every open break."
    ),
]
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
    fail_on: FailOn = "critical",
) -> None:
    """Read every edition, check it, and publish the warehouse if no check failed that is to stop it."""
    with _alone(database):
        from flows.plan import make_plan

        plan = make_plan(raw, database)
        passes = _say_up_to_date(plan, raw, fail_on) if plan.is_up_to_date else _build(plan, raw, which, fail_on)
        if not passes:
            raise typer.Exit(STOPPED)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """While nobody else changes the warehouse."""
    from filelock import FileLock, Timeout

    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(database) + ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"chezsoi: another run is building {database}: wait for it to end, then run again", file=sys.stderr)
        raise typer.Exit(UNUSABLE) from None
    with lock:
        yield


def _say_up_to_date(plan: "Plan", raw: Path, fail_on: FailOnName) -> bool:
    """Say that there is nothing to do, and what is unread; whether the file passes."""
    from flows.report import print_up_to_date
    from warehouse.build import drop_rejected, open_warehouse

    drop_rejected(plan.database)
    with open_warehouse(plan.database) as con:
        return print_up_to_date(_console(), con, plan.database, raw, fail_on)


def _build(plan: "Plan", raw: Path, which: Literal["all", "passing"], fail_on: FailOnName) -> bool:
    from flows import prefect_runtime, readings

    bound = prefect_runtime.configure(readings.cache_folder() / "prefect")
    files = sum(len(folder.sources) for folder in plan.folders)
    with _working(f"reading {files} file{'' if files == 1 else 's'}, building and checking the warehouse"), prefect_runtime.serving(bound):
        from flows.build_warehouse import run_flow

        outcome = run_flow(plan, which, fail_on)
        try:
            prefect_runtime.settle(outcome.flow_run_id, outcome.task_runs)
        except TimeoutError as error:  # a server with --no-services stores no task runs; the build is done all the same
            print(f"chezsoi: {error}; this is no fault of the warehouse", file=sys.stderr)
    from expectations.causes import gathered
    from flows.report import completeness, example_question, print_checks, print_outcome, print_summary
    from warehouse.build import open_warehouse, rejected_path

    console = _console()
    read = rejected_path(plan.database) if outcome.verdict.left_out else outcome.verdict.path
    with open_warehouse(read) as con:
        print_summary(console, con)
        asked, built = example_question(con), completeness(con)
        results = gathered(con, outcome.results)
    with open_warehouse(outcome.verdict.path) as con:
        live = completeness(con)
    print_checks(console, results, read)
    console.print()
    print_outcome(console, plan.database, raw, outcome.verdict, results, built, live, asked, fail_on)
    return outcome.verdict.is_published and not outcome.verdict.left_out


@app.command(epilog="Example: chezsoi check --format text --format junit=gate.xml")
def check(
    database: Database = DEFAULT_DATABASE,
    form: Annotated[
        list[str] | None, typer.Option("--format", metavar="FORMAT[=FILE]", help="text (the default), json, junit, github or sarif; may be repeated.")
    ] = None,
    fail_on: FailOn = "critical",
    select: Annotated[list[str] | None, typer.Option(metavar="CHECK", help="Only this check; may be repeated.")] = None,
    edition: Annotated[list[str] | None, typer.Option(metavar="EDITION", help="Only this edition; may be repeated.")] = None,
    raw: Annotated[Path, typer.Option(help="The folder that paths of files begin with.")] = Path("raw"),
) -> None:
    """Check a built warehouse again; for CI: status 1 where a check fails."""
    from flows import formats
    from flows.hints import command
    from warehouse.build import open_warehouse, rejected_path

    targets, rules = formats.targets(form or ["text"]), formats.rules_named(select or [])
    with _working(f"checking {database}"), open_warehouse(database) as con:
        from expectations.causes import gathered
        from expectations.gate import run_gate

        editions = formats.editions_named(con, edition or [])
        found = run_gate(con, datetime.datetime.now(datetime.UTC).date())
        results = gathered(con, (result for result in found if result.rule in rules and (not edition or result.edition_id in editions)))
    checked = formats.Checked(str(database), results, rules, editions, fail_on, raw)
    for name, file in targets:
        if file is not None:
            file.write_text(formats.WRITERS[name](checked), encoding="utf-8")
        elif name == "text":
            from flows.report import print_checks

            print_checks(_console(), results, database, rules)
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
        print(f"chezsoi: a build that was refused lies beside it: {command('check', database=rejected)}", file=sys.stderr)
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


@app.command(epilog='Example: chezsoi explain "paris social dwellings"; chezsoi explain open')
def explain(
    question: Annotated[
        list[str],
        typer.Argument(help="A fact's id, or words: site, measure, edition. Of open numbers: their words, 'lille line 31', or open and a number."),
    ],
    database: Database = DEFAULT_DATABASE,
    png: Annotated[Path | None, typer.Option("--png", help="Draw the page of a PDF with the words marked into this file.", dir_okay=False)] = None,
    raw: Annotated[Path, typer.Option(help="The folder that the file lies in.")] = Path("raw"),
) -> None:
    """Show where a figure comes from: file, page, line, the words in context, the pattern, the checks, who settled it; or an open number."""
    from flows.explain import ExplainError, find, picture
    from flows.explain import explain as explain_fact
    from flows.hints import command
    from flows.report import SHOWN_WHOLE, print_explanation, print_facts, print_open, print_unexplained
    from warehouse.build import open_warehouse

    asked, console = " ".join(question), _console()
    with open_warehouse(database) as con:
        found, open_ones = find(con, asked)
        if open_ones is not None:
            if len(open_ones) > SHOWN_WHOLE or not open_ones:
                print_open(console, open_ones, database)
            else:
                for one in open_ones:
                    print_unexplained(console, one, raw, database)
            return
        if not found:
            everything, unread = command("sql", "FROM all_figures", database=database), command("explain", "open", database=database)
            raise ExplainError(f"nothing that was read is called {asked!r}, and nothing open: list what there is with {everything} or {unread}")
        facts = list(dict.fromkeys(fact for fact, _, _ in found))
        if len(facts) > SHOWN_WHOLE:
            print_facts(console, asked, found, database)
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
    from flows.report import changes_json, completeness, print_changes, unread
    from warehouse.build import open_warehouse

    with open_warehouse(database) as con:
        changes = compare(con, earlier, later)
        lacking = {one.edition_id: unread([one]) for one in completeness(con)}
    if form == "json":
        print(changes_json(changes))
    else:
        print_changes(_console(), changes, earlier, later, lacking)


@app.command(epilog='Example: chezsoi settle 2014; chezsoi settle 2014 --figure "lille social dwellings"')
def settle(
    edition: Annotated[str | None, typer.Argument(help="The edition to finish; all of them where none is named.")] = None,
    raw: Annotated[Path, typer.Option(help="The folder with a folder for each edition.")] = Path("raw"),
    database: Database = DEFAULT_DATABASE,
    by: Annotated[str | None, typer.Option(help="Who decides; the name that you are logged in with.")] = None,
    figure: Annotated[
        str | None, typer.Option(help="A figure that is read wrongly, in words: only what it counts is asked.", metavar="WORDS")
    ] = None,
) -> None:
    """Answer what is open in an edition, question by question: each answer is shown, written into its decisions.toml, and read at once."""
    from flows.settle import asking
    from flows.settle.rereading import edition_names

    editions = [edition] if edition else edition_names(raw)[-1:] if figure else edition_names(raw)
    asking.settle(raw, editions, _console(), by or asking.whoever(), database, figure=figure)


@app.command(epilog='Example: chezsoi accept landlords_add_up --site paris --reason "the sum is really printed so"')
def accept(
    check: Annotated[str, typer.Argument(help="The check whose finding is accepted.", metavar="CHECK")],
    reason: Annotated[str, typer.Option(help="Why it is accepted.")],
    edition: Annotated[str | None, typer.Option(help="The edition, where the check finds something in several.")] = None,
    site: Annotated[str | None, typer.Option(help="The site, where the check finds something in several.")] = None,
    expect: Annotated[str | None, typer.Option(help="What it observes, where only that finding is accepted.", metavar="OBSERVED")] = None,
    expires: Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day from which it counts again; in a year.")] = None,
    raw: Annotated[Path, typer.Option(help="The folder with a folder for each edition.")] = Path("raw"),
    database: Database = DEFAULT_DATABASE,
) -> None:
    """Accept a finding of the last run: the decision is shown and written into the edition's decisions.toml."""
    from flows.hints import command
    from flows.settle import accepting, asking
    from warehouse.build import open_warehouse, rejected_path

    built = rejected_path(database) if rejected_path(database).exists() else database
    day = expires.date() if expires else datetime.datetime.now(datetime.UTC).date() + asking.YEAR
    with open_warehouse(built) as con:
        accepting.accept(con, raw, check, site, edition, reason, day, _console(), expect)
    print(f"next      {command('run', database=database, raw=raw)}")


@app.command(epilog="Example: chezsoi review 2014 --serve")
def review(
    edition: Annotated[str | None, typer.Argument(help="The edition to look at; the newest where none is named.")] = None,
    database: Database = DEFAULT_DATABASE,
    raw: Annotated[Path, typer.Option(help="The folder with a folder for each edition.")] = Path("raw"),
    to: Annotated[Path | None, typer.Option("--to", help="The file to write; beside the database where none is named.", dir_okay=False)] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Answer on the page itself: serve it on this machine, until Ctrl+C.")] = False,
    port: Annotated[int, typer.Option(help="The port to serve it on; a free one where none is named.", min=0, max=65535)] = 0,
) -> None:
    """Write one page that shows the source with every figure marked in its place, the checks, and what is open."""
    if serve:
        from flows.review.server import serve as serve_page

        def announce(link: str) -> None:
            print(f"review    {link}\n          the link is for you alone; Ctrl+C ends it", flush=True)

        serve_page(raw, database, edition, port, announce)
        return
    from flows.review.files import write_page

    print(f"review    {write_page(database, raw, edition, to)}")


@app.command(epilog="Example: chezsoi learn")
def learn(raw: Annotated[Path, typer.Option(help="The folder with a folder for each edition.")] = Path("raw")) -> None:
    """Learn from the editions that were settled: kept where it reads editions better that it was not learnt from."""
    from flows import learn as learning

    learning.learn(raw, _console())


@app.command(epilog="Example: chezsoi forget 2016")
def forget(
    edition: Annotated[str, typer.Argument(help="The edition whose folder, or some of whose files, are gone for good.")],
    raw: Annotated[Path, typer.Option(help="The folder with a folder for each edition.")] = Path("raw"),
    database: Database = DEFAULT_DATABASE,
) -> None:
    """Let go of an edition, or of files of it, that was published and is no longer in the raw folder."""
    from flows.hints import command
    from flows.plan import let_go

    with _alone(database):
        for file in let_go(raw, database, edition):
            print(f"let go    {file.path}, with {file.figures} figures: they stay in {database} until the next run has published")
    print(f"next      {command('run', raw=raw, database=database)}")


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
