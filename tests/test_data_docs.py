"""Great Expectations' pages: nothing is fetched from elsewhere, and a browser without a network shows what broke."""

import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
import regex

from expectations.data_docs import DataDocsError, check_folder, write_data_docs
from expectations.gate import all_rules
from tests.conftest import build
from warehouse.build import open_warehouse

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, brochure: str) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "raw/2014").mkdir(parents=True)
    (folder / "raw/2014/brochure.txt").write_text(brochure.replace("SIEMP (3)", "SIEMP (4)").replace("460 euros", "1 460 euros"), encoding="utf-8")
    _, _, verdict = build(folder / "raw", folder / "chezsoi.duckdb")
    with open_warehouse(verdict.path) as con:
        for _ in range(2):  # a second time gives the same pages
            assert write_data_docs(con, folder / "pages") == folder / "pages/index.html"
    return folder / "pages"


def test_a_folder_of_other_files_or_one_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>my site</h1>", encoding="utf-8")
    with pytest.raises(DataDocsError, match="holds other files, which the pages might overwrite: name a new folder"):
        check_folder(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(DataDocsError, match=r"file/docs cannot be written to \(Not a directory\)"):
        check_folder(tmp_path / "file/docs")


class Fetched(HTMLParser):
    """What a page loads (not what it links to), and the pages it links to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.loads.append(given["src"] or "")
        elif tag == "link":
            self.loads.append(given.get("href") or "")
        elif tag == "a":
            self.links.append(given.get("href") or "")


def test_pages_fetch_nothing_from_elsewhere_and_their_own_files_are_there(pages: Path) -> None:
    found = sorted(pages.rglob("*.html"))
    assert len(found) > 40
    for page in found:
        fetched = Fetched(page)
        assert [load for load in fetched.loads if regex.match(r"(?:\w+:)?//", load)] == []
        assert not regex.search(r"url\(['\"]?https?:", page.read_text(encoding="utf-8"))
        for load in (load for load in fetched.loads if "favicon" not in load):
            assert (page.parent / load).is_file(), f"{page}: {load}"
        for link in (link.split("#")[0] for link in fetched.links if not link.startswith(("#", "http"))):
            assert not link or (page.parent / unquote(link)).is_file(), f"{page}: {link}"


def test_every_check_that_looks_at_something_has_its_page(pages: Path) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in (pages / "validations").rglob("*.html"))
    assert "the landlords of the social stock add up to 17" in text
    suites = {folder.name for folder in (pages / "validations").iterdir()}
    assert {"landlords_add_up", "persons_nest", "rents", "staff"} <= suites <= {rule.name for rule in all_rules()} | {
        "editions", "sites", "facts", "numerals", "contacts", "population_counts", "housing_counts", "landlord_counts", "rents", "staff", "encounters",
        "zooms", "landlords",
    }  # fmt: skip
    assert len(list((pages / "validations").rglob("*.html"))) == len(suites)


def dom(page: Path, profile: Path) -> tuple[str, str]:
    """The page as a browser without a network builds it, and what its console says."""
    assert CHROMIUM
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")
    command = [CHROMIUM, *options, f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=5000",
               "--dump-dom", page.as_uri()]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env={**os.environ, "HOME": str(profile)})
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@needs_chromium
def test_a_browser_shows_which_checks_failed_and_what_broke(pages: Path, tmp_path: Path) -> None:
    index, console = dom(pages / "index.html", tmp_path)
    assert console == ""
    rows = regex.findall(r"<tr>(.*?)</tr>", index, regex.DOTALL)
    failed = {name for row in rows if "ge-failed-icon" in row for name in regex.findall(r'href="validations/(\w+)/', row)}
    assert failed == {"landlords_add_up", "rents", "sites_alike"}
    (broken,) = (pages / "validations/landlords_add_up").rglob("*.html")
    page, console = dom(broken, tmp_path)
    assert console == ""
    assert "the brochure states 16" in page
