"""Small cases of mechanisms that French texts and headings have, read one by one.

    python -m tests.studies.cases FOLDER

FOLDER has `language.csv` (case_id, mechanism, text, expect: annotations with « ; » between them) and `headings.csv` (heading, site_id). All that
is read under the heading « Rennes » must be what is expected. A heading must give its site with the four figures below it; a line
that is none stands in the middle of a sheet of Dijon, which must keep its figures and be the only site.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from extractors.ledger import Reading
from tests.corpora import COLUMNS, Edition, Row, annotation, row_of
from tests.studies.scoring import read_edition, text_of

FIGURES = (
    "48 personnes dans le programme", "44 personnes logées depuis l'ouverture", "39 personnes accompagnées et logées en octobre 2014",
    "57 logements captés",
)  # fmt: skip
TITLE = "Un chez-soi d'abord\n\n\n"
Rows: TypeAlias = Counter[tuple[str, Row]]


def read(case: str, text: str) -> Reading:
    return read_edition(Edition(case, "c", "", "", "", {"brochure.txt": text}, ()))[0]


def wanted(expect: str) -> Rows:
    """The rows that a case expects.

    >>> wanted("housing all 65 ; stated_sites 4")
    Counter({('housing_counts', ('all', '65', 'exact', '')): 1, ('editions', ('4',)): 1})
    """
    rows: Rows = Counter()
    for part in (part.strip().rstrip("~ ") for part in expect.split(";")):
        if part.startswith("stated_sites"):
            rows["editions", (part.split()[-1].split(":")[-1],)] += 1
        elif part and part != "nothing":
            table, values = row_of(annotation(part, "", "rennes", (0, 0)))
            rows[table, tuple(v for c, v in zip(COLUMNS[table][2:], values, strict=True) if c != "intermediary")] += 1
    return rows


def found(reading: Reading) -> Rows:
    """The rows that were read, but for the number of sites, which is looked at only where it is wanted."""
    rows: Rows = Counter()
    for figure in (f for f in reading.figures if f.table in COLUMNS and f.table != "editions"):
        rows[figure.table, tuple(text_of(figure.values.get(c)) for c in COLUMNS[figure.table][2:] if c != "intermediary")] += 1
    return rows


def language_failures(folder: Path) -> Iterator[str | None]:
    """For each case what is wrong with it, or None."""
    for case in _rows(folder / "language.csv"):
        reading = read(case["case_id"], f"{TITLE}Rennes\n\n{_lines(case['text'])}\n")
        want, have = wanted(case["expect"]), found(reading)
        sites = [figure.values["stated_sites"] for figure in reading.figures if figure.table == "editions"][:1]
        have.update(("editions", (text_of(n),)) for n in sites if any(table == "editions" for table, _ in want))
        wrong, missing = have - want, want - have
        unexplained = sum(entry.disposition == "unexplained" for entry in reading.ledger)
        is_loud = not wrong and unexplained >= min(1, missing.total())
        faults = [f"{label} {sorted(rows.elements())}" for label, rows in (("read wrongly", wrong), ("missing", missing)) if rows]
        yield (
            f"{'loud  ' if is_loud else 'SILENT'} {case['case_id']} {case['mechanism']}: {', '.join(faults)} ({unexplained} unexplained)"
            if faults
            else None
        )


def heading_failures(folder: Path) -> Iterator[str | None]:
    """For each heading what is wrong with it, or None."""
    lines = [f"- {line}" for line in FIGURES]
    for number, case in enumerate(_rows(folder / "headings.csv")):
        heading, site = _lines(case["heading"]), case["site_id"]
        if site == "none":
            parts, site = [TITLE + "Dijon", "\n".join(lines[:2]), heading, "\n".join(lines[2:])], "dijon"
        else:
            parts = [TITLE + heading, "\n".join(lines)]
        figures = [f for f in read(f"H{number:02}", "\n\n".join(parts) + "\n").figures if f.table in ("population_counts", "housing_counts")]
        sites = {figure.site_id for figure in figures}
        is_right = sites == {site} and len(figures) == len(FIGURES)
        yield None if is_right else f"heading {case['heading']!r}: {sorted(map(str, sites))} with {len(figures)} figures, wanted {case['site_id']}"


def main(folder: Path) -> int:
    language, headings = list(language_failures(folder)), list(heading_failures(folder))
    for failure in filter(None, (*language, *headings)):
        print(failure)
    right, good, loud = language.count(None), headings.count(None), sum((f or "").startswith("loud") for f in language)
    print(f"language {right} of {len(language)} right, of the others {loud} loud and nothing wrong; headings {good} of {len(headings)} right")
    return int(right < len(language) or good < 0.97 * len(headings))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(text: str) -> str:
    return text.replace("\\n", "\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
