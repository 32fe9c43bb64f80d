"""Sound editions of many hands: what is read is what was written, and the gate stays green. `make sound` writes five hundred."""

from tests.sound import run


def test_sound_editions_are_read_exactly_and_nothing_breaks() -> None:
    for one in run(count=30, seed=41):
        assert not one.differing, one.body
        assert [(r.rule.name, r.message) for r in one.breaks] == [], one.body
