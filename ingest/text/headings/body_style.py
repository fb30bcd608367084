"""The document's body type: what headings and notes are compared with."""

from collections import Counter
from collections.abc import Iterable

from ingest.text.flow import Paragraph


class BodyStyle:
    """Font size and weight of most of the text, by characters."""

    def __init__(self) -> None:
        """Starts with nothing seen: every size is then unknown (0)."""
        self._characters: Counter[tuple[float, bool]] = Counter()

    def see(self, paragraphs: Iterable[Paragraph]) -> None:
        """Counts the characters of each style; table rows are set otherwise and left out."""
        for paragraph in paragraphs:
            if paragraph.font_size and paragraph.kind != "table_row":
                style = (round(paragraph.font_size * 2) / 2, paragraph.bold)
                self._characters[style] += sum(len(token.text) for token in paragraph.tokens)

    @property
    def font_size(self) -> float:
        """Points; 0.0 where no font size is known."""
        sizes: Counter[float] = Counter()
        for (size, _), count in self._characters.items():
            sizes[size] += count
        return sizes.most_common(1)[0][0] if sizes else 0.0

    @property
    def bold(self) -> bool:
        """Whether most of the text is bold, so that bold marks no heading."""
        total = sum(self._characters.values())
        heavy = sum(count for (_, bold), count in self._characters.items() if bold)
        return total > 0 and heavy > 0.5 * total
