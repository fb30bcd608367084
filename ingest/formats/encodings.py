"""Bytes to text, as a browser would read them where the file says how; else guessed, and told."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import webencodings
from charset_normalizer import from_bytes

from domain.errors import UnreadableDocument
from ingest.text.parsed import Finding

_BINARY = (
    b"%PDF", b"PK\x03\x04", b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff"
)  # fmt: skip
_MARKS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_LARGEST_SHARE_OF_CONTROLS = 0.01  # of the characters: text has tabs and line ends, and no others
_LEAST_SHARE_OF_TEXT = 0.7  # letters, digits, spaces and marks of common scripts
# What files are really written in; others only make a guess worse.
_IN_USE = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r", "mac_roman",
    "mac_cyrillic", "cp437", "cp850", "cp852", "cp866",
]  # fmt: skip
_USUAL = "cp1252"
_SURE_ENOUGH = 0.02  # as orderly as the best guess, within this: then the usual one
_CENTRAL = ("Polish", "Czech", "Slovak", "Hungarian", "Slovene", "Croatian", "Romanian")
_LEAST_COHERENCE = 0.4  # of letters in the order that is usual in the language
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD_BYTES = 4096
_ASKED_BYTES = 200_000  # a guess gets no better with more


def text_of(path: Path, *, is_markup: bool = False) -> tuple[str, tuple[Finding, ...]]:
    """The file's text with "\\n" at the ends of lines, and a finding where it was guessed.

    ``is_markup``: what the file's own head declares counts, as it does in browsers.

    Raises:
        UnreadableDocument: the file is not text.
    """
    data = path.read_bytes()
    if data.startswith(_BINARY):
        raise UnreadableDocument(
            f"{path.name} is not what its name says.", advice="Give it the suffix of its real type."
        )
    found = _marked(data) or (_declared(data) if is_markup else None) or _plain(data)
    findings: tuple[Finding, ...] = ()
    if found is None:
        guessed = _wide(data) if 0 in data else _guessed(data)
        if guessed is None:
            raise UnreadableDocument(
                f"{path.name} is not a text file.", advice="Save it again as UTF-8 text, or as PDF."
            )
        found, name = guessed
        message = f"The file does not say how it is encoded: it was read as {name}. Look at its "
        findings = (
            Finding("encoding_guessed", message + "letters with accents and its currency signs."),
        )
    if not _is_text(found):
        raise UnreadableDocument(
            f"{path.name} is not a text file.", advice="Save it again as UTF-8 text, or as PDF."
        )
    return found.replace("\r\n", "\n").replace("\r", "\n"), findings


def _marked(data: bytes) -> str | None:
    """By its byte order mark; None without one, or where it does not fit."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    return None


def _declared(data: bytes) -> str | None:
    """As its head declares; UTF-8 where that fits as well, for its words are never an accident."""
    found = _DECLARED.search(data[:_HEAD_BYTES])
    if found is None:
        return None
    encoding = webencodings.lookup((found.group(1) or found.group(2)).decode("ascii", "replace"))
    if encoding is None:
        return None
    # A head that can be read byte by byte is not in UTF-16, whatever it says.
    name = "utf-8" if encoding.name.startswith("utf-16") else encoding.codec_info.name
    return _plain(data) or _decoded(data, name)


def _plain(data: bytes) -> str | None:
    return None if 0 in data else _decoded(data, "utf-8")


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without its mark: the reading that has most text in it."""
    best = max(_readings(data), default=None)
    return None if best is None or best[0] < _LEAST_SHARE_OF_TEXT else (best[2], best[1])


def _readings(data: bytes) -> Iterator[tuple[float, str, str]]:
    for name in _WIDE:
        text = _decoded(data, name)
        if text and _is_text(text):
            likely = sum(unicodedata.category(c)[0] in "LNPZS" or c.isspace() for c in text)
            narrow = sum(c.isascii() for c in text)  # a wrong byte order looks like Chinese
            yield (likely + narrow / 2) / len(text), name.upper(), text


def _guessed(data: bytes) -> tuple[str, str] | None:
    matches = list(from_bytes(data[:_ASKED_BYTES], cp_isolation=_IN_USE))
    if not matches:
        return None
    least = matches[0].chaos
    name = matches[0].encoding
    for match in matches:
        names = (match.encoding, *match.could_be_from_charset)
        if match.chaos > least + _SURE_ENOUGH:
            continue
        is_central = match.language in _CENTRAL and match.coherence >= _LEAST_COHERENCE
        if is_central and "cp1250" in names:
            name = "cp1250"
            break
        if match.language == "Turkish" and "cp1254" in names:
            name = "cp1254"
            break
        if _USUAL in names:
            name = _USUAL
    text = data.decode(name, errors="replace")
    return text, _known_name(name)


def _known_name(codec: str) -> str:
    """ "cp1252" as people know it: "windows-1252"."""
    found = webencodings.lookup(codec)
    return found.name if found is not None else codec


def _is_text(text: str) -> bool:
    controls = sum(c < " " and c not in "\t\n\r\f" for c in text)
    return controls <= _LARGEST_SHARE_OF_CONTROLS * len(text)
