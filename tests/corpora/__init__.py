"""Annotated editions: a brochure's own text, with lines between its lines that say what they state.

    edition: 2019-a1
    as_of: 2019-06-30
    stated_sites: 4
    ---
    === file 01_lille.txt                      (optional: the edition is several files)
    Le site de Lille
    #= site lille
    120 personnes ont rejoint l'étude. Plus de 58 logements captés ; Vilogia (10 logements)
    #= population in_study 120
    #= housing all 58 more_than
    #= landlord social "Vilogia" 10

A group of `#=` lines speaks of the lines since the group before it: its window. There the figure stands, in digits or in
words, and the name as printed; `~` at the end of a row lifts that. `@site` before a row speaks of another site than
the last one. An absent option is unknown, an absent qualifier `exact`; `-` is no value.

    site ID [name="…" commune=… department=… region=…]
    population in_study|in_programme|ever_housed|currently_housed N [qualifier] [years=N] [as_of=DATE]
    housing all|social|associative_lease|private|private_regulated N [qualifier] [communes=N] [via="NAME"]
    landlord TENURE "NAME" N [via="NAME"]      rent TENURE 345.00 [qualifier] [charges=yes|no]
    staff "ROLE" N|-                           staff? "ROLE" N|-      (may be read, need not)
    encounters N [qualifier] [years=N]         contact "NAME"|- EMAIL|-          zoom "TITLE"

A folder a writer: `b d f h j k` wrote annotated editions, each in a hand of his own; `p q r` the editions 2031–2036, 2041–2046
and 2051–2056; `m` twelve editions in further wordings, `s` six samples; `o` is the brochure of 2014; `t u v w x a c i n` wrote two or three
editions each, read once before they were learnt from. `sites.csv` has the codes.
"""

import csv
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

FOLDER = Path(__file__).parent
MARK = "#="
NEW_FILE = "=== file "
QUALIFIERS = frozenset({"exact", "more_than", "less_than", "about"})
OPTIONS = frozenset({"years", "as_of", "communes", "via", "charges", "name", "commune", "department", "region"})
ARITY = {
    "site": 1, "population": 2, "housing": 2, "landlord": 3, "rent": 2, "staff": 2, "staff?": 2, "encounters": 1, "contact": 2, "zoom": 1,
}  # fmt: skip
"""How many values a row of each kind has."""

COLUMNS = {
    "editions": ("edition_id", "programme", "as_of", "stated_sites"),
    "sites": ("site_id", "name", "commune_code", "department_code", "region_code"),
    "contacts": ("edition_id", "site_id", "name", "email"),
    "population_counts": ("edition_id", "site_id", "measure", "persons", "qualifier", "period_years", "as_of"),
    "housing_counts": ("edition_id", "site_id", "tenure", "intermediary", "dwellings", "qualifier", "communes"),
    "landlord_counts": ("edition_id", "site_id", "tenure", "reported_name", "intermediary", "dwellings"),
    "rents": ("edition_id", "site_id", "tenure", "monthly_eur", "qualifier", "charges_included"),
    "staff": ("edition_id", "site_id", "role", "headcount"),
    "encounters": ("edition_id", "site_id", "encounters", "qualifier", "period_years"),
    "zooms": ("edition_id", "site_id", "title"),
}
"""The tables of the truth; an intermediary is its printed name."""

Row: TypeAlias = tuple[str, ...]
"""One row as the truth's CSV writes it: text, and "" for what is unknown."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One row, and the lines that state it: `window` holds offsets into the text of `file`."""

    file: str
    site: str
    kind: str
    values: Row
    qualifier: str
    options: Mapping[str, str]
    window: tuple[int, int]
    is_lifted: bool = False


@dataclass(frozen=True)
class Edition:
    """One annotated edition; the text of its files is the brochure's own."""

    edition_id: str
    writer: str
    programme: str
    as_of: str
    stated_sites: str
    files: Mapping[str, str]
    annotations: tuple[Annotation, ...]

    @property
    def sites(self) -> list[str]:
        return list(dict.fromkeys(a.site for a in self.annotations if a.kind == "site"))


def corpora(folder: Path = FOLDER, writers: str = "") -> list[Edition]:
    """Every annotated edition of a folder, or those of the given writers: `corpora(writers="bd")`."""
    return [read(path) for path in sorted(folder.glob("*/*.edition")) if not writers or path.parent.name in writers]


def read(path: Path) -> Edition:
    return parse(path.read_text(encoding="utf-8"), path.parent.name, path.name)


def parse(source: str, writer: str = "", name: str = "edition") -> Edition:
    """An annotated edition; ValueError names the line that is none.

    >>> edition = parse("edition: x\\n---\\nLille\\n#= site lille\\n12 logements captés\\n#= housing all 12\\n")
    >>> edition.files, edition.annotations[1].window, truth(edition)["housing_counts"]
    ({'brochure.txt': 'Lille\\n12 logements captés\\n'}, (6, 25), [('x', 'lille', 'all', '', '12', 'exact', '')])
    """
    head, _, body = source.partition("\n---\n")
    said = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.split("\n"))}
    files: dict[str, list[str]] = {}
    annotations: list[Annotation] = []
    file, site, start, end, is_read = "brochure.txt", "", 0, 0, False
    for number, line in enumerate(body.removesuffix("\n").split("\n"), head.count("\n") + 3):
        if line.startswith(NEW_FILE):
            file, start, end, is_read = line[len(NEW_FILE) :].strip(), 0, 0, False
        elif line.lstrip().startswith(MARK):
            try:
                found = annotation(line.strip()[len(MARK) :].strip(), file, site, (start, max(end - 1, start)))
            except ValueError as error:
                raise ValueError(f"{name}:{number}: {error}") from error
            annotations.append(found)
            site, is_read = found.site, True
        else:
            start, is_read = (end if is_read else start), False
            end += len(line) + 1
            files.setdefault(file, []).append(line)
    texts = {file: "\n".join(lines).rstrip("\n") + "\n" for file, lines in files.items()}
    values = [said.get(key, "").removeprefix("-") if key != "edition" else said[key] for key in ("edition", "as_of", "stated_sites")]
    edition_id, as_of, stated_sites = values
    return Edition(edition_id, writer, said.get("programme", "Un chez-soi d'abord"), as_of, stated_sites, texts, tuple(annotations))


def annotation(said: str, file: str, site: str, window: tuple[int, int]) -> Annotation:
    """A row without its mark; ValueError where it is none.

    >>> annotation("rent all 345.00 about charges=yes", "brochure.txt", "lille", (0, 0)).options
    {'charges': 'yes'}
    """
    words = shlex.split(said.removesuffix("~"))
    if words and words[0].startswith("@"):
        site = words.pop(0)[1:]
    kind, *words = words or [""]
    pairs = [word.partition("=") for word in words]
    options = {key: value for key, is_set, value in pairs if is_set and key in OPTIONS}
    words = [word for word, (key, is_set, _) in zip(words, pairs, strict=True) if not (is_set and key in OPTIONS)]
    qualifier = next((word for word in words if word in QUALIFIERS), "exact")
    values = tuple("" if word == "-" else word for word in words if word not in QUALIFIERS)
    if len(values) != ARITY.get(kind, -1):
        raise ValueError(f"{said!r} is no row")
    site = values[0] if kind == "site" else site
    if not site:
        raise ValueError(f"{said!r} stands before any site")
    return Annotation(file, site, kind, values, qualifier, options, window, said.endswith("~"))


def truth(edition: Edition) -> dict[str, list[Row]]:
    """The rows of every table that the edition states, in the order of its text."""
    rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    rows["editions"].append((edition.edition_id, edition.programme, edition.as_of, edition.stated_sites))
    for a in edition.annotations:
        if a.kind == "site":
            if not any(row[0] == a.site for row in rows["sites"]):
                rows["sites"].append(_site(a))
        elif a.kind != "staff?":
            table, values = row_of(a)
            rows[table].append((edition.edition_id, a.site, *values))
    return rows


def optional(edition: Edition) -> list[Row]:
    """Rows of staff that may be read and need not, whatever their number."""
    return [(edition.edition_id, a.site, a.values[0], "*") for a in edition.annotations if a.kind == "staff?"]


def row_of(a: Annotation) -> tuple[str, Row]:
    """The table of an annotation, and its columns after the edition and the site."""
    values = a.values

    def get(key: str) -> str:
        return a.options.get(key, "")

    match a.kind:
        case "population":
            return "population_counts", (*values, a.qualifier, get("years"), get("as_of"))
        case "housing":
            return "housing_counts", (values[0], get("via"), values[1], a.qualifier, get("communes"))
        case "landlord":
            return "landlord_counts", (values[0], values[1], get("via"), values[2])
        case "rent":
            charges = {"yes": "true", "no": "false"}.get(get("charges"), "")
            return "rents", (values[0], f"{float(values[1]):.2f}", a.qualifier, charges)
        case "encounters":
            return "encounters", (*values, a.qualifier, get("years"))
        case kind:
            return {"staff": "staff", "staff?": "staff", "contact": "contacts", "zoom": "zooms"}[kind], values


@cache
def known_sites() -> dict[str, Row]:
    """The rows of `sites.csv` by their id."""
    with (FOLDER / "sites.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: tuple(row) for row in csv.reader(file)}


def _site(a: Annotation) -> Row:
    own = a.options
    known = known_sites().get(a.site, (a.site, "", "", "", ""))
    keys = ("name", "commune", "department", "region")
    return (a.site, *(own.get(key, value) for key, value in zip(keys, known[1:], strict=True)))
