"""The layouts that WeasyPrint and Chromium print from HTML: a style sheet and a template, filled in for each site."""

import base64
import subprocess
import tempfile
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

import pyphen
import regex
import weasyprint
from PIL import Image, ImageDraw

from .edition import FIGURES_HEADING, LABELS, PARTS, PROGRAMME, SITES, TITLE, Figure, Site, capitalised

BASE_CSS = """
@page {size: A4; margin: 18mm} body {margin: 0; font-size: 10pt; line-height: 1.35} .title {font-size: 9pt; color: #666}
h1 {font-size: 24pt; margin: 0 0 4pt} h2 {font-size: 15pt; margin: 8pt 0 4pt} h3 {font-size: 13pt; margin: 6pt 0 3pt}
p {margin: 3pt 0} ul {margin: 0; padding-left: 13pt} li {margin: 2pt 0} ul li {list-style-type: "– "}
.cloud {text-align: center; margin-top: 10pt; line-height: 1.2} .noise {color: #555}
.site {break-after: page} .site:last-child {break-after: auto} .cards {display: grid; gap: 8pt} .num {font-weight: bold}
"""
WORD_SIZES = (9, 16, 11, 20, 13, 10, 18, 12, 15)
WORD_COLOURS = ("#a33", "#357", "#583", "#963")
UPRIGHT_WORDS = (2, 7)
PART_NAMES = dict(zip(PARTS, ("parc social", "baux associatifs", "parc privé", "privé conventionné"), strict=True))
SYLLABLES = pyphen.Pyphen(lang="fr")


@dataclass(frozen=True)
class Layout:
    """What to print for each site, in which style, and what stands before and after the sites; see pieces() for the names."""

    css: str
    site: str
    before: str = ""
    after: str = ""
    tagged: bool = True


WEASYPRINT = {
    "three_columns_sidebox": Layout(
        """@page {size: A4 landscape; margin: 12mm} body {font-family: 'Open Sans'; font-size: 9pt} h1 {column-span: all}
        .w {display: grid; grid-template-columns: 1fr 58mm; gap: 8mm} .cols {columns: 3; column-gap: 7mm}
        .side {background: #e8f0e4; border: 1pt solid #7a9; padding: 3mm; font-size: 8pt}""",
        "{title}{name}<div class=w><div class=cols>{heading}{list}{noise}{programme}{cloud}</div><div class=side>{contact}{zoom}</div></div>",
    ),
    "cards_3x3_above": Layout(
        """body {font-family: 'Roboto Slab'} .cards {grid-template-columns: 1fr 1fr 1fr} .lab {font-size: 8.5pt}
        .card {background: #eef; padding: 7pt; min-height: 70pt} .num {font-size: 24pt; color: #226}""",
        "{title}{top}<div class=cards>{cards}</div>{staff}{zoom}{noise}{programme}{cloud}",
    ),
    "grid_2x2": Layout(
        """@page {size: A3; margin: 12mm} body {font-family: Lato; font-size: 9.2pt}
        .g {display: grid; grid-template-columns: 1fr 1fr; gap: 10mm} .q {border-top: 3pt solid #285; padding-top: 4pt; height: 175mm}""",
        "<div class=q>{top}{list}{rest}</div>",
        before="{title}<div class=g>",
        after="</div>",
    ),
    "pullquote_letterspaced": Layout(
        """body {font-family: 'Linux Biolinum O'; font-size: 11pt} h1, h2 {letter-spacing: .32em; text-transform: uppercase}
        h1 {font-size: 20pt} .pq {font-size: 17pt; font-style: italic; color: #a40; border-left: 3pt solid #a40;
        padding-left: 8pt; margin: 10pt 20pt}""",
        "{title}{top}{list}<div class=pq>« {third_line} »</div>{zoom}<div class=pq>« {story} »</div>{noise}{programme}{cloud}",
    ),
    "text_round_photo": Layout(
        """body {font-family: 'EB Garamond'; font-size: 11.5pt; text-align: justify} ul {list-style-position: inside; padding: 0}
        img.l {float: left; width: 62mm; margin: 2mm 5mm 2mm 0} img.r {float: right; width: 48mm; margin: 0 0 2mm 5mm}""",
        '{title}{top}<img class=r src="{photo}"><div>{list}</div>{noise}<img class=l src="{photo}">{zoom}{programme}{cloud}',
    ),
    "line_over_pagebreak": Layout(
        """@page {size: 148mm 79mm; margin: 9mm 12mm; @bottom-center {content: counter(page) ' / ' counter(pages); font-size: 8pt}
        @top-left {content: 'Un chez-soi d’abord : les sites en chiffres'; font-size: 7pt}}
        body {font-family: 'DejaVu Serif'; font-size: 9.5pt; orphans: 1; widows: 1} li, p {orphans: 1; widows: 1}
        .cloud {break-inside: avoid; margin-top: 4pt}""",
        "{top}{list}{noise}{zoom}{programme}{level_cloud}",
    ),
    "trap_superscript": Layout(
        """body {font-family: 'Liberation Sans'} sup {font-size: 60%; vertical-align: super; line-height: 0}
        .fn {border-top: .5pt solid; margin-top: 20pt; font-size: 8pt}""",
        "{title}{top}{marked_list}{rest}<div class=fn><sup>1</sup> Depuis l’ouverture du site.<br><sup>2</sup> Sous-location et bail direct.</div>",
    ),
}

CHROMIUM = {
    "cards_2x3_above": Layout(
        """body {font-family: Carlito} .cards {grid-template-columns: 1fr 1fr; margin: 8pt 0}
        .card {border: 1pt solid #c66; border-radius: 6pt; padding: 8pt; text-align: center}
        .num {font-size: 26pt; color: #b33; line-height: 1.1}""",
        "{title}{top}<div class=cards>{first_cards}</div><div class=cards>{last_cards}</div>{staff}{rest}",
        tagged=False,
    ),
    "matrix_sites_columns": Layout(
        """@page {size: A4 landscape; margin: 12mm} body {font-family: 'Liberation Serif'; font-size: 9pt}
        table {border-collapse: collapse; width: 100%} th {text-align: left; font-size: 11pt; padding: 3pt}
        td {vertical-align: top; padding: 3pt; width: 20%} small {font-size: 7.5pt} .s {break-inside: avoid; margin-bottom: 10pt}""",
        "<div class=s>{name}{contact}{staff}{rest}</div>",
        before="<div class=site>{title}{heading}{matrix}</div>",
        tagged=False,
    ),
    "justified_softhyphen": Layout(
        """body {font-family: 'Liberation Serif'; font-size: 10pt}
        .c {columns: 3; column-gap: 6mm; text-align: justify; hyphens: manual}""",
        "{title}{name}{contact}<div class=c>{heading}{soft_text}</div>{cloud}",
        tagged=False,
    ),
    "chart_beside_text": Layout(
        """body {font-family: 'Open Sans'; font-size: 9.5pt}
        .w {display: grid; grid-template-columns: 1fr 66mm; gap: 6mm; align-items: center}""",
        "{title}{top}<div class=w>{list}{chart}</div>{rest}",
    ),
    "number_below_label": Layout(
        """body {font-family: 'DejaVu Sans Condensed', 'DejaVu Sans'; font-size: 9pt} .cards {grid-template-columns: 1fr 1fr 1fr}
        .card {border-top: 2pt solid #444; padding: 4pt; display: flex; flex-direction: column; justify-content: space-between;
        min-height: 64pt} .num {font-size: 22pt; color: #066}""",
        "{title}{top}<div class=cards>{cards_number_below}</div>{staff}{rest}",
    ),
}


def pieces(site: Site) -> dict[str, str]:
    """The pieces of HTML that a template may name."""
    lines = [f"<li>{escape(line)}</li>" for line in site.lines]
    cards = [_card(figure) for figure in site.figures]
    named = {
        "title": f"<p class=title>{escape(TITLE)}</p>",
        "name": f"<h1>{escape(site.name)}</h1>",
        "contact": f"<p class=contact>{'<br>'.join(map(escape, site.contact))}</p>",
        "heading": f"<h2>{FIGURES_HEADING}</h2>",
        "list": f"<ul>{''.join(lines)}</ul>",
        "marked_list": f"<ul>{_marked_lines(site)}{lines[-1]}</ul>",
        "third_line": escape(site.lines[2]),
        "cards": "".join(cards),
        "first_cards": "".join(cards[:6]),
        "last_cards": "".join(cards[6:]),
        "cards_number_below": "".join(_card(figure, number_below=True) for figure in site.figures),
        "chart": _chart(site),
        "staff": f"<p class=staff>{escape(site.staff)}</p>",
        "noise": f"<p class=noise>{escape(site.noise)}</p>",
        "story": escape(site.story[0]),
        "zoom": f"<div class=zoom><h3>{escape(site.zoom_heading)}</h3>{''.join(f'<p>{escape(text)}</p>' for text in site.story)}</div>",
        "programme": f"<p class=prog>{escape(PROGRAMME)}</p>",
        "cloud": _cloud(site, rotate=True),
        "level_cloud": _cloud(site, rotate=False),
        "matrix": _matrix(),
        "photo": _photo(),
    }
    named["top"] = named["name"] + named["contact"] + named["heading"]
    named["rest"] = named["noise"] + named["zoom"] + named["programme"] + named["cloud"]
    named["soft_text"] = soft_hyphenated(named["list"] + named["noise"] + named["zoom"] + named["programme"])
    return named


def soft_hyphenated(html: str) -> str:
    """The HTML with a soft hyphen wherever a long word outside tags and headings may break."""
    word = r"(?:<h3>.*?</h3>|<[^>]*>)(*SKIP)(*FAIL)|[A-Za-zÀ-ÿ]{6,}"
    return str(regex.sub(word, lambda match: str(SYLLABLES.inserted(match.group(), "\u00ad")), html))


def write_all(out: Path) -> None:
    """Write every HTML layout into the folder."""
    for name, layout in WEASYPRINT.items():
        weasyprint.HTML(string=_page(layout)).write_pdf(out / f"{name}.pdf")
    with tempfile.TemporaryDirectory() as work:
        for name, layout in CHROMIUM.items():
            source = Path(work, f"{name}.html")
            source.write_text(_page(layout), encoding="utf-8")
            command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={work}/profile"]
            command += [] if layout.tagged else ["--disable-pdf-tagging"]
            command += [f"--print-to-pdf={out.resolve() / name}.pdf", source.as_uri()]
            subprocess.run(command, check=True, capture_output=True, timeout=90)


def _page(layout: Layout) -> str:
    sites = [pieces(site) for site in SITES]
    wrapped = layout.site if layout.before else f"<div class=site>{layout.site}</div>"
    body = layout.before.format(**sites[0]) + "".join(wrapped.format(**named) for named in sites) + layout.after
    head = f"<meta charset=utf-8><title>{escape(TITLE)}</title><style>{BASE_CSS}{layout.css}</style>"
    return f"<!doctype html><html lang=fr>{head}<body>{body}</body></html>"


def _card(figure: Figure, *, number_below: bool = False) -> str:
    number, label = f"<div class=num>{escape(figure.amount)}</div>", f"<div class=lab>{escape(figure.caption)}</div>"
    return f"<div class=card>{label + number if number_below else number + label}</div>"


def _marked_lines(site: Site) -> str:
    """The lines of the figures, with a raised note mark glued to two of the numbers."""
    lines = [escape(figure.line) for figure in site.figures]
    for index, mark in ((1, 1), (3, 2)):
        number = escape(site.figures[index].number)
        lines[index] = lines[index].replace(number, f"{number}<sup>{mark}</sup>", 1)
    return "".join(f"<li>{line}</li>" for line in lines)


def _cloud(site: Site, *, rotate: bool) -> str:
    """The words in several sizes, two of them upright."""
    spans = []
    for index, (word, size) in enumerate(zip(site.words, WORD_SIZES, strict=True)):
        style = f"font-size:{size}pt;color:{WORD_COLOURS[index % 4]};display:inline-block;margin:0 5pt;"
        if rotate and index in UPRIGHT_WORDS:
            style += f"transform:rotate(-90deg);margin:24pt {-(len(word) * size * 0.26 - 7):.0f}pt"
        spans.append(f'<span style="{style}">{escape(word)}</span>')
    return f"<div class=cloud>{' '.join(spans)}</div>"


def _matrix() -> str:
    """A table with a column for each site and a row for each label."""
    rows = "<tr><th>Indicateur</th>" + "".join(f"<th>{escape(site.name)}</th>" for site in SITES) + "</tr>"
    for kind, label in LABELS.items():
        rows += f"<tr><td class=l>{escape(capitalised(label))}</td>"
        for site in SITES:
            figure = next((figure for figure in site.figures if figure.kind == kind), None)
            detail = f"{'<br>' if figure.detail else ''}<small>{escape(figure.detail.strip())}</small>" if figure else ""
            rows += f"<td><b>{escape(figure.cell)}</b>{detail}</td>" if figure else "<td>–</td>"
        rows += "</tr>"
    return f"<table>{rows}</table>"


def _chart(site: Site) -> str:
    """A bar chart of the share of each part of the dwellings, in percent."""
    parts = {figure.kind: int(figure.number) for figure in site.figures if figure.kind in PARTS}
    bars = ""
    for row, (kind, dwellings) in enumerate(parts.items()):
        y, percent = 12 + 20 * row, round(100 * dwellings / sum(parts.values()))
        width = percent * 1.2
        bars += f'<text x=0 y={y + 9} font-size=9>{PART_NAMES[kind]}</text><rect x=90 y={y} width={width} height=12 fill="#58a"/>'
        bars += f"<text x={94 + width} y={y + 9} font-size=9 font-weight=bold>{percent} %</text>"
    return f'<svg width=240 height=110 viewBox="0 0 240 110"><text x=0 y=6 font-size=8>Part de chaque parc</text>{bars}</svg>'


def _photo(width: int = 240, height: int = 160) -> str:
    """A drawn street under a sky, as the address of an image."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        draw.line([(0, y), (width, y)], fill=(150 + y // 3, 190 - y // 4, 215 - y // 2))
    for x in range(10, width, 46):
        draw.rectangle([x, height - 90 + (x * 7) % 40, x + 38, height], fill=(120, 90 + (x * 3) % 60, 80))
        draw.rectangle([x + 8, height - 60, x + 16, height - 48], fill=(250, 230, 150))
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=45)
    return "data:image/jpeg;base64," + base64.b64encode(jpeg.getvalue()).decode()
