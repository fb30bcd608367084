"""MathML as text on one line."""

from lxml import html


def formula_text(element: html.HtmlElement) -> str:
    """ "x^2", "(a+b)/c", "√(x)"; the words of the formula in any case."""
    tag = element.tag if isinstance(element.tag, str) else ""
    tag = tag.rsplit(":", 1)[-1]
    if tag in ("annotation", "annotation-xml", "mphantom", ""):
        return ""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    parts = [formula_text(child) for child in element if isinstance(child.tag, str)]
    two = [_group(part) for part in parts[:2]]
    if tag == "mfrac" and len(two) == 2:
        return f"{two[0]}/{two[1]}"
    if tag in ("msup", "mover") and len(two) == 2:
        return f"{two[0]}^{two[1]}"
    if tag in ("msub", "munder") and len(two) == 2:
        return f"{two[0]}_{two[1]}"
    if tag in ("msubsup", "munderover") and len(parts) == 3:
        return f"{two[0]}_{two[1]}^{_group(parts[2])}"
    if tag == "msqrt":
        return f"√({' '.join(parts)})"
    if tag == "mroot" and len(parts) == 2:
        return f"{parts[1]}√({parts[0]})"
    return " ".join(part for part in parts if part)


def _group(text: str) -> str:
    return f"({text})" if " " in text.strip() else text.strip()
