"""How often a reading is right that says how sure it is, on writers whom nothing was learnt from: the table of docs/confidence.md.

python -m tests.studies.confidence
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from extractors.deciding.evidence import OTHER
from extractors.deciding.figures import Figures
from extractors.ledger import SettledBy
from extractors.measures.found import Found
from extractors.source.document import Document, Page, Span
from tests.corpora import Edition, corpora, truth
from tests.studies.unseen import known

BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reading of a number: how sure it was, who decided, and whether the truth says the same."""

    confidence: float
    settled_by: SettledBy
    is_right: bool


def outcomes(writer: str) -> list[Outcome]:
    """Every reading of a writer's numbers, after learning from all others."""
    others = "".join(sorted({edition.writer for edition in corpora()} - {writer}))
    with known(others):
        return [outcome for edition in corpora(writers=writer) for outcome in _outcomes(edition)]


def _outcomes(edition: Edition) -> Iterator[Outcome]:
    stated = set(_stated(edition))
    for file, text in edition.files.items():
        page = Page(1, Span(0, len(text)))
        found = Found(Document(file, edition.edition_id, file, "text/plain", len(text), text, (page,)))
        figures = Figures(found)
        list(figures.rows())
        for at, choice in figures.choices.items():
            if choice.measure != OTHER:
                said = (figures.site_of(at), choice.measure, float(found.view.numerals[at].value))
                yield Outcome(choice.confidence, choice.settled_by, said in stated)


def _stated(edition: Edition) -> Iterator[tuple[str, str, float]]:
    """The site, the measure and the number of each row that one number decides."""
    rows = truth(edition)
    yield from ((row[1], row[2], float(row[3])) for row in rows["population_counts"])
    yield from ((row[1], row[2], float(row[4])) for row in rows["housing_counts"])
    yield from ((row[1], "communes", float(row[6])) for row in rows["housing_counts"] if row[6])
    yield from ((row[1], "rent", float(row[3])) for row in rows["rents"])
    yield from ((row[1], "encounters", float(row[2])) for row in rows["encounters"])


def _share(found: Sequence[Outcome]) -> str:
    right = sum(outcome.is_right for outcome in found)
    return f"{len(found)} | {len(found) - right} | {right / len(found):.4f}" if found else "0 | 0 | –"


def main() -> None:
    with ProcessPoolExecutor() as pool:
        found = [o for some in pool.map(outcomes, sorted({edition.writer for edition in corpora()})) for o in some]
    print("| confidence | readings | wrong | right |\n|---|---|---|---|")
    for low, high in zip(BOUNDS, (*BOUNDS[1:], 1.1), strict=True):
        print(f"| {low:g}–{min(high, 1):g} | {_share([o for o in found if low <= o.confidence < high])} |")
    print("\n| taken from | readings | wrong | right |\n|---|---|---|---|")
    for threshold in THRESHOLDS:
        print(f"| {threshold:g} | {_share([o for o in found if o.confidence >= threshold])} |")
    print("\n| decided by | readings | wrong | right |\n|---|---|---|---|")
    for who in ("pattern", "evidence", "arithmetic"):
        print(f"| {who} | {_share([o for o in found if o.settled_by == who and o.confidence >= THRESHOLDS[2]])} |")


if __name__ == "__main__":
    main()
