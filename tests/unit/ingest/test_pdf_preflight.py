import pickle
from pathlib import Path

import pytest

from domain.errors import EncryptedDocument, IngestError, UnreadableDocument
from domain.settings import ParsingSettings
from ingest.pdf.preflight import preflight
from ingest.text.parsed import OutlineEntry
from tests import pdf_factory

SETTINGS = ParsingSettings()


def test_a_readable_file_gives_its_pages_title_and_bookmarks(tmp_path: Path) -> None:
    titles = [("1 Scope", 0), ("1.1 Who it binds", 1), ("2 Duties", 0)]
    path = pdf_factory.outlined_pdf(tmp_path / "policy.pdf", titles)

    facts = preflight(path, SETTINGS)

    assert facts.page_count == 3
    assert facts.metadata_title == "Policy with bookmarks"
    assert facts.outline == (
        OutlineEntry("1 Scope", 1, 1),
        OutlineEntry("1.1 Who it binds", 2, 2),
        OutlineEntry("2 Duties", 1, 3),
    )
    assert facts.findings == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00" + b"\0" * 200, "a Windows program"),
        (b"<!DOCTYPE html><html><body>Policy</body></html>", "a web page"),
        (b"PK\x03\x04" + b"\0" * 200, "an Office document"),
        (b"just some text", "not a PDF"),
        (b"%PDF-1.7\n" + b"junk " * 300, "is broken"),
    ],
)
def test_what_is_no_pdf_is_refused_by_name_with_advice(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "policy.pdf"
    path.write_bytes(content)

    with pytest.raises(UnreadableDocument, match=said) as caught:
        preflight(path, SETTINGS)

    assert "policy.pdf" in caught.value.message
    assert caught.value.advice


def test_a_truncated_file_is_refused_or_read_but_never_crashes(tmp_path: Path) -> None:
    whole = pdf_factory.text_pdf(tmp_path / "whole.pdf").read_bytes()
    path = tmp_path / "half.pdf"
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(UnreadableDocument, match="broken"):
        preflight(path, SETTINGS)


def test_a_file_that_needs_a_password_is_an_encrypted_document(tmp_path: Path) -> None:
    path = pdf_factory.encrypted_pdf(tmp_path / "secret.pdf", user_password="open sesame")

    with pytest.raises(EncryptedDocument, match="needs a password"):
        preflight(path, SETTINGS)


def test_a_copy_protected_file_is_read_with_a_finding(tmp_path: Path) -> None:
    path = pdf_factory.encrypted_pdf(tmp_path / "owned.pdf", user_password="", may_copy=False)

    facts = preflight(path, SETTINGS)

    assert [finding.code for finding in facts.findings] == ["copy_protected"]
    assert facts.page_count == 1


def test_too_many_pages_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    path = pdf_factory.text_pdf(tmp_path / "long.pdf", [["page"]] * 3)

    with pytest.raises(UnreadableDocument, match="3 pages; at most 2"):
        preflight(path, ParsingSettings(maximum_pages=2))
    with pytest.raises(UnreadableDocument, match="at most 0 MiB"):
        preflight(path, ParsingSettings(maximum_file_bytes=100))


def test_an_error_keeps_its_class_and_advice_across_a_process_border() -> None:
    error: IngestError = EncryptedDocument("needs a password.", advice="Remove it.")

    arrived = pickle.loads(pickle.dumps(error))

    assert type(arrived) is EncryptedDocument
    assert (arrived.message, arrived.advice) == (error.message, error.advice)
