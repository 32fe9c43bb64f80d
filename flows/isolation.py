"""PDFs are read in a worker process: a crash, a hang or a flood of objects costs one document, never the run."""

import atexit
import pickle
import resource
import struct
import subprocess
import sys
import threading
from typing import IO

from extractors.source.document import Document, Quarantined

DEADLINE = 60.0
"""Seconds that one document may take."""
MEMORY = 2_000_000_000
"""Bytes of address space that the worker may take, where the system holds it to that."""
LONGEST = 1_000_000_000
"""Bytes that a request or an answer may have."""
_SIZE = struct.Struct(">Q")


def read_isolated(data: bytes, document_id: str, edition_id: str, path: str) -> Document | Quarantined:
    """One PDF, read by the worker; quarantined where the worker dies or takes too long."""
    try:
        return _Worker.shared().read((data, document_id, edition_id, path))
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
        self.process = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        atexit.register(self.process.kill)

    def read(self, request: tuple[bytes, str, str, str]) -> Document | Quarantined:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            self.process.kill()

        watchdog = threading.Timer(DEADLINE, end)
        watchdog.start()
        try:
            _send(self.process.stdin, pickle.dumps(request))
            answer = _receive(self.process.stdout)
        except (OSError, EOFError) as error:
            status = self.process.wait()
            if is_late.is_set():
                raise _WorkerError(f"reading it took over {DEADLINE:g} seconds: it is damaged or no brochure; print it anew to PDF") from error
            raise _WorkerError(f"the reader crashed on it (status {status}): it is damaged; print it anew to PDF") from error
        finally:
            watchdog.cancel()
            watchdog.join()
        if is_late.is_set():  # it answered at the last moment, and was killed: the next document gets a new one
            self.process.wait()
        return self._understood(answer, request[1])

    def _understood(self, content: bytes, document_id: str) -> Document | Quarantined:
        """What the worker answered; one that answers anything else than a reading of the document is not asked again."""
        try:
            answer = pickle.loads(content)
        except Exception as error:  # noqa: BLE001 - bytes that are no pickle raise anything
            answer = error
        if isinstance(answer, Document | Quarantined) and answer.document_id == document_id:
            return answer
        if isinstance(answer, str):
            raise _WorkerError(answer)
        self.process.kill()
        self.process.wait()
        raise _WorkerError(f"the reader's answer makes no sense ({type(answer).__name__}): it is damaged; print it anew to PDF")


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


def _serve() -> None:
    """The worker's loop: a request in, an answer out, until the parent closes the pipe."""
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from extractors.pdf import read_pdf

    while True:
        try:
            request = pickle.loads(_receive(sys.stdin.buffer))
        except EOFError:
            return
        try:
            answer = pickle.dumps(read_pdf(*request))
        except MemoryError:
            answer = pickle.dumps(f"reading it takes over {MEMORY / 1e9:.0f} GB of memory, which no brochure does: print it anew to PDF")
        except Exception as error:  # noqa: BLE001 - whatever a broken file makes of the libraries is that file's reason
            answer = pickle.dumps(f"the PDF cannot be read ({type(error).__name__}: {error or 'no message'}): it is damaged; print it anew to PDF")
        _send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    _serve()
