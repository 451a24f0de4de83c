"""Rules about characters that steer the direction of text (UAX #9)."""

from collections.abc import Iterator

from briefgen.checks.references import inlines
from briefgen.diagnostics import Diagnostic, error
from briefgen.model import Issue, Series

_EMBEDDINGS, _ISOLATES = frozenset("\u202a\u202b\u202d\u202e"), frozenset("\u2066\u2067\u2068")
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_CONTROLS = _EMBEDDINGS | _ISOLATES | {_POP_EMBEDDING, _POP_ISOLATE}


def controls(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Directional controls are balanced within their paragraph, and never stand in code or addresses."""
    hint = "delete it, or use [text]{dir=ltr} around the text it is for"
    for block in issue.blocks.values():
        for token, place in inlines(block):
            if token.type == "text" and not balanced(token.content):
                yield error(place, "has an unbalanced directional control character", hint)
            hidden = token.content if token.type == "code_inline" else str(token.attrs.get("href", ""))
            if _CONTROLS & set(hidden) or any(mark in hidden.upper() for mark in ("%E2%80%A", "%E2%81%A")):
                yield error(place, "hides a directional control character in code or in an address", hint)


def balanced(text: str) -> bool:
    """Tell whether every directional control of a text is closed, in order, within it."""
    opened: list[str] = []
    for character in text:
        if character in _EMBEDDINGS:
            opened.append(_POP_EMBEDDING)
        elif character in _ISOLATES:
            opened.append(_POP_ISOLATE)
        elif character in {_POP_EMBEDDING, _POP_ISOLATE} and (not opened or opened.pop() != character):
            return False
    return not opened
