"""A seeded sample of mutants in every test run; `make mutants` plants ten thousand."""

from tests.mutants import OPERATORS, run


def test_no_error_planted_in_a_sound_edition_passes_in_silence() -> None:
    judged = run(count=120, seed=7, jobs=1)
    assert [one.mutant.operator for one in judged if one.fate == "silent"] == []
    assert {one.mutant.operator for one in judged} <= set(OPERATORS)
    assert sum(one.fate == "caught" for one in judged) > 60
