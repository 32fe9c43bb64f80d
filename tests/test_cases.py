"""The small cases of mechanisms that French texts and headings have, where they lie beside the checkout."""

from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.studies.cases import heading_failures, language_failures

CASES = SHARED / "cases"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="../shared/cases is not beside this checkout")


def failures(folder: Path = CASES) -> list[str]:
    return [failure for failure in language_failures(folder) if failure is not None]


def test_each_language_case_is_right() -> None:
    assert failures() == []


def test_each_heading_case_is_right() -> None:
    assert [failure for failure in heading_failures(CASES) if failure is not None] == []
