"""Whole editions by three writers who had seen no reader: what is read is right, what is missed is counted."""

import pytest

from tests.corpora import Edition, Row, corpora
from tests.studies.scoring import Score, read_edition, score

EDITIONS = corpora(writers="pqr")
LEAST = 0.97
"""The F1 over all rows of these editions."""
MISSED: dict[str, int] = {"2043": 1, "2055": 1}
"""Rows of the truth that are not read, by edition: mended is as much a change as broken."""
MISREAD: dict[str, set[tuple[str, ...]]] = {
    "2043": {("population_counts", "tours", "ever_housed", "60", "exact", "", "")},
}
"""Rows that are read and are not in the truth, by edition: known failures."""


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {edition.edition_id: score([edition], {edition.edition_id: read_edition(edition)}) for edition in EDITIONS}


def misread(found: Score) -> set[Row]:
    """The table and the values of each row that is read and not stated, without its edition."""
    return {(error.table, *(error.read if error.table == "sites" else error.read[1:])) for error in found.errors if error.read is not None}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.edition_id)
def test_what_is_read_is_right_and_what_is_missed_is_counted(edition: Edition, scores: dict[str, Score]) -> None:
    found = scores[edition.edition_id]
    assert misread(found) == MISREAD.get(edition.edition_id, set())
    assert found.stated - found.right == MISSED.get(edition.edition_id, 0)


def test_the_whole_is_read_nearly_whole(scores: dict[str, Score]) -> None:
    assert sum(scores.values(), start=Score()).f1 >= LEAST
