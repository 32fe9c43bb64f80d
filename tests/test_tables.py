"""Tables whose columns are dates: which of them a number stands in, over the pages of a document."""

import pytest

from extractors.measures.row import Value
from extractors.reading import read_document
from tests.sheets import document

TABLE = """Un chez-soi d'abord


Rennes

| Indicateur | 2041 | 2042 |
|---|---|---|
| Personnes dans le programme | 90 | 101 |
{}| Personnes logées depuis l'ouverture | 60 | 66 |
| Logements captés | 70 | 77 |
"""
"""A table of two years that something stands in the middle of."""


def read(between: str) -> tuple[list[Value], list[str | None]]:
    """What was read of the table, and why the earlier year's numbers were not."""
    reading = read_document(document(TABLE.format(between)))
    counts = [figure.values.get("persons") or figure.values.get("dwellings") for figure in reading.figures]
    return counts, [entry.reason for entry in reading.ledger if entry.text in ("90", "60", "70")]


@pytest.mark.parametrize(
    "foot",
    ["", "\n\n", "\n– 12 –\n\n\n", "\f", "\nUn chez-soi d'abord – rapport 2042 – page 7\n\nUn chez-soi d'abord – rapport 2042 – page 8\n"],
)
def test_the_columns_of_a_table_go_on_over_a_page_without_its_heads(foot: str) -> None:
    assert read(foot) == ([101, 66, 77], ["earlier"] * 3)


def test_other_heads_end_a_table() -> None:
    _, reasons = read("\n| | ETP | Agents |\n")
    assert reasons == ["earlier", None, None]
