# make report and make test set up all they need: Python 3.11 or later, and this file.
PYTHON ?= python3
VENV := .venv
BIN := $(if $(filter Windows_NT,$(OS)),$(VENV)/Scripts,$(VENV)/bin)
export TZ := UTC
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export PYTHONHASHSEED := 0

.PHONY: report verify test test-matrix fuzz kills mutants audit lint bench docs notebooks clean

report: $(VENV)/run
	$(BIN)/polltide report report.toml --out build

verify: $(VENV)/run
	$(BIN)/polltide report report.toml --out build --verify

test: $(VENV)/dev
	$(BIN)/python -m pytest -n auto

# Every Python from 3.11 that this machine has, and the oldest libraries that are allowed.
test-matrix:
	for minor in 11 12 13 14; do \
	    if command -v python3.$$minor >/dev/null && python3.$$minor -c '' 2>/dev/null; then \
	        $(MAKE) test PYTHON=python3.$$minor VENV=.venv-3.$$minor || exit 1; \
	    fi; \
	done
	$(MAKE) .venv-oldest/oldest VENV=.venv-oldest
	.venv-oldest/bin/python -m pytest -n auto

# Wrong files of every format, always the same ones for a seed: make fuzz N=20000 SEED=1
# Then, where the system has atheris, inputs that reach new lines, for so many seconds a target.
N ?= 2000
SEED ?= 1
SECONDS ?= 60
fuzz: $(VENV)/fuzz
	$(BIN)/python -m tests.fuzz $(N) $(SEED)
	for target in dates ropf words; do \
	    $(BIN)/python -m tests.fuzz.coverage_guided $$target $(SECONDS) || exit 1; \
	done

# Reports and readings whose writing is killed at any time: make kills N=200 SEED=1
kills: $(VENV)/dev
	$(BIN)/python -m tests.fuzz.kills $(N) $(SEED)

# Small mistakes in six rooms, how many the tests notice by an assertion about a value, and the
# lines that they pass over: make mutants N=60 SEED=1 (N=all).
mutants: N = 60
mutants: $(VENV)/mutants
	$(BIN)/python -m tools.mutants --number $(N) --seed $(SEED)

# What the pinned libraries are, then their known faults; needs a reachable index of packages.
audit:
	mkdir -p build
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom pip-audit
	.venv-audit/bin/cyclonedx-py requirements requirements/run.txt --output-reproducible -o build/bill-of-materials.json
	.venv-audit/bin/pip-audit --require-hashes -r requirements/run.txt

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

notebooks: $(VENV)/dev
	$(BIN)/python -m tools.make_notebooks --out build/notebooks
	$(BIN)/polltide notebook build/notebooks

bench: $(VENV)/bench
	$(BIN)/python -m benchmarks

docs: $(VENV)/docs
	$(BIN)/python -m mkdocs build --strict --quiet

clean:
	rm -rf build dist site $(VENV) .venv-* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@echo "Setting up $(VENV)"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "polltide needs Python 3.11 or later: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# The larger lock contains the smaller one, so whichever comes last leaves a complete set.
$(VENV)/%: requirements/%.txt pyproject.toml | $(BIN)/python
	@echo "Installing what is locked in $< into $(VENV): a minute or two, this once"
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
