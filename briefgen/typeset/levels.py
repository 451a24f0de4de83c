"""Embedding levels by the Unicode Bidirectional Algorithm (UAX #9 of Unicode 6.3 and later).

text ─classes_of→ classes ─resolve→ levels ─reset_separators→ levels of a line ─visual_order→ places

Classes are bytes, one ASCII letter a character (`implicit.LETTERS`), so that most rules are one replacement
over a whole string. Paragraphs that need no rule at all are told by the classes they lack.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from unicodedata import bidirectional

from briefgen.typeset.explicit import explicit_levels, first_strong, isolate_pairs
from briefgen.typeset.implicit import LETTERS, implicit_levels

# Start of each range of unassigned characters and the class they have by default (DerivedBidiClass.txt).
_DEFAULTS = (
    (0x0000, "L"), (0x0590, "R"), (0x0600, "AL"), (0x07C0, "R"), (0x0860, "AL"), (0x0900, "L"),
    (0x2065, "BN"), (0x2066, "L"), (0x20A0, "ET"), (0x20D0, "L"), (0xFB1D, "R"), (0xFB50, "AL"),
    (0xFDD0, "BN"), (0xFDF0, "AL"), (0xFE00, "L"), (0xFE70, "AL"), (0xFF00, "L"), (0xFFF0, "BN"),
    (0xFFF9, "L"), (0x10800, "R"), (0x10D00, "AL"), (0x10D40, "R"), (0x10EC0, "AL"), (0x10F00, "R"),
    (0x10F30, "AL"), (0x10F70, "R"), (0x11000, "L"), (0x1E800, "R"), (0x1EC70, "AL"), (0x1ECC0, "R"),
    (0x1ED00, "AL"), (0x1ED50, "R"), (0x1EE00, "AL"), (0x1EF00, "R"), (0x1F000, "L"), (0xE0000, "BN"),
    (0xE1000, "L"),
)  # fmt: skip
_DEFAULT_STARTS = [start for start, _ in _DEFAULTS]

_MIXING = frozenset(b"L12lrfp()<>.")
"""Classes that can make a level other than 1 in a right-to-left paragraph."""
TURNING = frozenset(b"RA2lrfp()<>.")
"""Classes that can make a level other than 0 in a left-to-right one."""

EXPLICIT = re.compile(rb"[()<>.0lrfpB]")
"""Classes that rules X1 to X9 treat."""

_LINE_SPACE = re.compile(rb"[_lrfp()<>.0]+")
_SEPARATOR = re.compile(rb"[BS]")


class _Classes(dict[str, int]):
    """The letter of each character met so far, as a byte."""

    def __missing__(self, character: str) -> int:
        code = ord(character)
        letter = ord(LETTERS[bidirectional(character) or _default_class(code)])
        self[character] = letter
        return letter


_CLASSES = _Classes()


def _default_class(code: int) -> str:
    if code & 0xFFFE == 0xFFFE:  # the last two of each plane are noncharacters
        return "BN"
    return _DEFAULTS[bisect_right(_DEFAULT_STARTS, code) - 1][1]


def classes_of(text: str) -> bytes:
    """Return the letter of each character's Bidi_Class."""
    return bytes(map(_CLASSES.__getitem__, text))


def levels(text: str, base: int | None = None) -> bytes:
    """Return the level of each character of one paragraph, before rule L1.

    `base` is the paragraph's level, 0 or 1; None takes it from its first strong character (P2, P3).
    Characters that rule X9 removes have the level of the one before them.
    """
    classes = classes_of(text)
    return resolve(classes, text, base_level(classes) if base is None else base)


def base_level(classes: bytes, default: int = 0) -> int:
    """Return the level that its first strong character gives a paragraph (P2, P3)."""
    level = first_strong(classes, 0, len(classes), isolate_pairs(classes))
    return default if level is None else level


def resolve(classes: bytes, text: str, base: int) -> bytes:
    """Return the levels of a paragraph whose classes are known; of the text only the brackets are read."""
    if (_MIXING if base else TURNING).isdisjoint(classes):
        return bytes([base]) * len(classes)
    if EXPLICIT.search(classes) is None:
        return implicit_levels(classes, text, base, base, base)
    return explicit_levels(classes, text, base)


def reset_separators(classes: bytes, levels: bytes, base: int) -> bytes:
    """Apply rule L1 to one line: separators, and spaces before them or at the end, get the base level."""
    reset = bytearray(levels)
    for match in _SEPARATOR.finditer(classes):
        reset[match.start()] = base
    for match in _LINE_SPACE.finditer(classes):
        start, end = match.span()
        if end == len(classes) or classes[end] in b"BS":
            reset[start:end] = bytes([base]) * (end - start)
    return bytes(reset)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the places of a line's items from left to right; their levels stand in logical order (L2)."""
    runs = [(level, list(places)) for level, places in groupby(range(len(levels)), key=levels.__getitem__)]
    for level in range(max(levels, default=0), 0, -1):
        merged: list[tuple[int, list[int]]] = []
        for high, group in groupby(runs, key=lambda run: run[0] >= level):
            stretch = list(group)
            if high:  # reverse the stretch and let it count as one run of the next lower level
                stretch = [(level - 1, [place for _, places in stretch[::-1] for place in places[::-1]])]
            merged.extend(stretch)
        runs = merged
    return [place for _, places in runs for place in places]
