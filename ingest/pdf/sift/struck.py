"""Text that is crossed out: by a line drawn through it, or by a StrikeOut annotation.

A rule that is struck through is no longer in force; quoted, it would read as if it were.
"""

from collections.abc import Sequence

from ingest.pdf.characters import Character
from ingest.pdf.page_words import Rectangle, centre_in
from ingest.text.parsed import Finding

# Where a line through text runs, in font sizes above the baseline. An underline runs below it, a
# table's rule above the letters.
_LOWEST, _HIGHEST = 0.1, 0.58
_THICKEST = 0.2  # of the font size: a thicker bar hides text, and is found as such
_THICKEST_POINTS = 1.0  # what a thin line may measure in any case
_OF_THE_CHARACTER = 0.5  # of its width


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
    kept: list[Character] = []
    struck = 0
    for character in characters:
        if character.run is None or not _is_struck(character, lines, areas):
            kept.append(character)
        else:
            struck += not character.text.isspace()
    if not struck:
        return list(characters), ()
    message = f"{struck} characters are crossed out on the page; they were left out."
    return kept, (Finding("struck_text", message, number),)


def _is_struck(
    character: Character, lines: Sequence[Rectangle], areas: Sequence[Rectangle]
) -> bool:
    run = character.run
    if run is None or run.angle != 0:
        return False
    if any(centre_in(character.box, area) for area in areas):
        return True
    box = character.line_box if character.text.isspace() else character.box
    top, bottom = run.origin[1] - _HIGHEST * run.font_size, run.origin[1] - _LOWEST * run.font_size
    thickest = max(_THICKEST * run.font_size, _THICKEST_POINTS)
    for x0, y0, x1, y1 in lines:
        if not top <= (y0 + y1) / 2 <= bottom or y1 - y0 > thickest:
            continue
        covered = min(x1, box[2]) - max(x0, box[0])
        if covered >= _OF_THE_CHARACTER * (box[2] - box[0]) and x1 - x0 > 0.6 * run.font_size:
            return True
    return False
