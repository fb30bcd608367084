"""Fields: of "{ REF x } result" a reader sees the result. They nest and run over paragraphs."""

import re
import shlex
from dataclasses import dataclass

from lxml import etree

from ingest.formats.docx.package import q
from ingest.formats.docx.symbols import symbol
from ingest.formats.docx.values import is_on, number

_CHECKED, _UNCHECKED = "☑", "☐"
_MACRO_BUTTON = re.compile(r"\s*MACROBUTTON\s+\S+\s+(.*)", re.DOTALL)


@dataclass
class _Field:
    instruction: str = ""
    in_result: bool = False
    has_result: bool = False
    form: str = ""  # what a form field shows without a result


class Fields:
    """Told of the marks of fields in the order in which they stand."""

    def __init__(self) -> None:
        """Outside any field."""
        self._open: list[_Field] = []

    @property
    def shows(self) -> bool:
        """Whether text that stands here is seen: in no field, or in the result of each."""
        return all(field.in_result for field in self._open)

    def mark(self, element: etree._Element) -> str:
        """Takes a w:fldChar; returns what an ended field shows that has no result of its own."""
        kind = element.get(q("w:fldCharType"))
        if kind == "begin":
            self._open.append(_Field(form=_form_text(element)))
        elif kind == "separate" and self._open:
            self._open[-1].in_result = True
        elif kind == "end" and self._open:
            field = self._open.pop()
            if not field.has_result and self.shows:
                return field.form or text_of(field.instruction)
        return ""

    def instruction(self, text: str) -> None:
        """Takes a w:instrText."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction += text

    def said(self) -> None:
        """Text was seen: it is the result of every open field."""
        for field in self._open:
            field.has_result = True


def text_of(instruction: str) -> str:
    """What a field shows by its instruction alone: a symbol, a macro button's text; else ""."""
    if button := _MACRO_BUTTON.match(instruction):
        return button.group(1).strip()
    words = _words(instruction)
    if len(words) < 2 or words[0].upper() != "SYMBOL":
        return ""
    font = words[words.index("\\f") + 1] if "\\f" in words[:-1] else ""
    code = words[1]
    try:
        value = int(code, 16) if code.casefold().startswith("0x") else int(code)
    except ValueError:
        value = ord(code[0])
    return symbol(font, value) if value else ""


def _words(instruction: str) -> list[str]:
    lexer = shlex.shlex(instruction, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.escape, lexer.commenters = True, "", ""
    lexer.quotes = '"'
    try:
        return list(lexer)
    except ValueError:  # a quote without its end
        return instruction.split()


def _form_text(mark: etree._Element) -> str:
    """A check box or the chosen entry of a list, as old form fields keep them; else ""."""
    data = mark.find(q("w:ffData"))
    if data is None:
        return ""
    if (box := data.find(q("w:checkBox"))) is not None:
        state = box.find(q("w:checked"))
        state = state if state is not None else box.find(q("w:default"))
        return _CHECKED if state is not None and is_on(state) else _UNCHECKED
    if (choice := data.find(q("w:ddList"))) is not None:
        entries = [entry.get(q("w:val"), "") for entry in choice.findall(q("w:listEntry"))]
        chosen = number(choice.find(q("w:result")))
        chosen = chosen if chosen is not None else number(choice.find(q("w:default")))
        index = int(chosen or 0)
        return entries[index] if index < len(entries) else ""
    return ""
