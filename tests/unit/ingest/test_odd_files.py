"""The made cases of ``attest eval fidelity``, each read as ingest reads it."""

from pathlib import Path

import pytest

from domain.settings import ParsingSettings
from evals.fidelity.cases import MADE_CASES, MadeCase, load_cases
from evals.fidelity.judging import faults_of
from evals.fidelity.made_files import write_made
from ingest.formats.other_formats import read_other
from ingest.text.assembled import AssembledDocument
from ingest.text.assembly import assemble

MADE = load_cases(MADE_CASES).made


def stored(case: MadeCase, folder: Path) -> AssembledDocument:
    path = write_made(case, folder)
    facts, pages = read_other(path, ParsingSettings())
    return assemble(iter(pages), facts, path.name, folder)


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.id)
def test_what_is_stored_is_what_a_reader_sees(case: MadeCase, tmp_path: Path) -> None:
    assert faults_of(case, stored(case, tmp_path)) == ()


def test_a_case_that_does_not_hold_is_told(tmp_path: Path) -> None:
    case = MadeCase(
        id="x",
        file="a.txt",
        text="1.1 Cash is refused.",
        holds=("Cash is accepted",),
        lacks=("refused",),
        sections=(("9.9",),),
        findings=("hidden_text",),
    )
    assert faults_of(case, stored(case, tmp_path)) == (
        "lacks “Cash is accepted”",
        "holds “refused”",
        "no section 9.9",
        "no finding hidden_text",
    )
