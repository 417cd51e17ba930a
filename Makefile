# Lockup. On a bare Debian or Ubuntu with python3 and make, `make demo` and `make test` each need nothing else.
#
#   make demo        load the demo, issue its files into var/demo/ and serve it (PORT=8000, SERVE=0 stops before)
#   make test        the fast tests               make test-all    with the slow ones, a browser and PostgreSQL
#   make check       everything a change must pass: format, lint, layers, types, settings, migrations, words, tests
#   make messages    put new words of the interface into locale/     make bench   measure speed (half an hour)
#   make fuzz        25,000 damaged pictures, every bomb and 7,600 real logos (about half an hour on two cores)
#   make lock        compile requirements*.in to requirements*.txt (UPGRADE=1 for newer versions)
#   make clean       forget the environment and caches; var/ (database, files) stays

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SERVE ?= 1
PYTEST_ARGS ?=

PACKAGES := python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 librsvg2-bin \
            fonts-noto-core fonts-noto-cjk fonts-inter fonts-sora
TEST_PACKAGES := qpdf poppler-utils chromium postgresql

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# The stamps carry the hash of what was installed, so that a changed lock file, and nothing else, installs again.
hash = $(shell cat $(1) | sha256sum | cut -c1-16)
RUNTIME := .venv/.runtime-$(call hash,requirements.txt)
DEV := .venv/.dev-$(call hash,requirements.txt requirements-dev.txt)

.PHONY: help
help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed '/^The stamps/,$$d'

# --- The ground -------------------------------------------------------------------------------------------------------

.PHONY: packages test-packages setup dev
packages:
	@.ci/packages $(PACKAGES)

test-packages:
	@.ci/packages $(PACKAGES) $(TEST_PACKAGES)

.venv/bin/python: | packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Lockup needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Say make PYTHON=python3.12, or the like."; exit 1; }
	$(PYTHON) -m venv .venv

$(RUNTIME): | packages .venv/bin/python
	@echo "Installing the Python packages (once; a few minutes) ..."
	@$(PIP) -r requirements.txt
	@rm -f .venv/.runtime-* && touch $@

$(DEV): | test-packages .venv/bin/python
	@echo "Installing the Python packages, with those for tests (once; a few minutes) ..."
	@$(PIP) -r requirements-dev.txt
	@rm -f .venv/.dev-* .venv/.runtime-* && touch $@ $(RUNTIME)

setup: packages $(RUNTIME)
	@$(BIN)/python -m cms.messages compile

dev: test-packages $(DEV)
	@$(BIN)/python -m cms.messages compile

# --- The demo ---------------------------------------------------------------------------------------------------------

.PHONY: demo serve
demo: setup
	@$(MANAGE) migrate --noinput --verbosity 0
	@LOCKUP_BASE_URL=$${LOCKUP_BASE_URL:-http://localhost:$(PORT)} $(MANAGE) load_demo
ifneq ($(SERVE),0)
	@$(MAKE) --no-print-directory serve
endif

serve: export DJANGO_SETTINGS_MODULE := cms.settings.dev
serve: export LOCKUP_DEBUG ?= 0
serve: export LOCKUP_BASE_URL ?= http://localhost:$(PORT)
serve: setup
	@echo; echo "Lockup is at http://localhost:$(PORT)/ - stop it with Ctrl+C."
	@$(MANAGE) db_worker --backend jobs --queue-name '*' --no-reload & worker=$$!; \
	  (while sleep 60; do $(MANAGE) tick; done) & clock=$$!; \
	  trap 'kill $$worker $$clock 2>/dev/null || true' EXIT; \
	  $(BIN)/gunicorn cms.wsgi --bind $(HOST):$(PORT) --workers 2 --log-level warning

# --- Checks -----------------------------------------------------------------------------------------------------------

.PHONY: verapdf test test-extra test-all check lint bench fuzz
pytest = $(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

# What checks that files are accessible; it needs Java, so only the slow tests fetch it.
verapdf: dev
	@.ci/verapdf

test: dev
	@$(pytest)

# What keeps things in the database; the rest never meets one.
ON_POSTGRES := tests/campaigns tests/cms tests/brand_kit/models

test-extra: dev verapdf
	@.ci/with-postgres $(pytest) $(ON_POSTGRES)
	@$(pytest) -m "slow or browser"

test-all: dev verapdf
	@.ci/with-postgres $(pytest) $(ON_POSTGRES)
	@$(pytest) -m "slow or not slow"

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@echo "Checking the production settings ..."
	@DJANGO_SETTINGS_MODULE=cms.settings.production LOCKUP_ALLOWED_HOSTS=lockup.example \
	  LOCKUP_BASE_URL=https://lockup.example LOCKUP_DEBUG=0 \
	  LOCKUP_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python -m cms.messages check

check: lint
	@$(MAKE) --no-print-directory test

bench: dev
	@$(BIN)/python -m tests.bench

fuzz: dev
	@$(BIN)/python -m tests.brand_kit.fuzz --svg 20000 --raster 5000 --bombs --logos

# --- What is generated and kept ---------------------------------------------------------------------------------------

.PHONY: messages messages-check lock format
messages: dev
	@$(BIN)/python -m cms.messages update
	@$(BIN)/python -m cms.messages compile

messages-check: dev
	@$(BIN)/python -m cms.messages check

format: dev
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

# Without the machine's own settings: the hashes must be those of the public index.
compile = env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_INDEX -u UV_FIND_LINKS \
  $(BIN)/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
lock: .venv/bin/python
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(compile) --output-file requirements.txt requirements.in > /dev/null
	@$(compile) --output-file requirements-dev.txt requirements-dev.in > /dev/null

.PHONY: clean
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
