"""One form for the names of people and groups, wherever they come from (docs/names.md).

Labels in a manifest, claims of a token, settings and what an index stores are compared in this form
alone. What could be read in two ways is refused by name, never guessed: a guess could leave
somebody in whom a deny keeps out.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import idna
import regex

from domain.name_letters import is_general_mark, mixed_scripts, readings

MAXIMUM_NAME_CHARACTERS = 256
_MAXIMUM_TEXT_CHARACTERS = 2 * MAXIMUM_NAME_CHARACTERS  # with what is written around a name
# Canonical names are asked for at each passage: more than a bank has groups in its labels.
_NAMES_REMEMBERED = 16_384
_PREFIX = re.compile(r"(user|group|mailto) ?: ?")
_SECOND_LABEL = re.compile(r"[,; ](user|group) ?:")
# Each of these parts is a name of its own: a Cyrillic mailbox on a Latin domain is no mixture.
_PARTS = re.compile(r"[@/\\|,=]")
_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
# Control, format, surrogate, private and unassigned characters; separators of lines.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = frozenset("\u2800\ufffc\ufffd")  # shown as nothing, or as "could not be decoded"
_DOTS = str.maketrans("\u3002", ".")  # what IDNA takes for a dot besides the one that NFKC knows
_SHOWN_CHARACTERS = 80


class NameKind(StrEnum):
    """What a label names."""

    USER = "user"
    GROUP = "group"


class PrincipalNameError(ValueError):
    """A text that is no name, or more than one. The message repeats it with escapes."""


@lru_cache(_NAMES_REMEMBERED)
def principal_name(kind: NameKind, text: str) -> str:
    """The canonical form of a user's or group's name, without ``user:`` or ``group:`` before it.

    It is its own canonical form. Two texts name the same where their forms are equal.

    Raises:
        PrincipalNameError: it is empty, too long, holds an invisible or control character, mixes
            alphabets, is marked as the other kind, or holds a second label.
    """
    _refuse_unseen_characters(text)
    name = _bare(kind, _folded(text), text)
    mailbox, at, domain = name.rpartition("@")
    if at:
        name = _bare(kind, _folded(f"{mailbox}@{_unicode_domain(domain)}"), text)
        _refuse_unseen_characters(name)
    if not any(character.isalnum() for character in name):
        raise PrincipalNameError(f"{_shown(text)} needs a letter or a digit to be a name")
    if len(name) > MAXIMUM_NAME_CHARACTERS:
        raise PrincipalNameError(
            f"{_shown(text)} is longer than the {MAXIMUM_NAME_CHARACTERS} characters of a name"
        )
    if _SECOND_LABEL.search(name):
        raise PrincipalNameError(f"{_shown(text)} holds a second label: give one label at a time")
    _refuse_ambiguous_letters(name, text)
    return name


@lru_cache(_NAMES_REMEMBERED)
def label_name(text: str) -> str:
    """The canonical form of a label: ``user:NAME`` or ``group:NAME``.

    Raises:
        PrincipalNameError: it does not say which of the two it is, or its name is none.
    """
    _refuse_unseen_characters(text)
    found = _PREFIX.match(_folded(text).lstrip("/ "))
    if found is None or found[1] == "mailto":
        raise PrincipalNameError(f"{_shown(text)} is not a label: write user:NAME or group:NAME")
    kind = NameKind(found[1])
    try:
        return label_of(kind, text)
    except PrincipalNameError as error:
        raise PrincipalNameError(f"{error}; write user:NAME or group:NAME") from error


def label_of(kind: NameKind, name: str) -> str:
    """The label that a user's or group's name goes by.

    Raises:
        PrincipalNameError: see ``principal_name``.
    """
    return f"{kind.value}:{principal_name(kind, name)}"


@lru_cache(_NAMES_REMEMBERED)
def label_readings(label: str) -> frozenset[str]:
    """How a canonical label may be read (``domain.name_letters``), each as a label once more.

    What looks like ``group:`` or a full stop is taken off, as the real one would have been.
    """
    kind, _, name = label.partition(":")
    return frozenset(f"{kind}:{_reread(NameKind(kind), read)}" for read in readings(name))


def _reread(kind: NameKind, reading: str) -> str:
    try:
        return _bare(kind, _folded(reading), reading)
    except PrincipalNameError:
        return reading


def user_name(text: str) -> str:
    """``principal_name`` of a user."""
    return principal_name(NameKind.USER, text)


def group_name(text: str) -> str:
    """``principal_name`` of a group."""
    return principal_name(NameKind.GROUP, text)


def _folded(text: str) -> str:
    """NFKC and without case, white space as single spaces; folding again changes nothing.

    The dotted and the dotless i are one letter: in capitals, Turkish and English spell them alike
    and nobody can say which was meant.
    """
    folded = unicodedata.normalize("NFKC", text)
    while True:
        before = folded
        folded = unicodedata.normalize("NFKC", folded.casefold())
        folded = " ".join(folded.replace("i\u0307", "i").replace("ı", "i").split())
        if folded == before:
            return folded


def _bare(kind: NameKind, name: str, text: str) -> str:
    """Without what identity providers and address books put around a name."""
    while True:
        before = name
        name = name.strip(" /").rstrip(" /.")
        found = _PREFIX.match(name)
        if found is not None:
            if found[1] in tuple(NameKind) and found[1] != kind:
                raise PrincipalNameError(
                    f"{_shown(text)} stands for a {kind.value} and is marked as a {found[1]}"
                )
            name = name[found.end() :]
        if name == before:
            return name


def _unicode_domain(domain: str) -> str:
    """A mail domain's labels in letters: ``xn--bcher-kva`` and ``bücher`` are one domain."""
    return ".".join(_unicode_label(label) for label in domain.translate(_DOTS).split("."))


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label


def _refuse_unseen_characters(text: str) -> None:
    if len(text) > _MAXIMUM_TEXT_CHARACTERS:  # before anything is done to it
        raise PrincipalNameError(
            f"{_shown(text)} is longer than the {MAXIMUM_NAME_CHARACTERS} characters of a name"
        )
    for character in text:
        category = unicodedata.category(character)
        if category in _REFUSED_CATEGORIES or character in _BLANKS or _IGNORABLE.match(character):
            raise PrincipalNameError(
                f"{_shown(text)} holds the invisible, control or unknown character "
                f"U+{ord(character):04X}: take it out"
            )


def _refuse_ambiguous_letters(name: str, text: str) -> None:
    for character in name:
        if is_general_mark(character):
            raise PrincipalNameError(
                f"{_shown(text)} holds the mark U+{ord(character):04X} on a letter that has no "
                "such form: write the letter without it"
            )
    for part in _PARTS.split(name):
        scripts = mixed_scripts(part)
        if scripts:
            raise PrincipalNameError(
                f"{_shown(text)} mixes letters of {' and '.join(scripts)}, which can look alike: "
                "write it in one alphabet, or use the group's ID"
            )


def _shown(text: str) -> str:
    """The text for a message: what cannot be seen is escaped, what is long is cut."""
    cut = text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
    return repr(cut)  # escapes what is not printable
