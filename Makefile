# All that a developer runs. Each target makes the environment first when something changed.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DATA ?= data

.PHONY: install run test lint check format docs bench soak

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Samspil needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev,bench,train]'
	@touch $@

run: install
	@exec $(BIN)/samspil serve --demo --data $(DATA)

test: install
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: install
	$(BIN)/python -m tests.shown

bench: install
	$(BIN)/samspil bench e1
	$(BIN)/samspil bench e2
	$(BIN)/samspil bench e3
	$(BIN)/samspil bench e5
	$(BIN)/samspil bench e6
	$(BIN)/samspil bench e7
	$(BIN)/samspil bench e8
	$(BIN)/samspil bench e9
	$(BIN)/samspil bench e10
	$(BIN)/samspil bench e11
	$(BIN)/samspil bench cohort
	$(BIN)/samspil bench hearing
	$(BIN)/samspil bench pathway
	$(BIN)/samspil bench meeting
	$(BIN)/samspil bench market
	$(BIN)/samspil bench stable
	$(BIN)/samspil bench year
	$(BIN)/samspil bench giveback

soak: install
	@$(BIN)/python -m pytest -m soak -p no:xdist --timeout 1800
