"""Checks the model's settings against one another at start-up, and reads its key."""

import ipaddress
from urllib.parse import urlsplit

from domain.errors import SettingsError
from domain.settings import GenerationSettings, Settings

PREFIX = "ATTEST_GENERATION__"
LONGEST_KEY_FILE_BYTES = 16 * 1024  # a key, not a mistaken path to something big
# Retrieval before the draft, and verification after it or the fallback's draft.
REST_OF_AN_ANSWER_SECONDS = 5.0


def check_generation(settings: Settings) -> None:
    """Nothing, where a provider is named and its settings fit together.

    Raises:
        SettingsError: they do not; the message says which and what to do.
    """
    generation = settings.generation
    if not generation.model.strip():
        raise SettingsError(
            f"{PREFIX}PROVIDER is {generation.provider}, and {PREFIX}MODEL is not set.",
            advice="Set it to the model's name as the provider spells it.",
        )
    _check_address(generation)
    _check_times(settings)
    if generation.cost_per_day is not None and not (
        generation.input_price or generation.output_price
    ):
        raise SettingsError(
            f"{PREFIX}COST_PER_DAY is set, but no price is set.",
            advice=f"Set {PREFIX}INPUT_PRICE and {PREFIX}OUTPUT_PRICE, each per 1,000 tokens.",
        )
    if generation.provider == "anthropic" and read_api_key(generation) is None:
        raise SettingsError(
            f"{PREFIX}PROVIDER is anthropic, but no key is set.",
            advice=f"Set {PREFIX}API_KEY, or {PREFIX}API_KEY_PATH to a file that holds it.",
        )


def read_api_key(generation: GenerationSettings) -> str | None:
    """The key, from its setting or its file; None where neither is set.

    Raises:
        SettingsError: both are set, or the file is unreadable, empty, too long, or not one line.
    """
    path = generation.api_key_path
    if generation.api_key is not None:
        if path is not None:
            raise SettingsError(
                f"{PREFIX}API_KEY and {PREFIX}API_KEY_PATH are both set.", advice="Set one."
            )
        key = generation.api_key.get_secret_value().strip()
        where = f"{PREFIX}API_KEY"
    elif path is not None:
        where = f"The file that {PREFIX}API_KEY_PATH names"
        try:
            with path.open(encoding="utf-8") as file:
                key = file.read(LONGEST_KEY_FILE_BYTES).strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(
                f"{where} cannot be read: {path}.",
                advice="Check that it exists, and that this user may read it.",
            ) from None
    else:
        return None
    if not key or not key.isascii() or len(key.split()) != 1:
        raise SettingsError(
            f"{where} holds no key.", advice="It must hold the key and nothing else."
        )
    return key


def _check_address(generation: GenerationSettings) -> None:
    if generation.base_url is None:
        if generation.provider == "openai-compatible":
            raise SettingsError(
                f"{PREFIX}PROVIDER is openai-compatible, and {PREFIX}BASE_URL is not set.",
                advice="Set it, for example to https://api.openai.com/v1, or http://127.0.0.1:11434/v1.",
            )
        return
    parts = urlsplit(generation.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"{PREFIX}BASE_URL is not a web address.", advice="Write it as https://HOST/PATH."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError(
            f"{PREFIX}BASE_URL must be an address and nothing else.",
            advice=f"Put a key into {PREFIX}API_KEY or into a file.",
        )
    if parts.scheme == "http" and not (
        generation.allow_plain_http or _is_this_machine(parts.hostname)
    ):
        raise SettingsError(
            f"{PREFIX}BASE_URL would send questions and policies to {parts.hostname} unencrypted.",
            advice=f"Use https, or set {PREFIX}ALLOW_PLAIN_HTTP=true inside a trusted network.",
        )


def _check_times(settings: Settings) -> None:
    generation = settings.generation
    if generation.try_timeout_seconds > generation.total_timeout_seconds:
        raise SettingsError(
            f"{PREFIX}TRY_TIMEOUT_SECONDS is longer than {PREFIX}TOTAL_TIMEOUT_SECONDS.",
            advice="The total covers all tries: raise it, or lower the time of one try.",
        )
    door = settings.server.request_timeout_seconds
    if generation.total_timeout_seconds + REST_OF_AN_ANSWER_SECONDS > door:
        raise SettingsError(
            f"{PREFIX}TOTAL_TIMEOUT_SECONDS leaves a request less than "
            f"{REST_OF_AN_ANSWER_SECONDS:g} of its {door:g} seconds for everything else.",
            advice="Lower it, or raise ATTEST_SERVER__REQUEST_TIMEOUT_SECONDS.",
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
