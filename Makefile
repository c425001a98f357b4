# Each target sets up what it needs first; nothing outside this folder is written.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
NAME ?= spine

.DEFAULT_GOAL := help
.PHONY: help demo test test-long check bench docs clean

help: ## Show this list.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/ready ## Set up, then run the main job on a sample network; ONCE=1 ends after one round.
	@$(BIN)/perennial demo $(if $(ONCE),--once)

test: $(VENV)/ready-dev ## Set up, then run every test.
	@$(BIN)/python -m pytest -q

test-long: $(VENV)/ready-dev ## The same with more rounds of kill -9 and more generated examples.
	@TEST_LONG=1 $(BIN)/python -m pytest -q --timeout=3600

check: $(VENV)/ready-dev ## Set up, then lint, type-check, check the layers and the documentation.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q tests/test_docs.py tests/test_layout.py

bench: $(VENV)/ready-dev ## Measure; NAME=spine.
	@$(BIN)/python -m bench.$(NAME) $(if $(DATA),--data $(DATA))

docs: $(VENV)/ready-dev ## Write the generated references in docs/ anew.
	@$(BIN)/python -m docs.generate

clean: ## Remove the virtual environment and the demo's data.
	rm -rf $(VENV) .perennial

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Perennial needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 4; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 4; }

$(VENV)/ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV) (about a minute, 1.3 GB) ..."
	@$(PIP) -e ".[embedded,browser]"
	@touch $@

$(VENV)/ready-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV) (about a minute, 1.4 GB) ..."
	@$(PIP) -e ".[embedded,browser,bench,dev]"
	@touch $@ $(VENV)/ready
