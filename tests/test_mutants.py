"""A seeded sample of mutants in every test run; `make mutants` plants ten thousand."""

from collections import Counter

from tests.mutants import OPERATORS, run


def test_no_error_planted_in_a_sound_edition_passes_in_silence() -> None:
    judged = run(count=120, seed=7, jobs=1)
    fates = Counter(outcome for _, outcome in judged)
    assert fates["silent"] == 0, [mutant.operator for mutant, outcome in judged if outcome == "silent"]
    assert {mutant.operator for mutant, _ in judged} <= set(OPERATORS)
    assert fates["caught"] > 60
