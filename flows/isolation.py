"""PDFs are read in a worker process: a crash, a hang or a flood of objects costs one document, never the run.

What the two send each other is MessagePack of declared types: nothing in it is executed, and anything else is that document's fault.
"""

import atexit
import contextlib
import ctypes
import math
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import IO, Any

import msgspec

from extractors.source.document import Document, Quarantined, Words
from extractors.source.vetting import vetted

DEADLINE = 60.0
"""Seconds of processor time that one document may take; a busy machine takes none of them away."""
PATIENCE = 10
"""How many times as long a worker may take by the clock: one that waits for something uses no processor."""
MEMORY = 2_000_000_000
"""Bytes of address space that the worker may take, where the system holds it to that."""
LONGEST = 1_000_000_000
"""Bytes that a request or an answer may have."""
COMMAND = (sys.executable, "-m", __name__)
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
"""What the worker knows of the parent's environment."""
_SIZE = struct.Struct(">Q")
_NO_NEW_PRIVILEGES, _NEW_USER, _NEW_NETWORK = 38, 0x10000000, 0x40000000
"""Linux' numbers for prctl and unshare, which Python 3.11 has no names for."""


@dataclass(frozen=True)
class Request:
    """A file to read, and the seconds of processor time that it may take."""

    data: bytes
    document_id: str
    edition_id: str
    path: str
    seconds: float


@dataclass(frozen=True)
class Answer:
    """What became of it: one of these."""

    document: Document | None = None
    refused: Quarantined | None = None
    fault: str = ""


def read_isolated(data: bytes, document_id: str, edition_id: str, path: str) -> Document | Quarantined:
    """One PDF, read by the worker; quarantined where the worker dies, takes too long or answers nonsense."""
    try:
        return _Worker.shared().read(Request(data, document_id, edition_id, path, DEADLINE))
    except _WorkerError as error:
        return Quarantined(document_id, edition_id, path, "application/pdf", len(data), str(error))


class _WorkerError(RuntimeError):
    """The worker did not answer; the message says why and what to do."""


class _Worker:
    """A process that reads one document after the other; a new one replaces it when it is lost."""

    _current: "_Worker | None" = None

    @classmethod
    def shared(cls) -> "_Worker":
        if cls._current is None or cls._current.process.poll() is not None:
            cls._current = cls()
        return cls._current

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self.process = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
        )
        atexit.register(self.end)

    def end(self) -> None:
        """Kill the worker and whatever it has started; once it is waited for, its number may be another's."""
        if self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def read(self, request: Request) -> Document | Quarantined:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            self.end()

        watchdog = threading.Timer(PATIENCE * request.seconds, end)
        watchdog.start()
        try:
            _send(self.process.stdin, msgspec.msgpack.encode(request))
            content = _receive(self.process.stdout)
        except (OSError, EOFError) as error:
            self.end()
            status = self.process.wait()
            if is_late.is_set() or status == -signal.SIGXCPU:
                raise _WorkerError(f"reading it took over {request.seconds:g} seconds: it is damaged or no brochure; print it anew to PDF") from error
            raise _WorkerError(f"the reader crashed on it (status {status}): it is damaged; print it anew to PDF") from error
        finally:
            watchdog.cancel()
            watchdog.join()
        if is_late.is_set():  # it answered at the last moment, and was killed: the next document gets a new one
            self.process.wait()
        return self._understood(content, request.document_id)

    def _understood(self, content: bytes, document_id: str) -> Document | Quarantined:
        """What the worker answered; one that answers anything else than a reading of the document is not asked again."""
        try:
            answer = msgspec.msgpack.decode(content, type=Answer, dec_hook=_unpacked)
            read = answer.document or answer.refused
            what = "another document" if read and read.document_id != document_id else "nothing"
        except Exception as error:  # noqa: BLE001 - whatever bytes a worker in other hands sends
            answer, read, what = Answer(), None, type(error).__name__
        if answer.fault and not read:
            raise _WorkerError(answer.fault)
        if read is not None and read.document_id == document_id:
            return read
        self.end()
        self.process.wait()
        raise _WorkerError(f"the reader's answer makes no sense ({what}): it is damaged; print it anew to PDF")


def _packed(value: object) -> object:
    """The columns of a document's words as bytes."""
    if not isinstance(value, Words):
        raise NotImplementedError(type(value).__name__)
    return {name: column.tobytes() for name, column in vars(value).items()}


def _unpacked(kind: type, packed: Any) -> Words:
    words = Words()
    for name, column in vars(words).items():
        column.frombytes(packed[name])
    if kind is not Words or not len(words.starts) == len(words.ends) == len(words.pages) == len(words.boxes) / 4:
        raise ValueError("columns of different lengths")
    return words


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(_SIZE.pack(len(content)) + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(head)
    content = stream.read(size) if size <= LONGEST else b""
    if not content or len(content) < size:
        raise EOFError
    return content


def _confine() -> None:
    """Drop what reading needs nothing of: new processes, files, core dumps, and on Linux more memory, privileges and the network."""
    for limit in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        libc = ctypes.CDLL(None)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _ = libc.unshare(_NEW_NETWORK) and libc.unshare(_NEW_USER | _NEW_NETWORK)  # where the system allows it


def _answer(request: Request) -> Answer:
    from extractors.pdf import read_pdf

    try:
        read = vetted(read_pdf(request.data, request.document_id, request.edition_id, request.path))
        return Answer(read) if isinstance(read, Document) else Answer(refused=read)
    except MemoryError:
        return Answer(fault=f"reading it takes over {MEMORY / 1e9:.0f} GB of memory, which no brochure does: print it anew to PDF")
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes of the libraries is that file's reason
        message = str(error).encode(errors="replace").decode() or "no message"
        return Answer(fault=f"the PDF cannot be read ({type(error).__name__}: {message}): it is damaged; print it anew to PDF")


def _serve() -> None:
    """The worker's loop: a request in, an answer out, until the parent closes the pipe."""
    import extractors.pdf  # noqa: F401 - before the doors are closed

    _confine()
    while True:
        try:
            request = msgspec.msgpack.decode(_receive(sys.stdin.buffer), type=Request)
        except EOFError:
            return
        used, (_, most) = resource.getrusage(resource.RUSAGE_SELF), resource.getrlimit(resource.RLIMIT_CPU)
        until = math.ceil(used.ru_utime + used.ru_stime + request.seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))
        _send(sys.stdout.buffer, msgspec.msgpack.encode(_answer(request), enc_hook=_packed))


if __name__ == "__main__":
    _serve()
