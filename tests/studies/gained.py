"""Which rows of the annotated editions a change of the reader gains and loses, against an earlier commit.

    python -m tests.studies.gained [REVISION]        (default: the commit before this one)

The reader and its data files are taken from that commit, the editions and the scoring are today's.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.corpora import corpora
from tests.studies.scoring import read_edition, score

ROOT = Path(__file__).parents[2]
SHOWN = 60


def missed() -> Counter[str]:
    """Every row that is not read right, as a line of text."""
    editions = corpora()
    errors = score(editions, {edition.edition_id: read_edition(edition) for edition in editions}).errors
    return Counter(f"{e.edition} {e.table} {e.kind} {', '.join((e.stated or e.read or ())[1:])}" for e in errors)


def missed_by(revision: str) -> Counter[str] | None:
    """The same with the reader of a commit; None where there is no such commit or its reader does not fit today's scoring."""
    with TemporaryDirectory() as place:
        archive = subprocess.run(["git", "archive", revision, "extractors"], cwd=ROOT, capture_output=True, check=False)
        if archive.returncode:
            return None
        subprocess.run(["tar", "x", "-C", place], input=archive.stdout, check=True)
        for package in ("tests", "warehouse", "expectations", "flows"):
            shutil.copytree(ROOT / package, Path(place) / package, ignore=shutil.ignore_patterns("__pycache__", "*.duckdb*"))
        program = "import json; from tests.studies.gained import missed; print(json.dumps(missed()))"
        environment = {**os.environ, "PYTHONPATH": place}
        run = subprocess.run([sys.executable, "-c", program], cwd=place, env=environment, capture_output=True, text=True, check=False)
        return None if run.returncode else Counter(json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    before = missed_by(revision)
    if before is None:
        print(f"the reader of {revision} cannot be compared with this one")
        return
    now = missed()
    gained, lost = sorted((before - now).elements()), sorted((now - before).elements())
    print(f"against {revision}: {len(gained)} rows gained, {len(lost)} lost")
    for mark, rows in (("+", gained), ("-", lost)):
        for row in rows[:SHOWN]:
            print(mark, row)


if __name__ == "__main__":
    main()
