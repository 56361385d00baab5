# Everything a person or CI types. `make help` lists it.
PYTHON ?= python3
BIN = .venv/bin
SHELL = /bin/sh
.DEFAULT_GOAL = help
.SILENT:
.PHONY: help set-up run secrets test test-fast journeys defects bench bench-large check lint fix types contracts migrations audit licences messages texts screenshots lock

help: ## show this list
	sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "make %-14s %s\n", $$1, $$2}'

set-up: ## install what the lock files name into .venv and node_modules
	$(PYTHON) scripts/set_up.py

run: set-up ## start the portal with everything it needs; PORT and DIS_VAR choose where
	exec $(BIN)/python -m demo.stack

test: set-up ## run all tests, the browser journeys included
	$(BIN)/python scripts/run_tests.py all

test-fast: set-up ## run the tests without the journeys and the stack
	$(BIN)/python scripts/run_tests.py fast

journeys: set-up ## run the browser journeys only
	$(BIN)/python scripts/run_tests.py journeys

defects: set-up ## take each guard away in a copy, and see that its test notices
	$(BIN)/python scripts/defects.py

check: set-up lint types contracts migrations audit ## all that CI runs
	$(BIN)/python scripts/licences.py --check
	$(BIN)/python scripts/run_tests.py all
	$(BIN)/python scripts/defects.py --in-check

lint: set-up ## check style and layout of the code
	$(BIN)/ruff check
	$(BIN)/ruff format --check

fix: set-up ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: set-up ## check the types
	$(BIN)/mypy

contracts: set-up ## check who imports whom
	$(BIN)/lint-imports --no-cache

migrations: set-up ## check that no migration is missing
	$(BIN)/python scripts/check_migrations.py

audit: set-up ## ask whether a package has a known vulnerability (needs the network)
	$(BIN)/python scripts/audit.py

licences: set-up ## write docs/licences.md, and refuse licences that we do not accept
	$(BIN)/python scripts/licences.py

messages: set-up ## compile the translations
	$(BIN)/python scripts/compile_messages.py

texts: set-up ## take new texts into the catalogues and list what wants a translation (needs gettext)
	$(BIN)/python scripts/extract_messages.py; status=$$?; \
		$(BIN)/python scripts/compare_texts.py && exit $$status

screenshots: set-up ## make the pictures of docs/personas from a portal of their own
	$(BIN)/python scripts/screenshots.py

bench: set-up ## measure what has a goal in time, and write bench/results/latest.md
	$(BIN)/python -m bench

bench-large: set-up ## measure what needs millions of rows, and write bench/results/large.md
	$(BIN)/python -m bench --large

secrets: set-up ## make the secrets of docker-compose.yml
	$(BIN)/python scripts/make_secrets.py

lock: set-up ## write the lock files anew (needs uv on PATH)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-config \
		--custom-compile-command "make lock" --quiet -o requirements.lock requirements.in
	uv pip compile --python-version 3.11 --python-platform x86_64-manylinux_2_28 --generate-hashes \
		--no-emit-index-url --no-config --custom-compile-command "make lock" --quiet -o redis.lock redis.in
