# Each target makes the environment it needs: Python 3.11 or later with venv is enough.
#   make demo     two policies compared under a severe recession, into demo-output/
#   make test     the tests                  make check    format, lint, types and the fast tests
#   make types    types alone                make test-long  those that take minutes
#   make bench    speed on this machine      make format   rewrite the code in the project's format
#   make refresh  after a change of results: the output and figure in README.md, and the committed hashes
#   make docs     the documentation site, into .cache/site; NOTEBOOKS=0 leaves out running the notebooks
#   make clean    remove all that was made here
# Settings: PYTHON=/path/to/python3.12  VENV=folder  JOBS=number of test processes

VENV ?= .venv
JOBS ?= 2
PYTHON ?=
OUT ?= demo-output
NOTEBOOKS ?= 1

export PYTHON
# Tests compile into a folder of their own, once for all test processes.
TEST_ENVIRONMENT = SMECREDIT_CACHE_DIR="$$PWD/.cache/compiled" MPLBACKEND=Agg
PYTEST = $(TEST_ENVIRONMENT) "$(VENV)/bin/python" -m pytest --numprocesses=$(JOBS) --dist=worksteal

.PHONY: demo test test-long check types bench format refresh docs clean environment test-environment compiled

demo: environment
	"$(VENV)/bin/smecredit" compare baseline one_plus_n --under severe_recession --out "$(OUT)"

test: compiled
	$(PYTEST) -m "not long" $(TESTS)

test-long: compiled
	$(PYTEST) -m long $(TESTS)

check: types compiled
	"$(VENV)/bin/python" -m ruff format --check .
	"$(VENV)/bin/python" -m ruff check .
	$(PYTEST) -m "not slow and not long" $(TESTS)

# The type checker finds the package by its name, below a link to this folder.
types: test-environment
	mkdir -p .cache/typed && ln -sfn "$$PWD" .cache/typed/smecredit
	"$(VENV)/bin/python" -m mypy

bench: environment
	"$(VENV)/bin/smecredit" bench

format: test-environment
	"$(VENV)/bin/python" -m ruff check --fix .
	"$(VENV)/bin/python" -m ruff format .

# Runs the commands whose output README.md shows and writes it there anew; likewise the hashes of results.
refresh: compiled
	$(TEST_ENVIRONMENT) "$(VENV)/bin/python" docs/readme.py
	$(TEST_ENVIRONMENT) "$(VENV)/bin/python" tests/test_versions.py
	$(TEST_ENVIRONMENT) SMECREDIT_UPDATE_GOLDEN=1 "$(VENV)/bin/python" -m pytest -k committed_digest \
		tests/simulation/test_determinism.py

# Pages of reference are made from the declarations, those of code from the docstrings, notebooks are run.
docs: environment
	"$(VENV)/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".[docs]"
	NO_MKDOCS_2_WARNING=1 SMECREDIT_RUN_NOTEBOOKS="$(NOTEBOOKS)" "$(VENV)/bin/python" -m mkdocs build

environment:
	@sh .ci/environment run "$(VENV)"

test-environment:
	@sh .ci/environment test "$(VENV)"

# One small run compiles every kernel, so that the test processes find them compiled.
compiled: test-environment
	@$(TEST_ENVIRONMENT) "$(VENV)/bin/python" -m smecredit run baseline --firms 500 --months 14 --json >/dev/null

clean:
	rm -rf .venv .ci-venv* .cache demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
