"""What no page should hold: endless words, piles of marks, unbalanced or unseen controls.

Fonts and readers take their time over such texts, terminals and editors show them as what they are not.
"""

import re
from collections.abc import Iterator

HINT = "check what was pasted here"

_LONGEST_WORD, _MOST_MARKS = 1000, 32
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_MARK_PILE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    "\u0711\u0730-\u074a\u0816-\u082d\u0859-\u085b\u08ca-\u08ff\u0e31-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u2060-\u2064\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\U000e0000-\U000e0fff]"
    f"{{{_MOST_MARKS + 1},}}"
)
"""Marks and characters without a width of their own."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither HTML nor XML can hold; a terminal obeys some of it."""

_EMBEDDINGS, _ISOLATES = frozenset("\u202a\u202b\u202d\u202e"), frozenset("\u2066\u2067\u2068")
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
DIRECTIONAL = frozenset({*_EMBEDDINGS, *_ISOLATES, _POP_EMBEDDING, _POP_ISOLATE})
"""Characters that steer the direction of what follows (UAX #9)."""
_DEEPEST = 60
"""Levels of embedding beyond which UAX #9 need not follow: it knows 125, and pairs of them count."""


def unprintable(text: str) -> Iterator[tuple[int, str]]:
    """Yield the place of each kind of hazard to a page in a text, and what it has there."""
    for pattern, what in (
        (_LONG_WORD, f"has a word of more than {_LONGEST_WORD} characters"),
        (_MARK_PILE, f"has a letter with more than {_MOST_MARKS} marks"),
    ):
        match = pattern.search(text)
        if match:
            yield match.start(), what


def control(text: str) -> tuple[int, str] | None:
    """Return the place of the first control character in a text, and what it has there."""
    match = _CONTROL.search(text)
    return (match.start(), f"has a control character (U+{ord(match[0]):04X})") if match else None


def balanced(text: str) -> bool:
    """Tell whether every directional control of a text is closed, in order, within it."""
    opened: list[str] = []
    for character in text if not DIRECTIONAL.isdisjoint(text) else "":
        if character in _EMBEDDINGS:
            opened.append(_POP_EMBEDDING)
        elif character in _ISOLATES:
            opened.append(_POP_ISOLATE)
        elif character in {_POP_EMBEDDING, _POP_ISOLATE} and (not opened or opened.pop() != character):
            return False
        if len(opened) > _DEEPEST:
            return False
    return not opened


def of_line(text: str) -> str:
    """Return what is wrong with a line that is printed as it stands; empty where nothing is."""
    found = control(text) or next(unprintable(text), None)
    if found:
        return found[1]
    return "" if balanced(text) else "has an unbalanced directional control character"
