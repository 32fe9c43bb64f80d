# Every target works on a fresh checkout and without activating anything.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint bench mutants sound unseen gained oracle train confidence setup lock clean

run: setup
	$(BIN)/chezsoi run

test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup
	$(BIN)/python -m pytest tests/benchmarks --override-ini addopts= --benchmark-only --benchmark-columns=min,median,max -p no:xdist

sound: setup
	$(BIN)/python -m tests.sound

mutants: setup
	$(BIN)/python -m tests.mutants

# How well a writer is read whom nothing was learnt from: each in turn, with the others' weights and words.
unseen: setup
	$(BIN)/python -m tests.studies.unseen

# Which rows of the annotated editions the last commit gained and lost.
gained: setup
	$(BIN)/python -m tests.studies.gained

# How many questions it takes to finish an edition of a writer whom the reader never met.
oracle: setup
	$(BIN)/python -m tests.studies.oracle

# The weights of the evidence model, from the annotated editions of tests/corpora.
train: setup
	$(BIN)/python -m tests.studies.train

confidence: setup
	$(BIN)/python -m tests.studies.confidence

setup: .venv/installed

# --no-deps: the lock is the whole closure, so no pip, however old, has anything left to resolve.
# compileall: an environment may forbid Python to write bytecode, and without it every start costs twice.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "chezsoi needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q extractors expectations flows warehouse
	$(BIN)/chezsoi prepare
	touch $@

lock:
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv build dist *.egg-info
