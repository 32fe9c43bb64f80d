"""The hostile files: broken, locked, huge, endless, or with text that is not what it looks like."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import regex
from pikepdf import Array, Dictionary, Name, Pdf
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from .edition import FIGURES_HEADING, PROGRAMME, Site
from .other_layouts import HEIGHT, SANS, SANS_BOLD, WIDTH, Column, draw_line, new_canvas, plain_sheets, site_pages

PAGE = (595, 842)
HUGE = 85039  # points: 30 metres


def write_all(out: Path, hanging_numbers: Path) -> None:
    """Write every hostile file into the folder; two of them are made from the layout with the hanging numbers."""
    plain = plain_sheets()
    _write_broken(out, plain)
    _write_encrypted(out, plain)
    _write_hidden(out, plain)
    _write_scans(out, plain)
    _write_huge(out, plain)
    _write_endless(out)
    (out / "number_drawn_twice.pdf").write_bytes(site_pages(_drawn_twice))
    _write_lying_maps(out, plain)
    _write_missing_maps(out, hanging_numbers)


def _write_broken(out: Path, plain: bytes) -> None:
    files = {
        "control_plain": plain,
        "zero_bytes": b"",
        "zero_pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF\n",
        "truncated_half": plain[: len(plain) // 2],
        "truncated_tail": plain[:-400],
        "not_a_pdf": b"<!doctype html><html><body><h1>404</h1><p>Fichier introuvable</p></body></html>",
        "junk_before_header": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + plain,
        "pagetree_loop": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n",
    }
    for name, content in files.items():
        (out / f"{name}.pdf").write_bytes(content)
    pikepdf.new().save(out / "zero_pages_valid.pdf")


def _write_encrypted(out: Path, plain: bytes) -> None:
    locked = pikepdf.Permissions(extract=False, modify_other=False)
    encryptions = {
        "encrypted_user": pikepdf.Encryption(user="secret", owner="chef", R=6),
        "encrypted_owner": pikepdf.Encryption(user="", owner="chef", R=6, allow=locked),
        "encrypted_owner_rc4": pikepdf.Encryption(user="", owner="chef", R=3, aes=False, metadata=False),
    }
    for name, encryption in encryptions.items():
        _open(plain).save(out / f"{name}.pdf", encryption=encryption)


def _write_hidden(out: Path, plain: bytes) -> None:
    """Text outside the page, false figures in white, and a whole sheet in white."""

    def outside(canvas: Canvas, site: Site) -> None:
        draw_line(canvas, 700, 500, f"999 logements captés (hors page, {site.name})")
        draw_line(canvas, 54, -60, "888 personnes relogées depuis le démarrage")
        draw_line(canvas, 54, 900, "777 logements dans le parc privé")

    def white(canvas: Canvas, site: Site) -> None:
        canvas.setFillGray(1)
        draw_line(canvas, 54, 40, "999 logements captés sur 99 communes")
        draw_line(canvas, 54, 28, "– 888 personnes relogées depuis le démarrage")

    def whitened(pdf: Pdf, page: pikepdf.Page) -> None:
        content = regex.sub(rb"(?m)[\d.]+ [\d.]+ [\d.]+ rg", b"1 1 1 rg", b"1 1 1 rg " + page.Contents.read_bytes())
        page.Contents = pdf.make_stream(content)

    (out / "text_outside_page.pdf").write_bytes(plain_sheets(outside))
    (out / "white_on_white_extra.pdf").write_bytes(plain_sheets(white))
    _each_page(plain, whitened).save(out / "white_on_white_all.pdf")


def _write_scans(out: Path, plain: bytes) -> None:
    """Pages as images alone, and the same images with the text on them invisible, as OCR leaves it."""
    canvas = new_canvas(out / "scan_image_only.pdf")
    for page in pypdfium2.PdfDocument(plain):
        jpeg = BytesIO()
        page.render(scale=100 / 72, grayscale=True).to_pil().save(jpeg, "JPEG", quality=25)
        canvas.drawImage(ImageReader(jpeg), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    pdf = _open(plain)
    with pikepdf.open(out / "scan_image_only.pdf") as scan:
        for page, scanned in zip(pdf.pages, scan.pages, strict=True):
            image = next(iter(scanned.Resources.XObject.values()))
            page.Resources.XObject = Dictionary(Im0=pdf.copy_foreign(image))
            content = regex.sub(rb"\bBT\b", b"BT 3 Tr", page.Contents.read_bytes())
            content = regex.sub(rb"\d Tr(?! )", b"3 Tr", content)
            page.Contents = pdf.make_stream(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im0 Do Q\n".encode() + content)
        pdf.save(out / "ocr_layer_invisible.pdf", compress_streams=True)


def _write_huge(out: Path, plain: bytes) -> None:
    """A page of 30 metres with its text as large, with text of usual size, and a user unit of 100 points."""

    def enlarged(pdf: Pdf, page: pikepdf.Page) -> None:
        page.contents_add(f"q {HUGE / HEIGHT:.4f} 0 0 {HUGE / HEIGHT:.4f} 0 0 cm\n".encode(), prepend=True)
        page.contents_add(b"\nQ")
        wide(pdf, page)

    def wide(pdf: Pdf, page: pikepdf.Page) -> None:
        page.obj.MediaBox = Array([0, 0, HUGE, HUGE])

    def large_unit(pdf: Pdf, page: pikepdf.Page) -> None:
        page.obj.UserUnit = 100

    _each_page(plain, enlarged).save(out / "huge_page.pdf", compress_streams=True)
    _each_page(plain, wide).save(out / "huge_page_normal_text.pdf")
    _each_page(plain, large_unit).save(out / "huge_userunit.pdf", min_version="1.6")


def _write_endless(out: Path) -> None:
    """Ten thousand pages, a form that draws itself, and 300 MB of spaces in a small file."""
    pdf = _blank()
    tree = pdf.Root.Pages
    tree.Kids = Array([pdf.make_indirect(Dictionary(Type=Name.Page, Parent=tree)) for _ in range(10_000)])
    tree.Count = 10_000
    tree.MediaBox = Array([0, 0, *PAGE])
    tree.Resources = Dictionary()
    pdf.save(out / "pages_10000.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)

    pdf = _blank()
    form = pdf.make_stream(b"q 1 0 0 1 5 5 cm /F0 Do /F0 Do Q", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, *PAGE]))
    form.Resources = Dictionary(XObject=Dictionary(F0=form))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(F0=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/F0 Do")
    pdf.save(out / "form_loop.pdf")

    pdf = _blank()
    pdf.pages[0].Contents = pdf.make_stream(b" " * 300_000_000)
    pdf.save(out / "content_bomb_300MB.pdf")


def _drawn_twice(canvas: Canvas, site: Site) -> None:
    """Large numbers, and only they, drawn twice at the same place."""
    column = Column(canvas, 54, 800, 487)
    column.heading(site.name, 20)
    column.contact(site)
    column.heading(FIGURES_HEADING, 14)
    for figure in site.figures:
        column.y -= 34
        for _ in range(2):
            draw_line(canvas, 54, column.y, figure.amount, 22, SANS_BOLD)
        x = 62 + stringWidth(figure.amount, SANS_BOLD, 22)
        for row, line in enumerate(_wrapped(figure.caption, SANS, 541 - x)):
            draw_line(canvas, x, column.y - 12 * row, line)
        column.y -= 6
    column.y -= 10
    column.paragraphs(site.staff, site.noise)
    column.heading(site.zoom_heading, 12)
    column.paragraphs(*site.story, PROGRAMME)
    column.cloud(site, 100, 95)


def _write_lying_maps(out: Path, plain: bytes) -> None:
    """Fonts whose /ToUnicode says 8 where the page shows a 5."""
    codes = {code: bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)}
    complete = {code: ord(character) for code, character in codes.items() if character} | {ord("5"): ord("8")}
    helvetica = site_pages(_helvetica)
    for name, lies in (("tounicode_lies_winansi", complete), ("tounicode_lies_winansi_partial", {ord("5"): ord("8")})):
        pdf = _open(helvetica)
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                font.ToUnicode = pdf.make_stream(_character_map(lies))
        pdf.save(out / f"{name}.pdf")
    pdf = _open(plain)
    for font in _mapped_fonts(pdf):
        font.ToUnicode.write(regex.sub(rb"(?i)<0035>(?=\s*(\n|$|<|\]|>))", b"<0038>", font.ToUnicode.read_bytes()))
    pdf.save(out / "tounicode_lies_subset.pdf")


def _write_missing_maps(out: Path, source: Path) -> None:
    """Composite fonts without /ToUnicode: all of them, and the bold one of the numbers alone."""
    for name, family in (("no_tounicode_cid", ""), ("no_tounicode_numbers_only", "Bold")):
        with pikepdf.open(source) as pdf:
            for font in _mapped_fonts(pdf):
                if family in str(font.BaseFont):
                    del font["/ToUnicode"]
            pdf.save(out / f"{name}.pdf")


def _helvetica(canvas: Canvas, site: Site) -> None:
    """The sheet in the Helvetica that every reader has, which needs no map."""
    draw_line(canvas, 54, 790, site.name, 20, "Helvetica-Bold")
    texts = [*site.contact, "", FIGURES_HEADING, "", *(f"– {line}" for line in site.lines), "", site.noise, ""]
    texts += [site.zoom_heading, "", *site.story, "", PROGRAMME, "", *site.words]
    lines = [line for text in texts for line in _wrapped(text, "Helvetica", 480, "  ")]
    for row, line in enumerate(lines):
        draw_line(canvas, 54, 766 - 14 * row, line, font="Helvetica")


def _wrapped(text: str, font: str, width: float, indent: str = "") -> list[str]:
    """The text in lines of 10 points, all but the first indented."""
    lines = [""]
    for word in text.split(" "):
        if stringWidth(f"{lines[-1]} {word}", font, 10) > width:
            lines.append(indent + word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _character_map(unicodes: dict[int, int]) -> bytes:
    pairs = "".join(f"<{code:02X}><{unicode:04X}>\n" for code, unicode in unicodes.items())
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /A def
/CMapType 2 def
1 begincodespacerange
<00><FF>
endcodespacerange
{len(unicodes)} beginbfchar
{pairs}endbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end
""".encode()


def _mapped_fonts(pdf: Pdf) -> Iterator[pikepdf.Object]:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
            yield item


def _each_page(content: bytes, change: Callable[[Pdf, pikepdf.Page], None]) -> Pdf:
    pdf = _open(content)
    for page in pdf.pages:
        change(pdf, page)
    return pdf


def _open(content: bytes) -> Pdf:
    return pikepdf.open(BytesIO(content))


def _blank() -> Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=PAGE)
    return pdf
