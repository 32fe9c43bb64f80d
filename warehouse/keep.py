"""Editions that stay as they are in the live file: their rows are copied into the new build."""

from collections.abc import Collection
from pathlib import Path

import duckdb

_OWN = "edition_id IN (FROM kept)"
_OF_DOCUMENT = f"document_id IN (SELECT document_id FROM live.documents WHERE {_OWN})"
_LANDLORDS = (
    f"landlord_id IN (SELECT landlord_id FROM live.landlord_counts WHERE {_OWN} UNION SELECT intermediary_id FROM live.landlord_counts WHERE {_OWN}"
    f" UNION SELECT intermediary_id FROM live.housing_counts WHERE {_OWN})"
)
_ROWS = {
    "sites": f"site_id IN (SELECT site_id FROM live.site_sections WHERE {_OWN})",
    "landlords": _LANDLORDS,
    "landlord_aliases": _LANDLORDS,
    "editions": _OWN,
    "documents": _OWN,
    "facts": _OF_DOCUMENT,
    **dict.fromkeys(("fact_boxes", "spent_equations"), f"fact_id IN (SELECT fact_id FROM live.facts WHERE {_OF_DOCUMENT})"),
    **dict.fromkeys(("pages", "numerals", "proposals", "mentions"), _OF_DOCUMENT),
    **dict.fromkeys(("site_sections", "contacts", "population_counts", "housing_counts", "landlord_counts"), _OWN),
    **dict.fromkeys(("rents", "staff", "encounters", "zooms", "other_figures", "keywords", "findings", "decisions"), _OWN),
    "runs": "run_id IN (SELECT run_id FROM editions)",
}
"""What an edition needs of each table, in the order of their foreign keys."""
_SHARED = frozenset({"sites", "landlords", "landlord_aliases", "runs"})
"""Tables that no edition owns: a row that the build has already is left alone."""


def keep(con: duckdb.DuckDBPyConnection, database: Path, editions: Collection[str]) -> list[str]:
    """Copy those editions' rows from the live file into the build, which must hold nothing of them; returns which it had.

    An edition is not kept where one of its files belongs to another edition of the build now. Where the live file lacks
    a table or a column, because an earlier version of the program wrote it, nothing is copied: a column has its default.
    """
    if not database.exists():
        return []
    quoted = str(database).replace("'", "''")
    con.execute(f"ATTACH '{quoted}' AS live (READ_ONLY)")
    con.execute(
        """
        CREATE TEMP TABLE kept AS SELECT edition_id FROM live.editions e WHERE list_contains(?, edition_id)
        AND NOT EXISTS (FROM live.documents o JOIN documents n USING (document_id) WHERE o.edition_id = e.edition_id)
        """,
        [list(editions)],
    )
    con.execute("BEGIN")
    for table, condition in _ROWS.items():
        columns = ", ".join(sorted(_columns(con, table, "live") & _columns(con, table, "warehouse")))
        if not columns:
            continue
        ignore = "OR IGNORE " if table in _SHARED else ""
        con.execute(f"INSERT {ignore}INTO {table} BY NAME SELECT {columns} FROM live.{table} WHERE {condition}")
        if table == "editions":  # a file that an earlier version wrote does not say which run read an edition: the one that built it
            con.execute(f"UPDATE editions SET run_id = (SELECT arg_max(run_id, started_at) FROM live.runs) WHERE run_id IS NULL AND {_OWN}")
    con.execute("COMMIT")
    kept = [name for (name,) in con.execute("SELECT edition_id FROM kept ORDER BY edition_id").fetchall()]
    con.execute("DROP TABLE kept")
    con.execute("DETACH live")
    return kept


def _columns(con: duckdb.DuckDBPyConnection, table: str, database: str) -> set[str]:
    found = con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND database_name = ?", [table, database]).fetchall()
    return {name for (name,) in found}
