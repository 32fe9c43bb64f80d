"""The small cases of mechanisms that French texts and headings have, where they lie beside the checkout."""

from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.studies.cases import heading_failures, language_failures

CASES = SHARED / "cases"
BEYOND: dict[str, str] = {
    "L001": "« le tirage au sort en a placé 76 » names nobody: the pronoun leaves the number less than sure",
}
"""Cases that are not read right yet, and why: nothing is read wrongly, and the number is left unexplained."""

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="../shared/cases is not beside this checkout")


def failures(folder: Path = CASES) -> list[str]:
    return [failure for failure in language_failures(folder) if failure is not None]


def test_each_language_case_is_right_but_for_the_known_ones() -> None:
    assert {failure.split()[1]: failure.split()[0] for failure in failures()} == dict.fromkeys(BEYOND, "loud")


def test_each_heading_case_is_right() -> None:
    assert [failure for failure in heading_failures(CASES) if failure is not None] == []
