# Everything runs in .venv, which the first call builds from requirements.lock.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo quick test coverage check matrix lock release bench graph clean

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tapelog needs Python 3.11 or later: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $@

demo: $(READY)  ## process the example interview and show what came out
	@$(BIN)/tapelog process examples/interview.mp3 --transcript examples/reference.txt \
		--context examples/review.txt --context examples/press.txt \
		--out out/demo --archive out/archive
	@$(BIN)/tapelog show out/demo
	@$(BIN)/tapelog score out/demo/transcript.json examples/truth.seglst.json
	@echo "Now open out/demo/index.html in a browser."

check: $(READY)  ## format, lint, types, import contracts and the browser code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@tests/javascript/run.sh check

quick: $(READY)  ## under a minute: no models, no browser, no servers
	@tests/javascript/run.sh test
	$(BIN)/pytest -m "not models and not browser and not server and not slow"

test: check  ## all tests, with models; prints what was skipped and why
	@tests/javascript/run.sh test
	$(BIN)/pytest -rs -n 2 --dist loadfile --no-loadscope-reorder -m "not alone"
	$(BIN)/pytest -rs -m alone $$(grep -rl --include='test_*.py' 'mark\.alone' tests)

coverage: $(READY)  ## which lines the tests without models, browser and servers reach
	$(BIN)/pytest -m "not models and not browser and not server" --cov --cov-report=term:skip-covered

matrix:  ## test wheel, doctor and a first transcript on Python 3.11, 3.12 and 3.13, each in an empty environment
	tests/matrix.sh

lock:  ## update requirements.lock for all platforms and Pythons; keeps versions that still fit
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-header \
		--no-annotate --no-emit-package pip --output-file requirements.lock

release: $(READY)  ## build dist/: wheel, sdist, SBOM, and their sha256 sums
	rm -rf dist
	$(BIN)/python -m build --outdir dist .
	$(PYTHON) -m venv out/sbom
	out/sbom/bin/pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8'
	out/sbom/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-file dist/tapelog.cdx.json
	cd dist && sha256sum * > SHA256SUMS

bench: $(READY)  ## compare speed, memory and accuracy with other programs (some minutes)
	$(BIN)/python -m benchmarks.speed $(BENCH)

graph: $(READY)  ## print which packages import each other, and import cycles
	$(BIN)/python tools/import_graph.py

clean:  ## remove what make built
	rm -rf .venv out node_modules
