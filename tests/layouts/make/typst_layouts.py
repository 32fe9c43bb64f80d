"""The layouts that Typst typesets."""

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

from .edition import PROGRAMME, SITES, TITLE, Site, capitalised

PRELUDE = """
#let d = json(bytes(sys.inputs.edition))
#let contact(s) = s.contact.map(line => [#line]).join(linebreak())
#let items(lines) = list(marker: [–], ..lines.map(line => [#line]))
#let story(s) = {
  heading(level: 3, s.zoom_heading)
  for p in s.story [#par(p)]
}
#let sizes = (9pt, 17pt, 11pt, 20pt, 13pt, 10pt, 18pt, 12pt, 15pt)
#let word(i, w) = box(inset: 2pt, text(size: sizes.at(i), fill: (maroon, navy, olive).at(calc.rem(i, 3)), w))
#let cloud(s) = align(center, block(width: 80%, par(leading: 4pt, s.words.enumerate().map(((i, w)) => word(i, w)).join([ ]))))
#let rest(s) = {
  par(s.noise)
  story(s)
  par(d.programme)
  cloud(s)
}
#let each-site(sheet) = for (i, s) in d.sites.enumerate() {
  if i > 0 { pagebreak() }
  sheet(s)
}
#set text(lang: "fr")
#set document(title: d.title)
"""

TWO_COLUMNS = """
#set page(paper: "a4", margin: 18mm)
#set text(font: "EB Garamond 12", size: 11pt)
#each-site(s => {
  text(size: 9pt, d.title)
  heading(level: 1, s.name)
  v(4pt)
  columns(2, gutter: 9mm)[
    #contact(s)
    == En chiffres
    #items(s.lines)
    #s.noise
    #colbreak()
    #story(s)
    #d.programme
    #cloud(s)]
})
"""

CARDS_NUMBER_LEFT = """
#set page(paper: "a4", margin: 16mm)
#set text(font: "Lato", size: 9.5pt)
#let number(f) = text(size: if f.amount.len() > 4 { 13pt } else { 26pt }, weight: "bold", fill: rgb("#8a4b08"), f.amount)
#let card(f) = box(fill: rgb("#f3ece0"), inset: 6pt, radius: 4pt, width: 100%,
  grid(columns: (28mm, 1fr), align: horizon, gutter: 3mm, number(f), f.caption))
#each-site(s => {
  text(size: 9pt, d.title)
  heading(level: 1, s.name)
  contact(s)
  [== En chiffres]
  grid(columns: (1fr, 1fr), gutter: 4mm, ..s.figures.map(card))
  v(4pt)
  par(s.staff)
  rest(s)
})
"""

LANDSCAPE = """
#set page(width: 297mm, height: 210mm, margin: 14mm)
#set text(font: "Linux Libertine O", size: 10.5pt)
#each-site(s => {
  text(size: 9pt, d.title)
  heading(level: 1, s.name)
  grid(columns: (1.3fr, 1fr), gutter: 10mm,
    [#contact(s)
     == En chiffres
     #items(s.lines)],
    [#story(s)
     #s.noise

     #d.programme
     #cloud(s)])
})
"""

RUNNING_HEADS = """
#set page(paper: "a5", margin: (x: 16mm, top: 20mm, bottom: 18mm),
  header: context [
    #set text(8pt)
    #grid(columns: (1fr, auto), [Programme « Un chez-soi d’abord »], [Brochure 2022 · les sites])
    #line(length: 100%, stroke: .4pt)],
  footer: context [
    #set text(8pt)
    #grid(columns: (1fr, auto), [Édition 2022 – document de travail n° 12], counter(page).display("1 / 1", both: true))])
#set text(font: "Linux Libertine O", size: 10.5pt)
#each-site(s => {
  if s == d.sites.first() { par(d.title) }
  heading(level: 1, s.name)
  contact(s)
  [== En chiffres]
  items(s.lines.slice(0, 5))
  pagebreak()
  items(s.lines.slice(5))
  rest(s)
})
"""

SMALL_CAPS = """
#set page(paper: "a4", margin: 26mm)
#set text(font: "EB Garamond 12", size: 12pt, number-type: "old-style",
  discretionary-ligatures: true, ligatures: true, historical-ligatures: false)
#show heading: it => block(below: 7pt, text(weight: "regular", smallcaps(it.body)))
#set par(justify: true)
#each-site(s => {
  smallcaps(d.title)
  heading(level: 1, s.name)
  contact(s)
  [== En chiffres]
  items(s.lines)
  rest(s)
})
"""

BORDERLESS_TABLE = """
#set page(paper: "a4", margin: 20mm)
#set text(font: "Open Sans", size: 9.5pt)
#show heading: it => block(below: 7pt, text(tracking: 0.35em, upper(it.body)))
#each-site(s => {
  text(size: 9pt, d.title)
  parbreak()
  heading(level: 1, s.name)
  contact(s)
  [== En chiffres]
  table(columns: (1fr, 40mm), stroke: none, inset: (x: 0pt, y: 3pt), align: (left, right),
    table.header([*Indicateur*], [*Valeur*]),
    ..s.figures.map(f => (f.caption_capitalised, f.cell)).flatten())
  par(s.staff)
  rest(s)
})
"""

LAYOUTS = {
    "two_columns": TWO_COLUMNS,
    "cards_number_left": CARDS_NUMBER_LEFT,
    "running_heads_two_pages": RUNNING_HEADS,
    "smallcaps_oldstyle": SMALL_CAPS,
    "table_borderless_indicateur_valeur": BORDERLESS_TABLE,
}


def write_all(out: Path) -> None:
    """Write every Typst layout into the folder."""
    for name, source in LAYOUTS.items():
        (out / f"{name}.pdf").write_bytes(_typeset(source))
    _write_rotated(_typeset(LANDSCAPE), out / "rotated90.pdf")


def _typeset(source: str) -> bytes:
    edition = {"title": TITLE, "programme": PROGRAMME, "sites": [_site_data(site) for site in SITES]}
    pdf = typst.compile((PRELUDE + source).encode(), sys_inputs={"edition": json.dumps(edition)})
    assert isinstance(pdf, bytes)
    return pdf


def _site_data(site: Site) -> dict[str, object]:
    plain = ("name", "contact", "lines", "staff", "noise", "zoom_heading", "story", "words")
    figures = [
        {"amount": fig.amount, "cell": fig.cell, "caption": fig.caption, "caption_capitalised": capitalised(fig.caption)} for fig in site.figures
    ]
    return {name: getattr(site, name) for name in plain} | {"figures": figures}


def _write_rotated(landscape: bytes, target: Path) -> None:
    """Turn the content by a quarter, and the page back by /Rotate: it looks as before."""
    with pikepdf.open(BytesIO(landscape)) as pdf:
        for page in pdf.pages:
            width, height = float(page.mediabox[2]), float(page.mediabox[3])
            page.contents_add(f"q 0 1 -1 0 {height} 0 cm\n".encode(), prepend=True)
            page.contents_add(b"\nQ")
            page.obj.MediaBox = pikepdf.Array([0, 0, height, width])
            page.obj.Rotate = 90
            for box in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                if box in page.obj:
                    del page.obj[box]
        pdf.save(target)
