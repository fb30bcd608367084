"""The fidelity of each page of a document, once its text is written."""

import pickle
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from domain.types import PageInfo
from ingest.text.fidelity import Fidelity, fidelity_of, finding_of
from ingest.text.flow import Paragraph, joined_text
from ingest.text.parsed import Finding, ParsedPage, SourceFacts

# A sentence that runs over two pages, or a note moved to its clause, may be stored with the
# neighbouring page: so many characters of it are looked at, too.
_NEIGHBOUR_CHARACTERS = 400


class FidelityCheck:
    """Told of each page on its way into the text; what it shows waits on disk, a file a page."""

    def __init__(self, folder: Path) -> None:
        """``folder`` exists and belongs to one document."""
        self._folder = folder

    def note(
        self, page: ParsedPage, paragraphs: Sequence[Paragraph], kept: Sequence[Paragraph]
    ) -> None:
        """Remembers what the page shows; ``kept``: its paragraphs less running heads."""
        if page.shown:
            left_out = (*page.left_out, *_dropped(paragraphs, kept))
            with self._path(page.number).open("wb") as file:
                pickle.dump((page.shown, left_out), file, protocol=pickle.HIGHEST_PROTOCOL)

    def judged(
        self, text: str, pages: Sequence[PageInfo], facts: SourceFacts
    ) -> tuple[tuple[PageInfo, ...], tuple[Finding, ...]]:
        """The pages with their fidelity, and a finding for each that has too little of it.

        A page whose own words are not known gets the figure of the whole file, where that is.
        """
        whole = fidelity_of(facts.shown, [text], facts.left_out) if facts.shown else None
        findings = [finding_of(whole)] if whole else []
        judged = []
        for page in pages:
            own = self._own(text, page)
            if own:
                findings.append(finding_of(own, page=page.number))
            known = own or whole
            # Rounded, so that equal files give equal bytes.
            share = round(known.share, 4) if known else None
            judged.append(page.model_copy(update={"fidelity": share}))
        return tuple(judged), tuple(finding for finding in findings if finding)

    def _own(self, text: str, page: PageInfo) -> Fidelity | None:
        path = self._path(page.number)
        if not path.exists():
            return None
        with path.open("rb") as file:  # written by this process a moment ago
            shown, left_out = pickle.load(file)
        path.unlink()
        start = max(0, page.start - _NEIGHBOUR_CHARACTERS)
        return fidelity_of(shown, [text[start : page.end + _NEIGHBOUR_CHARACTERS]], left_out)

    def _path(self, page: int) -> Path:
        return self._folder / f"shown-{page:06}.pickle"


def _dropped(paragraphs: Sequence[Paragraph], kept: Sequence[Paragraph]) -> Iterator[str]:
    """The words that were dropped with the running heads, those side by side as one text."""
    stay = {id(token) for paragraph in kept for token in paragraph.tokens}
    for paragraph in paragraphs:
        for is_dropped, tokens in groupby(paragraph.tokens, lambda t: id(t) not in stay):
            if is_dropped:
                yield joined_text(tuple(tokens))
