# The door for people and CI. `make help` lists what there is.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
ASSETS := consilia/website/static/consilia.css consilia/website/static/consilia.js
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard consilia/website/locale/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench lighthouse docs messages lock audit clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup: $(BIN)/.runtime $(ASSETS) $(CATALOGUES) ## virtual environment, locked dependencies, assets, translations

run: setup ## the example service on PORT, with people to sign in as
	@exec $(BIN)/consilia demo --port $(PORT)

test: $(BIN)/.development $(ASSETS) $(CATALOGUES) ## checks, then every test on SQLite and on PostgreSQL, browser journeys included
	@tools/test.sh

check: $(BIN)/.development $(ASSETS) $(CATALOGUES) ## lint, types, import contracts, migrations, translations
	@tools/check.sh

fix: $(BIN)/.development ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BIN)/.development ## speed and scale, as ratios against peers in one run
	$(BIN)/python -m benchmarks

lighthouse: setup ## Lighthouse on page, topic, search and ask, both languages (installs it when first asked)
	@tools/lighthouse/run.sh

docs: $(BIN)/.development $(ASSETS) $(CATALOGUES) ## generated references and screenshots
	$(BIN)/python tools/reference.py
	CONSILIA_SCREENSHOTS=docs/screenshots $(BIN)/pytest tests/journeys/test_screenshots.py

messages: $(BIN)/.development ## bring new interface strings into the translation catalogues
	$(BIN)/python tools/messages.py update

lock: $(BIN)/.development ## resolve dependencies anew (needs uv)
	tools/lock.sh

audit: $(BIN)/.development ## known weaknesses of the dependencies (needs the public databases)
	@tools/audit.sh

clean: ## remove what setup made; your data in var/ stays
	rm -rf $(VENV) node_modules $(ASSETS) $(CATALOGUES)

$(BIN)/python:
	@tools/venv.sh $(PYTHON) $(VENV)

# The lock files name every package there is: resolving them anew would only take time.
$(BIN)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements/build.txt -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.development: requirements/development.txt $(BIN)/.runtime
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements/development.txt
	@touch $@

# One recipe makes both files; the second target waits for the first.
consilia/website/static/consilia.css: node_modules/.stamp $(shell find assets -type f) tools/build_assets.mjs
	@tools/npm.sh $(VENV) run --silent build
	@touch $(ASSETS)
consilia/website/static/consilia.js: consilia/website/static/consilia.css ;

node_modules/.stamp: package-lock.json $(BIN)/.runtime
	@tools/npm.sh $(VENV) ci --silent --no-audit --no-fund
	@touch $@

%.mo: %.po $(BIN)/.runtime
	@$(BIN)/python tools/messages.py compile $<
