"""The segments of a line for PDFium, and how a right-to-left phrase must stand there to be found.

PDFium (`CPDF_TextPage::CloseTempLine`) parts a line into segments of one class (`CFX_BidiString`) and turns
each round by itself that runs from right to left. So the words of a right-to-left phrase on a left-to-right
line come back from left to right, taken apart at vowel marks, and signs behind it are mirrored up to the next
Latin letter. A line with no more segments from left to right than from right to left is turned as a whole.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from briefgen.typeset.glyphs import is_mark
from briefgen.typeset.neighbours import direction
from briefgen.typeset.readings import MIRRORED

_WORD = re.compile(r"\s*\S+|\s+$")
MIRRORS = {**MIRRORED, "\u2018": "\u2019", "\u2019": "\u2018", "\u201c": "\u201d", "\u201d": "\u201c"}
"""Signs and their mirror images for PDFium (`GetMirrorChar`), which turns quotation marks round too."""


MOST = 60
"""Characters that one glyph may read as: poppler takes no longer entry of a ToUnicode map."""


def parts(text: str) -> Iterator[str]:
    """Part a text before spaces into pieces of no more than `MOST` characters, where its words allow it.

    One with vowel marks begins with a space if it can: pdf.js would read it otherwise.
    """
    part = ""
    for match in _WORD.finditer(text):
        word = match[0]
        fits = len(part) + len(word) <= MOST and (part[:1].isspace() or not any(map(is_mark, word)))
        if part and not fits:
            yield part
            part = ""
        part += word
    if part:
        yield part


def begins_marked(text: str) -> bool:
    """Tell whether the first part of a text has vowel marks: pdf.js would read it, but behind a space."""
    return any(map(is_mark, next(parts(text), "")))


def turned(text: str, rtl: bool = False) -> str:
    """Return what PDFium must find from left to right to read a text; `rtl` if what stands before is so."""
    made = []
    for kind, group in groupby(text, direction):
        part = "".join(group)
        rtl = rtl if kind in "NW" else kind == "R"
        if kind == "R":
            part = part[::-1]
        elif kind == "N" and rtl:
            part = "".join(MIRRORS.get(sign, sign) for sign in reversed(part))
        made.append(part)
    return "".join(made)


def lacking(text: str) -> int:
    """Return how many left-to-right segments a line lacks: PDFium turns it round if no more of it are so.

    Such are its segments that hold letters (`CFX_BidiString`).
    """
    kinds = [kind for kind, _ in groupby(text, direction)]
    return max(kinds.count("R") - kinds.count("L") + 1, 0) if "R" in kinds else 0


def ends_right_to_left(text: str, rtl: bool = False) -> bool:
    """Tell whether the last letter of a text runs from right to left, `rtl` where it has none."""
    return next((kind == "R" for kind in map(direction, reversed(text)) if kind in "RL"), rtl)
