"""A worker in other hands: whatever it answers and does costs its document only, and nothing it sends is executed."""

import math
import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from extractors.source.document import Box, Document, Page, Quarantined, Span, Words
from flows import isolation
from flows.raw import Source, open_source

ID = "0" * 64
GOOD = (Path(__file__).parent / "layouts" / "two_columns.pdf").read_bytes()


def document(document_id: str = ID) -> Document:
    words = Words()
    words.append(Span(0, 5), 1, Box(1, 2, 3, 4))
    return Document(document_id, "2014", "2014/fiche.pdf", "application/pdf", 9, "Paris\n", (Page(1, Span(0, 6), 600, 800),), words=words)


def framed(content: bytes) -> bytes:
    return isolation._SIZE.pack(len(content)) + content


def packed(answer: isolation.Answer) -> bytes:
    return framed(msgspec.msgpack.encode(answer, enc_hook=isolation._packed))


class Code:
    """What a pickle would run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes, str], None]:
    """Puts a program in the worker's place: what it writes, and what it does then."""

    def put(answer: bytes, then: str = "") -> None:
        program = f"import os, sys, time\nsys.stdout.buffer.write({answer!r}); sys.stdout.flush()\n{then}"
        monkeypatch.setattr(isolation, "COMMAND", (sys.executable, "-c", program))
        monkeypatch.setattr(isolation, "DEADLINE", 0.1)
        monkeypatch.setattr(isolation._Worker, "_current", None)

    return put


def told() -> str:
    read = open_source(Source("2014", "2014/fiche.pdf", b"%PDF-1.7", ID))
    return read.reason if isinstance(read, Quarantined) else "read"


MANY = Words()
MANY.append(Span(0, 5), 1, Box(math.nan, 2, 3, 4))


@pytest.mark.parametrize(
    ("answer", "then", "says"),
    [
        pytest.param(b"", "", "crashed", id="nothing"),
        pytest.param(framed(b"x" * 50)[:20], "", "crashed", id="cut off"),
        pytest.param(b"\xff" * 8 + b"x", "", "crashed", id="a length beyond all memory"),
        pytest.param(framed(b"garbage"), "", "makes no sense", id="garbage"),
        pytest.param(framed(msgspec.msgpack.encode({"document": {"body": "Paris"}})), "", "makes no sense", id="no document"),
        pytest.param(framed(msgspec.msgpack.encode({})), "", "makes no sense", id="an empty answer"),
        pytest.param(framed(b"\x91" * 10_000), "", "makes no sense", id="nested without end"),
        pytest.param(packed(isolation.Answer(document("1" * 64))), "", "makes no sense", id="another document"),
        pytest.param(packed(isolation.Answer(document())).replace(b"ends", b"Ends"), "", "makes no sense", id="a column is missing"),
        pytest.param(packed(isolation.Answer(replace(document(), words=MANY))), "", "no place on their page", id="a word nowhere"),
        pytest.param(packed(isolation.Answer(replace(document(), pages=(Page(1, Span(0, 60)),)))), "", "do not hold its text", id="a page too long"),
        pytest.param(isolation._SIZE.pack(10**8), "while True: os.write(1, b'x')", "took over", id="an answer without end"),
        pytest.param(b"", "time.sleep(60)", "took over", id="no answer"),
    ],
)
def test_a_strange_answer_costs_its_document(worker: Callable[[bytes, str], None], answer: bytes, then: str, says: str) -> None:
    worker(answer, then)
    assert says in told()


def test_a_sound_answer_is_read(worker: Callable[[bytes, str], None]) -> None:
    worker(packed(isolation.Answer(document())))  # type: ignore[call-arg]
    assert open_source(Source("2014", "2014/fiche.pdf", b"%PDF-1.7", ID)) == document()


def test_code_in_an_answer_is_not_run(worker: Callable[[bytes, str], None], tmp_path: Path) -> None:
    worker(framed(pickle.dumps(Code(tmp_path / "made"))), "")
    assert "makes no sense" in told()
    assert not (tmp_path / "made").exists()


def test_what_a_worker_starts_ends_with_it(worker: Callable[[bytes, str], None], tmp_path: Path) -> None:
    child = tmp_path / "child"
    answer = f"open({str(child)!r}, 'w').write(str(pid)); os.write(1, {framed(b'garbage')!r})"
    worker(b"", f"pid = os.fork()\nif pid: {answer}\ntime.sleep(60)")
    assert "makes no sense" in told()
    state = subprocess.run(["ps", "-o", "stat=", "-p", child.read_text()], capture_output=True, text=True, check=False).stdout.strip()
    assert state[:1] in ("", "Z")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of Linux")
def test_a_confined_process_writes_starts_and_calls_nothing() -> None:
    """As nobody, for root is not held to a number of processes; the call is told apart where the system gives no network of its own."""
    made = str(Path(tempfile.gettempdir()) / f"chezsoi-{os.getpid()}")
    listening = socket.create_server(("127.0.0.1", 0))
    program = f"""
import os, socket
from flows import isolation
network = lambda: os.readlink("/proc/self/ns/net")
before, call = network(), socket.socket()
os.geteuid() or os.setuid(65534)
isolation._confine()
def tried(what):
    try:
        what()
        return "done"
    except OSError as error:
        return type(error).__name__
writing = tried(lambda: os.write(os.open({made!r}, os.O_WRONLY | os.O_CREAT), b"x"))
calling = tried(lambda: socket.socket().connect(("127.0.0.1", {listening.getsockname()[1]})))
print(writing, tried(os.fork), calling, "shared" if network() == before else "own")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    Path(made).unlink()
    writing, forking, calling, network = done.stdout.split()
    assert (writing, forking) == ("OSError", "BlockingIOError")
    assert calling != "done" or network == "shared"


def test_the_real_worker_reads_after_all_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation._Worker, "_current", None)
    assert isinstance(isolation.read_isolated(GOOD, ID, "2022", "2022/good.pdf"), Document)
