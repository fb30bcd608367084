"""Text that is crossed out: by a line drawn through it, or by a StrikeOut annotation.

A rule that is struck through is no longer in force; quoted, it would read as if it were.
"""

from collections.abc import Sequence

from ingest.pdf.characters import Character, TextRun
from ingest.pdf.page_words import Rectangle, centre_in
from ingest.text.parsed import Finding

# Where a line through text runs, in font sizes above the baseline. An underline runs below it, a
# table's rule above the letters.
_LOWEST, _HIGHEST = 0.1, 0.58
_THICKEST = 0.2  # of the font size: a thicker bar hides text, and is found as such
_THICKEST_POINTS = 1.0  # what a thin line may measure in any case
_OF_THE_CHARACTER = 0.5  # of its width
_COVERED = 0.6  # of the line's length has letters on it
_SHORTEST = 0.6  # of the font size: shorter ones are parts of a drawing


def without_struck(
    characters: Sequence[Character],
    lines: Sequence[Rectangle],
    areas: Sequence[Rectangle],
    number: int,
) -> tuple[list[Character], tuple[Finding, ...]]:
    """The characters that are not crossed out, and a finding if any are.

    Args:
        characters: upright ones are looked at; the others are kept.
        lines: level lines drawn on the page, as thin boxes.
        areas: of StrikeOut annotations.
        number: of the page, for the finding.
    """
    if not lines and not areas:
        return list(characters), ()
    lines = _filled(characters, lines)
    kept: list[Character] = []
    struck = 0
    through: dict[int, list[Rectangle]] = {}  # by the identity of a run: all of it has one baseline
    for character in characters:
        run = character.run
        if run is not None and id(run) not in through:
            through[id(run)] = _lines_through(run, lines)
        if run is None or not _is_struck(character, through[id(run)], areas):
            kept.append(character)
        else:
            struck += not character.text.isspace()
    if not struck:
        return list(characters), ()
    message = f"{struck} characters are crossed out on the page; they were left out."
    return kept, (Finding("struck_text", message, number),)


def _filled(characters: Sequence[Character], lines: Sequence[Rectangle]) -> list[Rectangle]:
    """The lines with letters along most of their length: a chart's grid runs on beside its text."""
    covered: dict[Rectangle, float] = {}
    through: dict[int, list[Rectangle]] = {}
    for character in characters:
        run = character.run
        if run is None:
            continue
        if id(run) not in through:
            through[id(run)] = _lines_through(run, lines)
        for line in through[id(run)]:
            shared = min(line[2], character.line_box[2]) - max(line[0], character.line_box[0])
            covered[line] = covered.get(line, 0.0) + max(shared, 0.0)
    return [line for line, length in covered.items() if length >= _COVERED * (line[2] - line[0])]


def _lines_through(run: TextRun, lines: Sequence[Rectangle]) -> list[Rectangle]:
    """The thin lines that run at the height of the run's letters."""
    size = run.font_size
    top, bottom = run.origin[1] - _HIGHEST * size, run.origin[1] - _LOWEST * size
    thickest = max(_THICKEST * size, _THICKEST_POINTS)
    if run.angle != 0:
        return []
    return [
        line
        for line in lines
        if top <= (line[1] + line[3]) / 2 <= bottom
        and line[3] - line[1] <= thickest
        and line[2] - line[0] > _SHORTEST * size
    ]


def _is_struck(
    character: Character, lines: Sequence[Rectangle], areas: Sequence[Rectangle]
) -> bool:
    if any(centre_in(character.box, area) for area in areas):
        return True
    box = character.line_box if character.text.isspace() else character.box
    least = _OF_THE_CHARACTER * (box[2] - box[0])
    return any(min(x1, box[2]) - max(x0, box[0]) >= least for x0, _, x1, _ in lines)
