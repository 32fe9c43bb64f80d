"""The review page as one HTML document that fetches nothing."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import jinja2
import tomlkit
from markupsafe import Markup

from extractors.source.document import LINE_END, Box, Words
from flows.review.content import HEADLINES, MEASURES, Content, Sheet, Source, box_marks, traits
from flows.review.marks import Line, Mark, lines
from flows.settle.asking import whoever
from flows.settle.own import COLUMNS, own_bases
from flows.settle.questions import Answer

_FOLDER = "templates"


class Word(NamedTuple):
    """A word of a PDF where it stands, so that it can be selected."""

    text: str
    box: Box


@dataclass(frozen=True)
class Picture:
    """A page of a PDF: where its picture is, the words on it by line, and the marks with their boxes."""

    number: int
    width: float
    height: float
    address: str
    lines: tuple[tuple[Word, ...], ...]
    marks: tuple[tuple[Mark, tuple[Box, ...]], ...]


@dataclass(frozen=True)
class Text:
    """A page of a text, or one of a PDF that cannot be drawn."""

    number: int
    lines: tuple[Line, ...]


def picture_address(picture: bytes, media_type: str) -> str:
    """A picture as part of the page itself."""
    return f"data:{media_type};base64,{base64.b64encode(picture).decode('ascii')}"


def render(
    content: Content, pictures: Mapping[tuple[str, int], str], words: Mapping[str, Words], shown_from: str, settling: str, *, is_served: bool = False
) -> str:
    """The page; `pictures` are addresses by document and page, `words` those of PDFs by document.

    `shown_from` names the warehouse file, `settling` the file that decisions go into.
    """
    counts = content.counts
    values: dict[str, Any] = {
        "content": content, "counts": counts, "total": sum(counts.values()), "pages": list(_pages(content, pictures, words)), "measures": MEASURES,
        "sheets": content.sheets, "names": {sheet.site_id: sheet.name for sheet in content.sheets}, "shown_from": shown_from, "settling": settling,
        "is_served": is_served, "traits": traits, "rows_of": rows_of, "missing": missing, "policy": policy(is_served=is_served),
        "whoever": whoever() if is_served else "", "own_bases": own_bases, "own_column": COLUMNS,
        "css": Markup(_asset("page.css")), "js": Markup(_asset("page.js")),  # noqa: S704 - our own files, and nothing is put into them
    }  # fmt: skip
    return _environment().get_template("page.html").render(values)


def policy(*, is_served: bool) -> str:
    """What the page may do: run its own script and style, show pictures, and speak with its own server if it has one."""
    script, style = (base64.b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode() for name in ("page.js", "page.css"))
    sources = "img-src 'self' data:; connect-src 'self'" if is_served else "img-src data:"
    return f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; {sources}; base-uri 'none'; form-action 'none'"


def rows_of(answer: Answer) -> str:
    """The lines that an answer writes, without its table's head.

    >>> print(rows_of(Answer("1", "", "heading", {"quote": 'the "new" Lille', "site": "lille"})), end="")
    quote = "the \\"new\\" Lille"
    site = "lille"
    """
    return tomlkit.dumps(dict(answer.values))


def missing(sheet: Sheet) -> str:
    """What most sheets print and this one has not, and whether it may still be there."""
    labels = [label for labels in HEADLINES.values() for label in labels]
    found = [label for label in labels if label in {one.label for one in sheet.missing}]
    if not found:
        return ""
    if not sheet.open:
        return f"Not printed: {', '.join(found)}."
    return f"Not read yet, and perhaps among the {sheet.open} open numbers of this sheet: {', '.join(found)}."


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, _FOLDER), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath(_FOLDER, name).read_text(encoding="utf-8")


def _pages(content: Content, pictures: Mapping[tuple[str, int], str], words: Mapping[str, Words]) -> Iterator[tuple[Source, list[Picture | Text]]]:
    for source in content.sources:
        known = words.get(source.document_id)
        boxes = box_marks(source, known)
        by_page = _words(source, known) if known is not None else {}
        shown: list[Picture | Text] = []
        line = 1
        for page in source.pages:
            address = pictures.get((source.document_id, page.number))
            if address is not None and page.width and page.height:
                marks = tuple((mark, tuple(found)) for mark, found in boxes.get(page.number, []))
                shown.append(Picture(page.number, page.width, page.height, address, by_page.get(page.number, ()), marks))
            else:
                shown.append(Text(page.number, tuple(lines(source.body, page.span, source.marks, source.numbers, line))))
            line += len(LINE_END.findall(source.body, page.span.start, page.span.end))
        yield source, shown


def _words(source: Source, words: Words) -> dict[int, tuple[tuple[Word, ...], ...]]:
    """The words of a PDF by page and line."""
    found: dict[int, list[list[Word]]] = {}
    for index, (start, end, page) in enumerate(zip(words.starts, words.ends, words.pages, strict=True)):
        box = words.box(index)
        rows = found.setdefault(page, [])
        middle = (box.top + box.bottom) / 2
        word = Word(source.body[start:end], box)
        if rows and rows[-1][-1].box.top <= middle <= rows[-1][-1].box.bottom and 0 <= box.x0 - rows[-1][-1].box.x1 < 3 * box.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return {page: tuple(tuple(row) for row in rows) for page, rows in found.items()}
