"""What a reading says beside its figures, from the reader to the person: who settled a fact, mentions, proposals, other figures."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from expectations.gate import all_rules, run_gate
from expectations.rules import Result
from extractors.ledger import Fact, Figure, LedgerEntry, Mention, Proposal, Reading
from extractors.source.decisions import parse_decisions
from extractors.source.document import Document, Page, Quarantined, Span
from flows import formats, readings, steps
from flows.explain import explain, find_facts, find_open
from flows.plan import make_plan
from flows.raw import Source
from flows.readings import read_sources
from flows.report import print_explanation, print_summary, print_unexplained, results_json
from tests.conftest import TODAY, build
from warehouse.build import building_path, open_warehouse, rejected_path

MORE = "\n- 12 cygnes et une équipe de 7 professionnels, chez Vilogia, 45,5 % des 57\nÉcrire à oie@chezsoi.example\n"
SOCIAL = "16 logements dans le parc social"


@dataclass(frozen=True)
class Place:
    body: str

    def span(self, words: str) -> Span:
        start = self.body.rindex(words)
        return Span(start, start + len(words))


def read(raw: Path) -> list[Reading | Quarantined]:
    """The 2014 edition and two lines more, as a reader that weighs evidence may read them."""
    (known,) = read_sources(make_plan(raw, raw / "none.duckdb").folders[0].sources)
    assert isinstance(known, Reading)
    body = known.document.body + MORE
    at = Place(body)
    ((social, words),) = [
        (f.fact_id, k.text) for f in known.figures for k in known.facts if f.fact_id == k.fact_id
        if (f.table, f.site_id, f.values.get("tenure"), f.values.get("intermediary")) == ("housing_counts", "paris", "social", None)
    ]  # fmt: skip
    assert words == SOCIAL

    def fact(fact_id: str, words: str, site: str | None = "marseille") -> Fact:
        return Fact(fact_id, site, "other", 1, at.span(words), words, (), "evidence", 0.9712)

    def settled(fact: Fact) -> Fact:
        if fact.fact_id == social:
            return replace(fact, settled_by="arithmetic", confidence=0.99, spent=("landlords_add_up", "tenures_add_up"))
        return replace(fact, settled_by="pattern", confidence=1.0, spent=())

    def other(kind: str, label: str, value: Decimal | int, unit: str | None, fact_id: str, site: str | None = "marseille") -> Figure:
        values = {"kind": kind, "label": label, "value": value, "unit": unit, "qualifier": "exact", "as_of": datetime.date(2014, 10, 31)}
        return Figure("other_figures", site, values, fact_id)

    mentions = (
        Mention("landlord", 1, at.span("Vilogia"), "Vilogia", "unexplained", "marseille"),
        Mention("place", 1, at.span("Vilogia"), "Vilogia", "ignored", "marseille", reason="name_of_a_landlord"),
        Mention("email", 1, at.span("oie@chezsoi.example"), "oie@chezsoi.example", "unexplained", "marseille"),
        Mention("role", 1, at.span("professionnels"), "professionnels", "extracted", "marseille", "team"),
    )
    proposals = (Proposal("population ever_housed 12", 0.714), Proposal("housing all 12", 0.12, "no word for dwellings"))
    twelve = LedgerEntry(1, at.span("12"), "12", 12.0, "unexplained", "marseille", proposals=proposals)
    team = other("team_size", "professionnels", 7, None, "team")
    share = other("share", "des 57", Decimal("45.5"), "%", "share", None)
    return [
        replace(
            known,
            document=replace(known.document, body=body, pages=(Page(1, Span(0, len(body))),)),
            facts=(*map(settled, known.facts), fact("team", "équipe de 7 professionnels"), fact("share", "45,5 % des 57", None)),
            figures=(*(f for f in known.figures if f.table != "other_figures"), team, share),
            ledger=(*known.ledger, twelve),
            mentions=mentions,
        )
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, brochure: str) -> tuple[Path, list[Result]]:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "raw/2014").mkdir(parents=True)
    (folder / "raw/2014/brochure.txt").write_text(brochure, encoding="utf-8")
    found = read(folder / "raw")
    plan = make_plan(folder / "raw", folder / "chezsoi.duckdb")
    steps.build(plan, found)
    results = steps.check(plan)
    return steps.decide(plan, results).path, results


@pytest.fixture
def con(built: tuple[Path, list[Result]]) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(built[0]) as connection:
        yield connection


def ask(con: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return con.execute(query).fetchall()


def printed(show: Any, *given: Any) -> str:
    console = Console(width=10_000, color_system=None, record=True, quiet=False)
    with console.capture() as capture:
        show(console, *given)
    return capture.get()


def test_a_fact_says_who_settled_it_and_how_sure_that_is(con: duckdb.DuckDBPyConnection) -> None:
    told = "SELECT settled_by, confidence FROM {} WHERE {}"
    assert ask(con, told.format("facts", "fact_id = 'team'")) == [("evidence", 0.9712)]
    assert ask(con, told.format("quoted_figures", "words = '16 logements dans le parc social'")) == [("arithmetic", 0.99)]
    assert ask(con, told.format("all_figures", "label = 'stated sites'")) == [("pattern", 1.0)]
    assert ask(con, "SELECT count(*) FROM all_figures WHERE settled_by IS NULL") == [(0,)]


def test_other_figures_are_stored_with_or_without_a_site(con: duckdb.DuckDBPyConnection) -> None:
    assert ask(con, "SELECT * EXCLUDE (edition_id) FROM other_figures ORDER BY kind") == [
        (None, "share", "des 57", 45.5, "%", "exact", datetime.date(2014, 10, 31), "share"),
        ("marseille", "team_size", "professionnels", 7.0, None, "exact", datetime.date(2014, 10, 31), "team"),
    ]
    assert ask(con, "SELECT label, value FROM all_figures WHERE label LIKE 'other%' ORDER BY ALL") == [
        ("other figure share des 57", "45.5 %"),
        ("other figure team size professionnels", "7"),
    ]
    assert find_facts(con, "marseille team size") == [("team", "2014 Marseille other figure team size professionnels", "7")]


def test_a_mention_is_stored_once_for_each_kind(con: duckdb.DuckDBPyConnection) -> None:
    assert ask(con, "SELECT kind, text, disposition, fact_id, reason, site_id FROM mentions ORDER BY ALL") == [
        ("email", "oie@chezsoi.example", "unexplained", None, None, "marseille"),
        ("landlord", "Vilogia", "unexplained", None, None, "marseille"),
        ("place", "Vilogia", "ignored", None, "name_of_a_landlord", "marseille"),
        ("role", "professionnels", "extracted", "team", None, "marseille"),
    ]
    assert ask(con, "SELECT site, line, kind, text, left(context, 12) FROM mentions_to_review") == [
        ("Marseille", 192, "landlord", "Vilogia", "et une équip"),
        ("Marseille", 193, "email", "oie@chezsoi.example", "s, chez Vilo"),
    ]


def test_the_gate_shows_what_is_unexplained_as_it_shows_numbers(built: tuple[Path, list[Result]]) -> None:
    found = [(r.rule.name, r.site_id, r.observed, r.line, r.quote) for r in built[1] if not r.success]
    assert found == [
        ("mentions_explained", "marseille", "landlord Vilogia", 192, "Vilogia"),
        ("mentions_explained", "marseille", "email oie@chezsoi.example", 193, "oie@chezsoi.example"),
        ("numerals_explained", "marseille", "12", 192, "12"),
    ]


def test_an_unexplained_number_has_its_proposals_the_most_probable_first(con: duckdb.DuckDBPyConnection) -> None:
    perhaps = "population ever_housed 12 (0.71); housing all 12 (0.12): no word for dwellings"
    assert ask(con, "SELECT text, perhaps FROM numerals_to_review") == [("12", perhaps)]
    (found,) = find_open(con, "12")
    lines = printed(print_unexplained, found, Path("raw"), Path("a.duckdb")).splitlines()
    assert lines[0] == "2014, Marseille: 12 is unexplained (open 1)"
    assert lines[3] == f"  perhaps  {perhaps}"
    assert lines[-4:] == ["[[figure]]", 'quote = "12 cygnes et"', 'number = "12"', 'reads = "marseille: population ever_housed 12"']


def test_a_mention_is_explained_by_its_words_or_its_place(con: duckdb.DuckDBPyConnection) -> None:
    (found,) = find_open(con, "Vilogia")
    assert find_open(con, f"2014/brochure.txt:{found.char_start}") == [found]
    lines = printed(print_unexplained, found, Path("raw"), Path("a.duckdb")).splitlines()
    assert lines[0] == "2014, Marseille: landlord Vilogia is unexplained (open 2)"
    (accepted,) = parse_decisions(found.decision).accepted
    assert (accepted.check, accepted.expect, (accepted.span or (0,))[0]) == ("mentions_explained", "landlord Vilogia", found.char_start)


def test_a_spent_equation_is_no_check_of_what_it_decided_and_still_of_the_rest(con: duckdb.DuckDBPyConnection) -> None:
    held = """
        SELECT measure, min(equations), max(equations) FROM redundancy
        WHERE site_id = 'paris' AND part = 'number' AND measure IN ('dwellings_social', 'dwellings_all', 'landlord_social') GROUP BY ALL ORDER BY ALL
    """
    assert ask(con, held) == [("dwellings_all", 1, 1), ("dwellings_social", 0, 0), ("landlord_social", 1, 1)]
    assert ask(con, "SELECT bounds FROM redundancy WHERE site_id = 'paris' AND measure = 'dwellings_social'") == [(1,)]
    assert {name for (name,) in ask(con, "SELECT check_name FROM spent_equations")} <= {rule.name for rule in all_rules()}


def test_a_check_runs_though_its_equation_is_spent(built: tuple[Path, list[Result]]) -> None:
    copy = built[0].with_name("copy.duckdb")
    copy.write_bytes(built[0].read_bytes())
    with duckdb.connect(str(copy)) as con:
        con.execute("UPDATE landlord_counts SET dwellings = 4 WHERE reported_name = 'SIEMP'")
        (broken,) = [r for r in run_gate(con, TODAY) if not r.success and r.rule.severity == "critical"]
    assert (broken.rule.name, broken.settled_by, broken.confidence, broken.is_doubtful) == ("landlords_add_up", "arithmetic", 0.99, True)
    given = formats.Checked("x", [broken], [broken.rule], ["2014"])
    place = "raw/2014/brochure.txt, line 21 « 16 logements dans le parc social » (read by arithmetic, 0.99)"
    assert place.removeprefix("raw/") in formats.text(given)
    assert place in formats.junit(given)
    assert '"settled_by": "arithmetic"' in formats.sarif(given)
    assert '"confidence": 0.99' in results_json("x", [broken], [broken.rule], ["2014"], has_failed=True)


def test_explain_says_how_a_figure_was_read_and_what_was_spent_on_it(con: duckdb.DuckDBPyConnection) -> None:
    ((fact, _, _),) = find_facts(con, "paris social dwellings")
    (explanation,) = explain(con, fact)
    lines = printed(print_explanation, explanation).splitlines()
    assert "landlords_add_up" not in lines[4]
    assert lines[5:7] == [
        "  spent    landlords_add_up, tenures_add_up: decided how it is read, no check of it any more",
        "  read     by arithmetic, 0.99",
    ]


def test_the_summary_counts_mentions_and_other_figures(con: duckdb.DuckDBPyConnection) -> None:
    lines = printed(print_summary, con).splitlines()
    assert lines[3].endswith(" · other_figures 2")
    assert lines[5] == "mentions  4: 1 extracted, 0 narrative, 1 ignored, 2 unexplained"


def test_a_mention_that_is_accepted_is_ignored_with_the_reason(raw: Path, tmp_path: Path) -> None:
    found = read(raw)
    assert isinstance(found[0], Reading)
    at = found[0].mentions[0].span
    decision = f"""
        [[decision]]
        check = "mentions_explained"
        path = "2014/brochure.txt"
        span = [{at.start}, {at.end}]
        expect = "landlord Vilogia"
        reason = "only its house"
        expires = 2999-01-01
    """
    (raw / "2014/decisions.toml").write_text(decision, encoding="utf-8")
    plan = make_plan(raw, tmp_path / "chezsoi.duckdb")
    steps.build(plan, found)
    open_ones = [r.observed for r in steps.check(plan) if r.is_open]
    assert open_ones == ["email oie@chezsoi.example", "12"]
    with duckdb.connect(str(building_path(plan.database)), read_only=True) as con:
        assert ask(con, "SELECT kind, disposition, reason FROM mentions WHERE text = 'Vilogia' ORDER BY kind") == [
            ("landlord", "ignored", "decision: only its house"),
            ("place", "ignored", "name_of_a_landlord"),
        ]


def test_what_a_reader_says_of_the_edition_is_kept(raw: Path, tmp_path: Path) -> None:
    (reading,) = read(raw)
    assert isinstance(reading, Reading)
    edition = Figure(
        "editions", None, {"stated_sites": None, "programme": "Un chez-soi d'abord Jeunes", "as_of": datetime.date(2015, 1, 31)}, "share"
    )
    undated = tuple(f for f in reading.figures if f.table != "population_counts")
    plan = make_plan(raw, tmp_path / "chezsoi.duckdb")
    steps.build(plan, [replace(reading, figures=(*undated, edition))])
    with duckdb.connect(str(building_path(plan.database)), read_only=True) as con:
        assert ask(con, "SELECT programme, as_of, stated_sites FROM editions") == [("Un chez-soi d'abord Jeunes", datetime.date(2015, 1, 31), 4)]


def test_all_of_it_is_kept_where_an_edition_stays_as_it_was_live(raw: Path, tmp_path: Path) -> None:
    found = read(raw)
    live = make_plan(raw, tmp_path / "chezsoi.duckdb")
    steps.build(live, found)
    steps.decide(live, steps.check(live))
    (raw / "2015").mkdir()
    (raw / "2015/brochure.txt").write_text((raw / "2014/brochure.txt").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (raw / "2015/edition.toml").write_text('series = "other"\n', encoding="utf-8")
    text = (raw / "2014/brochure.txt").read_text(encoding="utf-8")
    (raw / "2014/brochure.txt").write_text(text.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    plan = make_plan(raw, tmp_path / "chezsoi.duckdb")
    again = read_sources(source for folder in plan.folders for source in folder.sources)
    steps.build(plan, again)
    verdict = steps.decide(plan, steps.check(plan), again, "passing")
    assert verdict.kept == ("2014",)
    with open_warehouse(verdict.path) as con:
        counts = [ask(con, f"SELECT count(*) FROM {table}")[0][0] for table in ("mentions", "proposals", "spent_equations", "other_figures")]
        assert counts == [77, 2, 2, 2]  # 73 of them the brochure's own
        assert ask(con, "SELECT settled_by, confidence FROM facts WHERE fact_id = 'team'") == [("evidence", 0.9712)]


def without_the_ledger(database: Path) -> None:
    """Make a file as the program wrote it before it had mentions and said who settled a fact."""
    older = database.with_suffix(".older")
    with duckdb.connect(str(older)) as con:
        con.execute(f"ATTACH '{database}' AS built (READ_ONLY)")
        for (table,) in ask(con, "SELECT table_name FROM duckdb_tables() WHERE database_name = 'built'"):
            if table not in ("mentions", "proposals", "spent_equations", "other_figures"):
                con.execute(f"CREATE TABLE {table} AS SELECT {'* EXCLUDE (settled_by, confidence)' if table == 'facts' else '*'} FROM built.{table}")
    older.replace(database)


def test_a_live_file_of_an_earlier_version_is_kept_too(raw: Path, tmp_path: Path) -> None:
    database = tmp_path / "chezsoi.duckdb"
    build(raw, database)
    without_the_ledger(database)
    text = (raw / "2014/brochure.txt").read_text(encoding="utf-8")
    (raw / "2015").mkdir()
    (raw / "2015/brochure.txt").write_text(text + "\n", encoding="utf-8")
    (raw / "2015/edition.toml").write_text('series = "other"\n', encoding="utf-8")
    (raw / "2014/brochure.txt").write_text(text.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    plan = make_plan(raw, database)
    found = read_sources(source for folder in plan.folders for source in folder.sources)
    steps.build(plan, found)
    verdict = steps.decide(plan, steps.check(plan), found, "passing")
    assert (verdict.kept, rejected_path(database).exists()) == (("2014",), True)
    with open_warehouse(database) as con:
        kept = "SELECT DISTINCT settled_by, confidence FROM facts JOIN documents USING (document_id) WHERE edition_id = '2014'"
        assert ask(con, kept) == [("pattern", 1.0)]


def test_a_body_that_is_too_long_is_kept_out_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Document("0" * 64, "2014", "2014/plan.pdf", "application/pdf", 5, "x " * 1_000_001, (Page(1, Span(0, 2_000_002)),))
    monkeypatch.setattr(readings, "open_source", lambda source: long)
    (found,) = read_sources([Source("2014", "2014/plan.pdf", b"bytes", "0" * 64)])
    assert isinstance(found, Quarantined)
    assert found.reason == "2.0 million characters of text are no brochure (the limit is 2 million): keep only the brochure's pages"


@pytest.mark.parametrize("name", ["words.csv", "frames.toml"])
def test_the_fingerprint_follows_data_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / f"package_with_{name.partition('.')[2]}"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    before = readings.code_fingerprint.__wrapped__(package.name)
    (package / name).write_text("new", encoding="utf-8")
    assert readings.code_fingerprint.__wrapped__(package.name) != before
