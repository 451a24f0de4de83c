"""Where a line may end within an address (Chicago Manual of Style, 7.46).

After a slash, and before a sign that would seem to end the sentence or to part the word: a hyphen at the end
of a line is taken for the line's own, by people, and by poppler and PDFium, which drop it.
"""

import re

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\u2066-\u2069]+|(?<![\w./@-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/[^\s\u2066-\u2069]*"
)
_PATH = re.compile(r"(?<!/)/(?!/)")
"""The slash behind the host."""
_BEFORE = re.compile(r"(?<=[^\W_]{2})[-._?=&#%~,](?=[^\W_]{2})")
_HYPHEN = re.compile(r"[-\u2010\u2013]")


def places(text: str) -> tuple[list[int], list[int]]:
    """Return where in a text a line may begin within addresses, beside UAX #14, and where none may."""
    may: list[int] = []
    never: list[int] = []
    if "/" in text or "www." in text:
        for found in _ADDRESS.finditer(text):
            start, end = found.span()
            never += [each.end() for each in _HYPHEN.finditer(text, start, end) if each.end() < end]
            path = _PATH.search(text, start, end)
            may += [each.start() for each in _BEFORE.finditer(text, path.end(), end)] if path else []
    return may, never
