"""Every edition of two writers whom the reader was not trained on is finished by answering its questions from the truth."""

from collections.abc import Iterator

import pytest

from tests.corpora import Edition, corpora
from tests.studies.oracle import finish
from tests.studies.unseen import known

WRITERS = "kr"


@pytest.fixture(scope="module", params=WRITERS)
def unmet(request: pytest.FixtureRequest) -> Iterator[str]:
    """A writer, while the weights are those of all others."""
    with known("".join(sorted({edition.writer for edition in corpora()} - {request.param}))):
        yield request.param


@pytest.fixture(scope="module")
def asked() -> dict[str, tuple[int, int]]:
    """Questions and rows of each edition that was finished."""
    return {}


def test_every_edition_is_whole_once_its_questions_are_answered(unmet: str, asked: dict[str, tuple[int, int]]) -> None:
    editions: tuple[Edition, ...] = tuple(corpora(writers=unmet))
    assert len(editions) >= 4
    for edition in editions:
        finished = finish(edition)
        asked[edition.edition_id] = (finished.asked, finished.rows)
        assert finished.left == 0, f"{edition.edition_id}: numbers are open"
        assert finished.after.f1 == 1.0, f"{edition.edition_id}: {finished.after.errors}"


def test_few_questions_are_asked(asked: dict[str, tuple[int, int]]) -> None:
    if not asked:
        pytest.skip("no edition was finished in this process")
    questions, rows = map(sum, zip(*asked.values(), strict=True))
    assert questions <= 0.12 * rows, f"{questions} questions for {rows} rows"
