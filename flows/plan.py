"""What a run would do: the raw folder as it is now, and whether the live file already holds just that."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from flows.hints import command
from flows.raw import EditionFolder, survey
from flows.readings import PACKAGES, code_fingerprint
from warehouse.forget import Published, forget, has_forgotten, published_files
from warehouse.load import Problem
from warehouse.record import Run, published_fingerprint


@dataclass(frozen=True)
class Plan:
    """The folders to read, the database to build, and the run's identity."""

    database: Path
    folders: tuple[EditionFolder, ...]
    run: Run
    is_up_to_date: bool

    @property
    def today(self) -> datetime.date:
        return self.run.started_at.date()


def make_plan(raw: Path, database: Path) -> Plan:
    """Survey the raw folder and compare it with the live file; what was published and is gone is a problem of its edition.

    Raises RawError where the folder cannot be used, WarehouseError where the database file cannot.
    """
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    folders = tuple(survey(raw))
    fingerprint = _fingerprint(folders, now.date())
    run = Run(f"{now:%Y%m%dT%H%M%S%f}", now, fingerprint, version("chezsoi"))
    is_up_to_date = published_fingerprint(database) == fingerprint and not has_forgotten(database)
    return Plan(database, folders if is_up_to_date else _with_vanished(folders, raw, database), run, is_up_to_date)


class NothingLostError(LookupError):
    """There is nothing to let go; the message says why."""


def let_go(raw: Path, database: Path, edition_id: str) -> list[Published]:
    """Let go what an edition was published from and is gone; NothingLostError where all of it is there."""
    published = [file for file in published_files(database) if file.edition_id == edition_id]
    if not published:
        known = ", ".join(dict.fromkeys(file.edition_id for file in published_files(database)))
        raise NothingLostError(f"{database} holds no edition {edition_id!r} that could be let go: it has {known or 'none'}")
    lost = _vanished(survey(raw), published)
    if not lost:
        raise NothingLostError(f"nothing of {edition_id} is lost: remove {raw / edition_id} first, if you mean to let it go")
    forget(database, lost)
    return lost


def _with_vanished(folders: Sequence[EditionFolder], raw: Path, database: Path) -> tuple[EditionFolder, ...]:
    lost = _vanished(folders, published_files(database))
    if not lost:
        return tuple(folders)
    by_id = {folder.edition_id: folder for folder in folders}
    for edition_id in dict.fromkeys(file.edition_id for file in lost):
        mine = [file for file in lost if file.edition_id == edition_id]
        folder = by_id.setdefault(edition_id, EditionFolder(edition_id))
        way_out = f"put it back, or let it go with: {command('forget', edition_id, raw=raw, database=database)}"
        if folder.digests:
            gone = [(file.path, f"is not in {raw / edition_id} any more") for file in mine]
        else:
            gone = [(edition_id, f"has no folder {raw / edition_id} any more")]
        for path, what in gone:
            figures = sum(file.figures for file in mine if path in (file.path, edition_id))
            went = [name for name, digest in _files(folders) if digest in {file.document_id for file in mine if path in (file.path, edition_id)}]
            moved = f" (it is {', '.join(went)} now)" if went else ""
            message = f"was published with {figures} figures and {what}{moved}: {way_out}"
            folder.problems.append(Problem(edition_id, path, "vanished", message))
    return tuple(by_id[edition_id] for edition_id in sorted(by_id))


def _vanished(folders: Iterable[EditionFolder], published: Sequence[Published]) -> list[Published]:
    """Published files whose edition has them no more: neither a file of that name, nor one of those bytes."""
    paths, contents, unusable = set(), set(), set()
    for folder in folders:
        paths |= {source.path for source in folder.sources} | {file.path for file in folder.quarantined} | {p.path for p in folder.problems}
        contents |= {(folder.edition_id, digest) for _, digest in _files([folder])}
        unusable |= {p.path for p in folder.problems if p.kind == "not_an_edition" and folder.digests}
    return [
        file for file in published
        if file.path not in paths and (file.edition_id, file.document_id) not in contents and file.edition_id not in unusable
    ]  # fmt: skip


def _files(folders: Iterable[EditionFolder]) -> list[tuple[str, str]]:
    """The files of folders with their digests, copies of other files among them."""
    return [(name, digest) for folder in folders for name, _, digest in (line.rpartition(" ") for line in folder.digests)]


def _fingerprint(folders: tuple[EditionFolder, ...], today: datetime.date) -> str:
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(code_fingerprint(package).encode())
    for folder in folders:
        digest.update(f"{folder.edition_id}\0".encode())
        for line in sorted(folder.digests):
            digest.update(f"{line}\0".encode())
        in_force = [decision.expires > today for decision in folder.decisions.accepted]
        digest.update(repr(in_force).encode())
    return digest.hexdigest()
