# jpeu-nlp: `make run` and `make test` are all a fresh machine needs (Python 3.11, make, the package indexes).
# Every target sets up what it needs first; `make help` lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

export DO_NOT_TRACK = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run test check train bench lock clean

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(not (3, 11) <= v[:2] <= (3, 12) and f"jpeu-nlp needs Python 3.11 or 3.12, found {v[0]}.{v[1]}; try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV): some 120 locked packages, a few minutes the first time ..."
	$(BIN)/python -m pip install --quiet --progress-bar off --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --progress-bar off --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-ready: requirements-dev.lock $(VENV)/.run-ready
	@echo "Adding what the tests need ..."
	$(BIN)/python -m pip install --quiet --progress-bar off --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run-ready ## Run the main job on corpus/documents: tables and report in output/ (ARGS="SOURCE --workers 2")
	$(BIN)/jpeu-nlp run $(ARGS)

test: $(VENV)/.test-ready ## Run every test
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.test-ready ## Lint, types, import contracts, fast tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -m "not slow" $(ARGS)

train: $(VENV)/.run-ready ## Rebuild models/ from corpus/labels and the reviewed corrections
	$(BIN)/jpeu-nlp train $(ARGS)

bench: $(VENV)/.test-ready ## Measure: speed as ratios in one run, quality tables
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/store.py
	$(BIN)/python benchmarks/pillars.py
	$(BIN)/python benchmarks/entities.py
	$(BIN)/python benchmarks/dates.py
	$(BIN)/python benchmarks/events.py

lock: $(VENV)/.test-ready ## Resolve pyproject.toml anew into the two lock files, with digests and no index address
	$(BIN)/pip-compile --upgrade --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-header \
	    --extra postgresql --extra setup --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-header \
	    --extra setup -c requirements-dev.lock -o requirements.lock pyproject.toml

clean: ## Remove the environment and what runs have written
	rm -rf $(VENV) output .pytest_cache .mypy_cache .ruff_cache .hypothesis
