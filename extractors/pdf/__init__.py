"""PDF files → Document: two readers see each page, and the geometry says in which order a person reads it.

PDFium leads (`leading`): it is the faster reader, and the one that draws. pdfminer.six, on which pdfplumber
is built, confirms (`confirming`): it parses the file, its fonts and its text with code of its own. A digit
that one of them sees and the other does not see at that place (`digits`), or that is drawn as another one
(`shapes`), is a finding, and the number that it belongs to is left to a person.
"""

import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2
from PIL import ImageChops, ImageDraw

from extractors.layout import Glyph, Sheet, french_share, lay_out
from extractors.pdf.confirming import Collector, Confirmer
from extractors.pdf.digits import Differing, compare, unbalanced
from extractors.pdf.leading import SCAN, SeenPage, Unreadable, opened, see
from extractors.source.document import (
    Aside,
    Box,
    Certificate,
    Document,
    Page,
    Quarantined,
    ReadingFault,
    Span,
    Words,
)
from extractors.view.numerals import find_numerals

MEDIA_TYPE = "application/pdf"
MOSTLY_UNMAPPED = 0.2
"""Share of a page's characters without Unicode from which nothing on it is trusted."""
LYING = 0.05
"""Share of a page's digits that its fonts contradict from which nothing on it is trusted."""
FEW = 3
"""Digits that may be contradicted on any page, however few it has: they cost their numbers only."""
_OCR = "run OCR, for example ocrmypdf, and put the result here"
"""What helps a page without text; one that has text is made anew."""
_ANEW = "export it again, for example as PDF/A, or give its text"


def read_pdf(data: bytes, document_id: str, edition_id: str, path: str) -> Document | Quarantined:
    """One PDF as a Document with a box for each word; what cannot be read truly comes back quarantined.

    Boxes are in points from the page's top left as a person sees it, rotation and crop box applied.
    """
    pages = None
    try:
        with opened(data) as document:
            pages = len(document)
            return _read(document, data, document_id, edition_id, path)
    except Unreadable as error:
        return Quarantined(document_id, edition_id, path, MEDIA_TYPE, len(data), str(error), pages)


def _read(
    document: pypdfium2.PdfDocument, data: bytes, document_id: str, edition_id: str, path: str
) -> Document:
    confirmer = Confirmer(data)
    if confirmer.failure:
        raise Unreadable(
            f"only one of the two readers can open this PDF ({confirmer.failure}): it is damaged; export it "
            f"again"
        )
    faults: list[ReadingFault] = []
    known: deque[tuple[SeenPage, Certificate, list[Glyph]]] = deque()

    def sheets() -> Iterator[Sheet]:
        for number in range(1, len(document) + 1):
            sheet = see(document, number)
            confirming = confirmer.read(number)
            if confirming and confirming.doubted:
                sheet = see(document, number, confirming.doubted)
            differing = compare(sheet, confirming)
            contradicted = sum(digit.char.isdecimal() for digit in confirming.doubted) if confirming else 0
            doubted = [glyph for glyph in sheet.doubted if sheet.drawn_as.get(id(glyph)) != glyph.char]
            contradicted -= len(sheet.doubted) - len(doubted)  # what is drawn is what is read
            sheet.doubted = doubted
            lying = contradicted / len(sheet.digits) if contradicted > FEW and sheet.digits else 0.0
            unmapped = sheet.unmapped / max(sheet.characters, 1)
            certificate = Certificate(
                sheet.characters, unmapped, differing.agreement, french_share(sheet.glyphs), sheet.image_share
            )
            faults.extend(_faults(number, sheet, confirming, unmapped, lying, differing))
            if unmapped > MOSTLY_UNMAPPED or lying > LYING:
                sheet.glyphs = []
            known.append((sheet, certificate, differing.glyphs))
            yield Sheet(sheet.glyphs, sheet.rules, sheet.width, sheet.height)

    body: list[str] = []
    pages: list[Page] = []
    asides: list[Aside] = []
    words, start = Words(), 0
    for number, laid in enumerate(lay_out(sheets()), 1):
        sheet, certificate, glyphs = known.popleft()
        text = laid.text + ("\f" if number < len(document) else "")
        body.append(text)
        pages.append(Page(number, Span(start, start + len(text)), sheet.width, sheet.height, certificate))
        for word in laid.words:
            words.append(word.span.moved(start), number, word.box)
        asides += [Aside(aside.span.moved(start), aside.kind) for aside in laid.asides]
        lost, added = unbalanced(sheet.glyphs, text)
        if lost or added:
            what = f"{lost or 'none'} lost, {added or 'none'} added"
            message = f"page {number}: the digits that are read are not those that are drawn: {what}"
            faults.append(ReadingFault("digits_unbalanced", number, message))
        for span in laid.spans_of(glyphs):
            message = f"page {number}: only one of the two readers sees {text[span.start : span.end]!r} here"
            faults.append(ReadingFault("readers_disagree", number, message, span.moved(start)))
        for span in laid.spans_of(sheet.doubted):
            quote = text[span.start : span.end]
            if any(find_numerals(quote.lower())):
                message = f"page {number}: the file says {quote!r} here and shows another text"
                faults.append(ReadingFault("text_contradicted", number, message, span.moved(start)))
        told = {id(glyph) for glyph in sheet.doubted}
        misdrawn = [
            glyph
            for glyph in sheet.glyphs
            if id(glyph) not in told and sheet.drawn_as.get(id(glyph), glyph.char) != glyph.char
        ]
        for span in laid.spans_of(misdrawn):
            quote = text[span.start : span.end]
            message = f"page {number}: the file says {quote!r} here and draws other digits"
            faults.append(ReadingFault("text_contradicted", number, message, span.moved(start)))
        start += len(text)
    whole = "".join(body)
    if not whole.strip():
        raise Unreadable(_nothing_read(len(document), faults))
    return Document(
        document_id,
        edition_id,
        path,
        MEDIA_TYPE,
        len(data),
        whole,
        tuple(pages),
        None,
        words,
        tuple(asides),
        tuple(faults),
    )


def _faults(
    number: int,
    sheet: SeenPage,
    confirming: Collector | None,
    unmapped: float,
    lying: float,
    differing: Differing,
) -> Iterator[ReadingFault]:
    """What is wrong with a page as a whole."""
    if unmapped > MOSTLY_UNMAPPED:
        yield ReadingFault(
            "page_unreadable",
            number,
            f"page {number}: {unmapped:.0%} of its characters have no Unicode, so none is taken: {_ANEW}",
        )
    elif not sheet.characters and sheet.image_share > SCAN:
        yield ReadingFault(
            "page_without_text", number, f"page {number} is a picture without a text layer: {_OCR}"
        )
    if sheet.hidden:
        yield ReadingFault(
            "hidden_text",
            number,
            f"page {number}: {sheet.hidden} characters that a person cannot see were left out",
        )
    for text in confirming.annotations if confirming else ():
        yield ReadingFault(
            "annotations",
            number,
            f"page {number}: an annotation or field of a form says {text[:80]!r}, and is not read",
        )
    if sheet.overlaid:
        yield ReadingFault(
            "text_overlaid",
            number,
            f"page {number}: {sheet.overlaid} characters lie unseen over what is drawn, as OCR lays them: "
            f"compare the numbers with what is drawn",
        )
    if sheet.placeless:
        yield ReadingFault(
            "readers_disagree",
            number,
            f"page {number}: {sheet.placeless} characters have no place on it and were left out",
        )
    if differing.agreement is None:
        yield ReadingFault(
            "readers_disagree",
            number,
            f"page {number}: the second reader cannot read it, so no number of it is confirmed",
        )
    fewer, more = sorted(differing.characters)
    if fewer < more / 2:
        yield ReadingFault(
            "readers_disagree",
            number,
            f"page {number}: one of the two readers sees {fewer} characters, the other {more}",
        )
    if lying > LYING:
        what = (
            f"{lying:.0%} of its digits are one number by the font's encoding and another by its Unicode map"
        )
        yield ReadingFault(
            "page_unreadable", number, f"page {number}: {what}, so nothing of it is taken: {_ANEW}"
        )
    for missing in differing.unseen:
        yield ReadingFault(
            "readers_disagree",
            number,
            f"page {number}: one of the two readers sees {missing!r} where the other sees nothing",
        )


def _nothing_read(pages: int, faults: Sequence[ReadingFault]) -> str:
    kinds = {fault.kind for fault in faults}
    if "page_unreadable" in kinds:
        return (
            f"its fonts do not say which letters they show, so nothing on its pages can be trusted: {_ANEW}"
        )
    if "hidden_text" in kinds:
        return f"a person cannot see any of its text: {_ANEW}"
    which = "its page has" if pages == 1 else f"its {pages} pages have"
    return f"{which} no text layer (a scan, or drawings): {_OCR}"


def draw_page(data: bytes, page: int, boxes: Iterable[Box], scale: float = 2.0) -> bytes:
    """A page of a PDF as a PNG picture with boxes marked on it; `page` counts from 1, `scale` is pixels a
    point."""
    with opened(data) as document:
        sheet = document[page - 1]
        picture = sheet.render(scale=scale).to_pil().convert("RGB")
        sheet.close()
    marked = picture.copy()
    pencil = ImageDraw.Draw(marked)
    for box in boxes:
        corners = (
            (box.x0 - 1) * scale,
            (box.top - 1) * scale,
            (box.x1 + 1) * scale,
            (box.bottom + 1) * scale,
        )
        pencil.rectangle(corners, fill=(255, 224, 102), outline=(200, 0, 0), width=2)
    png = io.BytesIO()
    ImageChops.darker(picture, marked).save(png, "PNG")
    return png.getvalue()
