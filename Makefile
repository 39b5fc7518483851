# Everything a person does with Fieldschool from a terminal. `make` alone says what there is.

# Not read from the environment: some shells set HOST, and only a person may open the door to the network.
HOST = 127.0.0.1
PORT = 8000
PYTHON = .venv/bin/python
# Some shells set it, and then every process compiles all tests again: 3 seconds for each worker of pytest.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = $(PYTHON) -m pytest
QUICK = not browser and not journey and not trust
ON_SQLITE = env -u FIELDSCHOOL_TEST_DATABASE_URL
CODE = accounts activities assessments config content courses delivery lessons operations records
COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make requirements'

.PHONY: help permissions run test test-unit test-pages test-journeys test-postgresql test-browser test-trust test-trust-short lint types format pictures requirements audit sbom licences reset clean environment

help:
	@sed -n 's/^## //p' Makefile

## make run                start Fieldschool on http://127.0.0.1:8000 (Ctrl-C stops it)
##   PORT=8001             on another port
##   HOST=0.0.0.0          for the phones of a class on the same network
run:
	@.ci/environment run
	@exec $(PYTHON) -m config.start --host '$(HOST)' --port '$(PORT)'

## make test               all of the tests below; says at the end what could not be tested here
test: lint types test-unit test-pages test-journeys test-trust-short
	@if [ "$$CI" = true ] || .ci/find-postgresql >/dev/null 2>&1; then $(MAKE) test-postgresql; fi
	@if [ "$$CI" = true ] || .ci/find-chromium >/dev/null 2>&1; then $(MAKE) test-browser; fi
	@.ci/find-postgresql >/dev/null || true
	@.ci/find-chromium >/dev/null || true
	@.ci/find-proxy >/dev/null || true

## make lint               code style, with ruff
lint: environment
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

## make types              type hints, with mypy
types: environment
	$(PYTHON) -m mypy $(CODE)

## make test-unit          unit tests on SQLite: everything that needs no request
test-unit: environment
	$(ON_SQLITE) $(PYTEST) -n 2 --dist worksteal -m 'not page and $(QUICK)'

## make test-pages         every page and form on SQLite, through Django's test client
test-pages: environment
	$(ON_SQLITE) $(PYTEST) -n 2 --dist worksteal -m 'page and $(QUICK)'

## make test-journeys      whole paths: the platform started as a person starts it, every page searched for leaks
test-journeys: environment
	$(ON_SQLITE) $(PYTEST) -n 2 --dist worksteal -m journey

## make test-postgresql    all of both that uses the database, on PostgreSQL: FIELDSCHOOL_TEST_DATABASE_URL, or a
##                         throw-away server. What needs no database would do the same again, and is left out
test-postgresql: environment
	.ci/with-postgresql $(PYTEST) -n 2 --dist worksteal --only-with-database -m 'not browser and not trust'

## make test-browser       the journeys in a real Chromium
test-browser: environment
	@.ci/find-chromium >/dev/null
	$(ON_SQLITE) $(PYTEST) -n 2 --dist worksteal -m browser

## make test-trust         every promise in full, with figures (docs/reliability.md): kills, power cuts, load; about an hour
test-trust: environment
	@.ci/trust full

## make test-trust-short   the same in short, as part of make test
test-trust-short: environment
	@.ci/trust short

## make pictures           take the pictures of docs/pictures/ again
pictures: environment
	$(PYTEST) -m browser tests/browser/pictures.py tests/browser/live_pictures.py

## make format             put the code into its usual form
format: environment
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

## make requirements       compile requirements/ from pyproject.toml (UPGRADE=--upgrade: to the newest versions)
requirements: environment
	$(COMPILE) $(UPGRADE) --output-file requirements/run.txt
	$(COMPILE) $(UPGRADE) --extra metrics --constraint requirements/run.txt --output-file requirements/metrics.txt
	$(COMPILE) $(UPGRADE) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt

## make audit              known faults in the packages, as far as advisories can be reached; says so when not
audit: environment
	.ci/audit

## make sbom               what the program is made of, as build/sbom.cdx.json (CycloneDX)
sbom: environment
	@mkdir -p build
	$(PYTHON) -W ignore::UserWarning -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml \
		--mc-type application --output-reproducible --output-format JSON \
		--output-file build/sbom.cdx.json

## make licences           write docs/licences.md from what the packages say of themselves
licences: environment
	$(PYTHON) .ci/licences > docs/licences.md

## make permissions        write docs/permissions.md from the table of tests/permissions/
permissions: environment
	$(PYTHON) -m tests.permissions.page

## make reset              delete var/: every account, answer, result and backup in it (YES=1: without asking)
# A server holds a lock on var/in-use (config/data_folder.py); this one is held until var/ is gone.
reset:
	@if [ -d var ]; then exec 9>>var/in-use; flock --nonblock 9 || { \
	echo 'Nothing was deleted: Fieldschool is running on var/. Stop it first, with Ctrl-C in its terminal.' >&2; \
	exit 1; }; fi; \
	answer='$(YES)'; \
	[ -n "$$answer" ] || { printf 'Delete every account, answer, result and backup in var/? Type yes: '; read -r answer; }; \
	case "$$answer" in \
	1 | yes) rm -rf var && echo 'var/ is deleted. make run starts afresh.' ;; \
	*) echo 'Nothing was deleted.' ;; \
	esac

## make clean              delete the environment and what tools left behind, but no data
clean:
	rm -rf .venv .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@.ci/environment dev
