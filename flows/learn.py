"""What settled editions teach the evidence model: weights that are kept only where they read editions better that they were not learnt from."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from extractors.deciding.evidence import OTHER, SHARPNESS, Weights, changed, using, weights
from extractors.deciding.settled import Settlements
from extractors.ledger import Figure, Reading
from extractors.measures.found import Found
from extractors.reading import read_document
from extractors.source.decisions import Decisions
from flows.raw import WEIGHTS, EditionFolder, RawError, survey
from flows.readings import Decided, decided, read_sources
from flows.settle.writing import write

Change = tuple[str, str, float]
Instance = tuple[list[str], str]

PENALTY = 2.0
"""How strongly a weight is held to what it was: a brochure has a hundred numbers, the package's weights were learnt from thousands."""
LEAST = 0.05
"""Changes below it are not kept."""
_COLUMNS = {"population_counts": "measure", "housing_counts": "tenure"}
_NAMES = {"landlord_counts": "landlord", "rents": "rent", "staff": "staff", "encounters": "encounters"}
_COUNTS = {"population_counts": "persons", "housing_counts": "dwellings", "landlord_counts": "dwellings", "rents": "monthly_eur",
           "staff": "headcount", "encounters": "encounters"}  # fmt: skip


class LearnError(RawError):
    """Nothing can be learnt; the message says why and what to do."""


@dataclass(frozen=True)
class Settled:
    """An edition in which nothing is open any more: what a person decided, and its documents as they were read then."""

    edition_id: str
    known: Decided
    readings: tuple[Reading, ...]

    @property
    def rows(self) -> Counter[tuple[Any, ...]]:
        return _rows(self.readings)

    def read_without(self) -> list[Reading]:
        """Its documents as they are read by somebody who knows its headings and names, and nothing about its numbers."""
        unsaid = replace(self.known.decisions, figures=(), corrections=())
        return [read_document(reading.document, unsaid, explained=self.known.explained) for reading in self.readings]


@dataclass(frozen=True)
class Trial:
    """A settled edition read without its own decisions: rows that are right and wrong as before, and after learning from the others."""

    edition_id: str
    rows: int
    right: tuple[int, int]
    wrong: tuple[int, int]

    @property
    def gain(self) -> int:
        """Rows more that are right, less those more that are wrong."""
        return (self.right[1] - self.right[0]) - (self.wrong[1] - self.wrong[0])


def settled_editions(raw: Path) -> list[Settled]:
    """The editions whose numbers a person settled and of which none is open."""
    folders = [folder for folder in survey(raw) if folder.sources]
    known = {edition_id: replace(one, learned=None) for edition_id, one in decided(folders).items()}
    return [one for folder in folders if (one := _settled(folder, known[folder.edition_id])) is not None]


def _settled(folder: EditionFolder, known: Decided) -> Settled | None:
    if not (known.decisions.figures or known.decisions.corrections):
        return None
    readings = tuple(r for r in read_sources(folder.sources, {folder.edition_id: known}) if isinstance(r, Reading))
    if not readings or any(entry.disposition == "unexplained" for reading in readings for entry in reading.ledger):
        return None
    return Settled(folder.edition_id, known, readings)


def instances(settled: Settled) -> Iterator[Instance]:
    """The evidence around each number of an edition, and what it counts."""
    for reading in settled.readings:
        counted = _counted(reading)
        found = Found(reading.document, Settlements(reading.document, Decisions(headings=settled.known.decisions.headings)).headings)
        for slot in found.scopes.slots.values():
            measure = counted.get(found.view.places[slot.at].start, "")
            if measure:
                yield found.scopes.evidence(slot), measure


def _counted(reading: Reading) -> dict[int, str]:
    """By its place in the body what each number counts, where the model has a word for it."""
    figures: dict[str, list[Figure]] = {}
    for figure in reading.figures:
        figures.setdefault(figure.fact_id, []).append(figure)
    counted: dict[int, str] = {}
    for entry in reading.ledger:
        here = figures.get(entry.fact_id or "", [])
        mine = [one for one in here if one.table in _COUNTS and one.values.get(_COUNTS[one.table]) is not None]
        same = [one for one in mine if float(one.values[_COUNTS[one.table]]) == entry.value]  # type: ignore[arg-type]
        if same:
            counted[entry.span.start] = _measure(same[0])
        elif any(one.values.get("communes") == entry.value for one in here):
            counted[entry.span.start] = "communes"
        elif any(one.values.get("period_years") == entry.value for one in here):
            counted[entry.span.start] = "years"
        elif entry.disposition in ("ignored", "narrative"):
            counted[entry.span.start] = OTHER
    return counted


def _measure(figure: Figure) -> str:
    if figure.table == "housing_counts" and figure.values.get("intermediary"):
        return "via"
    return str(figure.values[_COLUMNS[figure.table]]) if figure.table in _COLUMNS else _NAMES[figure.table]


def learnt(known: Iterable[Instance]) -> list[Change]:
    """The changes to the weights in use that make these readings likelier, each held to what it was."""
    try:
        import numpy as np
        from scipy.optimize import minimize
        from scipy.sparse import csr_matrix
    except ImportError as error:
        raise LearnError("chezsoi learn needs SciPy: pip install 'chezsoi[learn]'") from error
    taught, model = list(known), weights()
    features = sorted({feature for evidence, _ in taught for feature in evidence})
    column = {feature: at for at, feature in enumerate(features)}
    place = {measure: at for at, measure in enumerate(model.measures)}
    taught = [(evidence, measure) for evidence, measure in taught if measure in place]
    starts = [0]
    for evidence, _ in taught:
        starts.append(starts[-1] + len(set(evidence)))
    columns = [column[feature] for evidence, _ in taught for feature in dict.fromkeys(evidence)]
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), (len(taught), len(features)))
    base = np.zeros((len(features), len(place)))
    for feature, row in column.items():
        for at, weight in model.of.get(feature, ()):
            base[row, at] = weight
    wanted = np.zeros((len(taught), len(place)))
    for row, (_, measure) in enumerate(taught):
        wanted[row, place[measure]] = 1.0

    def loss(flat: Any) -> tuple[float, Any]:
        change = flat.reshape(base.shape)
        scores = SHARPNESS * (matrix @ (base + change))
        scores -= scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        fault = np.exp(scores - total) - wanted
        likely = float(((scores - total) * wanted).sum())
        slope = SHARPNESS * (matrix.T @ fault) + 2 * PENALTY * change
        return PENALTY * float((change**2).sum()) - likely, slope.ravel()

    found = minimize(loss, np.zeros(base.size), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x.reshape(base.shape)
    rows, places = np.nonzero(np.abs(found) >= LEAST)
    return [(features[row], model.measures[at], round(float(found[row, at]), 2)) for row, at in zip(rows, places, strict=True)]


def trials(settled: Sequence[Settled]) -> Iterator[Trial]:
    """Each edition read with what the others teach; nothing where there is only one."""
    taught = {one.edition_id: list(instances(one)) for one in settled}
    for one in settled if len(settled) > 1 else ():
        others = (instance for other in settled if other is not one for instance in taught[other.edition_id])
        true = one.rows
        (right, wrong), (right_after, wrong_after) = _compared(one, true), _compared(one, true, changed(learnt(others)))
        yield Trial(one.edition_id, true.total(), (right, right_after), (wrong, wrong_after))


def _compared(one: Settled, true: Counter[tuple[Any, ...]], model: Weights | None = None) -> tuple[int, int]:
    """Rows that are right and wrong in an edition read without its decisions."""
    with using(model) if model else nullcontext():
        read = _rows(one.read_without())
    return (read & true).total(), (read - true).total()


def _rows(readings: Iterable[Reading]) -> Counter[tuple[Any, ...]]:
    counted = (figure for reading in readings for figure in reading.figures if figure.table in _COUNTS)
    return Counter((figure.table, figure.site_id, *sorted((k, str(v)) for k, v in figure.values.items())) for figure in counted)


def text_of(changes: Iterable[Change]) -> str:
    """The file that keeps changes.

    >>> print(text_of([("R1=clefs", "social", 0.5)]), end="")
    feature,measure,change
    R1=clefs,social,0.5
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["feature", "measure", "change"])
    writer.writerows(changes)
    return file.getvalue()


def learn(raw: Path, console: Console) -> bool:
    """Learn from every settled edition, show whether editions that were left out are read better, and keep the changes if so."""
    settled = settled_editions(raw)
    if len(settled) < 2:
        names = ", ".join(one.edition_id for one in settled) or "none"
        raise LearnError(
            f"settled editions in {raw}: {names}; two are needed, to learn from one and try it on the other: chezsoi settle completes one"
        )
    console.print("each read without its own decisions, before and after learning from the others:", highlight=False)
    tried: list[Trial] = []
    for trial in trials(settled):
        tried.append(trial)
        console.print(
            f"  {trial.edition_id:12} {trial.right[0]} → {trial.right[1]} of {trial.rows} rows right, {trial.wrong[0]} → {trial.wrong[1]} wrong",
            highlight=False, markup=False,
        )  # fmt: skip
    path = raw / WEIGHTS
    if sum(trial.gain for trial in tried) <= 0:
        console.print(f"not better: {f'{path} stays as it was' if path.exists() else 'nothing is kept'}", style="yellow", highlight=False)
        return False
    changes = learnt(instance for one in settled for instance in instances(one))
    write(path, text_of(changes))
    console.print(f"better: {len(changes)} changed weights are kept in {path}; remove it to read as before", style="green", highlight=False)
    return True
