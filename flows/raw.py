"""The raw folder: what lies in it, read once, byte for byte."""

import csv
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.deciding.evidence import Learned, changed
from extractors.source.decisions import Decisions, parse_decisions
from extractors.source.document import Document, Quarantined
from extractors.source.edition import EDITION_NAME, Provenance, SidecarError, parse_provenance
from extractors.source.text import MAX_BYTES, read_text
from extractors.source.vetting import vetted
from flows.isolation import read_isolated
from warehouse.load import Problem

WEIGHTS = "weights.csv"
"""What `chezsoi learn` keeps beside the editions."""
SIDECARS = ("edition.toml", "decisions.toml")
TEXT_SUFFIXES = (".txt",)
PDF_SUFFIXES = (".pdf",)
MAX_PDF_BYTES = 200_000_000
"""A brochure for print has some megabytes."""
UNSUPPORTED = {
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word files are not read: export it as text (.txt)"),
    ".doc": ("application/msword", "Word files are not read: export it as text (.txt)"),
    ".odt": ("application/vnd.oasis.opendocument.text", "OpenDocument files are not read: export it as text (.txt)"),
    ".rtf": ("application/rtf", "RTF files are not read: export it as text (.txt)"),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp", ".heic"), ("image/*", "images are not read: give the brochure's text (.txt)")
    ),
}
"""What people drop and the program does not read, with the way out."""


class RawError(RuntimeError):
    """The raw folder as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Source:
    """One file of an edition as its bytes were at one moment."""

    edition_id: str
    path: str
    data: bytes
    sha256: str


@dataclass
class EditionFolder:
    """What lies in one folder under raw/."""

    edition_id: str
    provenance: Provenance = field(default_factory=Provenance)
    decisions: Decisions = field(default_factory=Decisions)
    sources: list[Source] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    """One line for each thing in the folder: together they change when anything in it does."""
    learned: Learned | None = None
    """What settled editions taught the evidence model."""


def survey(raw: Path) -> list[EditionFolder]:
    """Read every file under the raw folder once; RawError where there is no folder, or nothing in it.

    What cannot be used comes back quarantined or as a problem, and never stops the others. Hidden files and READMEs
    are passed over.
    """
    if not raw.is_dir():
        raise RawError(f"{raw} is not a folder: create it with a folder for each edition, such as {raw}/2014/brochure.txt")
    try:
        entries = sorted(entry for entry in raw.iterdir() if not _is_passed_over(entry))
    except OSError as error:
        raise RawError(f"{raw} cannot be listed ({error.strerror}): check its permissions") from error
    if not entries:
        raise RawError(f"{raw} is empty: put each edition in a folder of its own, such as {raw}/2014/brochure.txt")
    taught = [entry for entry in entries if entry.name == WEIGHTS and entry.is_file()]
    rest = [entry for entry in entries if entry not in taught]
    folders = [_edition(raw, entry) if entry.is_dir() and not entry.is_symlink() else _stray(raw, entry) for entry in rest]
    for path in taught:
        _learn(path, folders)
    _drop_copies(folders)
    return folders


def _learn(path: Path, folders: list[EditionFolder]) -> None:
    """Give every edition what `chezsoi learn` kept; a file that is not as it writes them is a problem, and teaches nothing."""
    try:
        text = path.read_bytes().decode()
        rows = [(row["feature"], row["measure"], float(row["change"])) for row in csv.DictReader(text.splitlines())]
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        message = f"is not as chezsoi learn writes it ({error}): run chezsoi learn again, or remove it"
        folders.append(EditionFolder(path.name, problems=[Problem(path.name, path.name, "bad_sidecar", message)], digests=[path.name]))
        return
    learned = Learned(hashlib.sha256(text.encode()).hexdigest(), changed(rows))
    for folder in folders:
        folder.learned = learned
        folder.digests.append(f"{path.name} {learned.digest}")


def _is_passed_over(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.stem.upper() == "README"


def _name(path: Path, raw: Path) -> str:
    """The path relative to the raw folder; bytes that are no UTF-8 are written as `\\xe9`."""
    return os.fsencode(path.relative_to(raw).as_posix()).decode("utf-8", "backslashreplace")


def _stray(raw: Path, path: Path) -> EditionFolder:
    name = _name(path, raw)
    if path.is_symlink():
        message = "is a link: put the files themselves into the folder"
    else:
        message = "lies outside any edition: move it into a folder named after the edition, such as 2014/"
    return EditionFolder(name, problems=[Problem(name, name, "not_in_an_edition", message)], digests=[name])


def _edition(raw: Path, folder: Path) -> EditionFolder:
    edition = EditionFolder(_name(folder, raw))
    if not EDITION_NAME.fullmatch(folder.name):
        message = "is no edition's name: rename the folder with letters, digits, '-', '_' and '.' only, starting with a letter or digit"
        edition.problems.append(Problem(edition.edition_id, edition.edition_id, "not_an_edition", message))
        edition.digests.append(edition.edition_id)
        return edition
    for path in _walk(folder, edition, raw):
        name = _name(path, raw)
        data = _read(path, raw, edition)
        if data is None:
            continue
        digest = hashlib.sha256(data).hexdigest()
        edition.digests.append(f"{name} {digest}")
        if path.parent == folder and path.name in SIDECARS:
            _sidecar(edition, path.name, name, data)
        elif path.suffix.lower() in (*TEXT_SUFFIXES, *PDF_SUFFIXES):
            edition.sources.append(Source(edition.edition_id, name, data, digest))
        else:
            kind, reason = UNSUPPORTED.get(
                path.suffix.lower(), ("application/octet-stream", "this kind of file is not read: give the brochure as text (.txt), or move it away")
            )
            edition.quarantined.append(Quarantined(digest, edition.edition_id, name, kind, len(data), reason))
    _check_registered(edition)
    if not (edition.sources or edition.quarantined or edition.problems):
        edition.problems.append(Problem(folder.name, folder.name, "not_an_edition", "holds no file: put the brochure in it, or remove the folder"))
    return edition


def _walk(folder: Path, edition: EditionFolder, raw: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted((Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in listed)
    except OSError as error:
        name = _name(folder, raw)
        edition.problems.append(Problem(edition.edition_id, name, "not_an_edition", f"cannot be listed ({error.strerror}): check its permissions"))
        edition.digests.append(f"{name} {error.strerror}")
        return
    for path, is_folder in entries:
        if _is_passed_over(path):
            continue
        if is_folder:
            yield from _walk(path, edition, raw)
        else:
            yield path


def _read(path: Path, raw: Path, edition: EditionFolder) -> bytes | None:
    """The bytes of a file, unless there is a reason to keep it out; then the reason is kept."""
    name = _name(path, raw)
    reason, size = None, 0
    try:
        if path.is_symlink() and not path.exists():
            reason = "is a link that leads nowhere: put the file itself there"
        elif path.is_symlink() and not path.resolve().is_relative_to(raw.resolve()):
            reason = "is a link that leads out of the raw folder: put the file itself there"
        else:
            before = path.stat()
            size = before.st_size
            if not stat.S_ISREG(before.st_mode):
                reason = "is no regular file: remove it"
            elif path.suffix.lower() in TEXT_SUFFIXES and size > MAX_BYTES:
                reason = f"{size / 1e6:.0f} MB of text is no brochure (the limit is {MAX_BYTES / 1e6:.0f} MB): keep only the brochure's pages"
            elif path.suffix.lower() in PDF_SUFFIXES and size > MAX_PDF_BYTES:
                reason = f"{size / 1e6:.0f} MB are no brochure (the limit is {MAX_PDF_BYTES / 1e6:.0f} MB): save it for the screen"
            else:
                data = path.read_bytes()
                after = path.stat()
                if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == size:
                    return data
                reason = "changed while it was read: run again when it is no longer being written"
    except FileNotFoundError:
        reason = "vanished while it was read: run again"
    except OSError as error:
        reason = f"cannot be read ({error.strerror}): check its permissions"
    digest = hashlib.sha256(name.encode()).hexdigest()
    edition.quarantined.append(Quarantined(digest, edition.edition_id, name, media_type(path.name), size, reason))
    edition.digests.append(f"{name} {reason}")
    return None


def _sidecar(edition: EditionFolder, which: str, name: str, data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
        if which == "edition.toml":
            edition.provenance = parse_provenance(text)
        else:
            faults: list[str] = []
            edition.decisions = parse_decisions(text, faults)
            edition.problems += [Problem(edition.edition_id, name, "bad_sidecar", fault) for fault in faults]
    except UnicodeDecodeError:
        edition.problems.append(Problem(edition.edition_id, name, "bad_sidecar", "is not UTF-8 text: save it as UTF-8"))
    except SidecarError as error:
        edition.problems.append(Problem(edition.edition_id, name, "bad_sidecar", str(error)))


def _check_registered(edition: EditionFolder) -> None:
    """The bytes are those that edition.toml registered."""
    digests = dict(line.rsplit(" ", 1) for line in edition.digests if " " in line)
    for file, expected in edition.provenance.sha256.items():
        name = f"{edition.edition_id}/{file}"
        found = digests.get(name)
        if found != expected:
            what = "is missing" if found is None else f"has the SHA-256 {found}"
            message = f"{what}, edition.toml registers {expected}: restore the file, or register the new one"
            edition.problems.append(Problem(edition.edition_id, name, "sha256_mismatch", message))


def _drop_copies(folders: Sequence[EditionFolder]) -> None:
    """The same bytes in two places are one document; the later place is reported."""
    first: dict[str, str] = {}
    for folder in folders:
        files = {source.path: source.sha256 for source in folder.sources} | {file.path: file.document_id for file in folder.quarantined}
        copies = {path for path, digest in files.items() if first.setdefault(digest, path) != path}
        folder.sources = [source for source in folder.sources if source.path not in copies]
        folder.quarantined = [file for file in folder.quarantined if file.path not in copies]
        for path in sorted(copies):
            message = f"holds the same bytes as {first[files[path]]}, which is the one that counts: remove one of them"
            folder.problems.append(Problem(folder.edition_id, path, "duplicate", message))


def media_type(name: str) -> str:
    """What kind of file a name says it is."""
    suffix = Path(name).suffix.lower()
    return "text/plain" if suffix in TEXT_SUFFIXES else "application/pdf" if suffix in PDF_SUFFIXES else "application/octet-stream"


def open_source(source: Source) -> Document | Quarantined:
    """The document in a file's bytes, vetted; a PDF is read in a process of its own."""
    read = read_isolated if source.path.lower().endswith(PDF_SUFFIXES) else read_text
    return vetted(read(source.data, source.sha256, source.edition_id, source.path))
