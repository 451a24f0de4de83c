"""Pieces of a line: the text boxes of a laid-out line, split where the level changes.

Each piece is laid out with the direction of its level, so that Pango orders nothing; the line does.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from weasyprint.layout.inline import split_text_box

from briefgen.typeset.joining import joins
from briefgen.typeset.levels import classes_of, resolve
from briefgen.typeset.paragraph import Paragraph

JOINER = "\u200d"
_DIRECTIONS = ("ltr", "rtl")
_OVERRIDES = ("\u202d", "\u202e")
_POP = "\u202c"


class UnexpectedTextError(Exception):
    """A text box that does not hold what its paragraph says."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one level in a text box."""

    start: int
    """Place of its first character in the box."""
    stop: int
    """Place after its last character."""
    level: int
    last: bool
    """Whether the box ends with it, and with what has come to its end."""


def extent(box: Any, paragraph: Paragraph, place: int) -> int:
    """Return how many characters of its paragraph a laid-out text box holds, beginning at a place.

    A hyphen, or the space without width that carries word spacing, may have come to its end.
    Raises `UnexpectedTextError` where the box holds other text.
    """
    text = box.text
    for added in ("", box.style["hyphenate_character"], "\u200b"):
        length = len(text) - len(added)
        if text.endswith(added) and paragraph.text.startswith(text[:length], place):
            return length
    said = paragraph.text[place : place + len(text)]
    raise UnexpectedTextError(f"a box holds {text[:40]!r} where its paragraph has {said[:40]!r}")


def split(
    context: Any, box: Any, paragraph: Paragraph, place: int, levels: bytes
) -> Iterator[tuple[Any, int]]:
    """Yield the pieces of a laid-out text box from logical start to end, each with its level.

    `place` is where the box begins in the paragraph, `levels` are those of its characters on this line.
    """
    start = 0
    for level, group in groupby(levels):
        stop = start + len(list(group))
        yield _piece(context, box, paragraph, place, Run(start, stop, level, stop == len(levels))), level
        start = stop


def _piece(context: Any, box: Any, paragraph: Paragraph, place: int, run: Run) -> Any:
    text = box.text[run.start :] if run.last else box.text[run.start : run.stop]
    added = len(text) - (run.stop - run.start)
    start, stop = place + run.start, place + run.stop
    odd = run.level & 1
    before = JOINER if joins(paragraph.text, start) else ""
    after = JOINER if not added and joins(paragraph.text, stop) else ""
    classes = classes_of(text)
    whole = len(text) == len(box.text) and box.pango_layout.text == text
    if whole and not before and not after:
        laid_out = int(box.style["direction"] == "rtl")
        if _is_uniform(resolve(classes, text, laid_out), odd):
            return box
    shaped = f"{before}{text}{after}"
    if not _is_uniform(resolve(classes, text, odd), odd):
        shaped = f"{_OVERRIDES[odd]}{shaped}{_POP}"
    piece = _laid_out(context, box, shaped, odd)
    piece.text = text
    piece.paragraph = paragraph, start
    return piece


def _is_uniform(levels: bytes, odd: int) -> bool:
    """Return whether all levels run the same way."""
    return all(level & 1 == odd for level in set(levels))


def _laid_out(context: Any, box: Any, text: str, odd: int) -> Any:
    """Return a copy of a text box that holds a text laid out in one direction, at the height of the box."""
    piece = box.copy_with_text(text)
    piece.style = _turned(box.style, _DIRECTIONS[odd])
    known = box.style.font_config.__dict__.setdefault("pieces", {})  # one font configuration a document
    key = text, id(piece.style)
    if key not in known:
        laid_out, _, _ = split_text_box(context, piece, None, 0)
        if laid_out is None:
            raise UnexpectedTextError(f"no layout for {text[:40]!r}")
        known[key] = laid_out.width, laid_out.pango_layout, piece.style  # kept, or its id would be used again
    piece.width, layout, _ = known[key]
    piece.pango_layout = copy(layout)
    piece.pango_layout.max_width = box.pango_layout.max_width
    return piece


def _turned(style: Any, direction: str) -> Any:
    """Return a style with another direction, the same one each time."""
    if style["direction"] == direction:
        return style
    turned = style.__dict__.get("turned")
    if turned is None:
        turned = style.turned = style.copy()
        turned["direction"] = direction
    return turned
