# Kith: `make run` serves a made-up borough, `make test` proves the rest. Nothing but python3 (3.11 or later) and make is needed.
#   make setup            install into .venv (uv when there, else pip)    make PYTHON=python3.12 setup   with another Python
#   make run [PORT=8000]  a demo that lived ten days, served              make check                     style, types, order
#   make test             make check, then all tests but the long ones    make nightly, make bench       the long ones; speed
#   make nightly lives a whole simulated year among others, and says on the terminal how far it has come
#   make words            gather the sentences for people into src/kith/locale (docs/languages.md)

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
else
INSTALL := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check
endif
LOCKED := --require-hashes --only-binary :all:
CATALOGUES := $(wildcard src/kith/locale/*/LC_MESSAGES/*.po)

.PHONY: setup run test check bench nightly browser lock words
.DELETE_ON_ERROR:
.NOTPARALLEL:

setup: .venv/.ready-kith .venv/.ready-assets .venv/.ready-words

run: setup
	@$(BIN)/kith demo --days 10 --people 120 --port $(PORT)

test: check browser
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder -m "not nightly"

check: setup .venv/.ready-dev
	@echo "Checking: style, types, order of packages"
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run $(BIN)/ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/words.py --check

nightly: setup .venv/.ready-dev browser
	@KITH_NIGHTLY=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder

bench: setup
	@$(BIN)/python -m bench

browser:
	@tools/browser.sh

# Write the template of all languages and bring each language up to date with it.
words: setup
	@$(BIN)/python tools/words.py

# Write the lock files from pyproject.toml and package.json (needs uv and npm).
lock:
	@tools/lock.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null </dev/null || \
	  { echo "Kith needs Python 3.11 or later, and $(PYTHON) is not: name another, as in make PYTHON=python3.12 setup"; exit 1; }
	@echo "Making .venv with $(PYTHON)"
	@$(PYTHON) -m venv --clear .venv </dev/null || \
	  { rm -rf .venv; echo "$(PYTHON) could not make .venv: on Debian and Ubuntu, install python3-venv"; exit 1; }

.venv/.ready-run: lock-run.txt | .venv/bin/python
	@echo "Installing what Kith runs with"
	@$(INSTALL) $(LOCKED) -r lock-run.txt </dev/null
	@touch $@

.venv/.ready-kith: pyproject.toml .venv/.ready-run
	@$(INSTALL) --no-deps --no-build-isolation -e . </dev/null
	@touch $@

.venv/.ready-assets: package-lock.json tools/assets.py .venv/.ready-run
	@echo "Fetching stylesheet and script of the pages"
	@$(BIN)/python tools/assets.py </dev/null
	@touch $@

.venv/.ready-words: $(CATALOGUES) .venv/.ready-run
	@$(if $(CATALOGUES),$(BIN)/pybabel -q compile -D django -d src/kith/locale </dev/null,true)
	@touch $@

.venv/.ready-dev: lock-dev.txt .venv/.ready-run
	@echo "Installing what tests and checks need"
	@$(INSTALL) $(LOCKED) -r lock-dev.txt </dev/null
	@touch $@
