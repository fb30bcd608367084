"""Builds the reader and the verifier from their settings; a part of ``wiring``."""

from domain.errors import SettingsError
from domain.reading_ports import Reader, Verifier
from domain.settings import ReadingSettings
from reading.onnx_reader import OnnxReader
from reading.onnx_verifier import OnnxVerifier
from reading.weights import reader_weights, verifier_weights


def reader_from(settings: ReadingSettings) -> Reader:
    """The reader that the settings name.

    Raises:
        SettingsError: a cross-encoder is asked for and none is named.
        ReaderUnavailable: it cannot be loaded.
    """
    if settings.reader == "onnx":
        return OnnxReader(reader_weights())
    if settings.reader == "cohere":
        if settings.cohere_api_key is None:
            raise SettingsError(
                "ATTEST_READING__READER is cohere, but ATTEST_READING__COHERE_API_KEY is not set."
            )
        # Cohere's client takes a second to import, and only who chose it waits.
        from reading.cohere_reader import CohereReader  # noqa: PLC0415  # see above

        return CohereReader(model=settings.cohere_model, api_key=settings.cohere_api_key)
    if not settings.model:
        raise SettingsError(
            "ATTEST_READING__READER is cross-encoder, but ATTEST_READING__MODEL is not set.",
            advice="Set it to a folder or a hub name of a sentence-transformers cross-encoder.",
        )
    # torch takes seconds to import, and only who chose it waits.
    from reading.cross_encoder import CrossEncoderReader  # noqa: PLC0415  # see above

    return CrossEncoderReader(settings.model)


def verifier_from() -> Verifier:
    """The verifier that ships.

    Raises:
        ReaderUnavailable: its weights cannot be loaded.
    """
    return OnnxVerifier(verifier_weights())
