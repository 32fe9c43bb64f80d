"""How many checks hold each figure of 2014 and the samples: the table in docs/gate.md is what the warehouse says."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.query import markdown_table
from tests.conftest import ROOT, SHARED, build
from warehouse.build import open_warehouse

SAMPLES = SHARED / "samples/dev/text/raw"
KINDS = """
    SELECT measure, part, count(*)::VARCHAR, count(*) FILTER (equations > 0)::VARCHAR, count(*) FILTER (equations = 0 AND bounds > 0)::VARCHAR,
           count(*) FILTER (equations + bounds = 0 AND likenesses > 0)::VARCHAR, count(*) FILTER (checks = 0)::VARCHAR
    FROM redundancy GROUP BY ALL
    UNION ALL
    SELECT '**all**', '', count(*)::VARCHAR, count(*) FILTER (equations > 0)::VARCHAR, count(*) FILTER (equations = 0 AND bounds > 0)::VARCHAR,
           count(*) FILTER (equations + bounds = 0 AND likenesses > 0)::VARCHAR, count(*) FILTER (checks = 0)::VARCHAR
    FROM redundancy
    ORDER BY ALL
"""
EDITIONS = """
    SELECT measure, part, edition_id,
           concat_ws(' / ', count(*) FILTER (checks = 0), count(*) FILTER (checks = 1), count(*) FILTER (checks >= 2)) AS covered
    FROM redundancy GROUP BY ALL
"""


def tables(path: Path) -> tuple[str, str]:
    """Figures by what holds them at best; and by edition those held by no, one, and more checks."""
    with open_warehouse(path) as con:
        kinds = con.execute(KINDS).fetchall()
        cells = {(measure, part, edition): covered for measure, part, edition, covered in con.execute(EDITIONS).fetchall()}
    editions = sorted({edition for _, _, edition in cells})
    rows: list[Sequence[str]] = [
        [measure, part, *(cells.get((measure, part, edition), "") for edition in editions)] for measure, part, *_ in kinds if part
    ]
    head = ("measure", "part", "figures", "in an equation", "else bounded", "else compared", "held by nothing")
    return markdown_table(head, [[cell.replace("*", "") for cell in row] for row in kinds]), markdown_table(("measure", "part", *editions), rows)


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/samples/dev/text/raw is not there")
def test_the_published_table_is_current(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "raw")
    shutil.copytree(ROOT / "raw/2014", tmp_path / "raw/2014")
    _, _, verdict = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    page = (ROOT / "docs/gate.md").read_text(encoding="utf-8")
    for table in tables(verdict.path):
        assert table in page, f"put this into docs/gate.md:\n{table}"
