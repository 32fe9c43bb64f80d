"""Great Expectations' own pages about the checks (Data Docs), made to work without a network."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import duckdb
import regex

from expectations.rules import evaluate, sql_rules
from expectations.suites import great_expectations, table_frames

_REMOTE = regex.compile(
    r'<script[^>]*\ssrc="https?://[^"]*"[^>]*>\s*</script>|<link[^>]*\shref="https?://[^"]*"[^>]*/?>|<footer>.*?</footer>', regex.DOTALL
)
_LOGO = regex.compile(r'src="https?://[^"]*/logo-long\.png[^"]*"')
_DARK = regex.compile(r"url\('https?://[^']*'\)")
_OWN = ("offline.css", "offline.js")
_SHOWN = ("edition_id", "site_id", "observed", "expected", "fact_id")
"""Columns that a page shows of a row that breaks an expectation."""


class DataDocsError(RuntimeError):
    """The pages cannot be written there; the message says why."""


def check_folder(folder: Path) -> None:
    """DataDocsError where the folder holds something else than Data Docs, or cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / "static" / _OWN[0]).exists():
            raise DataDocsError(f"{folder} holds other files, which the pages might overwrite: name a new folder with --data-docs")
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataDocsError(f"{folder} cannot be written to ({error.strerror}): name another folder with --data-docs") from error


def write_data_docs(con: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """Validate every suite and every rule of the connected warehouse, and write the pages; returns the first one.

    A rule across rows is shown as an expectation on its own rows: that none breaks it. Pages of the same build have the
    same names each time. All checks and all editions are shown, and decisions are not heeded: what is accepted is shown
    as failing.
    """
    gx, gxe = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    check_folder(folder)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())}
    site = {
        "class_name": "SiteBuilder",
        "store_backend": store,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "show_how_to_buttons": False,
    }
    context.add_data_docs_site("chezsoi", site)
    source = context.data_sources.add_pandas("warehouse")
    ((started,),) = con.execute("SELECT max(started_at) FROM runs").fetchall()
    run = gx.RunIdentifier(run_name="check", run_time=started)
    for name, frame, expectations in _suites(con, gxe):
        data = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
        suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations))
        definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=data, suite=suite))
        shown = [column for column in _SHOWN if column in frame.columns]
        result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": shown}
        checkpoint = gx.Checkpoint(name=name, validation_definitions=[definition], result_format=result_format)
        context.checkpoints.add(checkpoint).run({"dataframe": frame}, run_id=run)
    context.build_data_docs(site_names=["chezsoi"])
    _take_offline(folder)
    return folder / "index.html"


def _suites(con: duckdb.DuckDBPyConnection, gxe: Any) -> Iterator[tuple[str, Any, list[Any]]]:
    import pandas as pd

    for table, frame, rules in table_frames(con):
        yield table, frame, [rule.build(gxe) for rule in rules]
    for rule in sql_rules():
        found = evaluate(con, rule)
        columns = {name: [getattr(result, name) for result in found] for name in ("edition_id", "site_id", "observed", "expected")}
        frame = pd.DataFrame({**columns, "breaks": [None if result.success else result.message for result in found]})
        if not frame.empty:
            notes = f"{rule.notes} {rule.mend}"
            yield rule.name, frame, [gxe.ExpectColumnValuesToBeNull(column="breaks", severity=rule.severity, notes=notes, meta={"rule": rule.name})]


def _take_offline(folder: Path) -> None:
    """Replace what the pages would fetch from elsewhere by a style sheet and a script of their own."""
    static = folder / "static"
    for name in _OWN:
        (static / name).write_text(files(__package__).joinpath("assets", name).read_text(encoding="utf-8"), encoding="utf-8")
    for page in folder.rglob("*.html"):
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        text = _REMOTE.sub("", page.read_text(encoding="utf-8"))
        text = _DARK.sub("none", _LOGO.sub(f'src="{up}static/images/logo-long.png"', text))
        own = f'<link rel="stylesheet" href="{up}static/offline.css"><script src="{up}static/offline.js"></script>'
        page.write_text(text.replace("</head>", f"{own}</head>", 1), encoding="utf-8")
