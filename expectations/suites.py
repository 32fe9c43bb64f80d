"""Great Expectations suites: what each row of a table must look like, one suite a table."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.lazy_imports import put_off
from expectations.rules import Result, Rule, Severity

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

if TYPE_CHECKING:
    import pandas as pd

EMAIL = r"^[^@\s]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"


@dataclass(frozen=True)
class TableRule(Rule):
    """An expectation of Great Expectations on one table's rows."""

    table: str
    column: str
    expected: str
    expectation: str
    arguments: dict[str, Any]

    def build(self, gxe: Any) -> Any:
        """The expectation as Great Expectations knows it."""
        make: Callable[..., Any] = getattr(gxe, self.expectation)
        return make(**self.arguments, severity=self.severity, notes=self.notes, meta={"rule": self.name})


def _between(table: str, column: str, low: int, high: int, severity: Severity, notes: str) -> TableRule:
    arguments = {"column": column, "min_value": low, "max_value": high}
    expected = f"between {low} and {high}"
    return TableRule(
        f"{table}.{column}_plausible", severity, "likeness", notes, _MEND, table, column, expected, "ExpectColumnValuesToBeBetween", arguments
    )


def _present(table: str, column: str, severity: Severity, notes: str) -> TableRule:
    arguments = {"column": column}
    return TableRule(
        f"{table}.{column}_present", severity, "completeness", notes, _MEND, table, column, "a value", "ExpectColumnValuesToNotBeNull", arguments
    )


def _unique(table: str, columns: tuple[str, ...], severity: Severity, notes: str) -> TableRule:
    name, arguments = f"{table}.{columns[-1]}_unique", {"column_list": list(columns), "ignore_row_if": "never"}
    if len(columns) == 1:
        return TableRule(name, severity, "integrity", notes, _MEND, table, columns[0], "once", "ExpectColumnValuesToBeUnique", {"column": columns[0]})
    return TableRule(name, severity, "integrity", notes, _MEND, table, columns[-1], "once", "ExpectCompoundColumnsToBeUnique", arguments)


_REPORT = "This is a fault of the program or of its reference data: report it with the file."
_MEND = "Look at the quoted words in the source; where they really say so, accept the finding in decisions.toml."
_SITE = ("edition_id", "site_id")

TABLE_RULES: tuple[TableRule, ...] = (
    _present("editions", "as_of", "warning", "An edition says which month its figures refer to."),
    _unique("sites", ("name",), "critical", "Two sites do not share a name."),
    _unique("facts", ("document_id", "char_start", "char_end", "pattern", "fact_id"), "critical", "A fact is stored once."),
    _between("facts", "page", 1, 5000, "critical", "A fact has a page."),
    TableRule(
        "numerals.disposition_known", "critical", "integrity", "Every number of the ledger has one of four dispositions.", _REPORT, "numerals",
        "disposition", "a disposition", "ExpectColumnValuesToBeInSet",
        {"column": "disposition", "value_set": ["extracted", "narrative", "ignored", "unexplained"]},
    ),
    TableRule(
        "contacts.email_valid", "warning", "likeness", "A contact's e-mail address can be written to.", _MEND, "contacts", "email",
        "an e-mail address", "ExpectColumnValuesToMatchRegex", {"column": "email", "regex": EMAIL},
    ),
    _present("contacts", "email", "warning", "A contact has an e-mail address."),
    _present("contacts", "name", "warning", "A contact has a name."),
    _between("population_counts", "persons", 1, 2000, "warning", "A site counts its persons in tens or hundreds."),
    _between("housing_counts", "dwellings", 1, 5000, "warning", "A site counts its dwellings in tens or hundreds."),
    _between("housing_counts", "communes", 1, 300, "warning", "Dwellings are spread over some dozens of communes at most."),
    _between("landlord_counts", "dwellings", 1, 2000, "warning", "A landlord in a list has at least one dwelling."),
    _unique("landlord_counts", (*_SITE, "tenure", "intermediary_id", "reported_name"), "warning", "A list names a landlord once."),
    _between("rents", "monthly_eur", 150, 1000, "warning", "A mean monthly rent lies between 150 and 1,000 euros."),
    _between("staff", "headcount", 1, 12, "warning", "A team has a few people in each role."),
    _unique("staff", (*_SITE, "role"), "warning", "A team's list names a role once."),
    _between("encounters", "encounters", 20, 200_000, "warning", "Encounters are counted in thousands."),
    TableRule(
        "zooms.title_plausible", "warning", "likeness", "A story has a title of a few words.", _MEND, "zooms", "title", "3 to 120 characters",
        "ExpectColumnValueLengthsToBeBetween", {"column": "title", "min_value": 3, "max_value": 120},
    ),
    TableRule(
        "landlords.siren_valid", "critical", "integrity", "A SIREN has nine digits.", _REPORT, "landlords", "siren", "nine digits",
        "ExpectColumnValuesToMatchRegex", {"column": "siren", "regex": r"^\d{9}$"},
    ),
)  # fmt: skip
"""Every expectation; those of one table make its suite."""


class CheckError(RuntimeError):
    """A check could not be carried out: neither passed nor failed."""


def great_expectations() -> tuple[Any, Any]:
    """The library and its expectations, imported when they are needed."""
    put_off()
    import great_expectations as gx
    import great_expectations.expectations as gxe

    return gx, gxe


def table_frames(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, "pd.DataFrame", list[TableRule]]]:
    """Each table that has a suite and is not empty, its rows, and the suite's rules."""
    for table in dict.fromkeys(rule.table for rule in TABLE_RULES):
        frame = con.sql(f"SELECT * FROM {table}").to_arrow_table().to_pandas(integer_object_nulls=True)
        if not frame.empty:
            yield table, frame, [rule for rule in TABLE_RULES if rule.table == table]


def evaluate_suites(con: duckdb.DuckDBPyConnection) -> Iterator[Result]:
    """The breaks of every suite in the connected warehouse; CheckError where an expectation itself fails."""
    gx, gxe = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("warehouse")
    for table, frame, rules in table_frames(con):
        by_name = {rule.name: rule for rule in rules}
        batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        suite = gx.ExpectationSuite(name=table, expectations=[rule.build(gxe) for rule in rules])
        for outcome in batch.validate(suite, result_format="COMPLETE").results:
            meta: dict[str, str] = outcome.expectation_config.meta if outcome.expectation_config else {}
            yield from _breaks(by_name[meta["rule"]], outcome, frame)


def _breaks(rule: TableRule, outcome: Any, frame: "pd.DataFrame") -> Iterator[Result]:
    info = outcome.exception_info or {}
    errors = [info] if "raised_exception" in info else list(info.values())
    for error in errors:
        if error.get("raised_exception"):
            raise CheckError(f"{rule.name} could not be checked: {error.get('exception_message')}")
    broken = outcome.result.get("unexpected_index_list") or []
    if not outcome.success and not broken:
        raise CheckError(f"{rule.name} does not hold, and Great Expectations does not say where")
    for index in broken:
        row = frame.loc[index].dropna()
        observed = str(row.get(rule.column, "nothing"))
        fact = row.get("fact_id")
        yield Result(
            rule, str(row.get("edition_id") or ""), row.get("site_id"), False, observed, rule.expected,
            f"{rule.table}.{rule.column} is {observed}, expected {rule.expected}", (str(fact),) if fact else (),
            document_id=row.get("document_id"),
        )  # fmt: skip
