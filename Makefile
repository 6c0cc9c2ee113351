# Every command is complete from a fresh clone: it makes .venv and installs what it needs.
# `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help run test test-matrix test-corpus test-editor check fix generate bench vsix wheel clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml tests/requirements.txt
	@echo "== installing the development environment into .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --editable . --requirement tests/requirements.txt
	@touch $@

test: $(STAMP) ## all tests that need no system package
	$(BIN)/python -m pytest -n auto -m "not editor and not corpus"

test-matrix: $(STAMP) ## the snippets on the oldest Flask and extensions that they ask for
	@for set in oldest enough; do \
		echo "== tests/matrix/$$set.txt"; \
		$(BIN)/uv venv --quiet --clear --python $(BIN)/python .cache/matrix/$$set && \
		$(BIN)/uv pip install --quiet --python .cache/matrix/$$set --resolution lowest-direct \
			--requirement tests/matrix/$$set.txt && \
		PYTHONPATH=server .cache/matrix/$$set/bin/python -m pytest -q tests/snippets/matrix.py || exit 1; \
	done

check: $(STAMP) ## lint, format, strict types, generated files fresh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python server/dev/generate.py --check

fix: $(STAMP) ## mend what lint and format can, write generated files
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python server/dev/generate.py

run: $(STAMP) ## open VS Code with the extension on a sample project that shows every gotcha
	$(BIN)/python server/dev/run_editor.py

test-corpus: $(STAMP) ## real applications, downloaded from PyPI
	$(BIN)/python -m pytest -m corpus tests/corpus

test-editor: $(STAMP) ## the real editors: VS Code in a headless browser, Neovim
	@command -v chromium >/dev/null || { echo "Chromium is missing. Install it: apt-get install chromium fonts-dejavu-core"; exit 1; }
	$(BIN)/python -m pytest -m editor tests/editor

bench: $(STAMP) ## what things cost, as ratios measured in one run
	$(BIN)/python server/dev/bench.py

vsix: $(STAMP) ## the VS Code extension, one file for every platform, in dist/
	$(BIN)/python server/dev/vsix.py

wheel: $(STAMP) ## the Python package, in dist/
	$(BIN)/python -m build --wheel --outdir dist

generate: $(STAMP) ## write generated files
	$(BIN)/python server/dev/generate.py

clean: ## remove what was built, the environment included
	rm -rf .venv .cache build dist vscode-client/node_modules vscode-client/out vscode-client/bundled
