"""Weights for the evidence model, learnt from the annotated editions: `python -m tests.studies.train`.

For each number of each edition the words around it (`Scopes.evidence`) and what the annotation says that it counts. Each is
learnt from several times, with some of its surroundings left out or its two sides exchanged, so that no single
construct is relied on. Needs scikit-learn, a development dependency; reading does not.
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from importlib.resources import files

from extractors.deciding.evidence import OTHER, Weights, made_of
from extractors.measures.found import Found
from extractors.source.document import Document, Page, Span
from tests.corpora import Annotation, Edition, corpora

SEED, COPIES = 5, 2
STRENGTH = 1.0
"""The inverse of the penalty on large weights."""
LEAST = 0.1
"""Weights below it are not kept."""
DROPPED = 0.35
"""How likely one kind of surroundings is left out of a copy."""
MIRRORED = 0.3
"""How likely the two sides of a number are exchanged in a copy."""
SURROUNDINGS = (
    "above", "head", "title", "L", "R", "LL", "RR", "LLcounted", "RRcounted", "stop", "opens", "closes", "bullet", "line", "bare",
)  # fmt: skip

Instance = tuple[list[str], str]


def measure_of(annotation: Annotation) -> tuple[str, str] | None:
    """What an annotation says that a number counts, and the number as written there; None where it states none."""
    values = annotation.values
    match annotation.kind:
        case "population":
            return values[0], values[1]
        case "housing":
            return ("via" if "via" in annotation.options else values[0]), values[1]
        case "landlord":
            return "landlord", values[2]
        case "rent":
            return "rent", values[1]
        case "encounters":
            return "encounters", values[0]
        case "staff":
            return ("staff", values[1]) if values[1] else None
        case _:
            return None


def instances(edition: Edition) -> Iterator[Instance]:
    """The evidence around each number of an edition, and its measure; numbers that may be one or the other are left out."""
    for file, text in edition.files.items():
        found = Found(Document(file, edition.edition_id, file, "text/plain", len(text), text, (Page(1, Span(0, len(text))),)))
        scopes, view = found.scopes, found.view
        slots = [slot for slot in scopes.slots.values() if not (slot.at in found.cells and found.cells[slot.at].is_other)]
        places = {slot.at: view.source(Span(slot.at, slot.at + 1)).start for slot in slots}
        measures: dict[int, str] = {}
        stated: set[float] = set()
        for annotation in (a for a in edition.annotations if a.file == file):
            wanted = [measure_of(annotation), ("communes", annotation.options.get("communes", "")), ("years", annotation.options.get("years", ""))]
            for measure, number in (pair for pair in wanted if pair and pair[1]):
                if float(number) >= 10:
                    stated.add(float(number))
                start, end = annotation.window
                near = [s.at for s in slots if start <= places[s.at] < end and float(view.numerals[s.at].value) == float(number)]
                free = [at for at in near if at not in measures]
                if free:
                    measures[free[0]] = measure
        for slot in slots:
            counted = measures.get(slot.at)
            if counted is None and float(view.numerals[slot.at].value) in stated:
                continue  # said again, perhaps
            yield scopes.evidence(slot), counted or OTHER


def _copies(evidence: Sequence[str], chance: random.Random) -> Iterator[list[str]]:
    yield list(evidence)
    for _ in range(COPIES):
        dropped = {name for name in SURROUNDINGS if chance.random() < DROPPED}
        copy = [feature for feature in evidence if _side(feature) not in dropped]
        if chance.random() < MIRRORED:
            copy = [{"L": "R", "R": "L"}[feature[0]] + feature[1:] if _side(feature) in ("L", "R") else feature for feature in copy]
        yield copy


def _side(feature: str) -> str:
    return feature.partition("=")[0].rstrip("123")


def train(editions: Sequence[Edition]) -> Weights:
    """The weights that these editions teach; the same ones for the same editions."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(SEED)
    learnt = [(copy, measure) for edition in editions for evidence, measure in instances(edition) for copy in _copies(evidence, chance)]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(evidence, 1.0) for evidence, _ in learnt])
    frequent = (matrix != 0).sum(axis=0).A1 >= 3 if hasattr((matrix != 0).sum(axis=0), "A1") else matrix.getnnz(axis=0) >= 3
    vectors.restrict(frequent)
    model = LogisticRegression(C=STRENGTH, max_iter=400).fit(matrix[:, frequent], [measure for _, measure in learnt])
    found = [("bias", measure, float(weight)) for measure, weight in zip(model.classes_, model.intercept_, strict=True)]
    for measure, weights in zip(model.classes_, model.coef_, strict=True):
        found.extend((feature, measure, float(w)) for feature, w in zip(vectors.feature_names_, weights, strict=True) if abs(w) >= LEAST)
    return made_of((feature, measure, round(weight, 2)) for feature, measure, weight in sorted(found))


def main() -> None:
    argparse.ArgumentParser(description="Learn the weights of the evidence model from the annotated editions.").parse_args()
    weights = train(corpora())
    path = files("extractors.deciding") / "data" / "weights.csv"
    with open(str(path), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "measure", "weight"])
        writer.writerows((feature, weights.measures[at], f"{weight:g}") for feature, pairs in sorted(weights.of.items()) for at, weight in pairs)
    print(f"{len(weights.of)} features, {sum(map(len, weights.of.values()))} weights, {len(weights.measures)} measures: {path}")


if __name__ == "__main__":
    main()
