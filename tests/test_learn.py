"""What settled editions teach: weights beside the editions, kept only where they read better."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from extractors.deciding.evidence import OTHER, changed, using, weigh
from flows import learn
from flows.learn import LearnError, Trial
from flows.plan import make_plan
from flows.raw import survey
from flows.readings import decided, read_sources

SHEETS = "Lille\n\n58 logements captés, dont 22 dans le parc social.\n\nToulouse\n\n31 logements captés.\n"
DECISIONS = '[[figure]]\nquote = "dont 22 dans le parc social"\nnumber = "22"\nreads = "lille: housing private 22"\nby = "c.durand"\n'


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for edition in ("2031", "2032"):
        folder = tmp_path / "raw" / edition
        folder.mkdir(parents=True)
        (folder / "brochure.txt").write_text(f"Édition {edition}\n\n{SHEETS}", encoding="utf-8")
        (folder / "decisions.toml").write_text(DECISIONS, encoding="utf-8")
    return tmp_path / "raw"


def read(raw: Path) -> set[tuple[str, int]]:
    """Tenures with their dwellings, as the raw folder has it now."""
    folders = survey(raw)
    readings = read_sources([source for folder in folders for source in folder.sources], decided(folders))
    return {
        (str(f.values["tenure"]), int(str(f.values["dwellings"]))) for r in readings for f in getattr(r, "figures", ()) if f.table == "housing_counts"
    }


def test_a_wording_that_was_settled_becomes_likelier_and_others_stay() -> None:
    said = ["bias", "R1=nichees", "R2=sociales"]
    changes = learn.learnt([(said, "social")] * 4 + [(["bias", "R1=canards"], OTHER)] * 4)
    assert "R1=personnes" not in {feature for feature, _, _ in changes}
    with using(changed(changes)):
        after = weigh(said)
    assert after["social"] > weigh(said)["social"] + 0.3


def test_settled_editions_alone_are_learnt_from(raw: Path) -> None:
    (raw / "2032/decisions.toml").unlink()
    (edition,) = learn.settled_editions(raw)
    assert edition.edition_id == "2031"
    assert [measure for _, measure in learn.instances(edition)].count("private") == 1
    with pytest.raises(LearnError, match="2031; two are needed"):
        learn.learn(raw, Console(file=io.StringIO()))


def test_an_edition_is_tried_without_its_own_decisions(raw: Path) -> None:
    tried = list(learn.trials(learn.settled_editions(raw)))
    assert [trial.edition_id for trial in tried] == ["2031", "2032"]
    assert all(trial.wrong[0] == 1 and trial.right[0] == trial.rows - 1 for trial in tried)


@pytest.mark.parametrize(("right", "kept"), [((2, 3), True), ((3, 3), False), ((3, 2), False)])
def test_weights_are_kept_only_where_editions_are_read_better(right: tuple[int, int], kept: bool, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn, "trials", lambda _: [Trial("2031", 3, right, (0, 0))])
    said = io.StringIO()
    assert learn.learn(raw, Console(file=said, width=200)) is kept
    assert (raw / "weights.csv").exists() is kept
    assert f"{right[0]} → {right[1]} of 3 rows right" in said.getvalue()


def test_what_was_learnt_is_used_and_read_anew_and_gone_with_the_file(raw: Path, tmp_path: Path) -> None:
    for edition in ("2031", "2032"):
        (raw / edition / "decisions.toml").unlink()
    before = read(raw)
    plan = make_plan(raw, tmp_path / "w.duckdb").run.fingerprint
    (raw / "weights.csv").write_text("feature,measure,change\nbias,other,20\n", encoding="utf-8")
    assert read(raw) != before
    assert make_plan(raw, tmp_path / "w.duckdb").run.fingerprint != plan
    (raw / "weights.csv").unlink()
    assert read(raw) == before


@pytest.mark.parametrize("text", ["feature,measure\nbias,other\n", "feature,measure,change\nbias,other,much\n", "\udcff"])
def test_a_damaged_file_is_said_and_teaches_nothing(text: str, raw: Path) -> None:
    before = read(raw)
    (raw / "weights.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    folders = survey(raw)
    assert [(p.path, p.kind) for folder in folders for p in folder.problems] == [("weights.csv", "bad_sidecar")]
    assert read(raw) == before
