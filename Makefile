# Zhengsou: set up, serve, test and check. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8000
SEEDS  ?= seeds
# Tried in this order; the first one that runs and is new enough is taken. `make serve PYTHON=/path/to/python` decides.
PYTHON ?= python3 python3.13 python3.12 python3.11

# A file of tests stays in one process, so that what its tests share is made once.
JOBS    ?= 2
# `make serve EXTRA=opensearch` also installs what an index on a cluster needs.
EXTRA  ?=

BIN     := $(VENV)/bin
PIP     := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip
LOCK    := requirements$(EXTRA:%=-%).lock
RUNTIME := $(VENV)/.runtime$(EXTRA:%=-%)-installed
DEV     := $(VENV)/.dev-installed
# jieba is published as source only: building without isolation keeps setuptools to the pinned, hashed one as well.
INSTALL := $(PIP) install --quiet --no-build-isolation --require-hashes
COMPILE  = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
           --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock"

# `$(call say,中文,English)`: one of them in quotes, by the rule of the commands: ZHENGSOU_LANG, else the locale.
say = "$$(case "$${ZHENGSOU_LANG:-$${LC_ALL:-$${LC_MESSAGES:-$${LANG:-zh}}}}" in en*) echo "$(2)";; *) echo "$(1)";; esac)"

.PHONY: help serve index test torture test-opensearch man lint format lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

serve: index ## install, index seeds/ and serve the pages (HOST=127.0.0.1 PORT=8000 EXTRA=opensearch)
	@exec $(BIN)/zhengsou serve --host $(HOST) --port $(PORT)

# Status 1 says that some file could not be read; it was named, and the others are worth having.
index: $(RUNTIME) ## install, then make the index agree with seeds/ (SEEDS=folder)
	@$(BIN)/zhengsou index $(SEEDS) || [ $$? -eq 1 ]

test: $(DEV) ## run all tests, in two processes (ARGS="-k name" narrows them, JOBS=0 keeps them in one)
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile $(ARGS)

torture: $(DEV) ## run the long tests of kills, power cuts, full disks, damages and load (ARGS="-k kill" narrows them)
	@$(BIN)/python -m pytest tests/torture $(ARGS)

# A server that was fetched stays, and `make test` uses it from then on.
test-opensearch: $(DEV) ## fetch OpenSearch (133 MB, once; needs mvn and Java 21) and run the tests that need it (ARGS)
	@$(BIN)/python tests/opensearch_server.py fetch
	@ZHENGSOU_REQUIRE_OPENSEARCH=1 $(BIN)/python -m pytest -m opensearch $(ARGS)

man: $(DEV) ## write the manual pages (docs/man) anew from the help of the commands
	@$(BIN)/python -m web.man_page

lint: $(DEV) ## ruff check, ruff format --check, mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(DEV) ## let ruff sort imports and lay out the code
	@$(BIN)/ruff check --select I --fix .
	@$(BIN)/ruff format .

# What is locked stays as it is unless pyproject.toml asks for more; `make lock ARGS=--upgrade` takes what is newest.
lock: $(DEV) ## write the lock files anew from pyproject.toml (ARGS=--upgrade)
	$(COMPILE) $(ARGS) pyproject.toml --output-file requirements.lock
	$(COMPILE) $(ARGS) pyproject.toml --extra opensearch --constraint requirements.lock \
	    --output-file requirements-opensearch.lock
	$(COMPILE) $(ARGS) pyproject.toml --extra opensearch --constraint requirements-opensearch.lock --group dev \
	    --output-file requirements-dev.lock
	$(COMPILE) $(ARGS) --constraint requirements-dev.lock --group build --output-file requirements-build.lock

clean: ## remove the virtual environment, builds and caches, and nothing else: var/ with the index stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in $(PYTHON); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { without_venv=$$python; continue; }; \
	    echo $(call say,正在用 $$python 建立虚拟环境 $(VENV) …,Making the virtual environment $(VENV) with $$python …); \
	    exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -n "$$without_venv" ]; then \
	    echo $(call say,错误：$$without_venv 缺少 venv 模块。Debian、Ubuntu 上请运行：apt-get install python3-venv,Error: $$without_venv has no venv module. On Debian and Ubuntu run: apt-get install python3-venv) >&2; \
	else \
	    echo $(call say,错误：需要 Python 3.11 或更新的版本，没有找到。可以指明：make PYTHON=/路径/python3.12 …,Error: Python 3.11 or newer is needed and was not found. Name one: make PYTHON=/path/to/python3.12 …) >&2; \
	fi; \
	exit 1

$(RUNTIME): $(BIN)/python pyproject.toml requirements-build.lock $(LOCK)
	@echo $(call say,正在安装依赖 …,Installing what it depends on …)
	@$(INSTALL) -r requirements-build.lock
	@$(INSTALL) -r $(LOCK)
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(DEV): $(BIN)/python pyproject.toml requirements-build.lock requirements-dev.lock
	@echo $(call say,正在安装依赖和开发工具 …,Installing what it depends on and the tools of development …)
	@$(INSTALL) -r requirements-build.lock
	@$(INSTALL) -r requirements-dev.lock
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $(RUNTIME) $@
