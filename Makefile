# make run    the chat page on http://localhost:8501 (PORT=8502 for another port)
# make test   every check and test
# make peers-environment   what `python -m eval peers` compares Cotejo with, installed apart
# make clean  removes what the two have made

PORT ?= 8501
PYTHON ?= python3.11
VENV := .venv
RUN := $(VENV)/installed-run
DEV := $(VENV)/installed-dev
PEERS := .venv-peers

.PHONY: run test lint clean peers-environment
.DEFAULT_GOAL := run

run: $(RUN)
	-@$(VENV)/bin/python -m index build
	@$(VENV)/bin/streamlit run app.py --server.port $(PORT)

test: lint
	@$(VENV)/bin/python -m pytest -n 2

lint: $(DEV)
	@scripts/install-system-packages
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

$(VENV)/bin/python:
	@scripts/make-environment "$(PYTHON)" "$(VENV)"

$(RUN): requirements.txt | $(VENV)/bin/python
	@echo "Installing what Cotejo needs; this takes some minutes the first time."
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --no-deps -r requirements-dev.txt
	@touch $@

peers-environment: $(PEERS)/installed

$(PEERS)/bin/python:
	@scripts/make-environment "$(PYTHON)" "$(PEERS)"

$(PEERS)/installed: requirements-peers.txt | $(PEERS)/bin/python
	@echo "Installing what Cotejo is compared with (2 GB); this takes some minutes."
	@$(PEERS)/bin/python -m pip install -q --disable-pip-version-check -r requirements-peers.txt
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) index/data index/models eval/out .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
