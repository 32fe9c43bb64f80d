"""Each writer read as if for the first time: what is right, and what is wrong without anybody being told.

    python -m tests.studies.unseen [--writer LETTERS] [--errors] [--gate] [--seen] [--curve]

For each writer the evidence is weighed anew from the other writers' editions, and every row of the data files that only his
texts taught is taken away. Silent errors are strict: only an unexplained number of the same value excuses one, and with `--gate`
a critical check that fails at its site; `--gate` builds the warehouses and runs the checks on them. `--seen` keeps what
his own texts taught. `--curve` learns from 2, 4, 6 and 9 writers and reads three others, each writer once.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from expectations.rules import Result
from extractors.language.seen import withheld
from extractors.ledger import Reading
from flows import steps
from flows.plan import make_plan
from tests.corpora import Edition, corpora
from tests.studies.scoring import Score, read_edition, score

LEARNT = (2, 4, 6, 9)
"""How many writers a point of the curve learns from."""
TESTED = 3
"""How many others it reads."""


@contextmanager
def known(writers: str) -> Iterator[None]:
    """The reader as these writers alone taught it."""
    editions = corpora()
    others = "".join(sorted({edition.writer for edition in editions} - set(writers)))
    with withheld(others):
        if not find_spec("tests.studies.train"):
            yield
            return
        weights = import_module("tests.studies.train").train([e for e in editions if e.writer in writers])
        with import_module("extractors.deciding.evidence").using(weights):
            yield


def read(writer: str, has_gate: bool = False) -> Score:
    """The score of a writer's editions with the reader as it is."""
    editions = corpora(writers=writer)
    readings = {edition.edition_id: read_edition(edition) for edition in editions}
    return score(editions, readings, _checks(editions, readings) if has_gate else ())


def read_unseen(writer: str, has_gate: bool = False, learnt: str | None = None) -> Score:
    """The score of a writer whom the reader never met; it learnt from all others, or from those given."""
    everybody = {edition.writer for edition in corpora()}
    with known("".join(sorted(everybody - set(writer))) if learnt is None else learnt):
        return read(writer, has_gate)


def read_after(tested: str, learnt: str) -> Score:
    """The score of some writers after the reader learnt from others."""
    with known(learnt):
        return sum(map(read, tested), Score())


def curve(pool: Executor) -> Iterator[tuple[int, Score]]:
    """For each number of writers learnt from, the score of the others; every writer is among the others once."""
    writers = sorted({edition.writer for edition in corpora()})
    random.Random(11).shuffle(writers)
    order = "".join(writers)
    firsts = range(0, len(order), TESTED)
    tested, others = [order[i : i + TESTED] for i in firsts], [order[i + TESTED :] + order[:i] for i in firsts]
    for learnt in LEARNT:
        yield learnt, sum(pool.map(read_after, tested, [names[:learnt] for names in others]), Score())


def _checks(editions: Sequence[Edition], readings: Mapping[str, Sequence[Reading]]) -> list[Result]:
    """What the gate says of these readings, each edition in a series of its own."""
    with TemporaryDirectory() as name:
        raw = Path(name) / "raw"
        for edition in editions:
            (raw / edition.edition_id).mkdir(parents=True)
            (raw / edition.edition_id / "edition.toml").write_text(f'series = "{edition.edition_id}"\n', encoding="utf-8")
            for file, text in edition.files.items():
                (raw / edition.edition_id / file).write_text(text, encoding="utf-8")
        plan = make_plan(raw, Path(name) / "unseen.duckdb")
        steps.build(plan, [reading for read in readings.values() for reading in read])
        return steps.check(plan)


def _show(name: str, s: Score) -> None:
    print(
        f"{name:>6} {s.editions:>8} {s.stated:>6} {s.read:>6} {s.right:>6} {s.precision:>9.3f} {s.recall:>6.3f} {s.f1:>6.3f}"
        f" {s.silent:>7.4f} {s.unexplained:>11} {len(s.false_alarms):>12}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Read each writer as if for the first time, and score what is read.")
    parser.add_argument("--writer", default="", metavar="LETTERS", help="only these writers")
    parser.add_argument("--errors", action="store_true", help="list every row that is not right")
    parser.add_argument("--gate", action="store_true", help="build the warehouses and run the checks")
    parser.add_argument("--seen", action="store_true", help="keep what the writer's own texts taught")
    parser.add_argument("--curve", action="store_true", help="the learning curve instead")
    asked = parser.parse_args()
    print("writer editions   rows   read  right precision recall     F1  silent unexplained false alarms")
    writers = sorted({edition.writer for edition in corpora(writers=asked.writer)})
    total = Score()
    with ProcessPoolExecutor() as pool:
        if asked.curve:
            for learnt, result in curve(pool):
                _show(f"{learnt}", result)
            return
        for writer, result in zip(writers, pool.map(partial(read if asked.seen else read_unseen, has_gate=asked.gate), writers), strict=True):
            _show(writer, result)
            total += result
    _show("all", total)
    if asked.errors:
        for e in sorted(total.errors, key=lambda e: (e.edition, e.site or "", e.table)):
            rows = [f"{label} {', '.join(row[2:] or row)}" for label, row in (("stated", e.stated), ("read", e.read)) if row]
            print(f"{'SILENT' if e.is_silent else 'loud  '} {e.kind:<8} {e.site or '-'} {e.table}: {' | '.join(rows)}\n         {e.place}")
        for alarm in total.false_alarms:
            print(f"false alarm: {alarm}")


if __name__ == "__main__":
    main()
