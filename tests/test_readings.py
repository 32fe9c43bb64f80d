"""Files are read by several processes, with the same outcome as by one; a process that dies costs no file."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from extractors.ledger import Reading
from extractors.source.document import Quarantined
from flows import readings
from flows.raw import EditionFolder, Source

PARENT = os.getpid()


class Deadly(Source):
    """A file that ends the process which unpacks it, but not its own."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _end, (PARENT,)


def _end(parent: int) -> None:
    if os.getpid() != parent:
        os._exit(3)


def source(number: int, kind: type[Source] = Source, suffix: str = "txt") -> Source:
    data = f"Un chez-soi d'abord\n\n\nParis\n\nAu 1er mars 2018, {number} logements captés, dont 16 dans le parc social.\n".encode()
    return kind("2018", f"2018/{number}.{suffix}", data, hashlib.sha256(data).hexdigest())


def told(found: Iterable[Reading | Quarantined]) -> list[object]:
    return [r if isinstance(r, Quarantined) else (r.document.path, [figure.values for figure in r.figures]) for r in found]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("CHEZSOI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(readings, "_MUCH", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    return monkeypatch


def test_several_processes_read_what_one_reads(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted = [source(number) for number in range(50, 54)] + [source(60, suffix="pdf")]
    several = told(readings.read_sources(wanted))
    assert len(list((tmp_path / "cache").rglob("*.pickle"))) == 4
    fresh.setenv("CHEZSOI_CACHE", str(tmp_path / "other"))
    fresh.setattr(readings, "_MUCH", 10**9)
    assert several == told(readings.read_sources(wanted))
    assert isinstance(several[-1], Quarantined)


def test_a_process_that_dies_costs_no_file(fresh: pytest.MonkeyPatch) -> None:
    wanted = [source(50), source(51, Deadly), source(52)]
    found = readings.read_sources(wanted)
    assert [r.document.path for r in found if isinstance(r, Reading)] == ["2018/50.txt", "2018/51.txt", "2018/52.txt"]


def test_what_one_text_of_an_edition_explains_holds_in_all_and_changes_the_others_readings(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def folder(introduction: str) -> EditionFolder:
        texts = {"0": introduction, "1": "Un chez-soi d'abord\n\n\nParis\n\n58 logements captés, dont 16 LC.\n"}
        sources = [Source("2018", f"2018/{name}.txt", text.encode(), hashlib.sha256(text.encode()).hexdigest()) for name, text in texts.items()]
        return EditionFolder("2018", sources=sources)

    for introduction, expected in (("Bonjour à tous.", {"all": 58}), ("LC : loyer conventionné.", {"all": 58, "private_regulated": 16})):
        edition = folder(introduction)
        found = [r for r in readings.read_sources(edition.sources, readings.decided([edition])) if isinstance(r, Reading)]
        told = [figure.values for reading in found for figure in reading.figures if figure.table == "housing_counts"]
        assert {values["tenure"]: values["dwellings"] for values in told} == expected
