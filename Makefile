# make up     the sandbox runs; everything that is missing is installed first
# make down   nothing of it is left running
# make test   all tests; make test-compose: those that need Docker
# make check  format, lint, types, imports; make lock: requirements.lock anew

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
SYNC = $(UV) pip sync --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
SERVICES := services services/frontend_django services/inventory_flask services/mock_thirdparty
PACKAGES := tracing_sandbox services/telemetry services/web loadtest $(wordlist 2,4,$(SERVICES))
PROJECTS := . $(SERVICES)

.PHONY: up down test test-compose binaries chromium pictures faults check format lock clean

up: .venv/installed
	$(BIN)/sandbox up --detach

down: .venv/installed
	$(BIN)/sandbox down

test: .venv/installed binaries chromium
	$(BIN)/pytest --numprocesses 4 --dist loadscope --no-loadscope-reorder $(TESTS)

# The same end-to-end tests, and what is special to containers, against docker compose.
test-compose: .venv/installed
	$(BIN)/python -m tests.compose

# The Collector and Jaeger. To build them takes minutes, once: longer than a test waits.
binaries: .venv/installed
	$(BIN)/python -m tracing_sandbox.running.binaries

# The browser tests drive a real Chromium, the distribution's own.
chromium:
	@command -v chromium-headless-shell >/dev/null || tests/browser/install-chromium

pictures: .venv/installed binaries chromium
	$(BIN)/python -m docs.pictures.draw

# One page for each scenario, from the catalogue and a real order.
faults: .venv/installed binaries
	$(BIN)/python -m docs.faults.write $(NAMES)

check: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports --no-cache

format: .venv/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/installed: $(UV) requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(SERVICES))
	$(SYNC) || { echo "Once more, with the certificates of this machine."; UV_SYSTEM_CERTS=1 $(SYNC); }
	$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --config-setting editable_mode=compat $(addprefix --editable ,$(PROJECTS))
	$(BIN)/python -m compileall -q $(PACKAGES)
	touch $@

$(UV):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The sandbox needs Python 3.11 or newer. Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(sed -n 's/^uv==\([^ ]*\).*/uv==\1/p' requirements.lock)"

lock: $(UV)
	$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --no-emit-package tracing-sandbox --no-emit-package sandbox-shared \
	  --no-emit-package sandbox-frontend --no-emit-package sandbox-inventory \
	  --no-emit-package sandbox-thirdparty \
	  requirements.in --output-file requirements.lock

clean: down
	rm -rf .venv .sandbox
