"""The review page: what it shows, that nothing in a brochure can make it do anything, and what its server refuses."""

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import regex
import uvicorn
from filelock import FileLock
from starlette.testclient import TestClient
from typer.testing import CliRunner

from expectations.rules import Result, sql_rules
from extractors.pdf.drawing import MEDIA_TYPE
from extractors.source.decisions import parse_decisions
from extractors.source.document import Span, Words
from flows import steps
from flows.cli import app
from flows.plan import make_plan
from flows.readings import decided, read_sources
from flows.review import server
from flows.review.content import Content, Figure, PageOf, arithmetic, collect
from flows.review.files import Drawn, ReviewError, drawn, edition_of, newest, write_page
from flows.review.marks import Mark
from flows.review.page import picture_address, render
from flows.review.server import Review, application, decisions_path
from flows.settle.questions import Answer, questions, read_figures
from flows.settle.rereading import reread
from flows.settle.writing import write
from tests.browser import Browser, browser, needs_chromium
from tests.conftest import ROOT
from warehouse.build import open_warehouse

PLANTED = "<script>window.owned=1</script>\"'><img src=x onerror=window.owned=1><svg onload=window.owned=1>{{7*7}}{% raise %}</style></title>&lt;"
CLOSED = {"status", "severity", "kind", "disposition", "measure", "settled_by", "qualifier", "key", "media_type", "table", "what", "document_id"}
"""Fields that hold one of a few words of the program's own, or a hash."""
UNREAD = "Un chez-soi d'abord\n\n\nLille\n\n- 60 personnes dans le volet « Un chez-soi d'abord »\n- 42 lanternes et 15 logements captés\n- 22 logements dans le parc social\n"
"""A sheet with a number that nobody can explain."""


@dataclasses.dataclass(frozen=True)
class Made:
    """An edition's page as a file, with what it was made from."""

    content: Content
    seen: Drawn
    file: Path
    database: Path
    raw: Path

    def page(self, content: Content | None = None, seen: Drawn | None = None) -> str:
        known = seen or self.seen
        pictures = {place: picture_address(picture, MEDIA_TYPE) for place, picture in known.pictures.items()}
        return render(content or self.content, pictures, known.words, "a.duckdb", "decisions.toml")


def made(folder: Path, edition: str, **files: bytes) -> Made:
    (folder / "raw" / edition).mkdir(parents=True)
    for name, data in files.items():
        (folder / "raw" / edition / name.replace("_", ".")).write_bytes(data)
    database = folder / "chezsoi.duckdb"
    plan = make_plan(folder / "raw", database)
    steps.build(plan, read_sources((source for one in plan.folders for source in one.sources), decided(plan.folders)))
    steps.decide(plan, steps.check(plan))
    file = write_page(database, folder / "raw", edition, None)
    with open_warehouse(newest(database)) as con:
        content = collect(con, edition)
    return Made(content, drawn(content, folder / "raw"), file, database, folder / "raw")


def page_of(raw: Path, **files: str) -> str:
    """The page of an edition of these files, without a warehouse file."""
    for name, text in files.items():
        (raw / "2014" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return render(collect(reread(raw, "2014"), "2014"), {}, {}, "", "")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory, brochure: str) -> Made:
    """The edition of 2014 with a misprint, and a number that nobody can explain."""
    broken = brochure.replace("SIEMP (3)", "SIEMP (4)").replace("en chiffres ...", "en chiffres ...\n\n- Et 777 encore\n", 1)
    return made(tmp_path_factory.mktemp("text"), "2014", brochure_txt=broken.encode())


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("pdf"), "cards", brochure_pdf=(ROOT / "tests/layouts/cards_2x3_above.pdf").read_bytes())


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        page.size(1400, 900)
        yield page


# What the page says


def test_the_newest_edition_of_the_last_run_is_shown(text: Made) -> None:
    assert newest(text.database) == text.database.with_name("chezsoi.duckdb.rejected")
    with open_warehouse(newest(text.database)) as con:
        assert edition_of(con, None, text.database) == "2014"
        with pytest.raises(ReviewError, match="has no edition 2016: it has 2014; run chezsoi run first"):
            edition_of(con, "2016", text.database)
    assert text.file == text.database.with_name("review-2014.html")


def test_figures_stand_by_site_in_the_order_of_the_contract(text: Made) -> None:
    assert [sheet.name for sheet in text.content.sheets] == ["The edition as a whole", "Paris", "Lille", "Toulouse", "Marseille"]
    paris = text.content.sheets[1].groups
    assert list(paris) == ["Contacts", "Persons", "Dwellings", "Landlords", "Rents", "Team", "Encounters", "Stories"]
    assert [(figure.label, figure.said) for figure in paris["Persons"]] == [
        ("in study", "120"), ("in programme", "60"), ("ever housed", "57"), ("currently housed", "53"),
    ]  # fmt: skip
    assert paris["Encounters"][0].said == "more than 5000"
    assert next(figure for figure in paris["Landlords"] if figure.label == "SIEMP").failing == ("landlords_add_up",)


def test_every_number_of_the_source_is_marked(text: Made) -> None:
    (source,) = text.content.sources
    with open_warehouse(newest(text.database)) as con:
        places = con.execute("SELECT char_start, char_end, disposition FROM numerals").fetchall()
    assert Counter(text.content.counts.values()).total() == 4
    assert sum(text.content.counts.values()) == len(places)
    for start, end, disposition in places:
        assert any(mark.span.contains(Span(start, end)) for mark in source.marks), source.body[start:end]
        if disposition == "unexplained":
            assert any(mark.kind == "open" and mark.span == (start, end) for mark in source.marks)


def test_what_is_printed_and_unread_is_not_said_to_be_missing(raw: Path) -> None:
    page = page_of(raw, brochure_txt=UNREAD)
    assert regex.search(r"Not read yet, and perhaps among the \d open number", page)
    assert "Not printed" not in page


def test_a_check_shows_its_sum(text: Made) -> None:
    checks = {check.name: check for check in text.content.checks}
    assert checks["landlords_add_up"].status == "critical"
    assert any("6 + 4 + 1 + 1 + 1 + 1 + 1 + 1 + 1 = 17 ≠ 16 ✗" in finding.text for finding in checks["landlords_add_up"].findings)
    assert [finding.text for finding in checks["tenures_add_up"].findings] == ["16 + 13 + 29 = 58 ✓"]
    assert "is 1460" not in checks["persons_nest"].findings[0].text
    assert text.content.checks[0].name == "landlords_add_up"


@pytest.mark.parametrize(
    ("values", "observed", "expected", "text"),
    [
        (("42", "22", "5", "15"), "42", "42", "22 + 5 + 15 = 42 ✓"),
        (("40", "22", "5", "15"), "42", "40", "22 + 5 + 15 = 42 ≥ 40 ✓"),
        (("42", "22", "5", "14"), "42", "42", ""),  # the figures are not what the check added up: no sum is claimed
        (("42", "22", "some", "15"), "42", "42", ""),
        (("11 membres", "4", "7"), "11", "11", "4 + 7 = 11 ✓"),
    ],
)
def test_a_sum_is_shown_only_where_the_figures_make_it(values: tuple[str, ...], observed: str, expected: str, text: str) -> None:
    rule = next(rule for rule in sql_rules() if rule.name == "tenures_add_up")
    facts = {
        str(n): [Figure(str(n), "lille", "Dwellings", "", value, None, "exact", None, "pattern", 1, "", Span(0, 1), "")]
        for n, value in enumerate(values)
    }
    assert arithmetic(Result(rule, "2014", "lille", True, observed, expected, None, tuple(facts)), facts) == text


def test_a_correction_shows_what_is_printed(raw: Path, brochure: str) -> None:
    decisions = '[[correction]]\nquote = "SIEMP (4)"\nreads = "paris: landlord social \\"SIEMP\\" 3"\nby = "c.durand"\nwhy = "misprint"\n'
    page = page_of(raw, brochure_txt=brochure.replace("SIEMP (3)", "SIEMP (4)"), decisions_toml=decisions)
    assert regex.search(r"<bdi>3</bdi> <small class=\"printed\">printed <del>4</del>", page)
    assert "c.durand: misprint" in page


def test_a_pdf_that_is_gone_is_shown_as_text(pdf: Made, tmp_path: Path) -> None:
    page = write_page(pdf.database, tmp_path, None, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "brochure.pdf is not the file that was read: its text is shown without its pages" in page
    assert "<image" not in page
    assert 'class="page text"' in page


def test_the_command_says_where_the_page_is(text: Made, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["review", "2014", "--database", str(text.database), "--raw", str(text.raw), "--to", str(tmp_path / "a.html")])
    assert (done.exit_code, done.output) == (0, f"review    {tmp_path / 'a.html'}\n")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == text.file.read_text(encoding="utf-8")


# What a brochure cannot do


def planted(value: Any, name: str = "") -> Any:
    """The same content with markup at the end of every text in it."""
    if isinstance(value, str):
        return value if name in CLOSED else value + PLANTED
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: planted(getattr(value, field.name), field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    if isinstance(value, Span) or not isinstance(value, list | tuple | dict):
        return value
    if isinstance(value, dict):
        return {key: planted(one, str(key)) for key, one in value.items()}
    return type(value)(planted(one, name) for one in value)


class Elements(HTMLParser):
    """What a page consists of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.loads += [value or "" for name, value in attrs if name == "src" or (name == "href" and tag != "a")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("which", ["text", "pdf"])
def test_markup_in_every_field_stays_words(which: str, request: pytest.FixtureRequest) -> None:
    made: Made = request.getfixturevalue(which)
    page = made.page(planted(made.content))
    elements, clean = Elements(page), Elements(made.page())
    assert elements.tags["script"] == elements.tags["style"] == elements.tags["title"] - clean.tags["title"] + 1 == 1
    assert elements.tags["img"] == 0
    assert elements.tags["svg"] == clean.tags["svg"]
    assert elements.handlers == []
    assert [load for load in elements.loads if not load.startswith("data:")] == []
    assert page.count("{{7*7}}") > 300
    assert "49{%" not in page
    assert regex.search(r"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; script-src &#39;sha256-", page)


@needs_chromium
@pytest.mark.parametrize("which", ["text", "pdf"])
def test_a_browser_runs_nothing_of_it_and_fetches_nothing(which: str, request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> None:
    made: Made = request.getfixturevalue(which)
    (tmp_path / "page.html").write_text(made.page(planted(made.content)), encoding="utf-8")
    chromium.console.clear()
    chromium.open((tmp_path / "page.html").as_uri())
    chromium.press("j", "1")
    assert chromium.run("window.owned") is None
    assert [address for address in chromium.requests if not address.startswith(("data:", "file:"))] == []
    assert [address for address in chromium.requests if address.startswith("file:")] == [(tmp_path / "page.html").as_uri()]
    assert chromium.console == []


@needs_chromium
def test_a_script_that_got_in_all_the_same_would_not_run(text: Made, chromium: Browser, tmp_path: Path) -> None:
    injected = text.page().replace("</header>", "<script>window.owned=1</script><img src=x onerror=window.owned=1></header>", 1)
    (tmp_path / "page.html").write_text(injected, encoding="utf-8")
    chromium.open((tmp_path / "page.html").as_uri())
    assert chromium.run("window.owned") is None
    chromium.console.clear()


# What a person does with it


IS_SEEN = (
    "(() => {{ const e = document.querySelector({0}); const a = (e.querySelector('rect') || e).getBoundingClientRect(),"
    " b = e.closest('#source, #panel').getBoundingClientRect(); return e.classList.contains('on') && a.top >= b.top && a.bottom <= b.bottom; }})()"
)


def is_seen(page: Browser, selector: str) -> None:
    page.until(IS_SEEN.format(json.dumps(selector)), 5)


@needs_chromium
@pytest.mark.parametrize("which", ["text", "pdf"])
def test_a_click_on_either_side_finds_the_other(which: str, request: pytest.FixtureRequest, chromium: Browser) -> None:
    made: Made = request.getfixturevalue(which)
    last = made.content.sheets[-1].groups["Dwellings"][0]
    chromium.open(made.file.as_uri())
    chromium.click(f'#panel tr[data-k="{last.key}"] .value')
    is_seen(chromium, f'#source [data-k~="{last.key}"]')
    assert chromium.run("location.hash") == f"#{last.key}"
    first = made.content.sheets[1].groups["Dwellings"][0]
    chromium.click(f'#source [data-k~="{first.key}"]')
    is_seen(chromium, f'#panel tr[data-k="{first.key}"]')
    assert not chromium.run(f"document.querySelector('#panel tr[data-k=\"{last.key}\"]').classList.contains('on')")


@needs_chromium
def test_a_link_leads_to_a_figure(pdf: Made, chromium: Browser) -> None:
    key = pdf.content.sheets[-1].groups["Encounters" if "Encounters" in pdf.content.sheets[-1].groups else "Rents"][0].key
    chromium.open(f"{pdf.file.as_uri()}#{key}")
    is_seen(chromium, f'#source [data-k~="{key}"]')
    is_seen(chromium, f'#panel tr[data-k="{key}"]')
    assert chromium.run("[...document.querySelectorAll('#panel tr.row.on')].map((row) => row.dataset.k)") == [key]


@needs_chromium
def test_the_words_of_a_pdf_can_be_selected(pdf: Made, chromium: Browser) -> None:
    chromium.open(pdf.file.as_uri())
    chromium.run("getSelection().selectAllChildren(document.querySelector('figure.page .words'))")
    assert "personnes dans le volet" in regex.sub(r"\s+", " ", chromium.run("getSelection().toString()"))
    assert chromium.run("document.querySelectorAll('figure.page').length") == len(pdf.content.sources[0].pages)


@needs_chromium
def test_keys_step_through_the_questions_and_give_answers_to_copy(text: Made, chromium: Browser) -> None:
    chromium.open(text.file.as_uri())
    chromium.press("j")
    first = chromium.run("document.querySelector('.question.on').dataset.question")
    assert first == text.content.questions[0].question_id
    chromium.press("j", "k")
    assert chromium.run("document.querySelector('.question.on').dataset.question") == first
    for question in text.content.questions:
        chromium.press(next(answer.key for answer in question.answers))
    assert chromium.run("document.querySelector('#basket .said').innerText") == f"{len(text.content.questions)} answers given, not yet in the file"
    chromium.click("#look")
    pasted = parse_decisions(chromium.run("document.querySelector('.diff').textContent"))
    assert len(pasted.accepted) + len(pasted.figures) + len(pasted.corrections) + len(pasted.headings) == len(text.content.questions)
    chromium.press("Escape", "u")
    assert chromium.run("document.querySelector('#basket .said').innerText").startswith(f"{len(text.content.questions) - 1} answer")


@needs_chromium
def test_filters_leave_what_is_asked_for(text: Made, chromium: Browser) -> None:
    chromium.open(text.file.as_uri())
    choose = (
        "(() => {{ document.querySelector('[name={0}]').value = '{1}'; document.querySelector('#filters').dispatchEvent(new Event('change')); }})()"
    )
    shown = "new Set([...document.querySelectorAll('#panel tr.row')].filter(e => e.offsetHeight).map(e => e.dataset.{0})).size"
    chromium.run(choose.format("site", "lille"))
    assert chromium.run(shown.format("site")) == 1
    assert chromium.run("document.querySelectorAll('#panel .sheet:not([hidden])').length") == 1
    chromium.run(choose.format("measure", "Persons"))
    assert chromium.run("document.querySelectorAll('#panel table:not([hidden])').length") == 1
    assert chromium.run("document.querySelectorAll('#source .mark:not(.off)').length") == len(
        {figure.span for figure in text.content.sheets[2].groups["Persons"]}
    )


@needs_chromium
def test_forty_pages_open_in_under_two_seconds(pdf: Made, chromium: Browser, tmp_path: Path) -> None:
    many, seen = repeated(pdf, -(-40 // len(pdf.content.sources[0].pages)))
    (tmp_path / "page.html").write_text(pdf.page(many, seen), encoding="utf-8")
    assert min(chromium.open((tmp_path / "page.html").as_uri()) for _ in range(2)) < 2
    assert chromium.run("document.querySelectorAll('figure.page').length") >= 40
    assert chromium.run("document.querySelectorAll('#source .mark').length") > 500


def repeated(made: Made, times: int) -> tuple[Content, Drawn]:
    """An edition whose only PDF goes on and on."""
    (source,) = made.content.sources
    size, last = len(source.body), len(source.pages)
    words = Words()
    for turn in range(times):
        old = made.seen.words[source.document_id]
        for index, (start, end, page) in enumerate(zip(old.starts, old.ends, old.pages, strict=True)):
            words.append(Span(start, end).moved(turn * size), page + turn * last, old.box(index))
    pages = tuple(PageOf(p.number + turn * last, p.span.moved(turn * size), p.width, p.height) for turn in range(times) for p in source.pages)
    marks = [
        Mark(m.kind, m.span.moved(turn * size), m.label, [f"{k}-{turn}" for k in m.keys], m.traits) for turn in range(times) for m in source.marks
    ]
    long = dataclasses.replace(source, body=source.body * times, pages=pages, marks=marks, boxes={})
    pictures = {(source.document_id, page + turn * last): picture for turn in range(times) for (_, page), picture in made.seen.pictures.items()}
    return dataclasses.replace(made.content, sources=[long]), Drawn({source.document_id: words}, pictures)


# The server

PORT = 4321
HEADERS = {"Host": f"127.0.0.1:{PORT}", "Origin": f"http://127.0.0.1:{PORT}"}


@pytest.fixture
def review(raw: Path, brochure: str) -> Review:
    (raw / "2014/brochure.txt").write_text(brochure.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    (raw / "2014/decisions.toml").write_text("# ours\n", encoding="utf-8")
    return Review(raw, "2014")


@pytest.fixture
def client(review: Review) -> TestClient:
    return TestClient(application(review, "secret", PORT), base_url=f"http://127.0.0.1:{PORT}")


def corrected(review: Review) -> dict[str, Any]:
    """The answer that SIEMP has 3."""
    with_answer = [(q, a) for q in questions(review._con, "2014") for a in q.answers if 'landlord social "SIEMP" 3' in str(a.values.get("reads"))]
    (question, answer), *_ = with_answer
    return {"action": "answer", "question": question.question_id, "key": answer.key, "by": "c.durand", "why": "misprint"}


def test_an_answer_is_shown_then_written_read_again_and_taken_back(review: Review, client: TestClient) -> None:
    asked = corrected(review)
    told = client.post("/secret/show", json=asked, headers=HEADERS).json()
    assert regex.search(r'(?m)^\+reads = "paris: landlord social \\"SIEMP\\" 3"$', told["diff"])
    assert review.path.read_text(encoding="utf-8") == "# ours\n"
    done = client.post("/secret/write", json={**asked, "shown": told["shown"]}, headers=HEADERS)
    assert done.status_code == 200
    written = review.path.read_text(encoding="utf-8")
    assert written.startswith("# ours\n")
    assert [line[1:] for line in told["diff"].splitlines() if regex.match(r"\+(?!\+\+)", line)] == written.removeprefix("# ours\n").splitlines()
    assert "6 + 3 + 1 + 1 + 1 + 1 + 1 + 1 + 1 = 16 ✓" in client.get("/secret/", headers=HEADERS).text
    back = client.post("/secret/show", json={"action": "undo"}, headers=HEADERS).json()
    assert client.post("/secret/write", json={"action": "undo", "shown": back["shown"]}, headers=HEADERS).status_code == 200
    assert review.path.read_text(encoding="utf-8") == "# ours\n"
    assert client.post("/secret/show", json={"action": "undo"}, headers=HEADERS).status_code == 409


@pytest.mark.parametrize(
    ("path", "headers", "status", "fault"),
    [
        ("/secret/show", {**HEADERS, "Host": "evil.example"}, 403, "its own address only"),
        ("/secret/show", {**HEADERS, "Host": "127.0.0.1:80"}, 403, "its own address only"),
        ("/guess/show", HEADERS, 403, "another token"),
        ("/secret/show", {**HEADERS, "Origin": "http://evil.example"}, 403, "only the page itself"),
        ("/secret/show", {**HEADERS, "Origin": "null"}, 403, "only the page itself"),
        ("/secret/show", {"Host": HEADERS["Host"]}, 403, "only the page itself"),
        ("/secret/show", {**HEADERS, "Content-Type": "text/plain"}, 415, "in JSON"),
        ("/secret/write", HEADERS, 409, "not what was shown"),
    ],
)
def test_what_does_not_come_from_the_page_is_refused(
    client: TestClient, review: Review, path: str, headers: dict[str, str], status: int, fault: str
) -> None:
    body = json.dumps(corrected(review))
    answer = client.post(path, content=body, headers={"Content-Type": "application/json", **headers})
    assert answer.status_code == status
    assert fault in answer.json()["fault"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert review.path.read_text(encoding="utf-8") == "# ours\n"


def test_a_page_is_given_to_its_own_host_and_token_only(client: TestClient) -> None:
    assert client.get("/secret/", headers={"Host": f"localhost:{PORT}"}).status_code == 200
    assert client.get("/secret/", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/other/", headers=HEADERS).status_code == 403
    assert client.get("/", headers=HEADERS).status_code == 404
    assert client.get("/secret/picture/..%2f..%2fetc%2fpasswd/1", headers=HEADERS).status_code == 404
    assert client.post("/secret/", headers=HEADERS).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "fault"),
    [
        ({"question": "nothing"}, 409, "no longer open"),
        ({"key": "7z"}, 422, "no such answer"),
        ({"own": "paris: castles 3"}, 422, "'castles' is no kind of row"),
    ],
)
def test_what_is_no_answer_is_refused(client: TestClient, review: Review, change: dict[str, str], status: int, fault: str) -> None:
    answer = client.post("/secret/show", json=corrected(review) | change, headers=HEADERS)
    assert (answer.status_code, fault in answer.json()["fault"]) == (status, True)
    assert client.post("/secret/show", content=b"x" * 30_000, headers={**HEADERS, "Content-Type": "application/json"}).status_code == 413
    assert client.post("/secret/show", content=b"[]", headers={**HEADERS, "Content-Type": "application/json"}).status_code == 422


@pytest.mark.parametrize(
    ("own", "table", "reads"),
    [
        ('lille: staff "coordinateur" 777', "figure", 'lille: staff "coordinateur" 777'),
        ('staff "coordinateur" 777', "figure", 'paris: staff "coordinateur" 777'),
        ('lille: staff "coordinateur" 7', "correction", 'lille: staff "coordinateur" 7'),
    ],
)
def test_a_person_may_say_something_else(raw: Path, brochure: str, own: str, table: str, reads: str) -> None:
    (raw / "2014/brochure.txt").write_text(brochure.replace("en chiffres ...", "en chiffres ...\n\n- Et 777 encore\n", 1), encoding="utf-8")
    review = Review(raw, "2014")
    (question,) = (q for q in questions(review._con, "2014") if q.quote == "777")
    diff = review.show({"action": "answer", "question": question.question_id, "key": "e", "own": own})["diff"]
    assert f"+[[{table}]]" in diff
    assert f"+reads = {json.dumps(reads)}" in diff


@needs_chromium
def test_what_a_person_says_himself_is_copied_as_it_would_be_written(text: Made, chromium: Browser) -> None:
    (question,) = (q for q in text.content.questions if q.quote == "777")
    chromium.open(f"{text.file.as_uri()}#question={question.question_id}")
    chromium.press("e", *'$& "x"', "Enter")
    chromium.click("#look")
    assert 'reads = "$& \\"x\\""\n' in chromium.run("document.querySelector('.diff').textContent")


def test_a_finding_is_accepted_with_a_reason_only(client: TestClient, review: Review) -> None:
    question, answer = next((q, a) for q in questions(review._con, "2014") for a in q.answers if a.table == "decision")
    asked = {"action": "answer", "question": question.question_id, "key": answer.key, "why": " "}
    assert client.post("/secret/show", json=asked, headers=HEADERS).json() == {"fault": "say why it is accepted"}
    assert "reason = " in client.post("/secret/show", json=asked | {"why": "it is so"}, headers=HEADERS).json()["diff"]


def test_a_quote_that_is_not_in_the_source_is_not_written(review: Review) -> None:
    with pytest.raises(server.Refused, match="the source has no words « 99 chateaux »"):
        review._check_quote(Answer("1", "", "figure", {"quote": "99 chateaux", "reads": "nothing"}))


def test_many_names_are_answered_together(tmp_path: Path) -> None:
    folder = tmp_path / "raw/2019"
    folder.mkdir(parents=True)
    text = "Un chez-soi d'abord\n\nLille\n\n16 logements dans le parc social : Zorkane (6), Yvettine (5), Wagramont (5)\n"
    (folder / "brochure.txt").write_text(text, encoding="utf-8")
    review = Review(tmp_path / "raw", "2019")
    (question,) = (q for q in questions(review._con, "2019") if len(q.answers) == 1 and q.kind == "name")
    diff = review.show({"action": "answer", "question": question.question_id, "key": "1"})["diff"]
    assert '+text = ["Zorkane", "Yvettine", "Wagramont"]' in diff


def test_what_changed_since_it_was_shown_is_not_written(client: TestClient, review: Review, brochure: str) -> None:
    asked = corrected(review)
    told = client.post("/secret/show", json=asked, headers=HEADERS).json()
    write(review.path, "# somebody else's\n")
    assert client.post("/secret/write", json={**asked, "shown": told["shown"]}, headers=HEADERS).status_code == 409
    assert review.path.read_text(encoding="utf-8") == "# somebody else's\n"
    write(review.raw / "2014/brochure.txt", brochure)  # the misprint is gone, and so is the question
    answer = client.post("/secret/show", json=asked, headers=HEADERS)
    assert (answer.status_code, answer.json()["fault"]) == (409, "this question is no longer open: load the page again")


@pytest.mark.parametrize("edition", ["../raw/2014", "..", ".", "linked", "with-link", "2014/../2014"])
def test_nothing_is_written_outside_the_raw_folder(raw: Path, tmp_path: Path, edition: str) -> None:
    (tmp_path / "outside").mkdir()
    (raw / "linked").symlink_to(tmp_path / "outside")
    (raw / "with-link").mkdir()
    (raw / "with-link/decisions.toml").symlink_to(tmp_path / "outside/decisions.toml")
    with pytest.raises(ReviewError, match="lies outside"):
        decisions_path(raw, edition)


def test_a_link_that_appears_later_is_not_followed(client: TestClient, review: Review, tmp_path: Path) -> None:
    asked = corrected(review)
    told = client.post("/secret/show", json=asked, headers=HEADERS).json()
    (tmp_path / "elsewhere.toml").write_text("# ours\n", encoding="utf-8")
    review.path.unlink()
    review.path.symlink_to(tmp_path / "elsewhere.toml")
    answer = client.post("/secret/write", json={**asked, "shown": told["shown"]}, headers=HEADERS)
    assert (answer.status_code, "or is a link" in answer.json()["fault"]) == (409, True)
    assert (tmp_path / "elsewhere.toml").read_text(encoding="utf-8") == "# ours\n"


def test_a_second_server_on_the_same_warehouse_is_refused(raw: Path, tmp_path: Path) -> None:
    links: list[str] = []
    with FileLock(f"{tmp_path / 'chezsoi.duckdb'}.review.lock"), pytest.raises(ReviewError, match="another chezsoi review --serve has"):
        server.serve(raw, tmp_path / "chezsoi.duckdb", "2014", 0, links.append)
    assert links == []


@pytest.fixture
def served(review: Review, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The link of a server that runs beside the test."""
    servers: list[uvicorn.Server] = []
    links: list[str] = []
    run: Callable[..., None] = uvicorn.Server.run

    def kept(self: uvicorn.Server, **options: Any) -> None:
        self.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        servers.append(self)
        run(self, **options)

    monkeypatch.setattr(uvicorn.Server, "run", kept)
    thread = Thread(target=server.serve, args=(review.raw, tmp_path / "w.duckdb", "2014", 0, links.append), daemon=True)
    thread.start()
    while not (links and servers):
        thread.join(0.05)
    yield links[0]
    servers[0].should_exit = True
    thread.join(20)


def test_a_figure_that_is_read_wrongly_is_changed(review: Review, client: TestClient) -> None:
    wrong = next(q for q in read_figures(review._con, "2014") if q.now == "paris: housing social 16")
    asked = {"action": "answer", "question": wrong.question_id, "key": "e", "own": "paris: housing private 16", "by": "c.durand"}
    told = client.post("/secret/show", json=asked, headers=HEADERS).json()
    assert client.post("/secret/write", json={**asked, "shown": told["shown"]}, headers=HEADERS).status_code == 200
    site = "SELECT tenure, dwellings, settled_by FROM housing_counts JOIN facts USING (fact_id) WHERE housing_counts.site_id = 'paris' AND dwellings = 16"
    assert review._con.execute(site).fetchall() == [("private", 16, "person")]


def test_a_decision_of_any_day_is_taken_back(review: Review, client: TestClient) -> None:
    two = '[[heading]]\nquote = "Paris"\noccurrence = 1\nsite = "nothing"\n\n[[figure]]\nquote = "58 logements captés"\nreads = "nothing"\n'
    write(review.path, f"# ours\n\n{two}")
    asked = {"action": "remove", "table": "heading", "number": "1"}
    told = client.post("/secret/show", json=asked, headers=HEADERS).json()
    assert '-site = "nothing"' in told["diff"]
    assert client.post("/secret/write", json={**asked, "shown": told["shown"]}, headers=HEADERS).status_code == 200
    left = parse_decisions(review.path.read_text(encoding="utf-8"))
    assert (len(left.headings), len(left.figures)) == (0, 1)
    for wrong in ({"number": "9"}, {"number": "x"}, {"table": "castle"}):
        assert client.post("/secret/show", json=asked | wrong, headers=HEADERS).status_code == 409


@needs_chromium
def test_a_reason_that_is_typed_is_written_with_one_key(review: Review, served: str, chromium: Browser) -> None:
    chromium.open(served)
    answer = corrected(review)
    chromium.run(f'document.querySelector(\'[data-question="{answer["question"]}"] [data-key="{answer["key"]}"]\').click()')
    chromium.until("document.querySelector('#change').open")
    chromium.run("document.querySelector('#change [name=why]').focus()")
    chromium.press(*"printed so", "Enter")
    chromium.until("!document.querySelector('#change').open")
    assert 'why = "printed so"' in review.path.read_text(encoding="utf-8")
    chromium.run("document.querySelector('#settled button.remove').click()")
    chromium.until("document.querySelector('#change').open && !document.querySelector('#ok').disabled")
    assert chromium.run("document.querySelector('#change [name=why]').value") == ""  # each answer has its own
    assert '-why = "printed so"' in chromium.run("document.querySelector('.diff').textContent")
    chromium.press("Enter")
    chromium.until("!document.querySelector('#change').open")
    assert review.path.read_text(encoding="utf-8") == "# ours\n"


@needs_chromium
def test_a_figure_is_changed_on_the_page(review: Review, served: str, chromium: Browser) -> None:
    chromium.open(served)
    row = "document.querySelector('#figures tr.figure[data-measure=Encounters]')"
    chromium.run(f"{row}.querySelector('button.change').click()")
    assert chromium.run(f"{row}.nextElementSibling.hidden") is False
    chromium.press("n")
    chromium.until("document.querySelector('#change').open && !document.querySelector('#ok').disabled")
    assert 'reads = "nothing"' in chromium.run("document.querySelector('.diff').textContent")
    chromium.press("Enter")
    chromium.until("!document.querySelector('#change').open")
    assert 'reads = "nothing"' in review.path.read_text(encoding="utf-8")


@needs_chromium
def test_selected_words_are_added_as_a_row(review: Review, served: str, chromium: Browser) -> None:
    chromium.open(served)
    chromium.run(
        "getSelection().selectAllChildren([...document.querySelectorAll('#source .l')].find(l => l.textContent.includes('logements captés')))"
    )
    chromium.press("a")
    words = chromium.run("document.querySelector('#adding textarea').value")
    assert "logements captés" in words
    assert words in " ".join((review.raw / "2014/brochure.txt").read_text(encoding="utf-8").split())
    chromium.press(*"castles 3", "Enter")
    chromium.until("document.querySelector('#adding .fault').textContent.includes('is no row')")
    chromium.run("document.querySelector('#adding input').select()")
    chromium.press(*'story "logements captés"', "Enter")
    chromium.until("document.querySelector('#change').open && !document.querySelector('#ok').disabled")
    chromium.press("Enter")
    chromium.until("!document.querySelector('#change').open")
    assert [row.quote for row in parse_decisions(review.path.read_text(encoding="utf-8")).figures] == [words]
    assert "logements captés" in chromium.run("document.querySelector('#figures tr[data-measure=Stories]').textContent")


AXE = files("axe_core_python").joinpath("axe.min.js")


def grave(chromium: Browser) -> list[str]:
    """What axe-core calls serious or critical of the page as it stands."""
    chromium.run(AXE.read_text(encoding="utf-8") + "; true")
    found = chromium.run("axe.run(document, {resultTypes: ['violations']}).then(told => JSON.stringify(told.violations))")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in json.loads(found) if one["impact"] in ("serious", "critical")]


@needs_chromium
@pytest.mark.parametrize("which", ["text", "pdf"])
def test_a_page_can_be_used_by_everybody(which: str, request: pytest.FixtureRequest, chromium: Browser) -> None:
    chromium.open(request.getfixturevalue(which).file.as_uri())
    assert grave(chromium) == []
    chromium.press("j", "a")
    assert chromium.run("document.querySelector('#adding').open")
    assert grave(chromium) == []
    chromium.press("Escape", "?")
    assert chromium.run("document.querySelector('#keys').open")
    assert grave(chromium) == []
    chromium.press("Escape")
    chromium.run("document.querySelector('#theme').click(), document.querySelector('#theme').click()")
    assert grave(chromium) == []  # in dark colours too
    chromium.run("[...document.querySelectorAll('details')].forEach(one => { one.open = true; })")
    assert grave(chromium) == []


@needs_chromium
def test_an_added_row_is_copied_with_its_site(text: Made, chromium: Browser) -> None:
    chromium.open(text.file.as_uri())
    chromium.run("getSelection().removeAllRanges()")
    chromium.click("#add")
    chromium.press(*"Deux mots", "Tab", *'story "T"', "Enter")
    assert "of which site" in chromium.run("document.querySelector('#adding .fault').textContent")
    chromium.run("document.querySelector('#adding input').select()")
    chromium.press(*'paris: story "T"', "Enter")
    chromium.click("#look")
    assert '[[figure]]\nquote = "Deux mots"\nreads = "paris: story \\"T\\""\n' in chromium.run("document.querySelector('.diff').textContent")


@needs_chromium
def test_an_answer_by_keys_alone_closes_the_equation(review: Review, served: str, chromium: Browser) -> None:
    chromium.console.clear()
    chromium.open(served)
    answer = corrected(review)
    for _ in range(20):
        chromium.press("j")
        if chromium.run("document.querySelector('.question.on').dataset.question") == answer["question"]:
            break
    chromium.press(answer["key"])
    chromium.until("document.querySelector('#change').open && !document.querySelector('#ok').disabled")
    diff = chromium.run("document.querySelector('.diff').textContent")
    assert review.path.read_text(encoding="utf-8") == "# ours\n"
    chromium.press("Enter")
    chromium.until("!document.querySelector('#change').open")
    added = [line[1:] for line in diff.splitlines() if regex.match(r"\+(?!\+\+)", line)]
    assert review.path.read_text(encoding="utf-8").splitlines() == ["# ours", *added]
    assert "6 + 3 + 1 + 1 + 1 + 1 + 1 + 1 + 1 = 16 ✓" in chromium.run("document.querySelector('#checks').textContent")
    assert not chromium.run(f"Boolean(document.querySelector('[data-question=\"{answer['question']}\"]'))")
    assert chromium.run("document.querySelector('#settled li').textContent").count("SIEMP")
    assert all(address.startswith(("data:", served)) for address in chromium.requests)
    assert chromium.console == []
