# The menu. `make` prints it; every target sets up what it needs first.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PAGES  := web/dist/.built
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := menu
.PHONY: menu run demo test check fmt lint types imports gen unit web-check e2e faults bench lock clean

menu:  ## this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- what a user runs ---------------------------------------------------------------------------

run: $(VENV)/.runtime $(PAGES)  ## set up everything and serve the demo clinic
	@BEDSIDE_LOG_LEVEL=$${BEDSIDE_LOG_LEVEL:-WARNING} bedside serve

demo: $(VENV)/.runtime  ## a whole visit without a browser, with its timeline
	@bedside demo --headless

# --- what a contributor runs --------------------------------------------------------------------

test: check web-check unit e2e  ## everything that CI runs

check: lint types imports  ## lint, types and import rules

fmt: $(VENV)/.dev web/node_modules/.installed  ## format the whole tree
	ruff check --fix-only -q . ; ruff format -q .
	cd web && npm run --silent fmt

lint: $(VENV)/.dev  ## ruff: lint and format
	ruff check .
	ruff format --check .

types: $(VENV)/.dev  ## mypy, strict
	mypy

imports: $(VENV)/.dev  ## who may import whom
	lint-imports

gen: $(VENV)/.dev web/node_modules/.installed  ## write the generated contracts anew
	python -m server.api.openapi > web/openapi.json
	python -m signaling.contract > web/src/contract/signaling.ts
	cd web && npm run --silent gen

web-check: web/node_modules/.installed $(PAGES)  ## types, lint, tests and size of the pages
	cd web && npm run --silent check && npm test --silent && npm run --silent size
	@cd web && cksum src/contract/http.ts > dist/.http && npm run --silent gen > dist/.gen && \
	  cksum src/contract/http.ts | cmp -s - dist/.http || \
	  { echo "web/src/contract/http.ts was stale; it is fresh now: commit it."; exit 1; }

unit: $(VENV)/.dev  ## every test but the browser journeys
	pytest -n 2 --ignore tests/journeys

e2e: $(VENV)/.dev $(PAGES)  ## journeys in real browsers
	@scripts/browser.sh
	pytest -n 2 --dist loadfile tests/journeys

faults: $(VENV)/.dev $(PAGES)  ## the long runs: bad networks, floods, random input
	@scripts/browser.sh
	pytest -m faults

bench: $(VENV)/.dev $(PAGES)  ## measure; make bench B=name for one
	@scripts/browser.sh
	python -m bench $(B)

lock: $(VENV)/.dev  ## pin every dependency anew, with hashes and without addresses
	scripts/lock.sh

clean:  ## remove what was built and installed (never ./var)
	rm -rf $(VENV) web/node_modules web/dist artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- set-up, each step once ---------------------------------------------------------------------

NATIVE := media/transport/native/lane.c media/transport/native/lane.h media/transport/native/build.py

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml scripts/environment.sh $(NATIVE)
	@PYTHON=$(PYTHON) scripts/environment.sh runtime

$(VENV)/.dev: requirements/dev.txt pyproject.toml scripts/environment.sh $(NATIVE)
	@PYTHON=$(PYTHON) scripts/environment.sh dev

web/node_modules/.installed: web/package-lock.json | $(VENV)/.runtime
	@scripts/node.sh
	@echo "Installing the page tools…"
	@cd web && npm ci --silent --no-fund --no-audit
	@touch $@

$(PAGES): web/node_modules/.installed $(shell find web/src web/*.html web/*.ts web/*.json -type f 2>/dev/null)
	@echo "Building the pages…"
	@cd web && npm run --silent build
	@touch $@
