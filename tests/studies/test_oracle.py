"""An edition that asks is finished by answering what it asks."""

from tests.corpora import corpora
from tests.studies.oracle import finish


def test_somebody_who_knows_the_truth_finishes_an_edition_by_answering() -> None:
    edition = next(edition for edition in corpora(writers="k") if edition.edition_id == "2041-k3")
    done = finish(edition)
    assert done.asked > 0
    assert (done.left, done.after.f1) == (0, 1.0)
    assert done.asked <= 0.2 * done.rows
