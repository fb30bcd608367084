import pytest

from ingest.text.flow import Paragraph, Token
from ingest.text.headings.titles import title_of
from ingest.text.parsed import SourceFacts

BODY = "Keys are counted by the porter at the end of each working day."


def paragraph(text: str, size: float, line: int) -> Paragraph:
    box = (72.0, 20.0 * line, 500.0, 20.0 * line + size)
    token = Token(text, ((1, *box),), space_after=True, page=1, line=line)
    return Paragraph("text", (token,), box, font_size=size)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        # What kind of paper it is stands over what it is about.
        ([("ACTS", 16.0), ("ACT No. 12 on keys and doors", 11.0)], "ACT No. 12 on keys and doors"),
        ([("Final report", 24.0), ("Rules for keys", 18.0)], "Final report – Rules for keys"),
        ([("Badges", 20.0), (BODY, 11.0)], "Badges"),
        ([("Rules for keys and for badges", 20.0), ("Part one", 16.0)],
         "Rules for keys and for badges"),
        ([("Table of contents", 20.0), ("Keys and doors", 16.0)], "Keys and doors"),
    ],
)  # fmt: skip
def test_a_title_says_what_the_document_is_about(
    lines: list[tuple[str, float]], title: str
) -> None:
    page = [paragraph(text, size, line) for line, (text, size) in enumerate(lines)]

    assert title_of([page], SourceFacts(1), "file.pdf", body_size=11.0) == title


def test_one_word_gives_way_to_the_title_that_the_file_carries() -> None:
    page = [paragraph("COUNCIL", 18.0, 0), paragraph(BODY, 11.0, 1)]
    facts = SourceFacts(1, metadata_title="Keys in public buildings")

    assert title_of([page], facts, "file.pdf", body_size=11.0) == "Keys in public buildings"
