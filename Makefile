# make           set up, then build the briefs of this repository into output/
# make test      lint, then the whole suite; make test ARGS='-k fonts' for a part of it
# make lint      ruff and mypy
# make bench     what builds cost beside their peers; make bench ARGS=all with 20,000 editions, ARGS=papers for a part
# make strings   collect the strings of the templates into templates/locale/
# make bidi-reference   record anew in what order Chromium shows mixed text
# make lock      write the lock files anew
# make clean     remove what was built

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
STRINGS := templates/locale/briefgen.pot

.PHONY: default test lint bench strings bidi-reference lock clean
default: .venv/ready
	$(BIN)/briefgen build

test: lint .venv/ready-to-test tests/node_modules/.package-lock.json
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

lint: .venv/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/ready-to-test .venv/ready-to-bench
	$(BIN)/python tests/bench $(ARGS)

bidi-reference: .venv/ready-to-test
	$(BIN)/python tests/bidi_reference.py

# Babel's headers are dropped but for those that say something: the same strings give the same files.
strings: .venv/ready
	$(BIN)/pybabel --quiet extract --mapping-file templates/locale/babel.cfg --omit-header --sort-by-file \
	  --add-location file --no-wrap --output-file $(STRINGS) .
	$(BIN)/pybabel --quiet update --domain briefgen --input-file $(STRINGS) --output-dir templates/locale \
	  --no-fuzzy-matching --ignore-pot-creation-date --no-wrap
	for file in templates/locale/*/LC_MESSAGES/briefgen.po; do \
	  sed -E '/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' \
	    $$file > $$file.part && mv $$file.part $$file; \
	done

lock: .venv/ready-to-test
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --no-config --upgrade --universal \
	  --python-version 3.11 --generate-hashes --output-file requirements.lock pyproject.toml requirements.in
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --no-config --upgrade --universal \
	  --python-version 3.11 --generate-hashes --constraint requirements.lock \
	  --output-file requirements-dev.lock --all-extras pyproject.toml requirements-dev.in
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --no-config --upgrade --universal \
	  --python-version 3.11 --generate-hashes --output-file requirements-bench.lock requirements-bench.in
	npm install --prefix tests --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	rm -rf output .briefgen build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find briefgen templates tests -name '__pycache__' -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +

# Set-up: each step leaves a file that says it is done.

.venv/bin/python:
	PYTHON=$(PYTHON) .ci/needs build
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

.venv/ready: .venv/installed pyproject.toml briefgen/launcher.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

.venv/ready-to-test: .venv/ready requirements-dev.lock
	PYTHON=$(PYTHON) .ci/needs test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

.venv/ready-to-bench: .venv/ready-to-test requirements-bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

tests/node_modules/.package-lock.json: tests/package.json tests/package-lock.json .venv/ready-to-test
	npm ci --prefix tests --omit=optional --no-audit --no-fund
	touch $@
