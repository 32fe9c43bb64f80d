"""What a run would do: the raw folder as it is now, and whether the live file already holds just that."""

import datetime
import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from flows.raw import EditionFolder, survey
from flows.readings import PACKAGES, code_fingerprint
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
    """Survey the raw folder and compare it with the live file.

    Raises RawError where the folder cannot be used, WarehouseError where the database file cannot.
    """
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    folders = tuple(survey(raw))
    fingerprint = _fingerprint(folders, now.date())
    run = Run(f"{now:%Y%m%dT%H%M%S%f}", now, fingerprint, version("chezsoi"))
    return Plan(database, folders, run, published_fingerprint(database) == fingerprint)


def _fingerprint(folders: tuple[EditionFolder, ...], today: datetime.date) -> str:
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(code_fingerprint(package).encode())
    for folder in folders:
        digest.update(f"{folder.edition_id}\0".encode())
        for line in sorted(folder.digests):
            digest.update(f"{line}\0".encode())
        in_force = [decision.expires > today for decision in folder.decisions]
        digest.update(repr(in_force).encode())
    return digest.hexdigest()
