"""The parts of a question that asks for several things."""

import re

from domain.terms import terms_of

# A new part begins after a mark that ends a question, or where "and" leads on to a question word.
_BETWEEN_PARTS = re.compile(
    r"[?;]\s+(?:and\s+|also,?\s+)?|,?\s+(?:and|but|or)(?:\s+also)?\s+(?=(?:what|who|whom|whose|when"
    r"|where|why|which|how|by when|is|are|was|were|may|must|can|could|does|do|did|should|shall|will"
    r"|if)\b)|,\s+(?=(?:what|who|when|where|how|which)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what|who|whom|whose|when|where|why|which|how|is|are|was|were|may|must|can|could|does|do"
    r"|did|should|shall|will)\b",
    re.IGNORECASE,
)
# A part of fewer terms leans on the other part and is no question of its own.
_LEAST_TERMS = 2


def parts_of(question: str) -> tuple[str, ...]:
    """The parts that are questions of their own, in order; the whole question where it has one.

    A statement in front ("I got a watch.") and a part that leans on another ("and by when?") stay
    with their neighbour.
    """
    parts: list[str] = []
    lead = ""
    position = 0
    cuts = [(m.start(), m.end()) for m in _BETWEEN_PARTS.finditer(question)]
    for end, following in [*cuts, (len(question), len(question))]:
        whole = question[position : end + 1].rstrip()
        piece = whole.strip(" ,;?") + ("?" if whole.endswith("?") else "")
        position = following
        if not piece.strip(" ?"):
            continue
        piece = f"{lead} {piece}".strip()
        lead = ""
        if _stands_alone(piece):
            parts.append(piece)
        elif parts:
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            lead = piece
    return tuple(parts) if len(parts) > 1 else (question,)


def _stands_alone(piece: str) -> bool:
    return bool(_ASKS.search(piece)) and len(set(terms_of(piece))) >= _LEAST_TERMS
