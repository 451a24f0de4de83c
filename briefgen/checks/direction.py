"""Rules about characters that steer the direction of text (UAX #9)."""

from collections.abc import Iterator

from briefgen.checks.references import inlines
from briefgen.diagnostics import Diagnostic, error
from briefgen.hazards import DIRECTIONAL, balanced
from briefgen.model import Issue, Series


def controls(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Directional controls are balanced within their paragraph, and never stand in code or addresses."""
    hint = "delete it, or use [text]{dir=ltr} around the text it is for"
    for block in issue.blocks.values():
        for token, place in inlines(block):
            if token.type == "text" and not balanced(token.content):
                yield error(place, "has an unbalanced directional control character", hint)
            hidden = token.content if token.type == "code_inline" else str(token.attrs.get("href", ""))
            if DIRECTIONAL & set(hidden) or any(mark in hidden.upper() for mark in ("%E2%80%A", "%E2%81%A")):
                yield error(place, "hides a directional control character in code or in an address", hint)
