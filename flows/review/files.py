"""Which file the page is made from, the pages of PDFs as pictures, and the page as a file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from extractors.pdf.drawing import MEDIA_TYPE, draw_pages
from extractors.pdf.leading import Unreadable
from extractors.source.document import Words
from flows.raw import RawError, survey
from flows.readings import decided, read_sources
from flows.review.content import Content, Source, collect, editions
from flows.review.page import picture_address, render
from warehouse.build import open_warehouse, rejected_path


class ReviewError(RawError):
    """The page cannot be made; the message says what to do instead."""


@dataclass
class Drawn:
    """Where the words of an edition's PDFs stand, and what they look like."""

    words: dict[str, Words] = field(default_factory=dict)
    pictures: dict[tuple[str, int], bytes] = field(default_factory=dict)


def newest(database: Path) -> Path:
    """The file of the last run: the one that was refused, while it is there, else the live one."""
    return rejected_path(database) if rejected_path(database).exists() else database


def edition_of(con: duckdb.DuckDBPyConnection, asked: str | None, file: Path) -> str:
    """The edition that is asked for, else the newest; ReviewError where there is none such."""
    known = editions(con)
    if not known or (asked is not None and asked not in known):
        raise ReviewError(f"{file} has no edition {asked}: it has {', '.join(known) or 'none'}; run chezsoi run first")
    return asked or known[-1]


def write_page(database: Path, raw: Path, asked: str | None, to: Path | None) -> Path:
    """Write the page of an edition; it lies beside the database unless a file is named."""
    file = newest(database)
    with open_warehouse(file) as con:
        edition = edition_of(con, asked, file)
        try:
            content = collect(con, edition)
        except duckdb.CatalogException as error:
            raise ReviewError(f"{file} was built by another version of chezsoi: run chezsoi run again") from error
    seen = drawn(content, raw)
    pictures = {place: picture_address(picture, MEDIA_TYPE) for place, picture in seen.pictures.items()}
    path = to or database.with_name(f"review-{edition}.html")
    path.write_text(render(content, pictures, seen.words, str(file), str(raw / edition / "decisions.toml")), encoding="utf-8")
    return path


def drawn(content: Content, raw: Path) -> Drawn:
    """The pages of the edition's PDFs; of a file that is not the one that was read, the text alone is shown."""
    found = Drawn()
    for source, data in _pdfs(content, raw):
        try:
            pictures = list(draw_pages(data, [page.number for page in source.pages]))
        except Unreadable as error:
            raise ReviewError(f"{raw / source.path}: {error}") from error
        found.pictures |= {(source.document_id, page.number): picture for page, picture in zip(source.pages, pictures, strict=True)}
    if found.pictures:
        folders = survey(raw)
        wanted = [file for folder in folders for file in folder.sources if any(file.sha256 == document for document, _ in found.pictures)]
        bodies = {source.document_id: source.body for source in content.sources}
        for reading in read_sources(wanted, decided(folders)):
            document = getattr(reading, "document", None)
            if document is not None and document.body == bodies[document.document_id]:
                found.words[document.document_id] = document.words
    return found


def _pdfs(content: Content, raw: Path) -> Iterator[tuple[Source, bytes]]:
    """The PDFs that were read, with their bytes, where these are still the same."""
    for source in content.sources:
        path = raw / source.path
        if source.media_type != "application/pdf" or source.reason or not path.resolve().is_relative_to(raw.resolve()):
            continue
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() == source.document_id:
            yield source, data
        else:
            source.note = f"{path} is not the file that was read: its text is shown without its pages"
