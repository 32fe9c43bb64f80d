"""Where each site's sheet begins, in 120 whole brochures that set their sheets apart in 120 ways."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from extractors.language.spelling import slug
from extractors.structure.headings import find_sections
from extractors.view.view import View

FOLDER = Path(__file__).parent / "sheets_apart"
"""Three files of forty brochures, each file by an author who had seen neither the reader nor the others."""
MISSED = {
    "« Zoom sur … », « Cap sur … », « Direction … » mixed",
    "town at the right end of a running line",
    "two towns in one name",
    "overseas, region before town",
    "letter to donors",
    "press kit, 'FOCUS SUR' headings, running head on each page",
    "social landlord's review, 'Agence de' headings",
    "form feeds and header repeated, town plus region",
}
"""What is not read right; at first sight these were 10, 15 and 5 of forty."""


class Brochure(NamedTuple):
    """A text with the towns of its sheets in order."""

    name: str
    towns: list[str]
    text: str


def brochures() -> Iterator[Brochure]:
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=#= ")[1:]:
            head, _, text = part.partition("\n")
            name, _, towns = head.rpartition(" | ")
            yield Brochure(name, towns.split("; "), text)


def _is_same(read: str, town: str) -> bool:
    """Whether two names are one, or one is part of the other (« Évry », « Évry-Courcouronnes »)."""
    one, other = slug(read).replace("-", ""), slug(town).replace("-", "")
    return one in other or other in one


@pytest.mark.parametrize("brochure", list(brochures()), ids=lambda brochure: brochure.name)
def test_the_sheets_of_a_brochure(brochure: Brochure) -> None:
    read = [section.site.name for section in find_sections(View(brochure.text)) if section.is_sheet]
    is_right = len(read) == len(brochure.towns) and all(map(_is_same, read, brochure.towns))
    assert is_right == (brochure.name not in MISSED), f"read {read}, printed {brochure.towns}"
