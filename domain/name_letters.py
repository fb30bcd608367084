"""Letters that are told apart by a computer and not by a reader: alphabets and look-alikes.

The data are Unicode's own, from fontTools (scripts) and confusable-homoglyphs (look-alikes); the
rule for mixed alphabets is that of Unicode Technical Standard 39, "highly restrictive".
"""

import unicodedata
from itertools import product

from confusable_homoglyphs import confusables
from fontTools import unicodedata as scripts

_ANY_SCRIPT = frozenset({"Zyyy", "Zinh"})  # digits, signs, marks: at home everywhere
# Writing systems that are more than one script by nature.
_SYSTEMS = {
    "Hani": {"Hanb", "Jpan", "Kore"},
    "Hira": {"Jpan"},
    "Kana": {"Jpan"},
    "Hang": {"Kore"},
    "Bopo": {"Hanb"},
}
_BESIDE_LATIN = frozenset({"Hanb", "Jpan", "Kore"})  # IT部
# Unicode's data take l, I, 1 and | for one shape, and O and 0: a sign like it is read as each.
_EITHER: tuple[dict[str, str], ...] = (
    {},
    {"l": "i"},
    {"l": "1", "i": "1", "o": "0"},
    {"l": "|", "i": "|"},
    {"i": "l"},
)
_MARKED_ALPHABETS = frozenset({"Latn", "Grek", "Cyrl"})


def mixed_scripts(text: str) -> tuple[str, ...]:
    """The names of the scripts that are mixed in the text, sorted; () where it is of one."""
    found = [(c, s) for c in text if not (s := _scripts_of(c)) <= _ANY_SCRIPT]
    if _in_common(found):
        return ()
    others = [(c, s) for c, s in found if "Latn" not in s]
    if _in_common(others) & _BESIDE_LATIN:
        return ()
    return tuple(sorted({str(scripts.script_name(scripts.script(c))) for c, _ in found}))


def is_general_mark(character: str) -> bool:
    """Whether it is a combining mark of no language's own, such as an accent that stands alone."""
    if unicodedata.category(character) not in ("Mn", "Me"):
        return False
    found = scripts.script_extension(character)
    return found == {"Zinh"} or not found.isdisjoint(_MARKED_ALPHABETS)


def readings(name: str) -> frozenset[str]:
    """How a canonical name may be read off a screen, written small and in capitals.

    Accents go, and a letter or sign that looks like one of ASCII becomes that. ASCII itself is
    left alone: ``modem`` and ``modern`` are two groups. Names that look alike have a reading in
    common.
    """
    letters = _unmarked(name)
    capitals = [c if c.isascii() else c.upper() for c in letters]
    return frozenset(
        "".join(_looks_like(c, either) for c in written)
        for written, either in product((letters, capitals), _EITHER)
    )


def _looks_like(text: str, either: dict[str, str]) -> str:
    """The ASCII that one letter looks like, in small letters; else the letter itself, small."""
    if text.isascii():
        return text.casefold()
    if unicodedata.category(text[0]) == "Pd":
        return "-"  # dashes of any length
    found = [
        _unmarked(unicodedata.normalize("NFKC", each["c"]))
        for each in confusables.confusables_data.get(text, ())
    ]
    # A capital looks like a capital first.
    found.sort(key=lambda other: (other.isupper() != text.isupper(), not other.isalpha()))
    read = next((other for other in found if other.isascii()), None) or _prototype(text)
    read = read.casefold()
    return either.get(read, read)


def _prototype(letter: str) -> str:
    """The letter that stands for all that look like this one, where none of them is ASCII.

    Unicode names one for each group: in the data it has all others beside it, and they have it.
    """
    others = [each["c"] for each in confusables.confusables_data.get(letter, ())]
    if len(others) != 1:
        return letter
    (other,) = others
    is_pair = len(confusables.confusables_data.get(other, ())) == 1
    return min(letter, other) if is_pair else str(other)


def _unmarked(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not is_general_mark(c))


def _scripts_of(character: str) -> frozenset[str]:
    found = frozenset(scripts.script_extension(character))
    return found.union(*(_SYSTEMS.get(script, set()) for script in found))


def _in_common(found: list[tuple[str, frozenset[str]]]) -> frozenset[str]:
    """What every character is of; a sign of every script for no characters."""
    if not found:
        return _ANY_SCRIPT | _BESIDE_LATIN
    return frozenset.intersection(*(own for _, own in found))
