"""Command line: python -m tests.layouts.make FOLDER."""

import argparse
from pathlib import Path

from . import hostile, html_layouts, other_layouts, typst_layouts
from .edition import edition_text, write_truth


def main() -> None:
    """Write the edition, its truth, the layouts and the hostile files."""
    parser = argparse.ArgumentParser(prog="tests.layouts.make", description="Draws the test PDFs from one made-up edition.")
    parser.add_argument("folder", type=Path, help="where to write edition.txt, truth/, the layouts and hard/")
    out: Path = parser.parse_args().folder
    (out / "hard").mkdir(parents=True, exist_ok=True)
    (out / "edition.txt").write_text(edition_text(), encoding="utf-8")
    write_truth(out / "truth")
    for module in (typst_layouts, html_layouts, other_layouts):
        module.write_all(out)
    hostile.write_all(out / "hard", out / "number_hanging_left.pdf")


if __name__ == "__main__":
    main()
