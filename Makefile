# `make` lists the targets.
#
# If a command fails, make exits with 2, whatever the command's exit code was. A gate that needs pytest's exit
# code runs `make setup`, then `.venv/bin/store-conformance run`.

MAKEFLAGS += --no-print-directory
# Keep compiled modules, whatever the environment says: without them a run takes twice as long to start.
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help
.PHONY: help setup conformance test test-all check mutants source-mutants source-mutants-py bench repeat capacity contract releases site development-build dist format lock clean

BIN := .venv/bin
READY := .venv/.ready
NPM := selftest/support/npm
PROCESSES = $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
PACKAGES := bench compat.py conformance conftest.py errors.py examples fixtures hatch_build.py judge reports selftest store_conformance

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## build .venv with the pinned packages; install browsers if missing

conformance: $(READY) ## judge dcc.Store; ARGS="--store my_package:MyStore" judges another store
	@$(BIN)/pytest -n auto $(ARGS)

# With loadfile, a module runs in one process: tests share its expensive fixtures. There is a process more than
# cores, because tests spend some of their time waiting for a deadline.
test: check ## check format, lint and types, and run the selftests except the slow ones
	@$(BIN)/pytest selftest -n $(PROCESSES) --dist loadfile -rs -m "not slow" --hypothesis-profile=selftest

test-all: check ## the same with all selftests and more generated values: for changes to judge/
	@$(BIN)/pytest selftest -n $(PROCESSES) --dist loadfile -rs --hypothesis-profile=selftest-all

check: $(READY) ## check format, lint and types
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy $(PACKAGES)

mutants: $(READY) ## judge the faulty stores, one turn of sixteen (an hour); ARGS="NAME" judges one
	@$(BIN)/python -m selftest.mutants $(ARGS)

source-mutants: $(READY) ## judge machine-made mutants of the ideal store; ARGS="--source dash" those of dcc.Store
	@$(BIN)/python -m selftest.mutants.source $(ARGS)

source-mutants-py: $(READY) ## judge machine-made mutants of the suite's own rules, by its selftests
	@$(BIN)/uv -q pip install --python $(BIN)/python --constraints constraints.txt --group mutants
	@$(BIN)/python -m selftest.mutants.rules $(ARGS)

bench: $(READY) ## measure the speed of the suite next to stock dash_duo; ARGS="--engine chromium"
	@$(BIN)/python -m bench $(ARGS)

repeat: $(READY) ## judge dcc.Store twenty times and compare the verdicts; ARGS="--runs 10 --busy 5"
	@$(BIN)/python -m bench.repeat $(ARGS)

capacity: $(READY) ## measure how much stores keep, and round trips; ARGS="--store my_package:MyStore"
	@$(BIN)/python -m bench.capacity $(ARGS)

contract: $(READY) ## write docs/contract.md from the clauses and the faults
	@$(BIN)/python -m judge.contract.contract_page --output docs/contract.md

releases: $(READY) ## judge dcc.Store in several releases of Dash; RELEASES="2.18.2 4.4.1" selects some
	@scripts/releases

site: $(READY) ## build the site on the state of dcc.Store in docs/published/ from the reports in reports/latest/
	@$(BIN)/python -m store_conformance.site

development-build: $(READY) ## judge a development build of Dash, DASH=FOLDER-OR-WHEEL, against a release
	@scripts/development-build

dist: $(READY) ## build the package into dist/
	@$(BIN)/python -m build --no-isolation

format: $(READY) ## format the code and apply the fixes that ruff has
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: ## pin the newest versions that pyproject.toml allows, and install them
	@scripts/lock
	@$(MAKE) setup

clean: ## remove .venv, npm packages, caches, dist/ and the latest reports
	rm -rf .venv dist mutants .hypothesis .mypy_cache .pytest_cache .ruff_cache reports/latest $(NPM)/node_modules \
		selftest/mutants/source/built
	find . -name __pycache__ -prune -exec rm -rf {} +

# scripts/setup removes the stamp and make sets it at the end, so an interrupted setup starts again.
$(READY): pyproject.toml constraints.txt scripts/setup $(NPM)/package-lock.json
	@scripts/setup
	@touch $@
