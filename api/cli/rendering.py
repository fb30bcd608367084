"""Answers, passages and listings as text: rich on a terminal, plain when piped."""

import unicodedata

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.schemas import DocumentList, FoundPassage, SearchResult
from domain.answers import Answer, Citation, Refusal, RefusalCode, Sentence
from domain.types import Standing

output = Console(highlight=False)
# Without a terminal there is no width to fit: one row a line, for grep.
PIPED_TABLE_WIDTH = 240
NOT_ANSWERED = "Not answered"
# What is no mere lack of an answer has a headline of its own.
HEADLINES = {
    RefusalCode.CONFLICTING_POLICIES: "Policies differ",
    RefusalCode.UNSAFE_REQUEST: "Not carried out",
    RefusalCode.TEMPORARILY_UNAVAILABLE: "Not available at the moment",
}


def show(*parts: RenderableType) -> None:
    """Prints; without a terminal, lines are left as long as they are."""
    for part in parts:
        # A bare string would be read as rich's markup, brackets and all.
        shown = Text(part) if isinstance(part, str) else part
        if isinstance(part, Table) and not output.is_terminal:
            output.print(shown, width=PIPED_TABLE_WIDTH)
        else:
            output.print(shown, soft_wrap=not output.is_terminal)


def safe(text: str) -> str:
    """Text from a document without control characters, which a terminal would obey."""
    return "".join(c if c == "\n" or unicodedata.category(c) != "Cc" else " " for c in text)


def answer_text(response: Answer | Refusal) -> Group:
    """Sentences with numbered citations, or the refusal and what to do next."""
    parts: list[RenderableType] = []
    in_conflict = False
    if isinstance(response, Refusal):
        in_conflict = response.code is RefusalCode.CONFLICTING_POLICIES
        headline = HEADLINES.get(response.code, NOT_ANSWERED)
        parts += [Text(headline, style="bold yellow"), Text(safe(response.message))]
        parts += [Text(f"  - {safe(step)}") for step in response.next_steps]
    numbers: dict[tuple[str, str, int, int], int] = {}
    for sentence in response.sentences:
        if in_conflict:
            says = f"\n{safe(sentence.citations[0].document_id)} says:"
            parts.append(Text(says, style="bold"))
        parts.append(Text(f"{safe(sentence.text)} {_marks(sentence, numbers)}"))
    if isinstance(response, Answer) and response.note:
        parts.append(Text(f"\nNote: {safe(response.note)}", style="yellow"))
    if numbers:
        parts.append(Text(""))
    shown: set[int] = set()
    for sentence in response.sentences:
        for citation in sentence.citations:
            number = numbers[_key(citation)]
            if number not in shown:
                shown.add(number)
                parts.append(_source(number, citation))
    parts.append(Text(f"As of {response.as_of}. On record: {response.answer_id}", style="dim"))
    return Group(*parts)


def passages_text(result: SearchResult) -> Group:
    """Passages, best first."""
    if not result.passages:
        return Group(Text("Nothing that you may read matches."))
    return Group(*(_passage(passage) for passage in result.passages))


def documents_table(listing: DocumentList) -> RenderableType:
    """One row a version."""
    if not listing.documents:
        return Text("There is no document that you may read.")
    table = Table("Document", "Title", "Version", "Status", "In force", box=None, pad_edge=False)
    for document in listing.documents:
        for version in document.versions:
            dates = f"{version.effective_from or '…'} to {version.effective_to or '…'}"
            table.add_row(
                Text(safe(document.document_id)),
                Text(safe(version.title)),
                Text(safe(version.version)),
                version.status.value,
                Text(dates, style="bold" if version.in_force else "dim"),
            )
    return table


def _marks(sentence: Sentence, numbers: dict[tuple[str, str, int, int], int]) -> str:
    marks = [numbers.setdefault(_key(c), len(numbers) + 1) for c in sentence.citations]
    return "".join(f"[{mark}]" for mark in marks)


def _key(citation: Citation) -> tuple[str, str, int, int]:
    return (citation.document_id, citation.version, citation.start, citation.end)


def _source(number: int, citation: Citation) -> RenderableType:
    place = f"{citation.document_id} v{citation.version}, page {citation.page}"
    title = f"[{number}] {safe(citation.title)}"
    head = Text.assemble((title, "bold"), f"  {safe(place)}")
    parts: list[RenderableType] = [head]
    if citation.section_path:
        parts.append(Text(safe(" › ".join(citation.section_path)), style="dim"))
    parts.append(Text(f"“{safe(citation.quote)}”", style="italic"))
    remark = _standing(citation)
    if remark:
        parts.append(Text(safe(remark), style="bold yellow"))
    return Padding(Group(*parts), (0, 0, 1, 0)) if output.is_terminal else Group(*parts)


def _standing(citation: Citation) -> str:
    """What a reader has to know of the version; empty for one in force."""
    if citation.in_force_from:
        return f"Not yet in force: from {citation.in_force_from}."
    if citation.superseded_by:
        return f"Superseded by version {citation.superseded_by}."
    if citation.standing is Standing.IN_FORCE:
        return ""
    return f"No longer in force ({citation.standing.value})."


def _passage(passage: FoundPassage) -> RenderableType:
    place = f"{passage.document_id} v{passage.version}, page {passage.first_page}"
    head = Text.assemble(
        (f"{passage.rank}. ", "bold"), (safe(passage.title), "bold"), f"  {safe(place)}"
    )
    path = Text(safe(" › ".join(passage.section_path)), style="dim")
    return Group(head, path, Text(safe(passage.text)), Text(""))
