"""Pages of a PDF as small pictures, for people to look at."""

import io
from collections.abc import Iterable, Iterator

from extractors.pdf.leading import opened

MEDIA_TYPE = "image/webp"
_WIDTH = 1300
"""Pixels across: sharp on a large screen, some 60 kB a page."""
_TALLEST = 3
"""How many times as tall as wide a picture is at the most: no page gives a picture of any size."""


def draw_pages(data: bytes, pages: Iterable[int]) -> Iterator[bytes]:
    """The pages with these numbers, from 1, each as a picture; raises Unreadable as reading does."""
    with opened(data) as document:
        for number in pages:
            sheet = document[number - 1]
            width, height = sheet.get_size()
            picture = (
                sheet.render(scale=min(_WIDTH / width, _TALLEST * _WIDTH / height)).to_pil().convert("RGB")
            )
            sheet.close()
            drawn = io.BytesIO()
            picture.save(drawn, "WEBP", quality=60, method=2)
            yield drawn.getvalue()
