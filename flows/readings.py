"""Readings of documents, kept by the content of the file and of the program that read it."""

import hashlib
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import platformdirs

from extractors.deciding.evidence import Learned
from extractors.language.glossary import explained
from extractors.ledger import Reading
from extractors.source.decisions import Decisions, NameDecision
from extractors.source.document import Document, Quarantined
from flows.errors import failure
from flows.raw import EditionFolder, Source, media_type, open_source

LONGEST = 2_000_000
"""Characters of a body that are read, as many as a text file may have bytes: what is read never depends on how long reading takes."""
_PDF, _LONG, _MUCH = 8, 10_000, 24
"""What a PDF costs to read in short texts, characters of one, and the work for which processes are worth their start."""
Read = TypeVar("Read", Reading, Document)
PACKAGES = ("extractors", "warehouse", "expectations", "flows")


def cache_folder() -> Path:
    """Where the program keeps what it can make again: CHEZSOI_CACHE, or the user's cache folder."""
    return Path(os.environ.get("CHEZSOI_CACHE") or platformdirs.user_cache_dir("chezsoi"))


@cache
def code_fingerprint(package: str) -> str:
    """Hash of every file of a package, code and data."""
    digest = hashlib.sha256()
    root = Path(str(files(package)))
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".csv", ".toml", ".sql")):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Decided:
    """What a person decided about an edition, and about the earlier ones of its series, which teach how it is read."""

    decisions: Decisions = field(default_factory=Decisions)
    earlier: Mapping[str, Decisions] = field(default_factory=dict)
    learned: Learned | None = None
    explained: Mapping[str, str] = field(default_factory=dict)
    """What its texts say that abbreviations stand for."""

    @property
    def names(self) -> tuple[NameDecision, ...]:
        """The names taught by the earlier editions."""
        return tuple(name for decisions in self.earlier.values() for name in decisions.names)


def decided(folders: Iterable[EditionFolder]) -> dict[str, Decided]:
    """What was decided, by edition."""
    series: dict[str, dict[str, Decisions]] = {}
    found: dict[str, Decided] = {}
    for folder in sorted(folders, key=lambda folder: folder.edition_id):
        earlier = series.setdefault(folder.provenance.series, {})
        found[folder.edition_id] = Decided(folder.decisions, dict(earlier), folder.learned, _explained(folder.sources))
        if folder.decisions.changes_reading:
            earlier[folder.edition_id] = folder.decisions
    return found


def _explained(sources: Sequence[Source]) -> Mapping[str, str]:
    """What the texts of one edition say that abbreviations stand for; a PDF's, which take long to open, hold in it alone."""
    texts = [source for source in sources if media_type(source.path) != "application/pdf"]
    opened = (or_quarantine(source, partial(open_source, source)) for source in texts) if len(texts) > 1 else ()
    return explained(document.body for document in opened if isinstance(document, Document) and len(document.body) <= LONGEST)


def read_sources(sources: Iterable[Source], of: Mapping[str, Decided] = MappingProxyType({})) -> list[Reading | Quarantined]:
    """Each file's reading, from the cache where the same bytes were read by the same code with the same decisions (`of`, by edition).

    Many files are read by as many processes as there are cores. What the program fails on is quarantined: it costs its own
    figures, and no other file's.
    """
    wanted = [(source, of.get(source.edition_id, Decided())) for source in sources]
    refused = _read_ahead([(source, known) for source, known in wanted if not _kept(source, known).exists()])
    return [refused.get((source.sha256, source.path)) or or_quarantine(source, partial(_read_cached, source, known)) for source, known in wanted]


def _read_ahead(wanted: Sequence[tuple[Source, Decided]]) -> dict[tuple[str, str], Quarantined]:
    """Fill the cache with the readings of many files; gives those that are refused.

    A file that a process fails on, or whose process dies, is left to be read again here, where its failure is told.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    work = sum(_PDF if media_type(source.path) == "application/pdf" else 1 + len(source.data) // _LONG for source, _ in wanted)
    if min(cores, len(wanted)) < 2 or work < _MUCH:
        return {}
    refused: dict[tuple[str, str], Quarantined] = {}
    with ProcessPoolExecutor(min(cores, len(wanted)), get_context("spawn"), initializer=_end_on_interrupts) as pool:
        try:
            held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a process that is starting waits with it
            try:
                asked = [pool.submit(_fill, source, known) for source, known in wanted]
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, held)
            for done in as_completed(asked):
                answer = None if done.exception() else done.result()
                if answer is not None:
                    refused[answer.document_id, answer.path] = answer
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return refused


def _fill(source: Source, known: Decided) -> Quarantined | None:
    reading = _read_cached(source, known)
    return reading if isinstance(reading, Quarantined) else None


def _end_on_interrupts() -> None:
    """An interrupt ends a process at once and without a word: the parent speaks for all."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def or_quarantine(source: Source, read: Callable[[], Read | Quarantined]) -> Read | Quarantined:
    """What reading a file gives; where the program fails on it, the file quarantined with the failure as its reason."""
    try:
        return read()
    except OSError:
        raise  # the disk's fault, not the file's
    except Exception as error:  # noqa: BLE001 - whatever a file makes of the program is that file's reason
        return Quarantined(source.sha256, source.edition_id, source.path, media_type(source.path), len(source.data), failure(error))


def _read_cached(source: Source, known: Decided) -> Reading | Quarantined:
    kept = _kept(source, known)
    if kept.exists():
        try:
            with kept.open("rb") as file:
                reading: Reading = pickle.load(file)
            return reading
        except Exception:  # noqa: BLE001 - bytes that are no pickle raise anything
            kept.unlink(missing_ok=True)  # cut short by a kill, or damaged: read anew
    from extractors.reading import read_document

    document = open_source(source)
    if isinstance(document, Quarantined):
        return document
    if len(document.body) > LONGEST:
        reason = f"{len(document.body) / 1e6:.1f} million characters of text are no brochure (the limit is {LONGEST / 1e6:.0f} million)"
        return Quarantined(
            document.document_id, document.edition_id, document.path, document.media_type, document.byte_size,
            f"{reason}: keep only the brochure's pages", len(document.pages),
        )  # fmt: skip
    reading = read_document(document, known.decisions, known.earlier, known.learned, known.explained)
    _keep(kept, reading)
    return reading


def _kept(source: Source, known: Decided) -> Path:
    return cache_folder() / "readings" / code_fingerprint("extractors")[:16] / f"{source.sha256}-{_digest(source, known)}.pickle"


def _digest(source: Source, known: Decided) -> str:
    """Hash of where a file lies and of what a person decided about its words or taught; accepted findings change no reading."""
    used = [*known.earlier.items(), *([("", known.decisions)] if known.decisions.changes_reading else [])]
    decided = repr([(edition, replace(of, accepted=())) for edition, of in used]) if used else ""
    decided += known.learned.digest if known.learned else ""
    decided += repr(sorted(known.explained.items())) if known.explained else ""
    return hashlib.sha256(f"{source.edition_id}\0{source.path}\0{decided}".encode()).hexdigest()[:8]


def _keep(path: Path, reading: Reading) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(reading))
    os.replace(unfinished, path)
