"""The documents say what is so."""

import regex
import typer.main

from expectations.gate import all_rules
from extractors.source.decisions import parse_decisions
from extractors.source.edition import parse_provenance
from flows.cli import app
from flows.formats import checks_markdown
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = regex.findall(r"^( *)```toml\n(.*?)^ *```", README, flags=regex.MULTILINE | regex.DOTALL)


def test_the_readme_names_every_command() -> None:
    commands = {name for name, command in typer.main.get_command(app).commands.items() if not command.hidden}  # type: ignore[attr-defined]
    assert {name for name in commands if f"`chezsoi {name} " not in README and f"`chezsoi {name}`" not in README} == set()


def test_the_readmes_sidecars_are_valid() -> None:
    provenance, settled, accepted = ("\n".join(line.removeprefix(indent) for line in block.splitlines()) for indent, block in BLOCKS)
    assert parse_provenance(provenance.replace("…64 hexadecimal digits…", "0" * 64)).publisher == "DIHAL"
    known = {rule.name for rule in all_rules()}
    assert [decision.check for decision in parse_decisions(accepted).accepted] == ["landlords_add_up", "numerals_explained"]
    assert {decision.check for decision in parse_decisions(accepted).accepted} <= known
    said = parse_decisions(settled)
    assert [len(kind) for kind in (said.figures, said.headings, said.corrections, said.names)] == [1, 1, 1, 1]


def test_every_check_says_what_it_protects_and_how_to_mend_a_break() -> None:
    rules = all_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.notes.endswith("."), rule.name
        assert rule.mend.endswith("."), rule.name


def test_every_module_that_contributing_names_is_there() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(regex.findall(r"`((?:extractors|warehouse|expectations|flows|tests)/[\w/]+\.(?:py|sql))`", contributing))
    assert len(named) > 10
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_lock_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > 100


def test_the_list_of_checks_is_current() -> None:
    assert (ROOT / "docs/checks.md").read_text(encoding="utf-8") == checks_markdown(all_rules())
