# `make` lists what can be done here.
#
# On any failure make itself exits with 2, whatever pytest's exit code was. A gate that tells codes
# apart runs `make setup`, then `.venv/bin/pytest -n auto`.

MAKEFLAGS += --no-print-directory
# Compiled modules are kept, also where the environment says otherwise: half of what a run needs to start.
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help
.PHONY: help setup bench capacity conformance test mutants contract releases format lock clean

BIN := .venv/bin
READY := .venv/.ready
PACKAGES := bench compat.py conformance conftest.py errors.py examples fixtures judge reports selftest store_conformance

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## build .venv with the pinned packages, install browsers where missing

conformance: $(READY) ## judge the store; ARGS="..." goes to pytest
	@$(BIN)/pytest -n auto $(ARGS)

test: $(READY) ## check the suite itself: format, lint, types, selftest
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy $(PACKAGES)
	@$(BIN)/pytest selftest -n auto -rs

mutants: $(READY) ## show that every clause catches a faulty store; ARGS="..." goes to it
	@$(BIN)/python -m selftest.mutants $(ARGS)

capacity: $(READY) ## measure what the store keeps at most, and round trips; ARGS="..." goes to it
	@$(BIN)/python -m bench.capacity $(ARGS)

bench: $(READY) ## measure how fast the suite judges, beside stock dash_duo; ARGS="..." goes to it
	@$(BIN)/python -m bench $(ARGS)

contract: $(READY) ## write docs/contract.md anew, from the clauses and the faults
	@$(BIN)/python -m judge.contract.contract_page --output docs/contract.md

releases: $(READY) ## judge dcc.Store in several releases of Dash; RELEASES="2.18.2 4.4.1" names them
	@scripts/releases

format: $(READY) ## format the code and mend what ruff can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: ## pin the newest versions that pyproject.toml allows, and install them
	@scripts/lock
	@$(MAKE) setup

clean: ## remove .venv, caches and the latest reports
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache reports/latest
	find . -name __pycache__ -prune -exec rm -rf {} +

# Setup removes the stamp first and make sets it last, so a setup that was interrupted is done again.
$(READY): pyproject.toml constraints.txt scripts/setup
	@scripts/setup
	@touch $@
