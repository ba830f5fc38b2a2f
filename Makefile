# One line per target below; `make` alone lists them.
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist=worksteal
CATALOGUES := $(shell find src -name '*.po' 2>/dev/null)
.PHONY: help setup run demo fix check test cover bench ci requirements vendor bare messages lock

help: ## List the targets.
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: .venv/.dev .venv/.messages ## Make .venv with all that developing needs.

.venv/.run: requirements/run.txt pyproject.toml scripts/setup.sh
	@scripts/setup.sh run
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@scripts/setup.sh dev
	@touch $@

.venv/.messages: $(CATALOGUES) scripts/compile_messages.py .venv/.run
	@$(BIN)/python scripts/compile_messages.py
	@touch $@

messages: .venv/.run ## Compile the French catalogues.
	@$(BIN)/python scripts/compile_messages.py
	@touch .venv/.messages

run: .venv/.run .venv/.messages ## Serve pages and do the work, on the database of var/.
	@exec $(BIN)/preau serve

demo: .venv/.run .venv/.messages ## A believable Region in a browser, with nothing to prepare.
	@exec $(BIN)/preau demo $(ARGS)

fix: setup ## Format and repair what tools can; redraw the state diagrams.
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format --quiet .
	@git ls-files --cached --others --exclude-standard '*.py' | xargs -r $(BIN)/django-upgrade --target-version 5.2 --exit-zero-even-if-changed
	@git ls-files --cached --others --exclude-standard 'src/preau/*.html' | xargs -r $(BIN)/djade --target-version 5.2 || true
	@$(BIN)/python scripts/draw_states.py

check: setup ## Format, lint, types, borders, templates, migrations, deployment, texts; changes nothing.
	@scripts/bootstrap.sh check
	@scripts/check.sh

# Twenty minutes are enough for it: pages, which no database changes, are swept on SQLite only.
test: setup ## The suite on SQLite, browser included, then on PostgreSQL.
	@scripts/bootstrap.sh test
	@echo "On SQLite, with the browser:"
	@env -u DATABASE_URL $(PYTEST)
	@echo "On PostgreSQL, with the story:"
	@scripts/with_postgres.sh $(PYTEST) -m "story or not browser" --ignore=tests/sweeps --ignore=tests/ui --ignore=tests/demo

# What only PostgreSQL does is written in the room of search.
cover: setup ## The suite with branch coverage, against its floors.
	@scripts/bootstrap.sh test
	@env -u DATABASE_URL $(PYTEST) --cov --cov-report=
	@scripts/with_postgres.sh $(PYTEST) tests/search --cov --cov-append --cov-report=
	@$(BIN)/coverage report --include='*/states.py,*/policies.py,*/policies/*,*/actions.py,*/actions/*' --fail-under=100
	@$(BIN)/coverage report

bench: setup ## Measure pages and mail on both databases, beside their limits (ARGS=--write keeps the table).
	@scripts/bootstrap.sh test
	@mkdir -p var
	@PREAU_POSTGRES_SAFE=1 scripts/with_postgres.sh $(BIN)/python -m bench $(ARGS)

ci: check cover ## Check, then cover.

requirements: setup ## Each requirement with the tests that show it, and those that none shows.
	@$(BIN)/python scripts/requirements.py

vendor: setup ## Renew the front-end files of static/vendor from npm.
	@$(BIN)/python scripts/vendor.py

bare: ## Show `make demo` and `make test` on a bare Debian 12 (as root; takes a while).
	@scripts/bare.sh $(ARGS)

lock: ## Write requirements/*.txt from *.in (make lock ARGS=-U renews the versions).
	@scripts/lock.sh $(ARGS)
