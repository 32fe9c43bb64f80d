"""The warehouse's public face: the contract's tables, their comments, and the reference data that comes with them."""

import csv
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
import regex

from extractors.language.spelling import slug
from tests.conftest import ROOT, SHARED, breaks, build
from warehouse.build import open_warehouse

REFERENCE = ROOT / "extractors/language/data"
needs_contract = pytest.mark.skipif(not (SHARED / "contract/schema.sql").exists(), reason="../shared/contract/schema.sql is not there")
needs_samples = pytest.mark.skipif(not (SHARED / "samples/2014/truth").exists(), reason="../shared/samples/2014/truth is not there")

COLUMNS = "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 2014 edition, published."""
    path = tmp_path_factory.mktemp("contract") / "chezsoi.duckdb"
    _, _, verdict = build(ROOT / "raw", path)
    assert verdict.is_published
    return path


@pytest.fixture
def con(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(database) as connection:
        yield connection


@pytest.fixture
def contract() -> Iterator[duckdb.DuckDBPyConnection]:
    """The contract's own schema, in memory."""
    with duckdb.connect(":memory:") as connection:
        connection.execute((SHARED / "contract/schema.sql").read_text(encoding="utf-8"))
        yield connection


@needs_contract
def test_every_column_of_the_contract_is_there_with_its_type(con: duckdb.DuckDBPyConnection, contract: duckdb.DuckDBPyConnection) -> None:
    promised = {(table, column): kind for table, column, kind, _ in contract.execute(COLUMNS).fetchall()}
    built = {(table, column): kind for table, column, kind, _ in con.execute(COLUMNS).fetchall()}
    assert len(promised) == 137
    assert {place: built.get(place) for place in promised} == promised


@needs_contract
def test_a_column_is_nullable_where_the_contract_says_so(con: duckdb.DuckDBPyConnection, contract: duckdb.DuckDBPyConnection) -> None:
    promised = {(table, column): nullable for table, column, _, nullable in contract.execute(COLUMNS).fetchall()}
    built = {(table, column): nullable for table, column, _, nullable in con.execute(COLUMNS).fetchall()}
    assert {place: built[place] for place in promised} == promised


KEYS = """
    SELECT table_name, constraint_type, constraint_column_names, referenced_table FROM duckdb_constraints()
    WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') AND database_name = current_database()
"""


@needs_contract
def test_the_contracts_keys_are_kept(con: duckdb.DuckDBPyConnection, contract: duckdb.DuckDBPyConnection) -> None:
    promised = {(table, kind, tuple(columns), to) for table, kind, columns, to in contract.execute(KEYS).fetchall()}
    built = {(table, kind, tuple(columns), to) for table, kind, columns, to in con.execute(KEYS).fetchall()}
    assert ("landlord_counts", "FOREIGN KEY", ("intermediary_id",), "landlords") in built
    assert promised - built == set()


def test_a_number_of_persons_or_dwellings_is_never_negative(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()[0][0]
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(Path(path).read_bytes())
    with duckdb.connect(str(copy)) as writing:
        for change in (
            "UPDATE population_counts SET persons = -1",
            "UPDATE housing_counts SET tenure = 'other'",
            "UPDATE rents SET qualifier = 'roughly'",
            "UPDATE documents SET body = NULL",
            "UPDATE facts SET settled_by = 'luck'",
            "UPDATE facts SET confidence = 1.1",
        ):
            with pytest.raises(duckdb.ConstraintException):
                writing.execute(change)


def test_every_table_view_and_column_says_what_it_is(con: duckdb.DuckDBPyConnection) -> None:
    tables = con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal").fetchall()
    views = con.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    columns = con.execute(
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal"
        " AND table_name NOT IN (SELECT view_name FROM duckdb_views())"
    ).fetchall()
    assert (len(tables) >= 29, len(views) >= 10, len(columns) >= 137) == (True, True, True)
    assert [name for name, comment in [*tables, *views, *columns] if not (comment and comment.endswith("."))] == []


def test_duckdb_1_5_can_open_the_file(database: Path, con: duckdb.DuckDBPyConnection) -> None:
    with database.open("rb") as file:
        head = file.read(20)
    assert head[8:12] == b"DUCK"
    tags = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").fetchall()[0][0]
    assert tags["storage_version"].startswith("v1.5")
    assert not database.with_name(database.name + ".wal").exists()


# reference data


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_luhn_valid(digits: str) -> bool:
    """Whether the check digit is right: every second digit from the right counts twice.

    >>> is_luhn_valid("732829320"), is_luhn_valid("732829321")
    (True, False)
    """
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


LANDLORDS = rows("landlords.csv")
ALIASES = rows("aliases.csv")
PLACES = rows("places.csv")


def test_a_landlords_id_is_a_slug_of_its_own() -> None:
    ids = [row["landlord_id"] for row in LANDLORDS]
    assert len(ids) > 200
    assert sorted(ids) == sorted(set(ids))
    assert [i for i in ids if i != slug(i)] == []


def test_an_alias_names_one_landlord_whatever_its_case() -> None:
    ids = {row["landlord_id"] for row in LANDLORDS}
    names = [row["alias"] for row in ALIASES]
    assert len(set(names)) == len(names)
    meant: dict[str, set[str]] = {}
    for row in ALIASES:
        meant.setdefault(row["alias"].casefold(), set()).add(row["landlord_id"])
    assert {name: found for name, found in meant.items() if len(found) > 1} == {}
    assert [row["alias"] for row in ALIASES if row["landlord_id"] not in ids] == []
    assert [row["alias"] for row in ALIASES if row["alias"] != " ".join(row["alias"].split())] == []


def test_an_alias_names_one_landlord_whatever_its_accents_and_hyphens() -> None:
    meant: dict[str, set[str]] = {}
    for row in ALIASES:
        meant.setdefault(slug(row["alias"]).replace("-", ""), set()).add(row["landlord_id"])
    assert {key: ids for key, ids in meant.items() if len(ids) > 1} == {}


def test_a_landlord_goes_by_its_own_name() -> None:
    known = {(row["alias"], row["landlord_id"]) for row in ALIASES}
    assert [row["landlord_id"] for row in LANDLORDS if (row["name"], row["landlord_id"]) not in known] == []


def test_a_siren_has_nine_digits_and_its_check_digit() -> None:
    sirens = [row["siren"] for row in LANDLORDS if row["siren"]]
    assert sirens
    assert [s for s in sirens if not (regex.fullmatch(r"[0-9]{9}", s) and is_luhn_valid(s))] == []


def test_a_siren_is_shared_only_with_a_successor_that_is_the_same_company_renamed() -> None:
    shared: dict[str, list[dict[str, str]]] = {}
    for row in LANDLORDS:
        shared.setdefault(row["siren"], []).append(row)
    renamed = {siren: [row["landlord_id"] for row in found] for siren, found in shared.items() if siren and len(found) > 1}
    assert renamed == {"966802381": ["sud-habitat", "logeo-mediterranee"], "782886147": ["pact-13", "soliha-provence"]}
    assert all(shared[siren][0]["successor_id"] == renamed[siren][1] for siren in renamed)


def test_a_successor_is_a_landlord_and_no_succession_goes_in_a_circle() -> None:
    successor = {row["landlord_id"]: row["successor_id"] for row in LANDLORDS if row["successor_id"]}
    assert successor["siemp"] == successor["elogie"] == "elogie-siemp"
    assert [s for s in successor.values() if s not in {row["landlord_id"] for row in LANDLORDS}] == []
    for start in successor:
        seen, at = {start}, successor[start]
        while at in successor:
            assert at not in seen, f"{start} succeeds itself"
            seen.add(at)
            at = successor[at]


def test_places_have_codes_of_the_official_form() -> None:
    forms = {"commune_code": r"[0-9][0-9AB][0-9]{3}", "department_code": r"[0-9][0-9AB]|97[1-8]|98[4-9]", "region_code": r"[0-9]{2}|97[578]|98[4-9]"}
    wanted = {"commune": set(forms), "department": {"department_code", "region_code"}, "region": {"region_code"}}
    assert {row["kind"] for row in PLACES} == set(wanted)
    for row in PLACES:
        for column, form in forms.items():
            if column in wanted[row["kind"]]:
                assert regex.fullmatch(form, row[column]), (column, row)
            else:
                assert row[column] == "", (column, row)
        assert row["population"].isdecimal() == (row["kind"] == "commune"), row
    communes = [row for row in PLACES if row["kind"] == "commune"]
    codes = [row["commune_code"] for row in communes]
    assert len(set(codes)) == len(codes)
    assert [row for row in communes if not row["commune_code"].startswith(row["department_code"])] == []
    region_of = {row["department_code"]: row["region_code"] for row in PLACES if row["kind"] == "department"}
    collectivities = {"975", "977", "978", "984", "986", "987", "988", "989"}
    assert len(region_of.keys() - collectivities) == 101
    assert [row for row in communes if region_of[row["department_code"]] != row["region_code"]] == []


def test_the_sites_of_2014_have_their_codes(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT site_id, name, commune_code, department_code, region_code FROM sites ORDER BY site_id").fetchall() == [
        ("lille", "Lille", "59350", "59", "32"),
        ("marseille", "Marseille", "13055", "13", "93"),
        ("paris", "Paris", "75056", "75", "11"),
        ("toulouse", "Toulouse", "31555", "31", "76"),
    ]


# the truth of the 2014 edition


def load_score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_samples
def test_every_figure_and_every_number_of_2014_is_as_printed(database: Path) -> None:
    result: dict[str, Any] = load_score().score(database, SHARED / "samples/2014/truth")
    assert result["errors"] == []
    assert (result["overall"]["f1"], result["overall"]["silent"]) == (1.0, 0)
    assert result["overall"]["truth"] > 100
    assert result["false_alarms"] == []
    numerals = result["numerals"]
    assert (numerals["truth"], numerals["agree"], numerals["extra"]) == (106, 106, 0)


def test_a_tenure_whose_parts_alone_are_printed_has_their_sum(tmp_path: Path) -> None:
    folder = tmp_path / "raw/2019"
    folder.mkdir(parents=True)
    text = "LILLE\n\n20 logements captés\n- 14 logements dans le parc social\n- Parc privé conventionné : 8 logements, captés par l'intermédiaire de Soliha\n"
    (folder / "brochure.txt").write_text(text, encoding="utf-8")
    _, results, _ = build(tmp_path / "raw", tmp_path / "chezsoi.duckdb")
    with open_warehouse(tmp_path / "chezsoi.duckdb.rejected") as con:
        parts = con.sql("SELECT tenure, dwellings FROM dwellings_by_tenure ORDER BY tenure").fetchall()
        assert parts == [("all", 20), ("private_regulated", 8), ("social", 14)]
        assert con.sql("SELECT private_regulated FROM site_summary WHERE site = 'Lille'").fetchall() == [(8,)]
    assert ("tenures_within_captured", "lille") in breaks(results)
