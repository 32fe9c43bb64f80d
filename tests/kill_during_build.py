"""Kills real runs at random moments and checks that the live warehouse never shows it.

    python tests/kill_during_build.py [--times 20] [--seed 1] [--after 0.0] [--fresh-cache]

Each time the raw folder has changed, so that the run has a whole build to do. After each kill the live file must open and
hold exactly the state published last (its bytes have not changed), or the complete new state where the kill came after
publication; the next run must work. Prints a line a kill; status 1 where any of it fails. Not collected by pytest: a
run costs seconds, and there are two a kill.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flows.plan import make_plan  # noqa: E402 (after the path is set)
from warehouse.build import building_path, open_warehouse  # noqa: E402

COMMAND = Path(sys.executable).with_name("chezsoi")
RUN_TIMEOUT = 180
COUNTED = (
    "documents",
    "pages",
    "facts",
    "numerals",
    "population_counts",
    "housing_counts",
    "landlord_counts",
    "rents",
    "staff",
    "encounters",
    "zooms",
)


@dataclass(frozen=True)
class State:
    """What a warehouse file holds: the fingerprint of its run, rows by table, and whether the gate's results are there."""

    fingerprint: str
    rows: tuple[int, ...]
    gate_results: int


class Workplace:
    """A raw folder, a warehouse and a cache of their own."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.database = folder / "warehouse" / "chezsoi.duckdb"
        self.cache = folder / "cache"
        (self.raw / "2014").mkdir(parents=True)
        self.environment = {**os.environ, "CHEZSOI_CACHE": str(self.cache), "PYTHONPATH": str(ROOT)}
        for name in ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE"):
            self.environment.pop(name, None)

    def write_brochure(self, blank_lines: int) -> None:
        """The brochure with blank lines after its end: other bytes to read, the same figures."""
        content = (ROOT / "raw/2014/brochure.txt").read_bytes()
        (self.raw / "2014" / "brochure.txt").write_bytes(content + b"\n" * blank_lines)

    def start(self) -> subprocess.Popen[str]:
        """A run in a process group of its own."""
        command = [str(COMMAND), "run", "--raw", str(self.raw), "--database", str(self.database)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", start_new_session=True
        )

    def run(self) -> tuple[int, str, float]:
        """A whole run: its status, what it printed and the seconds that it took."""
        start = time.monotonic()
        process = self.start()
        output, _ = process.communicate(timeout=RUN_TIMEOUT)
        return process.returncode, output, time.monotonic() - start

    def run_and_kill(self, moment: float) -> bool:
        """Start a run and kill its process group after `moment` seconds; False where it had ended before."""
        process = self.start()
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        process.communicate()
        return False

    def state(self) -> State:
        """What the live file holds; raises where it cannot be opened or has no run."""
        with open_warehouse(self.database) as con:
            runs = con.execute("SELECT run_id, fingerprint FROM runs").fetchall()
            assert len(runs) == 1, f"the live file names {len(runs)} runs"
            rows = tuple(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in COUNTED)
            results = con.execute("SELECT count(*) FROM check_results WHERE run_id = ?", [runs[0][0]]).fetchall()[0][0]
            return State(runs[0][1], rows, results)

    def expected_fingerprint(self) -> str:
        return make_plan(self.raw, self.database).run.fingerprint

    def left_on_disk(self) -> str:
        """Names beside the live file, without its own name in front."""
        names = (path.name.removeprefix(self.database.name) for path in self.database.parent.iterdir() if path != self.database)
        return " ".join(sorted(name for name in names if name != ".lock")) or "nothing"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults_after_kill(place: Workplace, old: State, old_sha256: str) -> tuple[str, list[str]]:
    """Which state the live file holds after a kill, and what is wrong with it."""
    try:
        now = place.state()
    except Exception as error:  # noqa: BLE001 - whatever opening raises is the finding
        return "unreadable", [f"the live file cannot be opened: {error}"]
    if sha256(place.database) == old_sha256:
        return "old", []
    faults = []
    if now.fingerprint != place.expected_fingerprint():
        faults.append("the live file changed and is not of the new input")
    if (now.rows, now.gate_results) != (old.rows, old.gate_results):
        faults.append(f"the new state is not complete: {now}")
    return "new", faults


def faults_of_next_run(place: Workplace, old: State) -> list[str]:
    """What is wrong with the run that follows a kill."""
    status, output, _ = place.run()
    if status != 0:
        return [f"the next run ended with status {status}: {output.strip()}"]
    faults = [f"the next run printed: {line}" for line in output.splitlines() if "Traceback" in line or "Error" in line]
    now = place.state()
    if now.fingerprint != place.expected_fingerprint():
        faults.append("the next run did not publish the new input")
    if (now.rows, now.gate_results) != (old.rows, old.gate_results):
        faults.append(f"the next run published another state: {now}, not {old}")
    if building_path(place.database).exists() or building_path(place.database).with_suffix(".building.wal").exists():
        faults.append("the next run left the unfinished build")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="how many runs to kill")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random moments")
    parser.add_argument("--after", type=float, default=0.0, help="kill only after this part of a run: 0.7 is from the build on")
    parser.add_argument("--fresh-cache", action="store_true", help="remove the cache before each kill: Prefect's database is being made, too")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="chezsoi-kill-") as folder:
        place = Workplace(Path(folder))
        for blank_lines in (0, 1):  # the second run is the measure: its caches are warm
            place.write_brochure(blank_lines)
            if options.fresh_cache:
                shutil.rmtree(place.cache, ignore_errors=True)
            status, output, duration = place.run()
            if status != 0:
                print(f"an undisturbed run ended with status {status}:\n{output}")
                return 1
        print(f"{options.times} kills, seed {options.seed}, an undisturbed run takes {duration:.1f} s")
        print(f"{'kill':>4}  {'moment':>8}  {'killed':<6}  {'live file':<10}  {'left on disk':<32}  verdict")
        for number in range(options.times):
            old, old_sha256 = place.state(), sha256(place.database)
            place.write_brochure(number + 2)
            if options.fresh_cache:
                shutil.rmtree(place.cache)
            # One moment in each equal part of the duration, so that few kills still cover all of it.
            moment = (options.after + (1 - options.after) * (number + rng.random()) / options.times) * duration
            killed = place.run_and_kill(moment)
            left = place.left_on_disk()
            holds, faults = faults_after_kill(place, old, old_sha256)
            if holds == "old" and not killed:
                faults.append("the run ended before the kill and published nothing")
            faults += faults_of_next_run(place, old)
            failed += bool(faults)
            verdict = "; ".join(faults) or "sound, next run published"
            print(f"{number + 1:>4}  {moment:>6.2f} s  {'yes' if killed else 'ended':<6}  {holds:<10}  {left:<32}  {verdict}", flush=True)
    print(f"{options.times - failed} sound, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
