# 巡站: `make run` starts everything, `make test` checks everything.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PORT ?= 8000
HOST ?= 127.0.0.1

.PHONY: help run test test-deps lint format i18n screenshots bench lock vendor clean

help:  ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: $(STAMPS)/requirements vendor translations  ## start web, workers and schedule; loads the demo the first time
	@exec $(BIN)/python -m ops.run --host $(HOST) --port $(PORT)

test: $(STAMPS)/requirements-dev vendor translations  ## lint, types, arrows, templates, and the suite in both modes
	@exec $(BIN)/python -m ops.check

test-deps:  ## install what `make test` needs from Debian (as root)
	@ops/install-test-deps

lint: $(STAMPS)/requirements-dev vendor  ## lint, types, arrows and templates only
	@exec $(BIN)/python -m ops.check --no-tests

format: $(STAMPS)/requirements-dev  ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format --quiet .

i18n: $(STAMPS)/requirements-dev  ## collect messages from pages and scripts into the catalogue
	@$(BIN)/pybabel -q extract -F webapp/babel.cfg -k t --sort-output --no-location --omit-header -o webapp/translations/messages.pot .
	@$(BIN)/pybabel -q update -N --omit-header --ignore-pot-creation-date -i webapp/translations/messages.pot -d webapp/translations
	@rm webapp/translations/messages.pot

screenshots: $(STAMPS)/requirements-dev vendor translations  ## take the documentation's pictures anew (needs sample data)
	@XZ_UPDATE_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/e2e/test_main_job_browser.py

bench: $(STAMPS)/requirements-dev  ## measure tiles, intake and detection beside their peers; BENCH_QUICK=1 for a small run
	@$(BIN)/python -m benchmarks

lock: $(STAMPS)/requirements  ## resolve requirements*.in and package.json to full pins
	@$(BIN)/python ops/lock.py requirements requirements-dev
	@npm install --package-lock-only

.PHONY: translations
translations: $(STAMPS)/requirements
	@$(BIN)/pybabel -q compile -f -d webapp/translations

$(BIN)/python:
	@python=$$(ops/find-python) && "$$python" -m venv $(VENV) && $(BIN)/pip install --quiet --upgrade pip

$(STAMPS)/requirements: requirements.txt | $(BIN)/python
	@echo "installing the pinned requirements (the first time takes a minute or two)"
	@$(BIN)/pip install --quiet --no-deps -r requirements.txt && $(BIN)/pip check && mkdir -p $(STAMPS) && touch $@

$(STAMPS)/requirements-dev: requirements-dev.txt $(STAMPS)/requirements
	@$(BIN)/pip install --quiet --no-deps -r requirements-dev.txt && $(BIN)/pip check && touch $@

vendor: static/vendor/.stamp  ## install the front-end packages into static/vendor

static/vendor/.stamp: package-lock.json ops/vendor.py | $(STAMPS)/requirements
	@$(BIN)/python -m ops.vendor && touch $@

clean:  ## remove what was built (not var/)
	@rm -rf $(VENV) node_modules static/vendor static/build .pytest_cache .mypy_cache .ruff_cache
