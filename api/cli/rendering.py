"""Answers, passages and listings as text: rich on a terminal, plain when piped."""

import unicodedata
from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.citation_numbers import Place, citation_numbers, place_of
from api.schemas import DocumentList, FoundPassage, SearchResult
from domain.answers import Answer, Citation, Refusal, RefusalCode, Sentence, ShortAnswer
from domain.types import LEAST_FIDELITY, Standing

output = Console(highlight=False)
# Without a terminal there is no width to fit: one row a line, for grep.
PIPED_TABLE_WIDTH = 240
NOT_ANSWERED = "Not answered"
# Refusals for other reasons than a missing answer have headlines of their own.
HEADLINES = {
    RefusalCode.CONFLICTING_POLICIES: "Policies differ",
    RefusalCode.UNSAFE_REQUEST: "Not carried out",
    RefusalCode.TEMPORARILY_UNAVAILABLE: "Not available at the moment",
    RefusalCode.NAMED_TEXT_NOT_FOUND: "Not found",
    RefusalCode.AMBIGUOUS_QUESTION: "Which one?",
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
    """Short answer and sentences with numbered citations, or the refusal and what to do next."""
    parts: list[RenderableType] = []
    in_conflict = False
    if isinstance(response, Refusal):
        in_conflict = response.code is RefusalCode.CONFLICTING_POLICIES
        headline = HEADLINES.get(response.code, NOT_ANSWERED)
        parts += [Text(headline, style="bold yellow"), Text(safe(response.message))]
        parts += [Text(f"  - {safe(step)}") for step in response.next_steps]
    numbers = citation_numbers(response.sentences)
    if isinstance(response, Answer) and response.short_answer is not None:
        short = response.short_answer
        parts.append(Text(f"{safe(short.text)} {_marks(short, numbers)}\n", style="bold"))
    for sentence in response.sentences:
        if in_conflict:
            says = f"\n{safe(sentence.citations[0].document_id)} says:"
            parts.append(Text(says, style="bold"))
        parts.append(Text(f"{safe(sentence.text)} {_marks(sentence, numbers)}"))
    if isinstance(response, Answer) and response.note:
        parts.append(Text(f"\nNote: {safe(response.note)}", style="yellow"))
    if isinstance(response, Answer) and response.unanswered_parts:
        parts.append(Text("\nNot answered:", style="bold yellow"))
        parts += [Text(f"  - {safe(part)}") for part in response.unanswered_parts]
    if response.heard is not None:
        parts.append(Text(f"\n{safe(response.heard.explanation)}", style="yellow"))
    if numbers:
        parts.append(Text(""))
    sources = {place_of(c): c for each in response.sentences for c in each.citations}
    parts += [_source(number, sources[place]) for place, number in numbers.items()]
    if isinstance(response, Refusal) and response.nearest:
        parts.append(Text("\nRelated, not an answer:", style="bold"))
        parts += [_source(n, citation) for n, citation in enumerate(response.nearest, start=1)]
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
    table = Table(
        "Document", "Title", "Version", "Status", "In force", "Fidelity", box=None, pad_edge=False
    )
    for document in listing.documents:
        for version in document.versions:
            dates = f"{version.effective_from or '…'} to {version.effective_to or '…'}"
            table.add_row(
                Text(safe(document.document_id)),
                Text(safe(version.title)),
                Text(safe(version.version)),
                version.status.value,
                Text(dates, style="bold" if version.in_force else "dim"),
                _fidelity(version.fidelity),
            )
    return table


def _fidelity(share: float | None) -> Text:
    """The share of the source's words that are stored in their order; "" where not measured."""
    if share is None:
        return Text("")
    return Text(f"{share:.1%}", style="" if share >= LEAST_FIDELITY else "bold yellow")


def _marks(said: Sentence | ShortAnswer, numbers: Mapping[Place, int]) -> str:
    return "".join(f"[{numbers[place_of(citation)]}]" for citation in said.citations)


def _source(number: int, citation: Citation) -> RenderableType:
    place = f"{citation.document_id} v{citation.version}, page {citation.page}"
    title = f"[{number}] {safe(citation.title)}"
    head = Text.assemble((title, "bold"), f"  {safe(place)}")
    parts: list[RenderableType] = [head]
    if citation.section_path:
        parts.append(Text(safe(" › ".join(citation.section_path)), style="dim"))
    parts.append(Text(f"“{safe(citation.quote)}”", style="italic"))
    if citation.fidelity is not None and citation.fidelity < LEAST_FIDELITY:
        told = f"{citation.fidelity:.1%} of this page's words could be read back: look at the page."
        parts.append(Text(told, style="bold yellow"))
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
