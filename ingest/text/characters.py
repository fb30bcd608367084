"""Characters as read to characters as kept: ligatures, odd spaces, bullets, invisible marks.

NFKC is applied to what only looks different (ligatures, full-width and mathematical letters) and
to nothing else: over the whole text it would turn "1½ %" into "11⁄2 %" and "m²" into "m2".
"""

import re
import unicodedata

SOFT_HYPHEN = "\u00ad"

# Alphabetic presentation forms (ﬁ), full-width forms, mathematical letters: same words, other look.
_LOOKALIKES = re.compile("[\ufb00-\ufb4f\uff01-\uffee\U0001d400-\U0001d7ff]")
# Controls, zero-width marks and byte order marks carry no text; they also hide words from a search.
# The soft hyphen stays: at a line's end it says that a word goes on.
_INVISIBLE = re.compile(
    "[\x00-\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_SPACES = re.compile("[\\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Symbol fonts put bullets into the private use area; pdfminer writes an unknown glyph as (cid:n).
_PRIVATE_BULLETS = re.compile(
    "[\uf020-\uf0ff\u2022\u2023\u2043\u2219\u25cf\u25cb\u25a0\u25aa\u27a2]"
)
_CID = re.compile(r"\(cid:\d+\)")
_LONE_BULLETS = frozenset({"•", "·", "o", "§", "❖", "➢", "✓", "▪", "◦", "‣", "□"})


def clean(text: str) -> str:
    """The text with one look for each letter, plain spaces and no invisible character.

    May be empty. pdfium's mark for a hyphen at a line's end (U+0002) becomes a hyphen.
    """
    if text.isascii() and text.isprintable() and " " not in text:
        return text  # nearly every word
    text = text.replace("\x02", "-")
    text = _LOOKALIKES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    return unicodedata.normalize("NFC", text)


def clean_bullet(text: str) -> str:
    """A paragraph's first word, with "•" for any of the glyphs that fonts use as a bullet."""
    text = _CID.sub("•", text)
    if text in _LONE_BULLETS:
        return "•"
    return _PRIVATE_BULLETS.sub("•", text)


def is_bullet(text: str) -> bool:
    """Whether a cleaned word is a bullet or a dash that stands alone."""
    return text in {"•", "-", "–", "—", "*"}
