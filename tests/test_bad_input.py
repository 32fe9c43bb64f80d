"""What people drop into raw/, or leave where the warehouse goes, and what the run says of it."""

import datetime
import io
import os
import signal
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from rich.console import Console

from expectations.rules import Result
from extractors.reading import Reading
from extractors.source.document import Document
from flows.plan import make_plan
from flows.raw import EditionFolder, RawError, Source, open_source, survey
from flows.readings import read_sources
from flows.report import print_summary
from flows.steps import Verdict
from tests.conftest import ROOT, build, sha256
from warehouse.build import WarehouseError, building, open_warehouse, publish, rejected_path
from warehouse.record import Run, carry_over_results, published_fingerprint, record_run

BROCHURE = (ROOT / "raw/2014/brochure.txt").read_text(encoding="utf-8")
FIGURES = ("population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters", "contacts", "zooms", "keywords", "site_sections")
NOT_AS_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")

Put = Callable[[Path], object]
Rows = list[tuple[Any, ...]]


def rows(con: duckdb.DuckDBPyConnection, table: str, edition_id: str) -> Rows:
    """A figure table's rows of one edition, without what names the edition or the fact."""
    columns = "edition_id" if table == "keywords" else "edition_id, fact_id"
    return con.execute(f"SELECT * EXCLUDE ({columns}) FROM {table} WHERE edition_id = ? ORDER BY ALL", [edition_id]).fetchall()


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail where a call hangs instead of hanging with it."""

    def stop(*_: object) -> None:
        pytest.fail(f"still busy after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def not_read(folders: list[EditionFolder]) -> dict[str, str]:
    """Path and reason of each file that was kept out."""
    return {file.path: file.reason for folder in folders for file in folder.quarantined}


# The same text in other bytes

HYPHENATED = BROCHURE.replace("Immobilière 3F (1)", "Immobi-\nlière 3F (1)")
TYPOGRAPHIC = BROCHURE.replace("oe", "œ").replace("'", "’")


@dataclass(frozen=True)
class Spelling:
    """One text in some bytes, the encoding they should be read in, and the edition whose figures they should give."""

    data: bytes
    encoding: str = "utf-8"
    same_as: str = "original"


SPELLINGS = {
    "original": Spelling(BROCHURE.encode()),
    "utf-8-bom": Spelling(BROCHURE.encode("utf-8-sig"), "utf-8 with BOM"),
    "utf-16-le-bom": Spelling(b"\xff\xfe" + BROCHURE.encode("utf-16-le"), "utf-16-le with BOM"),
    "utf-16-be-bom": Spelling(b"\xfe\xff" + BROCHURE.encode("utf-16-be"), "utf-16-be with BOM"),
    "crlf": Spelling(BROCHURE.replace("\n", "\r\n").encode()),
    "cr": Spelling(BROCHURE.replace("\n", "\r").encode()),
    "nfd": Spelling(unicodedata.normalize("NFD", BROCHURE).encode()),
    "form-feed-before-each-sheet": Spelling(BROCHURE.replace("\n\n\nles porteurs", "\n\n\fles porteurs").encode()),
    "form-feed-after-each-sheet": Spelling(BROCHURE.replace("\n\nContact", "\n\f\nContact").encode()),
    "hyphenated": Spelling(HYPHENATED.encode()),
    "hyphenated-crlf": Spelling(HYPHENATED.replace("\n", "\r\n").encode()),
    "hyphenated-cr": Spelling(HYPHENATED.replace("\n", "\r").encode()),
    "latin-1": Spelling(BROCHURE.encode("latin-1"), "cp1252"),
    "typographic": Spelling(TYPOGRAPHIC.encode(), same_as="typographic"),
    "cp1252": Spelling(TYPOGRAPHIC.encode("cp1252"), "cp1252", "typographic"),
}


@pytest.fixture(scope="module")
def spelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with one edition for each spelling."""
    root = tmp_path_factory.mktemp("spelled")
    for name, spelling in SPELLINGS.items():
        put(root / "raw" / name / "brochure.txt", spelling.data)
    _, _, verdict = build(root / "raw", root / "live.duckdb")
    with open_warehouse(verdict.path) as con:
        yield con


def test_spellings_are_what_they_are_called() -> None:
    assert BROCHURE.count("\r") == BROCHURE.count("\f") == 0
    assert not BROCHURE.isascii()
    assert {"œ", "’"} <= set(TYPOGRAPHIC)
    assert unicodedata.normalize("NFD", BROCHURE) != BROCHURE
    assert HYPHENATED != BROCHURE
    assert all(SPELLINGS[name].data.count(b"\f") == 4 for name in SPELLINGS if name.startswith("form-feed"))


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_bytes_do_not_change_the_figures(spelled: duckdb.DuckDBPyConnection, name: str) -> None:
    same = SPELLINGS[name].same_as
    assert {table: rows(spelled, table, name) for table in FIGURES} == {table: rows(spelled, table, same) for table in FIGURES}


@pytest.mark.parametrize("table", FIGURES)
def test_no_figure_table_is_empty(spelled: duckdb.DuckDBPyConnection, table: str) -> None:
    """Else the comparison of the spellings would say nothing."""
    assert rows(spelled, table, "original")


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_fact_quotes_its_source(name: str, tmp_path: Path) -> None:
    put(tmp_path / "raw/2014/brochure.txt", SPELLINGS[name].data)
    (source,) = survey(tmp_path / "raw")[0].sources
    document = open_source(source)
    (reading,) = read_sources([source])
    assert isinstance(document, Document)
    assert isinstance(reading, Reading)
    assert len(reading.facts) > 100
    assert [fact.text for fact in reading.facts] == [document.body[fact.span.start : fact.span.end] for fact in reading.facts]


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_encoding_is_recorded(spelled: duckdb.DuckDBPyConnection, name: str) -> None:
    found = spelled.execute("SELECT status, encoding FROM documents WHERE edition_id = ?", [name]).fetchall()
    assert found == [("loaded", SPELLINGS[name].encoding)]


def test_the_summary_names_each_encoding_that_is_not_utf_8(spelled: duckdb.DuckDBPyConnection) -> None:
    printed = io.StringIO()
    print_summary(Console(file=printed, width=10_000), spelled)
    said = {line.strip() for line in printed.getvalue().splitlines() if "was read as" in line}
    assert said == {
        "cp1252/brochure.txt was read as cp1252",
        "latin-1/brochure.txt was read as cp1252",
        "utf-16-be-bom/brochure.txt was read as utf-16-be with BOM",
        "utf-16-le-bom/brochure.txt was read as utf-16-le with BOM",
    }


# What stops publication, and nothing else


@dataclass(frozen=True)
class Bad:
    """Something in raw/ that stops publication: how it gets there, the check that says so, and what the check says."""

    edition: str
    put: Put
    check: str
    says: tuple[str, ...]


def file(name: str, data: bytes) -> Put:
    return lambda folder: put(folder / name, data)


def link(name: str, target: str) -> Put:
    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / name).symlink_to(target)

    return make


def fifo(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "brochure.txt")


def unreadable(edition: str, name: str, data: bytes, *says: str) -> Bad:
    return Bad(edition, file(name, data), "documents_readable", (f"{edition}/{name}: ", *says))


def sidecar(edition: str, name: str, text: str, *says: str) -> Bad:
    def make(folder: Path) -> None:
        put(folder / "brochure.txt", f"{edition}\n{BROCHURE}".encode())
        put(folder / name, text.encode())

    return Bad(edition, make, "folders_usable", (f"{edition}/{name}: ", *says))


def registered(edition: str, file_name: str, *says: str) -> Bad:
    bad = sidecar(edition, "edition.toml", f'[sha256]\n"{file_name}" = "{"0" * 64}"\n')
    return Bad(edition, bad.put, "folders_usable", (f"{edition}/{file_name}: ", f"edition.toml registers {'0' * 64}", *says))


DECISION = '[[decision]]\ncheck = "landlords_add_up"\nexpect = "15"\nreason = "printed so"\nexpires = 2030-01-01\n'
WORD = b"PK\x03\x04 Word"
NUL_FREE = bytes(range(1, 256)) * 20

BAD = {
    "empty file": unreadable("empty", "brochure.txt", b"", "is empty", "put the brochure's text in it, or remove it"),
    "whitespace": unreadable("blank", "brochure.txt", b" \n\t\r\n \f", "is empty", "put the brochure's text in it"),
    "no-break spaces": unreadable("nbsp", "brochure.txt", "\u00a0\n\u00a0".encode(), "is empty", "put the brochure's text in it"),
    "byte-order mark alone": unreadable("bom", "brochure.txt", b"\xef\xbb\xbf", "is empty", "put the brochure's text in it"),
    "binary with NUL": unreadable("binary", "brochure.txt", bytes(range(256)) * 20, "is binary", "export it as UTF-8 text"),
    "binary without NUL": unreadable("binary-2", "brochure.txt", NUL_FREE, "is binary", "export the brochure as UTF-8 text or as PDF"),
    "UTF-16 cut": unreadable("cut-16", "brochure.txt", BROCHURE.encode("utf-16")[:-1], "breaks at byte", "was cut", "export it again as UTF-8"),
    "UTF-16 without mark": unreadable("no-bom", "brochure.txt", BROCHURE.encode("utf-16-le"), "without a byte-order mark", "export it as UTF-8"),
    "UTF-32": unreadable("utf-32", "brochure.txt", BROCHURE.encode("utf-32"), "is in UTF-32", "save it as UTF-8"),
    "UTF-8 cut": unreadable("cut-8", "brochure.txt", BROCHURE.encode() + "é".encode()[:1], "breaks at byte", "was cut", "export it again as UTF-8"),
    "UTF-8 damaged": unreadable("bad-8", "brochure.txt", b"Paris \xff\n" + BROCHURE.encode(), "breaks at byte 6", "export it again as UTF-8"),
    "two encodings": unreadable("mixed", "brochure.txt", b"Priv\xe9\n" + BROCHURE.encode(), "breaks at byte 4", "mixes encodings", "export it again"),
    "50 MB of text": unreadable("big", "brochure.txt", b"Paris, 58\n" * 5_000_000, "50 MB of text is no brochure", "keep only the brochure's pages"),
    ".docx": unreadable("docx", "brochure.docx", WORD, "Word files are not read", "export it as text (.txt)"),
    ".DOCX": unreadable("upper", "BROCHURE.DOCX", WORD + b"2", "Word files are not read", "export it as text (.txt)"),
    ".odt": unreadable("odt", "brochure.odt", b"PK\x03\x04 ODT", "OpenDocument files are not read", "export it as text (.txt)"),
    ".png": unreadable("png", "page.png", b"\x89PNG\r\n", "images are not read", "give the brochure's text (.txt)"),
    ".jpg": unreadable("jpg", "page.jpg", b"\xff\xd8\xff\xe0", "images are not read", "give the brochure's text (.txt)"),
    ".pdf": unreadable("pdf", "brochure.pdf", b"%PDF-1.7\n", "the PDF is cut off", "copy or export it again"),
    "unknown kind": unreadable("xyz", "brochure.xyz", b"?", "this kind of file is not read", "give the brochure as text (.txt), or move it away"),
    "name in another encoding": Bad(
        "latin-name", lambda folder: put(Path(os.fsdecode(os.fsencode(folder) + b"/\xe9t\xe9.doc")), b"\xd0\xcf\x11\xe0"),
        "documents_readable", (r"latin-name/\xe9t\xe9.doc: ", "export it as text (.txt)"),
    ),
    "no site": Bad("no-site", file("brochure.txt", "- 58 logements captés\n".encode()), "edition_has_sites", ("no site's heading", "on a line of its own")),
    "figures without a site": Bad(
        "no-heading", file("brochure.txt", "- 59 logements captés\n".encode()), "figures_have_a_site", ("Say which line is the site's heading with chezsoi settle",)
    ),
    "nothing for any pattern": Bad("novel", file("roman.txt", b"Longtemps, je me suis couche de bonne heure.\n"), "edition_has_sites", ("no site's heading",)),
    "a site without figures": Bad(
        "no-figure", file("brochure.txt", "Site de Paris\n\n- 12 ans d'équipe\n".encode()), "sites_have_figures", ("no figure was read", "wording is new")
    ),
    "folder that is no edition": Bad(
        "2014 bis", file("brochure.txt", BROCHURE.encode()), "folders_usable", ("2014 bis: ", "is no edition's name: rename the folder with letters")
    ),
    "file outside an edition": Bad("stray.txt", lambda path: put(path, b"x"), "folders_usable", ("stray.txt: ", "lies outside any edition: move it into a folder")),
    "link outside an edition": Bad("linked", lambda path: path.symlink_to("2014"), "folders_usable", ("linked: ", "is a link: put the files themselves")),
    "empty edition": Bad("nothing", Path.mkdir, "folders_usable", ("nothing: ", "holds no file: put the brochure in it, or remove the folder")),
    "hidden files only": Bad("hidden", file(".DS_Store", b"x"), "folders_usable", ("hidden: ", "holds no file: put the brochure in it")),
    "link out of raw": Bad("out", link("brochure.txt", "../../outside.txt"), "documents_readable", ("out/brochure.txt: ", "leads out of the raw folder: put")),
    "link to nothing": Bad("dangling", link("a.txt", "b.txt"), "documents_readable", ("dangling/a.txt: ", "leads nowhere: put the file itself there")),
    "link to itself": Bad("self", link("a.txt", "a.txt"), "documents_readable", ("self/a.txt: ", "leads nowhere: put the file itself there")),
    "folder link in a circle": Bad("circle", link("again", "."), "documents_readable", ("circle/again: ", "is no regular file: remove it")),
    "fifo": Bad("fifo", fifo, "documents_readable", ("fifo/brochure.txt: ", "is no regular file: remove it")),
    "edition.toml: no TOML": sidecar("toml-1", "edition.toml", "title = Un chez-soi\n", "is not valid TOML", "line 1, column 9"),
    "edition.toml: no UTF-8": Bad(
        "toml-2", lambda folder: put(folder / "edition.toml", b'title = "\xe9"\n'), "folders_usable", ("toml-2/edition.toml: ", "save it as UTF-8")
    ),
    "edition.toml: unknown key": sidecar("toml-3", "edition.toml", 'titel = "x"\n', "unknown key 'titel'; known are title, publisher"),
    "edition.toml: wrong type": sidecar("toml-4", "edition.toml", 'accessed = "2026"\n', "accessed must be a date such as 2026-11-23, without quotes"),
    "edition.toml: no digest": sidecar("toml-5", "edition.toml", '[sha256]\na = "1"\n', "sha256 of 'a' must be 64 lower-case hexadecimal digits"),
    "edition.toml: number too long": sidecar("toml-6", "edition.toml", f"title = {'1' * 5000}\n", "is not valid TOML"),
    "edition.toml: too deep": sidecar("toml-7", "edition.toml", f"title = {'[' * 5000}\n", "is not valid TOML"),
    "edition.toml: other bytes": registered("toml-8", "brochure.txt", "has the SHA-256 ", "restore the file, or register the new one"),
    "edition.toml: missing file": registered("toml-9", "annexe.txt", "is missing", "restore the file, or register the new one"),
    "decisions.toml: no TOML": sidecar("decision-1", "decisions.toml", "[[decision]\n", "is not valid TOML", "line 1"),
    "decisions.toml: unknown key": sidecar("decision-2", "decisions.toml", f'{DECISION}who = "me"\n', "decision 1: unknown key 'who'; known are check"),
    "decisions.toml: wrong type": sidecar("decision-3", "decisions.toml", DECISION.replace('"15"', "15"), "decision 1: expect must be a text in quotes"),
    "decisions.toml: key missing": sidecar("decision-4", "decisions.toml", DECISION + "[[decision]]\ncheck='x'\n", "decision 2: lacks expect, reason, expires"),
    "decisions.toml: span alone": sidecar("decision-5", "decisions.toml", DECISION + "span = [1, 2]\n", "decision 1: a span needs the path of its document"),
    "decisions.toml: no tables": sidecar("decision-6", "decisions.toml", "decision = [1]\n", "decision 1: must be a [[decision]] table"),
}  # fmt: skip


@dataclass(frozen=True)
class Rejected:
    """A run over a good edition, published, and a second one over the same with every bad thing beside it."""

    live: Path
    digest_before: str
    rows_before: dict[str, Rows]
    results: list[Result]
    verdict: Verdict


@pytest.fixture(scope="module")
def rejected(tmp_path_factory: pytest.TempPathFactory) -> Rejected:
    root = tmp_path_factory.mktemp("rejected")
    live = root / "live.duckdb"
    put(root / "raw/2014/brochure.txt", BROCHURE.encode())
    put(root / "outside.txt", BROCHURE.encode() + b"\n")
    build(root / "raw", live)
    with open_warehouse(live) as con:
        before = {table: rows(con, table, "2014") for table in FIGURES}
    digest = sha256(live)
    for bad in BAD.values():
        bad.put(root / "raw" / bad.edition)
    with within(60):
        _, results, verdict = build(root / "raw", live)
    return Rejected(live, digest, before, results, verdict)


@pytest.mark.parametrize("name", BAD)
def test_a_critical_finding_names_the_place_and_what_to_do(rejected: Rejected, name: str) -> None:
    bad = BAD[name]
    found = [r for r in rejected.results if (r.edition_id, r.rule.name) == (bad.edition, bad.check) and r.is_open]
    assert [r.rule.severity for r in found] == ["critical"]
    said = f"{found[0].message} → {found[0].rule.mend}"
    assert [part for part in bad.says if part not in said] == [], said


def test_each_bad_thing_has_an_edition_of_its_own() -> None:
    assert len({bad.edition for bad in BAD.values()}) == len(BAD)


def test_bad_documents_leave_the_live_file_byte_for_byte(rejected: Rejected) -> None:
    assert (rejected.verdict.is_published, rejected.verdict.path) == (False, rejected_path(rejected.live))
    assert sha256(rejected.live) == rejected.digest_before


def test_bad_documents_do_not_stop_the_good_one(rejected: Rejected) -> None:
    """Its figures are in the file that was kept aside, and no critical check names it."""
    with open_warehouse(rejected.verdict.path) as con:
        assert {table: rows(con, table, "2014") for table in FIGURES} == rejected.rows_before
    assert all(rejected.rows_before.values())
    assert [r.message for r in rejected.results if r.edition_id == "2014" and r.is_open and r.rule.severity == "critical"] == []


def test_every_finding_is_kept_with_the_rejected_file(rejected: Rejected) -> None:
    with open_warehouse(rejected.verdict.path) as con:
        kept = {row for row in con.execute("SELECT edition_id, check_name FROM check_results WHERE NOT success").fetchall()}
    assert {(bad.edition, bad.check) for bad in BAD.values()} <= kept


def test_an_edition_with_a_bad_sidecar_still_has_its_figures(rejected: Rejected) -> None:
    with open_warehouse(rejected.verdict.path) as con:
        for bad in BAD.values():
            if bad.check == "folders_usable" and bad.edition.startswith(("toml-", "decision-")) and bad.edition != "toml-2":
                assert rows(con, "population_counts", bad.edition) == rejected.rows_before["population_counts"], bad.edition


def test_the_big_file_never_enters_the_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "raw/2014/brochure.txt", b"")
    os.truncate(path, 50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    (folder,) = survey(tmp_path / "raw")
    assert folder.sources == []
    assert not_read([folder])["2014/brochure.txt"].startswith("50 MB of text is no brochure")


# Copies and links that are fine


def test_the_same_bytes_are_loaded_once_and_each_copy_is_reported(raw: Path, tmp_path: Path) -> None:
    """A copy in the same edition and one in another: both a warning that names the copy and the first, nothing stops."""
    put(raw / "2014/copie.txt", BROCHURE.encode())
    put(raw / "2015/brochure.txt", BROCHURE.encode())
    _, results, verdict = build(raw, tmp_path / "live.duckdb")
    breaks = {(r.edition_id, r.message, r.rule.severity) for r in results if r.rule.name == "documents_unique" and not r.success}
    assert breaks == {
        ("2014", "2014/copie.txt: holds the same bytes as 2014/brochure.txt, which is the one that counts: remove one of them", "warning"),
        ("2015", "2015/brochure.txt: holds the same bytes as 2014/brochure.txt, which is the one that counts: remove one of them", "warning"),
    }
    assert verdict.is_published
    with open_warehouse(verdict.path) as con:
        assert con.execute("SELECT path, status FROM documents").fetchall() == [("2014/brochure.txt", "loaded")]
        assert con.execute("SELECT DISTINCT edition_id FROM population_counts").fetchall() == [("2014",)]


def test_a_link_within_raw_is_read(tmp_path: Path) -> None:
    put(tmp_path / "raw/.received/brochure.txt", BROCHURE.encode())
    link("brochure.txt", "../.received/brochure.txt")(tmp_path / "raw/2014")
    (folder,) = survey(tmp_path / "raw")
    assert [(source.path, source.data) for source in folder.sources] == [("2014/brochure.txt", BROCHURE.encode())]
    assert (folder.quarantined, folder.problems) == ([], [])


# The raw folder as a whole


def test_raw_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RawError, match=r"raw is not a folder: create it with a folder for each edition, such as .*raw/2014/brochure\.txt"):
        survey(tmp_path / "raw")


def test_raw_is_a_file(tmp_path: Path) -> None:
    with pytest.raises(RawError, match="raw is not a folder: create it"):
        survey(put(tmp_path / "raw", b"x"))


@pytest.mark.parametrize("passed_over", [None, ".gitkeep", "README.md"])
def test_raw_is_empty(tmp_path: Path, passed_over: str | None) -> None:
    (tmp_path / "raw").mkdir()
    if passed_over:
        put(tmp_path / "raw" / passed_over, b"x")
    with pytest.raises(RawError, match=r"raw is empty: put each edition in a folder of its own, such as .*raw/2014/brochure\.txt"):
        survey(tmp_path / "raw")


def test_a_folder_name_in_another_encoding(raw: Path, tmp_path: Path) -> None:
    os.mkdir(os.fsencode(raw) + b"/\xe9dition")
    plan = make_plan(raw, tmp_path / "live.duckdb")
    (problem,) = [problem for folder in plan.folders for problem in folder.problems]
    assert (problem.path, problem.kind) == (r"\xe9dition", "not_an_edition")
    assert "rename the folder" in problem.message


# Files that do not hold still, or cannot be read


def survey_while(monkeypatch: pytest.MonkeyPatch, raw: Path, happens: Callable[[Path, Callable[[Path], bytes]], bytes]) -> list[EditionFolder]:
    """Survey while something happens at the moment that 2014/second.txt is read."""
    put(raw / "2014/second.txt", b"Paris\n")
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: happens(path, read) if path.name == "second.txt" else read(path))
    return survey(raw)


def vanish(path: Path, read: Callable[[Path], bytes]) -> bytes:
    path.unlink()
    return read(path)


def grow(path: Path, read: Callable[[Path], bytes]) -> bytes:
    data = read(path)
    path.write_bytes(data + b"more\n")
    return data


def be_rewritten(path: Path, read: Callable[[Path], bytes]) -> bytes:
    data = read(path)
    path.write_bytes(b"Lille\n")
    os.utime(path, ns=(0, 0))
    return data


def give_half(path: Path, read: Callable[[Path], bytes]) -> bytes:
    return read(path)[:3]


def forbid(path: Path, _: Callable[[Path], bytes]) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        pytest.param(vanish, "vanished while it was read: run again", id="vanishes"),
        pytest.param(grow, "changed while it was read: run again when it is no longer being written", id="grows"),
        pytest.param(be_rewritten, "changed while it was read: run again when it is no longer being written", id="is rewritten with the same size"),
        pytest.param(give_half, "changed while it was read: run again when it is no longer being written", id="is read in part"),
        pytest.param(forbid, "cannot be read (Permission denied): check its permissions", id="is forbidden"),
    ],
)
def test_a_file_that_cannot_be_had_is_not_read_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, raw: Path, happens: Callable[[Path, Callable[[Path], bytes]], bytes], reason: str
) -> None:
    folders = survey_while(monkeypatch, raw, happens)
    assert not_read(folders) == {"2014/second.txt": reason}
    assert [source.path for folder in folders for source in folder.sources] == ["2014/brochure.txt"]


def test_a_file_that_cannot_be_had_is_tried_again_by_the_next_run(monkeypatch: pytest.MonkeyPatch, raw: Path, tmp_path: Path) -> None:
    with monkeypatch.context() as patch:
        survey_while(patch, raw, forbid)
        first = make_plan(raw, tmp_path / "live.duckdb")
    assert make_plan(raw, tmp_path / "live.duckdb").run.fingerprint != first.run.fingerprint


def test_a_sidecar_that_cannot_be_read_is_not_passed_over(monkeypatch: pytest.MonkeyPatch, raw: Path) -> None:
    put(raw / "2014/decisions.toml", DECISION.encode())
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: forbid(path, read) if path.name == "decisions.toml" else read(path))
    assert not_read(survey(raw)) == {"2014/decisions.toml": "cannot be read (Permission denied): check its permissions"}


def test_a_folder_that_cannot_be_listed_stops_no_other(monkeypatch: pytest.MonkeyPatch, raw: Path) -> None:
    (raw / "2015").mkdir()
    scandir = os.scandir

    def refuse(path: Path) -> Any:
        if Path(path).name == "2015":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    good, bad = survey(raw)
    assert [source.path for source in good.sources] == ["2014/brochure.txt"]
    assert [(p.path, p.kind, p.message) for p in bad.problems] == [
        ("2015", "not_an_edition", "cannot be listed (Permission denied): check its permissions")
    ]


@NOT_AS_ROOT
def test_permissions_of_a_file(raw: Path) -> None:
    put(raw / "2014/second.txt", b"Paris\n").chmod(0)
    assert not_read(survey(raw)) == {"2014/second.txt": "cannot be read (Permission denied): check its permissions"}


@NOT_AS_ROOT
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100], ids=["closed", "listed only", "entered only"])
def test_permissions_of_a_folder(raw: Path, mode: int) -> None:
    """Whatever may not be done with it, the good edition is read and the folder is reported."""
    put(raw / "2015/brochure.txt", b"Paris\n")
    (raw / "2015").chmod(mode)
    try:
        good, bad = survey(raw)
    finally:
        (raw / "2015").chmod(0o700)
    assert [source.path for source in good.sources] == ["2014/brochure.txt"]
    said = [p.message for p in bad.problems] + [q.reason for q in bad.quarantined]
    assert len(said) == 1
    assert "(Permission denied): check its permissions" in said[0]


# The database file


def sqlite(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE facts (id INTEGER)")
    con.close()


def other_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE facts AS SELECT 1 AS id")


def warehouse(path: Path) -> None:
    """An empty warehouse that a run published."""
    with building(path) as con:
        record_run(con, A_RUN, [])
    publish(path)


def cut_warehouse(path: Path) -> None:
    warehouse(path)
    os.truncate(path, path.stat().st_size // 2)


def damaged_warehouse(path: Path) -> None:
    warehouse(path)
    with path.open("r+b") as opened:
        opened.seek(20)
        opened.write(b"\xff" * 64)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(
            lambda path: put(path, b"Paris, 58 logements\n"), "is not a DuckDB file: move it away, or name another one with --database", id="text"
        ),
        pytest.param(lambda path: put(path, b""), "is not a DuckDB file: move it away, or name another one with --database", id="empty file"),
        pytest.param(lambda path: put(path, bytes(20_000)), "is not a DuckDB file: move it away, or name another one with --database", id="zeros"),
        pytest.param(sqlite, "is not a DuckDB file: move it away, or name another one with --database", id="SQLite"),
        pytest.param(
            other_duckdb, "was not written by chezsoi: it will not be touched; name another file with --database", id="another program's DuckDB"
        ),
        pytest.param(cut_warehouse, "move it away", id="cut warehouse"),
        pytest.param(damaged_warehouse, "cannot be read: move it away, or name another one with --database", id="damaged warehouse"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_and_not_touched(raw: Path, tmp_path: Path, make: Put, says: str) -> None:
    database = tmp_path / "blocks/live.duckdb"
    database.parent.mkdir()
    make(database)
    before = database.read_bytes()
    with pytest.raises(WarehouseError) as error:
        make_plan(raw, database)
    assert str(error.value).startswith(f"{database} ")
    assert says in str(error.value)
    assert database.read_bytes() == before
    assert os.listdir(database.parent) == [database.name]


def test_a_folder_in_the_databases_place(raw: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is not a DuckDB file: move it away"):
        make_plan(raw, tmp_path)


A_RUN = Run("1", datetime.datetime(2026, 11, 23), "fingerprint", "0")


@pytest.mark.parametrize(
    "read", [published_fingerprint, lambda path: carry_over_results(duckdb.connect(), A_RUN, [path])], ids=["fingerprint", "results"]
)
def test_a_fault_on_reading_a_warehouse_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object]) -> None:
    """Its tables are there by name and cannot be read."""
    database = tmp_path / "live.duckdb"
    with duckdb.connect(str(database)) as con:
        for table in ("editions", "facts", "check_results", "runs"):
            con.execute(f"CREATE TABLE {table} (unlike INTEGER)")
    with pytest.raises(WarehouseError, match=r"live\.duckdb is damaged: move it away, and run again"):
        read(database)


def test_a_rejected_file_that_is_something_else_is_refused_and_not_touched(raw: Path, tmp_path: Path) -> None:
    other = put(tmp_path / "live.duckdb.rejected", b"mine\n")
    with pytest.raises(WarehouseError, match=r"live\.duckdb\.rejected is not a DuckDB file: move it away"):
        build(raw, tmp_path / "live.duckdb")
    assert other.read_bytes() == b"mine\n"
    assert not (tmp_path / "live.duckdb").exists()


HOLD = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_a_database_open_for_writing_elsewhere(raw: Path, tmp_path: Path) -> None:
    database = tmp_path / "live.duckdb"
    warehouse(database)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(WarehouseError, match=r"live\.duckdb is open for writing in another process: close it there and try again"):
            make_plan(raw, database)
        other.stdin.close()
    assert published_fingerprint(database) == "fingerprint"


def test_a_database_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    database = tmp_path / "absent/live.duckdb"
    with (
        pytest.raises(WarehouseError, match=r"absent/live\.duckdb\.building cannot be written: check the folder and its permissions"),
        building(database),
    ):
        pass


@NOT_AS_ROOT
def test_a_database_in_a_read_only_folder(raw: Path, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        with pytest.raises(WarehouseError, match=r"live\.duckdb\.building cannot be written: check the folder and its permissions"):
            build(raw, folder / "live.duckdb")
    finally:
        folder.chmod(0o700)


# The command


def chezsoi_run(raw: Path, database: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("chezsoi")), "run", "--raw", str(raw), "--database", str(database)]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False)


def test_the_command_says_in_one_line_that_raw_is_missing(tmp_path: Path) -> None:
    done = chezsoi_run(tmp_path / "raw", tmp_path / "live.duckdb")
    said = f"chezsoi: {tmp_path}/raw is not a folder: create it with a folder for each edition, such as {tmp_path}/raw/2014/brochure.txt\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_the_command_leaves_a_file_that_is_no_warehouse_alone(raw: Path, tmp_path: Path) -> None:
    database = put(tmp_path / "live.duckdb", b"mine\n")
    done = chezsoi_run(raw, database)
    said = f"chezsoi: {database} is not a DuckDB file: move it away, or name another one with --database\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert database.read_bytes() == b"mine\n"


def test_a_second_run_at_the_same_time_is_refused(raw: Path, tmp_path: Path) -> None:
    database = tmp_path / "live.duckdb"
    with FileLock(f"{database}.lock"):
        done = chezsoi_run(raw, database)
    said = f"chezsoi: another run is building {database}: wait for it to end, then run again\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert not database.exists()


# Text whose letters are not those that were printed


def shifted(text: str) -> str:
    """As a PDF's text comes out whose font does not say which letters its shapes are: each code is off by 29."""
    return "".join(chr(ord(c) - 29) if 33 + 29 <= ord(c) < 127 else c for c in text)


LOST = "most of its characters have no meaning"
NOT_FRENCH = "none of its words is an everyday French one"
GARBAGE = {
    "codes of a font": ("".join(f"(cid:{ord(c) % 97})" if c.isalnum() else c for c in BROCHURE), LOST),
    "replacement characters": ("".join("\ufffd" if c.isalpha() else c for c in BROCHURE), LOST),
    "signs for private use": ("".join(chr(0xE000 + ord(c) % 256) if c.isalnum() else c for c in BROCHURE), LOST),
    "letters moved": (shifted(BROCHURE), NOT_FRENCH),
    "a sheet with its letters moved": (shifted(BROCHURE[400:700]), NOT_FRENCH),
    "another language": ("Homes given to tenants since January 2014: 58. Every home has its own lease, and so does any tenant. " * 9, NOT_FRENCH),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_a_second_file_whose_letters_are_lost_is_kept_out_and_stops_its_edition(name: str, raw: Path, tmp_path: Path) -> None:
    text, reason = GARBAGE[name]
    put(raw / "2014/fiche.txt", text.encode())
    _, results, verdict = build(raw, tmp_path / "chezsoi.duckdb")
    (broken,) = [r for r in results if not r.success and r.rule.severity == "critical"]
    assert (verdict.is_published, broken.rule.name, broken.path) == (False, "documents_readable", "2014/fiche.txt")
    assert reason in (broken.message or "")


@pytest.mark.parametrize(
    "text",
    [
        "\uf0b7 57 personnes log\ufffdes\n\uf0b7 58 logements capt\ufffds\n",
        "logement accompagnement santé emploi insertion rétablissement citoyenneté autonomie médiation précarité " * 4,
        "CDC Habitat : 14\nRIVP : 3\nICF : 2\nOPH HLM : 5\n" * 3,
    ],
    ids=["bullets and lost accents", "a cloud of words", "a list of names"],
)
def test_a_text_of_few_words_is_read(text: str) -> None:
    document = open_source(Source("2014", "2014/fiche.txt", text.encode(), "0" * 64))
    assert isinstance(document, Document)
