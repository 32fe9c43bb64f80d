"""What things cost: `make bench`. No time is asserted, only that the work was done; the README quotes medians."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pdfplumber
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from expectations.gate import run_gate
from extractors.pdf import read_pdf
from extractors.reading import read_document
from extractors.source.document import Document, Page, Span
from extractors.view.view import View
from tests.conftest import TODAY
from tests.mutants import document as sound_document
from tests.sound import write_edition
from warehouse.build import building
from warehouse.load import Edition, load, tabulate

ROOT = Path(__file__).parents[2]
BODY = (ROOT / "raw/2014/brochure.txt").read_text(encoding="utf-8")
COMMAND = Path(sys.executable).with_name("chezsoi")


def document(copies: int) -> Document:
    body = BODY * copies
    return Document("0" * 64, "2014", "2014/brochure.txt", "text/plain", len(body), body, (Page(1, Span(0, len(body))),))


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Everything that depends on data only is made once: no round pays for it."""
    assert read_document(document(1)).figures


@pytest.mark.parametrize("copies", [1, 10, 100], ids=["8 kB", "80 kB", "800 kB"])
def test_read_document(benchmark: BenchmarkFixture, copies: int) -> None:
    given = document(copies)
    reading = benchmark.pedantic(lambda: read_document(given), rounds=3, warmup_rounds=1 if copies < 100 else 0)
    assert reading.figures


@pytest.mark.parametrize("copies", [1, 10, 100], ids=["8 kB", "80 kB", "800 kB"])
def test_fold(benchmark: BenchmarkFixture, copies: int) -> None:
    body = BODY * copies
    view = benchmark.pedantic(lambda: View(body), rounds=3)
    assert view.text.count("logements captes") >= copies


EDITIONS = 1000


@pytest.fixture(scope="module")
def many() -> list[Document]:
    """A thousand sound editions."""
    rng = random.Random(1)
    return [sound_document(write_edition(rng)[0], f"e{number:04}") for number in range(EDITIONS)]


@pytest.fixture(scope="module")
def loaded(many: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """All of them in one warehouse, as one series."""
    with building(tmp_path_factory.mktemp("many") / "chezsoi.duckdb") as con:
        load(con, tabulate([Edition(document.edition_id, readings=(read_document(document),)) for document in many]))
        yield con


def test_read_a_thousand_editions(benchmark: BenchmarkFixture, many: list[Document]) -> None:
    readings = benchmark.pedantic(lambda: [read_document(document) for document in many], rounds=1)
    assert all(reading.figures for reading in readings)


def test_gate_on_a_thousand_editions(benchmark: BenchmarkFixture, loaded: duckdb.DuckDBPyConnection) -> None:
    results = benchmark.pedantic(lambda: run_gate(loaded, TODAY), rounds=3)
    assert len({result.edition_id for result in results}) == EDITIONS
    assert not any(result.rule.severity == "critical" for result in results if not result.success)


PDFS = sorted((ROOT / "tests/layouts").glob("*.pdf"))


def test_read_pdf(benchmark: BenchmarkFixture) -> None:
    contents = [path.read_bytes() for path in PDFS]
    read = benchmark.pedantic(lambda: [read_pdf(data, "0" * 64, "2022", "2022/brochure.pdf") for data in contents], rounds=3)
    assert read
    assert all(isinstance(document, Document) for document in read)


def test_plain_pdfplumber(benchmark: BenchmarkFixture) -> None:
    """The same pages, their words only: what the two readers are measured against."""

    def words() -> int:
        found = 0
        for path in PDFS:
            with pdfplumber.open(path) as pdf:
                for page in pdf.pages:
                    found += len(page.extract_words())
                    page.close()
        return found

    assert benchmark.pedantic(words, rounds=3)


def test_help(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(lambda: subprocess.run([COMMAND, "--help"], check=True, capture_output=True), rounds=5, warmup_rounds=1)


def test_first_run(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    environment = {**os.environ, "CHEZSOI_CACHE": str(tmp_path / "cache")}
    subprocess.run([COMMAND, "prepare"], check=True, env=environment)
    number = iter(range(100))

    def run() -> None:
        command = [str(COMMAND), "run", "--raw", str(ROOT / "raw"), "--database", str(tmp_path / f"{next(number)}.duckdb")]
        subprocess.run(command, check=True, capture_output=True, env=environment)

    benchmark.pedantic(run, rounds=3)


def test_unchanged_run(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    environment = {**os.environ, "CHEZSOI_CACHE": str(tmp_path / "cache")}
    command = [str(COMMAND), "run", "--raw", str(ROOT / "raw"), "--database", str(tmp_path / "chezsoi.duckdb")]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    benchmark.pedantic(lambda: subprocess.run(command, check=True, capture_output=True, env=environment), rounds=5)
