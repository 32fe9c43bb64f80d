"""The layouts that ReportLab, fpdf2 and LibreOffice draw."""

import ctypes
import math
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

import pypdfium2
import pypdfium2.raw as pdfium
from fpdf import FPDF
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from .edition import FIGURES_HEADING, NBSP, PROGRAMME, SITES, TITLE, Site, capitalised

WIDTH, HEIGHT = 595.28, 841.89  # A4
FAMILIES = ("Lato", "Carlito", "Liberation Sans", "Liberation Serif", "Open Sans")
SANS, SANS_BOLD = "Liberation Sans", "Liberation Sans Bold"
WORD_SIZES = (9, 15, 11, 18, 13, 10, 16, 12, 14)
WORD_COLOURS = ((0.6, 0.1, 0.2), (0.1, 0.3, 0.5), (0.2, 0.4, 0.1))


def font_file(pattern: str) -> str:
    """The path of the installed font that fontconfig finds for the pattern."""
    family, _, path = subprocess.run(["fc-match", "-f", "%{family}|%{file}", pattern], check=True, capture_output=True, text=True).stdout.rpartition(
        "|"
    )
    assert pattern.partition(":")[0] in family, f"no font {pattern}"
    return path


def register_fonts() -> None:
    """Make the families known to ReportLab."""
    for family in FAMILIES:
        pdfmetrics.registerFont(TTFont(family, font_file(family)))
        pdfmetrics.registerFont(TTFont(f"{family} Bold", font_file(f"{family}:bold")))


@dataclass
class Column:
    """A column of text that fills from the top of a canvas down."""

    canvas: Canvas
    x: float
    y: float
    width: float
    font: str = SANS
    size: float = 10.5

    @property
    def bold(self) -> str:
        """The name of the bold font."""
        return f"{self.font} Bold"

    def text(self, text: str, size: float = 0, font: str = "", gap: float = 3, colour: str = "black", bullet: str | None = None) -> None:
        """Draw a paragraph, hanging from its bullet if it has one."""
        size, font = size or self.size, font or self.font
        style = ParagraphStyle(
            "text",
            fontName=font,
            fontSize=size,
            leading=size * 1.28,
            textColor=colour,
            leftIndent=9 if bullet else 0,
            bulletFontName=self.font,
            bulletFontSize=size,
        )
        paragraph = Paragraph(escape(text).replace(NBSP, "&nbsp;"), style, bulletText=bullet)
        _, height = paragraph.wrap(self.width, 2000)
        paragraph.drawOn(self.canvas, self.x, self.y - height)
        self.y -= height + gap

    def heading(self, text: str, size: float) -> None:
        """Draw a heading."""
        self.text(text, size, self.bold, 4)

    def contact(self, site: Site) -> None:
        """Draw the contact in two lines."""
        self.text(site.contact[0], gap=0)
        self.text(site.contact[1])

    def paragraphs(self, *texts: str) -> None:
        """Draw several paragraphs."""
        for text in texts:
            self.text(text)

    def sheet(self, site: Site, *, words: bool = True, programme: bool = True) -> None:
        """Draw all of a site."""
        self.heading(site.name, 20)
        self.contact(site)
        self.heading(FIGURES_HEADING, self.size + 4)
        for line in site.lines:
            self.text(line, bullet="–", gap=2)
        self.text(site.noise, gap=6)
        self.heading(site.zoom_heading, self.size + 2)
        self.paragraphs(*site.story)
        if programme:
            self.y -= 4
            self.text(PROGRAMME)
        if words:
            self.cloud(site, 95, 95)

    def cloud(self, site: Site, drop: float, height: float) -> None:
        """Draw the words under the text."""
        draw_cloud(self.canvas, site, (self.x, self.y - drop, self.width, height), self.bold)


def draw_cloud(canvas: Canvas, site: Site, box: tuple[float, float, float, float], font: str, seed: int = 3, scale: float = 1) -> None:
    """Scatter the words over the box, some upright, and some aslant when they are drawn large."""
    chance = random.Random(f"{site.id}{seed}")
    left, bottom, width, height = box
    placed: list[tuple[float, float, float, float]] = []
    for index, word in enumerate(site.words):
        size = WORD_SIZES[index] * scale
        length = pdfmetrics.stringWidth(word, font, size)
        for _ in range(4000):
            angle = chance.choice([0, 0, 0, 90, 0, 30, -20] if scale > 1 else [0, 0, 0, 90])
            cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
            w, h = length * cos + size * sin, length * sin + size * cos
            if w > width or h > height:
                continue
            x = left + w / 2 + chance.random() * (width - w)
            y = bottom + h / 2 + chance.random() * (height - h)
            if all(abs(x - a) > (w + c) / 2 + 1 or abs(y - b) > (h + d) / 2 + 1 for a, b, c, d in placed):
                break
        placed.append((x, y, w, h))
        canvas.setFillColorRGB(*WORD_COLOURS[index % 3])
        draw_turned(canvas, (x, y), angle, word, size, font, drop=size * 0.35)
    canvas.setFillGray(0)


def draw_turned(canvas: Canvas, origin: tuple[float, float], angle: float, text: str, size: float, font: str, drop: float = 0) -> None:
    """Draw a turned line of text that starts at the origin or, if it drops below it, is centred there."""
    canvas.saveState()
    canvas.translate(*origin)
    canvas.rotate(angle)
    draw_line(canvas, -pdfmetrics.stringWidth(text, font, size) / 2 if drop else 0, -drop, text, size, font)
    canvas.restoreState()


def new_canvas(target: Path | IO[bytes], size: tuple[float, float] = (WIDTH, HEIGHT), **boxes: tuple[float, ...]) -> Canvas:
    """A canvas that will be saved to the file."""
    canvas = Canvas(str(target) if isinstance(target, Path) else target, pagesize=size, **boxes)
    canvas.setTitle(TITLE)
    return canvas


def draw_line(canvas: Canvas, x: float, y: float, text: str, size: float = 10, font: str = SANS) -> None:
    """Draw one line of text."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def site_pages(draw: Callable[[Canvas, Site], None], size: tuple[float, float] = (WIDTH, HEIGHT), **boxes: tuple[float, ...]) -> bytes:
    """A PDF with a page for each site."""
    target = BytesIO()
    canvas = new_canvas(target, size, **boxes)
    for site in SITES:
        draw(canvas, site)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def plain_sheets(extra: Callable[[Canvas, Site], None] | None = None) -> bytes:
    """A PDF with a page in one column for each site, and what extra adds to each page."""

    def draw(canvas: Canvas, site: Site) -> None:
        column = Column(canvas, 54, 800, 487)
        if site == SITES[0]:
            column.text(TITLE, 9, colour="#666666")
        column.sheet(site)
        if extra:
            extra(canvas, site)

    return site_pages(draw)


def write_all(out: Path) -> None:
    """Write every layout of ReportLab, fpdf2 and LibreOffice into the folder."""
    register_fonts()
    _write_trifold(out / "trifold_panels.pdf")
    _write_side_by_side(out / "side_by_side_aligned.pdf")
    (out / "sidetext_watermark.pdf").write_bytes(site_pages(_watermarked))
    (out / "shadow_fakebold.pdf").write_bytes(site_pages(_shadowed))
    (out / "cropbox_marks.pdf").write_bytes(_marked_pages())
    (out / "wordcloud_angles.pdf").write_bytes(site_pages(_word_clouds))
    _write_glyphs(out / "glyph_by_glyph.pdf", out / "words_shuffled_stream.pdf")
    _write_hanging_numbers(out / "number_hanging_left.pdf")
    _write_dot_leaders(out / "dot_leaders.pdf")
    with tempfile.TemporaryDirectory() as work:
        _write_office_tables(out, Path(work))


def _write_trifold(target: Path) -> None:
    """Outside page: flap, back and cover; inside page: three panels."""
    canvas = new_canvas(target, (HEIGHT, WIDTH))
    panel = HEIGHT / 3

    def site_panel(place: int, site: Site) -> None:
        Column(canvas, place * panel + 16, WIDTH - 24, panel - 32, "Lato", 9).sheet(site, programme=False)

    def end_page() -> None:
        canvas.setDash(2, 3)
        canvas.setStrokeGray(0.7)
        for place in (1, 2):
            canvas.line(place * panel, 0, place * panel, WIDTH)
        canvas.setDash()
        canvas.showPage()

    site_panel(0, SITES[3])
    back = Column(canvas, panel + 16, WIDTH - 200, panel - 32, "Lato", 9)
    back.heading("Le programme", 13)
    back.text(PROGRAMME)
    canvas.setFillColorRGB(0.1, 0.35, 0.45)
    canvas.rect(2 * panel, 0, panel, WIDTH, fill=1, stroke=0)
    Column(canvas, 2 * panel + 20, WIDTH - 180, panel - 40, "Lato").text(TITLE, 24, "Lato Bold", colour="white")
    canvas.setFillGray(0)
    end_page()
    for place in range(3):
        site_panel(place, SITES[place])
    end_page()
    canvas.save()


def _write_side_by_side(target: Path) -> None:
    """Two sites a page, their lines level across the gutter."""
    canvas = new_canvas(target)
    for page in (0, 1):
        for place in (0, 1):
            Column(canvas, 40 + place * 266, 800, 249, "Carlito", 9.8).sheet(SITES[2 * page + place])
        draw_line(canvas, 40, 820, TITLE, 8, "Carlito")
        canvas.drawCentredString(297, 20, f"{page + 1} / 2")
        canvas.showPage()
    canvas.save()


def _watermarked(canvas: Canvas, site: Site) -> None:
    """A watermark behind the text, and text that runs up and down the edges."""
    canvas.setFillColorRGB(0.9, 0.88, 0.88)
    draw_turned(canvas, (297, 420), 52, "BROUILLON 2022", 84, SANS_BOLD, drop=30)
    canvas.setFillColorRGB(0.2, 0.3, 0.6)
    canvas.rect(0, 0, 34, 842, fill=1, stroke=0)
    canvas.setFillGray(1)
    draw_turned(canvas, (22, 60), 90, f"{site.name} – les 4 sites en chiffres – édition 2022", 12, SANS_BOLD)
    canvas.setFillGray(0)
    imprint = "Impression : Atelier du Pont, 35000 – tirage 1 500 exemplaires – ISSN 0000-0000"
    draw_turned(canvas, (580, 790), -90, imprint, 6.5, SANS)
    column = Column(canvas, 60, 800, 470)
    column.text(TITLE, 9)
    column.sheet(site)


def _shadowed(canvas: Canvas, site: Site) -> None:
    """Headings with a shadow, and lines made bold by drawing them twice."""
    column = Column(canvas, 54, 812, 487, "Liberation Serif", 11)

    def heading(text: str, size: float, drop: float, advance: float) -> None:
        canvas.setFillGray(0.65)
        draw_line(canvas, 55, column.y - drop - 1, text, size, column.bold)
        canvas.setFillColorRGB(0.5, 0, 0.1)
        draw_line(canvas, 54, column.y - drop, text, size, column.bold)
        canvas.setFillGray(0)
        column.y -= advance

    column.text(TITLE, 9)
    heading(site.name, 28, 26, 40)
    column.contact(site)
    heading(FIGURES_HEADING, 18, 18, 28)
    for line in site.lines:
        replace(column, x=54.3).text(line, bullet="–")
        column.text(line, bullet="–", gap=2)
    column.text(site.noise)
    heading(site.zoom_heading, 15, 15, 24)
    column.paragraphs(*site.story, PROGRAMME)
    column.cloud(site, 110, 100)


def _marked_pages() -> bytes:
    """A media box larger than the crop box, with printers' marks and stale text between the two."""
    left, bottom, right, top = trim = (40, 40, WIDTH + 40, HEIGHT + 40)

    def draw(canvas: Canvas, site: Site) -> None:
        canvas.setFillColorRGB(0.95, 0.9, 0.75)
        canvas.rect(31.5, HEIGHT - 60, WIDTH + 17, 108.5, fill=1, stroke=0)
        canvas.setFillGray(0)
        edges = [line for x in (left, right) for line in ((x, 5, x, 28), (x, top + 12, x, top + 35))]
        edges += [line for y in (bottom, top) for line in ((5, y, 28, y), (right + 12, y, right + 35, y))]
        canvas.lines([*edges, (WIDTH / 2 + 28, 18, WIDTH / 2 + 52, 18)])
        canvas.circle(WIDTH / 2 + 40, 18, 6)
        page = f"brochure_2022_v12.indd   {canvas.getPageNumber()}      12/05/2022   14:35:07"
        draw_line(canvas, 60, HEIGHT + 60, f"{page}      99 logements captés (ancienne version)", 7)
        draw_line(canvas, 60, 14, "Cyan 100  Magenta 60  Jaune 20  Noir 80", 7)
        column = Column(canvas, 90, HEIGHT + 15, 487, "Open Sans", 10)
        column.text(TITLE, 9)
        column.sheet(site)

    bleed = (31.5, 31.5, WIDTH + 48.5, HEIGHT + 48.5)
    return site_pages(draw, (WIDTH + 80, HEIGHT + 80), cropBox=trim, trimBox=trim, bleedBox=bleed)


def _word_clouds(canvas: Canvas, site: Site) -> None:
    """Two large clouds at many angles beside and under a narrow column."""
    column = Column(canvas, 54, 812, 300, "Carlito")
    column.text(TITLE, 9)
    column.sheet(site, words=False)
    draw_cloud(canvas, site, (365, 430, 200, 380), column.bold, 5, 1.6)
    draw_cloud(canvas, site, (54, 60, 487, 230), column.font, 9, 2.2)


@dataclass
class Piece:
    """Some text at a place, in a font, a size and a colour."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: tuple[float, ...]


def _write_glyphs(by_glyph: Path, by_word: Path) -> None:
    """The plain sheets drawn glyph by glyph without spaces, and word by word in random order."""
    glyph_canvas, word_canvas = new_canvas(by_glyph), new_canvas(by_word)
    for number, page in enumerate(pypdfium2.PdfDocument(plain_sheets())):
        glyphs: list[Piece] = []
        words: list[Piece] = []
        inside = False
        for glyph in _level_glyphs(page.get_textpage()):
            if glyph is None:
                inside = False
                continue
            glyphs.append(glyph)
            if inside:
                words[-1].text += glyph.text
            else:
                words.append(Piece(**vars(glyph)))
            inside = True
        random.Random(number).shuffle(words)
        for canvas, pieces in ((glyph_canvas, glyphs), (word_canvas, words)):
            for piece in pieces:
                canvas.setFillColorRGB(*piece.colour)
                draw_line(canvas, piece.x, piece.y, piece.text, piece.size, piece.font)
            canvas.showPage()
    glyph_canvas.save()
    word_canvas.save()


def _level_glyphs(text: pypdfium2.PdfTextPage) -> Iterator[Piece | None]:
    """The glyphs that stand upright, None for a space or the end of a line."""
    x, y, flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
    rgba = [ctypes.c_uint() for _ in range(4)]
    for index in range(text.count_chars()):
        glyph = chr(pdfium.FPDFText_GetUnicode(text, index))
        if glyph.isspace() or pdfium.FPDFText_IsGenerated(text, index):
            yield None
        elif abs(math.sin(pdfium.FPDFText_GetCharAngle(text, index))) < 0.01:
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFText_GetFontInfo(text, index, name, 100, flags)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            pdfium.FPDFText_GetFillColor(text, index, *rgba)
            font = SANS_BOLD if b"Bold" in name.value else SANS
            colour = tuple(part.value / 255 for part in rgba[:3])
            yield Piece(x.value, y.value, glyph, font, pdfium.FPDFText_GetFontSize(text, index), colour)


class Sheets:
    """A PDF of fpdf2 with a page for each site."""

    def __init__(self, paper: str, family: str, size: float) -> None:
        """Begin the PDF."""
        self.pdf = FPDF(format=paper)
        self.size = size
        self.pdf.set_title(TITLE)
        self.pdf.set_auto_page_break(False)
        self.pdf.add_font("text", "", font_file(f"{family}:condensed"))
        self.pdf.add_font("text", "B", font_file(f"{family}:condensed:bold"))

    def text(self, *texts: str, size: float = 0, style: str = "", gap: float = 0) -> None:
        """Write paragraphs, then a gap."""
        size = size or self.size
        self.pdf.set_font("text", style, size)
        for text in texts:
            self.pdf.multi_cell(0, size * 0.46, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.pdf.ln(gap)

    def site(self, site: Site, figures: Callable[[FPDF, Site], None], sizes: Sequence[float], gaps: Sequence[float]) -> None:
        """Write all of a site but its words; sizes are of title, name and the two headings."""
        self.pdf.add_page()
        self.text(TITLE, size=sizes[0])
        self.text(site.name, size=sizes[1], style="B")
        self.text(*site.contact, gap=gaps[0])
        self.text(FIGURES_HEADING, size=sizes[2], style="B", gap=1)
        figures(self.pdf, site)
        self.text(site.staff, gap=2)
        self.text(site.noise, gap=2)
        self.text(site.zoom_heading, size=sizes[3], style="B")
        self.text(*site.story, gap=gaps[1])
        self.text(PROGRAMME, gap=gaps[2])

    def words(self, site: Site, sizes: Sequence[int], style: str, left: float, across: float, down: float) -> None:
        """Write the words in three columns."""
        top = self.pdf.get_y()
        for index, (word, size) in enumerate(zip(site.words, sizes, strict=True)):
            self.pdf.set_font("text", style, size)
            self.pdf.set_xy(left + (index % 3) * across, top + (index // 3) * down)
            self.pdf.cell(across, down - 1, word)


def _write_hanging_numbers(target: Path) -> None:
    """Large numbers that hang in the left margin, their labels in a second column."""

    def figures(pdf: FPDF, site: Site) -> None:
        for figure in site.figures:
            top = pdf.get_y()
            pdf.set_font("text", "B", 13 if len(figure.amount) > 4 else 20)
            pdf.set_xy(10, top)
            pdf.cell(42, 9, figure.amount, align="R")
            pdf.set_xy(56, top + 2)
            pdf.set_font("text", "", 10)
            pdf.multi_cell(120, 5, figure.caption, align="L")
            pdf.set_y(max(pdf.get_y(), top + 10) + 1)

    sheets = Sheets("A4", "DejaVu Sans", 9.5)
    for site in SITES:
        sheets.site(site, figures, sizes=(8, 22, 14, 12), gaps=(2, 3, 4))
        sheets.words(site, WORD_SIZES, "B", 20, 60, 9)
    sheets.pdf.output(str(target))


def _write_dot_leaders(target: Path) -> None:
    """Label, a row of dots, number."""

    def figures(pdf: FPDF, site: Site) -> None:
        pdf.set_font("text", "", 8.5)
        for figure in site.figures:
            lines = pdf.multi_cell(88, 4, capitalised(figure.caption), dry_run=True, output="LINES")
            assert isinstance(lines, list)
            for line in lines[:-1]:
                pdf.cell(0, 4.4, line, new_x="LMARGIN", new_y="NEXT")
            label, number = pdf.get_string_width(lines[-1]), pdf.get_string_width(figure.cell)
            dots = int((120 - label - number) / pdf.get_string_width(".")) - 2
            pdf.cell(label + 2.5, 4.4, lines[-1])
            pdf.cell(121.5 - label - number, 4.4, "." * max(3, dots))
            pdf.cell(0, 4.4, figure.cell, align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(1)

    sheets = Sheets("A5", "DejaVu Serif", 8.5)
    for site in SITES:
        sheets.site(site, figures, sizes=(7, 18, 12, 11), gaps=(1, 2, 2))
        sheets.words(site, (8, 13, 9, 15, 11, 8, 13, 9, 12), "", 12, 42, 7)
    sheets.pdf.output(str(target))


OFFICE_PREFIXES = (
    ("office", "office"),
    ("style", "style"),
    ("text", "text"),
    ("table", "table"),
    ("fo", "xsl-fo-compatible"),
    ("svg", "svg-compatible"),
)
OFFICE_NAMESPACES = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in OFFICE_PREFIXES)
OFFICE_SIZES = (9, 15, 11, 18, 13, 9, 15, 11, 13)


def _style(name: str, family: str, **properties: str) -> str:
    inner = "".join(f"<style:{kind}-properties {attributes}/>" for kind, attributes in properties.items())
    return f'<style:style style:name="{name}" style:family="{family}">{inner}</style:style>'


def _office_document(font: str, styles: str, body: str) -> str:
    bold = 'fo:font-weight="bold"'
    named = [
        _style("P", "paragraph", paragraph='fo:margin-bottom="0.08cm"'),
        _style("H1", "paragraph", paragraph='fo:break-before="page"', text=f'fo:font-size="22pt" {bold}'),
        _style("H2", "paragraph", paragraph='fo:margin-top="0.3cm" fo:margin-bottom="0.1cm"', text=f'fo:font-size="14pt" {bold}'),
        _style("B", "paragraph", text=bold),
        _style("R", "paragraph", paragraph='fo:text-align="end"', text=bold),
        *(_style(f"c{size}", "text", text=f'fo:font-size="{size}pt" fo:color="#446688"') for size in sorted(set(OFFICE_SIZES))),
    ]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {OFFICE_NAMESPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="f" svg:font-family="'{font}'"/></office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph">
<style:text-properties style:font-name="f" fo:font-size="10.5pt" fo:language="fr" fo:country="FR"/>
</style:default-style>
{"".join(named)}
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="pl">
<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>
<style:footer-style><style:header-footer-properties svg:height="0.8cm"/></style:footer-style>
</style:page-layout>
{_style("T", "table", table='style:width="17cm" table:align="left"')}{styles}
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl"><style:footer>
<text:p>Brochure 2022 – page <text:page-number/> / <text:page-count/></text:p>
</style:footer></style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


def _write_office_tables(out: Path, work: Path) -> None:
    """Two tables of LibreOffice: label and number between rules, value and indicator without."""

    def paragraph(text: str, style: str = "P") -> str:
        return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'

    def row(*cells: tuple[str, str]) -> str:
        start = '<table:table-cell table:style-name="g" office:value-type="string">'
        return f"<table:table-row>{''.join(f'{start}{paragraph(*cell)}</table:table-cell>' for cell in cells)}</table:table-row>"

    def sheet(site: Site, rows: list[str]) -> str:
        columns = '<table:table-column table:style-name="k1"/><table:table-column table:style-name="k2"/>'
        spans = [f'<text:span text:style-name="c{size}">{escape(word)}</text:span>' for word, size in zip(site.words, OFFICE_SIZES, strict=True)]
        return "".join(
            [
                paragraph(site.name, "H1"),
                paragraph(TITLE) if site == SITES[0] else "",
                *map(paragraph, site.contact),
                paragraph(FIGURES_HEADING, "H2"),
                f'<table:table table:name="{site.id}" table:style-name="T">{columns}{"".join(rows)}</table:table>',
                *map(paragraph, ("", site.staff, site.noise)),
                paragraph(site.zoom_heading, "H2"),
                *map(paragraph, (*site.story, PROGRAMME)),
                f'<text:p text:style-name="H2">{" ".join(spans)}</text:p>',
            ]
        )

    def write(name: str, font: str, widths: tuple[int, int], cell: str, rows: Callable[[Site], list[str]]) -> None:
        styles = [_style(f"k{k}", "table-column", **{"table-column": f'style:column-width="{w}cm"'}) for k, w in enumerate(widths, 1)]
        styles.append(_style("g", "table-cell", **{"table-cell": cell}))
        source = work / f"{name}.fodt"
        body = "".join(sheet(site, rows(site)) for site in SITES)
        source.write_text(_office_document(font, "".join(styles), body), encoding="utf-8")
        profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    write(
        "table_ruled_label_number",
        "Liberation Sans",
        (13, 4),
        'fo:border="0.5pt solid #000000" fo:padding="0.1cm"',
        lambda site: [row((capitalised(fig.caption), "P"), (fig.cell, "R")) for fig in site.figures],
    )
    header = row(("Valeur", "B"), ("Indicateur", "B"))
    write(
        "table_borderless_value_first",
        "Carlito",
        (4, 13),
        'fo:border="none" fo:padding="0.08cm"',
        lambda site: [header, *(row((fig.cell, "B"), (capitalised(fig.caption), "P")) for fig in site.figures)],
    )
