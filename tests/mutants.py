"""Plant one error in a sound edition, read, load and gate it, and see what becomes of it: `make mutants`.

Each mutant has one of four fates. *Caught*: a check fails, or a number becomes unexplained, at a site whose words were changed or for
the edition. *Harmless*: the tables are the same. *Undetectable*: every number of the text is accounted for as before, no equation
that the mutant still has comes to another sum, and no other number counts something else now, so the brochure itself has nothing to
say it by. An equation that decided how one of its figures is read is spent: it ties nothing. *Silent*: everything else; there must be
none.
"""

import argparse
import difflib
import hashlib
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import regex

from expectations.gate import all_rules, run_gate
from expectations.rules import Result
from extractors.language.landlords import landlords
from extractors.pdf import read_pdf
from extractors.reading import Reading, read_document
from extractors.source.document import Document, Page, Span
from extractors.source.edition import Provenance
from tests.conftest import ROOT, SHARED, TODAY
from warehouse.build import building
from warehouse.load import Edition, load, tabulate

Fate = Literal["caught", "harmless", "undetectable", "silent"]
EQUATIONS = frozenset(
    {"landlords_add_up", "intermediary_landlords_add_up", "tenures_add_up", "one_value_per_measure", "stated_sites_consistent", "sites_as_stated"}
)
"""Rules that tie figures by an equation: an error that changes one of its sides must be caught."""
SEVERITY = {rule.name: rule.severity for rule in all_rules()}
FIGURES = ("population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters", "contacts", "editions")
"""Tables whose rows are compared."""

MAIN = ("persons", "dwellings", "monthly_eur", "encounters", "headcount", "stated_sites")
"""Columns that are a row's number; what else a row says (a qualifier, a date, communes) is in no equation."""

Row = tuple[str, ...]
_NUMBER = 4
"""The parts of a row that say which number of which site it is; the others follow."""


@dataclass(frozen=True)
class Told:
    """What one edition said.

    Its rows; each site's words (None: before the first heading); what the gate found, by check and site; its numbers by disposition,
    site and, where unexplained, text; and each equation's sides with the rows that it ties.
    """

    rows: Counter[Row]
    sheets: dict[str | None, list[str]]
    breaks: Counter[tuple[str, str | None]]
    numerals: Counter[tuple[str, str | None, str]]
    equations: dict[tuple[str, str | None], set[tuple[str, str, frozenset[Row]]]]


@dataclass(frozen=True)
class Base:
    """A sound edition as one text, and what it says."""

    name: str
    body: str
    reading: Reading
    told: Told = field(compare=False)


@dataclass(frozen=True)
class Mutant:
    """A base with one error in it."""

    base: str
    operator: str
    body: str


@dataclass(frozen=True)
class Judged:
    """What became of a mutant: its fate, the checks that caught it, and the measures whose numbers differ."""

    mutant: Mutant
    fate: Fate
    by: frozenset[str]
    measures: frozenset[str]

    def is_caught_only_by(self, check: str) -> bool:
        return self.by == {check}


# editions


def document(body: str, edition: str) -> Document:
    digest = hashlib.sha256(f"{edition} {body}".encode()).hexdigest()
    return Document(digest, edition, f"{edition}/brochure.txt", "text/plain", len(body), body, (Page(1, Span(0, len(body))),))


def bodies() -> Iterator[tuple[str, str]]:
    """The texts that errors are planted in: 2014, the samples as text and as read from PDF, and one layout."""
    yield "2014", (ROOT / "raw/2014/brochure.txt").read_text(encoding="utf-8")
    for form in ("text", "pdf"):
        for folder in sorted((SHARED / f"samples/dev/{form}/raw").glob("*")):
            files = sorted(file for file in folder.iterdir() if file.suffix in (".txt", ".pdf"))
            yield f"{folder.name} {form}", "\n\n\n\n".join(_body(file) for file in files)
    yield "2022 pdf", _body(ROOT / "tests/layouts/two_columns.pdf")


def _body(file: Path) -> str:
    if file.suffix == ".txt":
        return file.read_text(encoding="utf-8")
    read = read_pdf(file.read_bytes(), "0" * 64, "0", file.name)
    assert isinstance(read, Document)
    return read.body


def gated(readings: dict[str, Reading]) -> dict[str, list[Result]]:
    """What the gate says of many editions, each a series of its own, loaded at once."""
    editions = [Edition(name, Provenance(series=name), readings=(reading,)) for name, reading in readings.items()]
    with tempfile.TemporaryDirectory() as folder, building(Path(folder) / "gated.duckdb") as con:
        load(con, tabulate(editions))
        by_edition: dict[str, list[Result]] = {name: [] for name in readings}
        for result in run_gate(con, TODAY):
            by_edition[result.edition_id].append(result)
    return by_edition


def tell(readings: dict[str, Reading]) -> dict[str, Told]:
    results = gated(readings)
    return {name: _told(reading, results[name]) for name, reading in readings.items()}


def _told(reading: Reading, results: Sequence[Result]) -> Told:
    rows: Counter[Row] = Counter()
    by_fact: dict[str, Row] = {}
    for figure in reading.figures:
        if figure.table in FIGURES:
            main = next((str(value) for name, value in figure.values.items() if name in MAIN), "")
            kind = next((str(value) for name, value in figure.values.items() if name in ("measure", "tenure", "role")), "")
            row = (figure.table, str(figure.site_id), kind, main, *(str(value) for value in figure.values.values()))
            rows[row] += 1
            by_fact[figure.fact_id] = row
    breaks = Counter((r.rule.name, r.site_id) for r in results if not r.success)
    numerals: Counter[tuple[str, str | None, str]] = Counter(
        (e.disposition, e.site_id, e.text if e.disposition == "unexplained" else "") for e in reading.ledger
    )
    equations: dict[tuple[str, str | None], set[tuple[str, str, frozenset[Row]]]] = {}
    spent = {(fact.fact_id, check) for fact in reading.facts for check in fact.spent}
    for r in results:
        if r.rule.name in EQUATIONS and len(r.fact_ids) > 1 and spent.isdisjoint((fact, r.rule.name) for fact in r.fact_ids):
            tied = frozenset(by_fact[fact] for fact in r.fact_ids if fact in by_fact)
            equations.setdefault((r.rule.name, r.site_id), set()).add((str(r.observed), str(r.expected), tied))
    return Told(rows, _words(reading), breaks, numerals, equations)


def _words(reading: Reading) -> dict[str | None, list[str]]:
    headings = sorted((fact.span.start, fact.site_id) for fact in reading.facts if fact.pattern == "site_heading")
    words: dict[str | None, list[str]] = {}
    for (start, site), (end, _) in itertools.pairwise([(0, None), *headings, (len(reading.document.body), None)]):
        words.setdefault(site, []).append(reading.document.body[start:end].strip())
    return words


def make_bases() -> list[Base]:
    readings = {name: read_document(document(body, name)) for name, body in bodies()}
    told = tell(readings)
    return [Base(name, reading.document.body, reading, told[name]) for name, reading in readings.items()]


# operators


def _numbers(base: Base) -> list[Span]:
    """The places of the digits that became figures of the tables that are compared."""
    facts = {figure.fact_id for figure in base.reading.figures if figure.table in FIGURES}
    return [e.span for e in base.reading.ledger if e.fact_id in facts and regex.fullmatch(r"\d[\d .\u00a0\u202f,]*", e.text)]


def _replaced(body: str, span: Span, text: str) -> str:
    return body[: span.start] + text + body[span.end :]


def _at_number(change: Callable[[random.Random, str], str | None]) -> Callable[[random.Random, Base], str | None]:
    def operate(rng: random.Random, base: Base) -> str | None:
        span = rng.choice(_numbers(base))
        changed = change(rng, base.body[span.start : span.end])
        return None if changed is None else _replaced(base.body, span, changed)

    return operate


def _digit_changed(rng: random.Random, number: str) -> str:
    at = rng.choice([i for i, c in enumerate(number) if c.isdigit()])
    return number[:at] + rng.choice([d for d in "0123456789" if d != number[at] and not (at == 0 and d == "0")]) + number[at + 1 :]


def _digit_dropped(rng: random.Random, number: str) -> str | None:
    if len(number) < 2:
        return None
    at = rng.choice([i for i, c in enumerate(number) if c.isdigit()])
    return number[:at] + number[at + 1 :]


def _digit_doubled(rng: random.Random, number: str) -> str:
    at = rng.choice([i for i, c in enumerate(number) if c.isdigit()])
    return number[: at + 1] + number[at:]


def _digits_swapped(rng: random.Random, number: str) -> str | None:
    pairs = [i for i in range(len(number) - 1) if number[i : i + 2].isdigit() and number[i] != number[i + 1]]
    if not pairs:
        return None
    at = rng.choice(pairs)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _letter_for_digit(rng: random.Random, number: str) -> str | None:
    places = [i for i, c in enumerate(number) if c in "01"]
    if not places:
        return None
    at = rng.choice(places)
    return number[:at] + {"0": "O", "1": "l"}[number[at]] + number[at + 1 :]


def _space_lost(_: random.Random, number: str) -> str | None:
    closed = regex.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3})", "", number)
    return closed if closed != number else None


def _number_dropped(rng: random.Random, base: Base) -> str:
    span = rng.choice(_numbers(base))
    return _replaced(base.body, Span(span.start, span.end + (base.body[span.end : span.end + 1] == " ")), "")


def _exchanged(rng: random.Random, base: Base) -> str | None:
    numbers = sorted(_numbers(base))
    first = rng.randrange(len(numbers) - 1)
    a, b = numbers[first], numbers[min(first + rng.randint(1, 4), len(numbers) - 1)]
    one, other = base.body[a.start : a.end], base.body[b.start : b.end]
    return None if one == other or a == b else _replaced(_replaced(base.body, b, one), a, other)


def _items(base: Base) -> list[Span]:
    """Lines that hold a figure, with the lines that continue them."""
    lines = [Span(*m.span()) for m in regex.finditer(r"(?m)^[-–•▪▸] .*(?:\n {1,4}\S.*)*\n", base.body)]
    numbers = _numbers(base)
    return [line for line in lines if any(line.contains(number) for number in numbers)]


def _line_deleted(rng: random.Random, base: Base) -> str | None:
    items = _items(base)
    return _replaced(base.body, rng.choice(items), "") if items else None


def _line_doubled(rng: random.Random, base: Base) -> str | None:
    items = _items(base)
    if not items:
        return None
    line = rng.choice(items)
    return _replaced(base.body, line, 2 * base.body[line.start : line.end])


def _line_moved(rng: random.Random, base: Base) -> str | None:
    items = _items(base)
    if len(items) < 2:
        return None
    line, place = rng.sample(items, 2)
    words = base.body[line.start : line.end]
    if line.start < place.start:
        return base.body[: line.start] + base.body[line.end : place.end] + words + base.body[place.end :]
    return base.body[: place.start] + words + base.body[place.start : line.start] + base.body[line.end :]


def _landlord_names(base: Base) -> list[Span]:
    return [f.span for f in base.reading.facts if f.fact_id in {x.fact_id for x in base.reading.figures if x.table == "landlord_counts"}]


def _landlord_dropped(rng: random.Random, base: Base) -> str | None:
    names = _landlord_names(base)
    if not names:
        return None
    span = rng.choice(names)
    m = regex.compile(r"[ )]*(?:logements?|appartements?)?\)?(?:, | et )?").match(base.body, span.end)
    return _replaced(base.body, Span(span.start, m.end() if m else span.end), "")


def _landlord_renamed(rng: random.Random, base: Base) -> str | None:
    names = _landlord_names(base)
    if not names:
        return None
    span = rng.choice(names)
    words = regex.search(r"\p{Lu}[\p{L}'’ -]+\p{L}", base.body[span.start : span.end])
    if words is None:
        return None
    other = rng.choice(sorted(landlord.name for landlord in landlords().values()))
    return _replaced(base.body, Span(span.start + words.start(), span.start + words.end()), other)


def _landlords_merged(rng: random.Random, base: Base) -> str | None:
    """« SIEMP (3), RIVP (1) » becomes « SIEMP / RIVP (4) »."""
    pairs = list(regex.finditer(r"(\p{Lu}[\p{L}'’ -]+\p{L})( ?\(| : )(\d+)(\)?), (\p{Lu}[\p{L}'’ -]+\p{L})\2(\d+)(?=\)|[,.\n])", base.body))
    if not pairs:
        return None
    m = rng.choice(pairs)
    return _replaced(base.body, Span(*m.span()), f"{m[1]} / {m[5]}{m[2]}{int(m[3]) + int(m[6])}")


def _unit_changed(rng: random.Random, base: Base) -> str | None:
    units = [(m.span(), other) for unit, other in (("logements", "personnes"), ("personnes", "logements"), ("euros", "%"))
             for m in regex.finditer(rf"(?<=\d ){unit}\b", base.body)]  # fmt: skip
    if not units:
        return None
    span, other = rng.choice(units)
    return _replaced(base.body, Span(*span), other)


def _replace_one(pattern: str, change: Callable[[random.Random, str], str]) -> Callable[[random.Random, Base], str | None]:
    def operate(rng: random.Random, base: Base) -> str | None:
        found = [Span(*m.span()) for m in regex.finditer(pattern, base.body)]
        if not found:
            return None
        span = rng.choice(found)
        return _replaced(base.body, span, change(rng, base.body[span.start : span.end]))

    return operate


def _sheets(base: Base) -> list[Span]:
    starts = sorted(fact.span.start for fact in base.reading.facts if fact.pattern == "site_heading")
    return [Span(a, b) for a, b in itertools.pairwise([*starts, len(base.body)])]


def _site_deleted(rng: random.Random, base: Base) -> str | None:
    return _replaced(base.body, rng.choice(_sheets(base)), "")


def _site_doubled(rng: random.Random, base: Base) -> str | None:
    sheet = rng.choice(_sheets(base))
    words = base.body[sheet.start : sheet.end]
    return _replaced(base.body, sheet, words.rstrip("\n") + "\n\n\n\n" + words)


def _heading_deleted(rng: random.Random, base: Base) -> str | None:
    headings = [fact.span for fact in base.reading.facts if fact.pattern == "site_heading"]
    return _replaced(base.body, rng.choice(headings), "")


def _page_missing(rng: random.Random, base: Base) -> str | None:
    pages = base.body.split("\f")
    if len(pages) < 2:
        return None
    del pages[rng.randrange(len(pages))]
    return "\f".join(pages)


OPERATORS: dict[str, Callable[[random.Random, Base], str | None]] = {
    "digit changed": _at_number(_digit_changed),
    "digit dropped": _at_number(_digit_dropped),
    "digit doubled": _at_number(_digit_doubled),
    "digits swapped": _at_number(_digits_swapped),
    "number dropped": _number_dropped,
    "O for 0, l for 1": _at_number(_letter_for_digit),
    "thousands space lost": _at_number(_space_lost),
    "two figures exchanged": _exchanged,
    "line deleted": _line_deleted,
    "line doubled": _line_doubled,
    "line moved": _line_moved,
    "landlord dropped": _landlord_dropped,
    "landlord renamed": _landlord_renamed,
    "landlords merged": _landlords_merged,
    "unit changed": _unit_changed,
    "period changed": _replace_one(r"\d+(?= ans\b)", lambda rng, n: str(int(n) + rng.choice([1, 2, 3]))),
    "month changed": _replace_one(r"(?<= )(?:octobre|décembre|juin|mars|novembre)(?= 20)", lambda rng, m: rng.choice(["janvier", "avril", "mai"])),
    "year changed": _replace_one(
        r"(?<=(?:janvier|mars|juin|septembre|octobre|novembre|décembre) )20\d\d", lambda rng, y: str(int(y) + rng.choice([-2, -1, 1, 2]))
    ),
    "qualifier dropped": _replace_one(r"(?:[Pp]lus de|[Pp]rès de|[Mm]oins de|[Ee]nviron) (?=\d)", lambda rng, q: ""),
    "site deleted": _site_deleted,
    "site doubled": _site_doubled,
    "heading deleted": _heading_deleted,
    "page missing": _page_missing,
}


OF_ONE_NUMBER = frozenset({"digit changed", "digit dropped", "digit doubled", "digits swapped", "number dropped", "O for 0, l for 1"})
"""Operators that change one number and no word: no other number may count something else for it."""


def make_mutants(bases: Sequence[Base], count: int, seed: int) -> list[Mutant]:
    """So many mutants, operators and bases drawn evenly; what an operator cannot do to a base is drawn again."""
    rng = random.Random(seed)
    mutants: list[Mutant] = []
    for operator in itertools.cycle(OPERATORS):
        if len(mutants) >= count:
            return mutants
        base = rng.choice(bases)
        body = OPERATORS[operator](rng, base)
        if body is not None and body != base.body:
            mutants.append(Mutant(base.name, operator, body))
    return mutants


# fates


def judge(mutant: Mutant, base: Told, told: Told) -> Judged:
    touched = {None, *(site for site in base.sheets.keys() | told.sheets.keys() if base.sheets.get(site) != told.sheets.get(site))}
    by = frozenset(rule for rule, site in told.breaks - base.breaks if site in touched)
    unexplained = any(disposition == "unexplained" and site in touched for disposition, site, _ in told.numerals - base.numerals)
    lost, come = base.rows - told.rows, told.rows - base.rows
    if by or unexplained:
        fate: Fate = "caught"
    elif not lost and not come:
        fate = "harmless"
    elif _is_passed_over(base, told, touched) or _is_tied(base, told) or (mutant.operator in OF_ONE_NUMBER and _is_turned(lost, come)):
        fate = "silent"
    else:
        fate = "undetectable"
    numbers = {row[:_NUMBER] for row in come} ^ {row[:_NUMBER] for row in lost}
    measures = (table if table == "staff" else " ".join(filter(None, (table, kind))) for table, _, kind, _ in numbers)
    return Judged(mutant, fate, by, frozenset(measures))


def _is_passed_over(base: Told, told: Told, touched: set[str | None]) -> bool:
    """Whether a number that was a figure now counts as part of a story or as ignored."""
    more, fewer = told.numerals - base.numerals, base.numerals - told.numerals
    return any(disposition in ("narrative", "ignored") and site in touched for disposition, site, _ in more) and any(
        disposition == "extracted" and site in touched for disposition, site, _ in fewer
    )


def _is_turned(lost: Counter[Row], come: Counter[Row]) -> bool:
    """Whether a number that is as it was counts something else now: another measure, tenure or role of its site."""
    turned = {(table, site, main) for table, site, _, main, *_ in lost} & {(table, site, main) for table, site, _, main, *_ in come}
    kinds = ({row[:_NUMBER] for row in rows if (row[0], row[1], row[3]) in turned} for rows in (lost, come))
    before, now = kinds
    return bool(before - now)


def _is_tied(base: Told, told: Told) -> bool:
    """Whether an equation ties a row that differs and comes to another sum now: names and dates are in no equation."""
    lost = base.rows - told.rows
    numbers = {row[:_NUMBER] for row in told.rows - base.rows}
    changed = {row for row in lost if row[:_NUMBER] not in numbers}
    return any(
        rows & changed and {side[:2] for side in sides} != {side[:2] for side in told.equations[key]}
        for key, sides in base.equations.items() if key in told.equations
        for _, _, rows in sides
    )  # fmt: skip


_bases: dict[str, Base] = {}


def judge_batch(batch: Sequence[Mutant]) -> list[Judged]:
    if not _bases:
        _bases.update((base.name, base) for base in make_bases())
    readings = {f"m{number}": read_document(document(mutant.body, f"m{number}")) for number, mutant in enumerate(batch)}
    told = tell(readings)
    return [judge(mutant, _bases[mutant.base].told, told[f"m{number}"]) for number, mutant in enumerate(batch)]


def run(count: int, seed: int, jobs: int, size: int = 200) -> list[Judged]:
    bases = make_bases()
    mutants = make_mutants(bases, count, seed)
    batches = [mutants[start : start + size] for start in range(0, len(mutants), size)]
    if jobs == 1:
        _bases.update((base.name, base) for base in bases)
        return [judged for batch in batches for judged in judge_batch(batch)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [judged for batch in pool.map(judge_batch, batches) for judged in batch]


# tables


COLUMNS = ("stopped", "warned", "harmless", "undetectable", "silent")
"""Fates, with what is caught parted by whether a critical check stops publication."""


def _column(judged: Judged) -> str:
    if judged.fate != "caught":
        return judged.fate
    return "stopped" if any(SEVERITY[check] == "critical" for check in judged.by) else "warned"


def table(head: str, counts: Mapping[str, Counter[str]], columns: Sequence[str] = COLUMNS) -> str:
    lines = [f"| {head} | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    lines += [f"| {name} | " + " | ".join(str(row[column]) for column in columns) + " |" for name, row in counts.items()]
    return "\n".join(lines)


def by_operator(judged: Iterable[Judged]) -> dict[str, Counter[str]]:
    counts = {operator: Counter[str]() for operator in (*OPERATORS, "**all**")}
    for one in judged:
        for name in (one.mutant.operator, "**all**"):
            counts[name][_column(one)] += 1
    return counts


def by_measure(judged: Iterable[Judged]) -> dict[str, Counter[str]]:
    """Of the errors in one number's digits: what became of them, by what that number counts."""
    counts: dict[str, Counter[str]] = {}
    for one in judged:
        if one.mutant.operator.startswith(("digit", "O for")):
            for measure in one.measures:
                counts.setdefault(measure, Counter())[_column(one)] += 1
    return dict(sorted(counts.items()))


def by_check(judged: Sequence[Judged]) -> dict[str, Counter[str]]:
    """How many mutants each check caught, and how many of them get through once it is removed; checks that none of them needs are left out."""
    counts: dict[str, Counter[str]] = {}
    for check in sorted({check for one in judged for check in one.by}):
        caught = [one for one in judged if check in one.by]
        counts[check] = Counter({"caught": len(caught), "by it alone": sum(one.is_caught_only_by(check) for one in caught)})
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20141031)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    start = time.monotonic()
    judged = run(asked.count, asked.seed, asked.jobs)
    print(table("operator", by_operator(judged)), end="\n\n")
    print(table("number", by_measure(judged)), end="\n\n")
    print(table("check", by_check(judged), ("caught", "by it alone")))
    print(f"\n{len(judged)} mutants, seed {asked.seed}, {time.monotonic() - start:.0f} s")
    bodies_by_name = dict(bodies())
    silent = [one.mutant for one in judged if one.fate == "silent"]
    for mutant in silent[:20]:
        changed = [line for line in difflib.ndiff(bodies_by_name[mutant.base].splitlines(), mutant.body.splitlines()) if line[:1] in "+-"]
        print(f"silent: {mutant.operator} in {mutant.base}: {' / '.join(changed[:6])}", file=sys.stderr)
    sys.exit(bool(silent))


if __name__ == "__main__":
    main()
