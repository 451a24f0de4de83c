"""Pieces of a line: the text boxes of a laid-out line, split where the order on the page asks for it.

A piece runs one way, or it is a stretch that begins and ends in the direction around it and that Pango by
itself resolves to the levels of the paragraph: it is left to Pango. Most text is, just as it was laid out.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from weasyprint.layout.inline import split_text_box

from briefgen.typeset import shapes
from briefgen.typeset.joining import joins
from briefgen.typeset.levels import EXPLICIT, classes_of, resolve
from briefgen.typeset.paragraph import Paragraph

JOINER = "\u200d"
_DIRECTIONS = ("ltr", "rtl")
_OVERRIDES = ("\u202d", "\u202e")
_POP = "\u202c"
_MOST = 5_000
"""Pieces that are kept."""


class UnexpectedTextError(Exception):
    """A text box that does not hold what its paragraph says."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text box that stays together."""

    start: int
    """Place of its first character in the box."""
    levels: bytes
    """The levels of its characters."""
    last: bool
    """Whether the box ends with it, and with what has come to its end."""

    @property
    def level(self) -> int:
        """Return the level that it has as a whole."""
        return min(self.levels)


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
    box: Any, paragraph: Paragraph, place: int, levels: bytes, beside: tuple[int, int]
) -> Iterator[Any]:
    """Yield (piece, level) for the pieces of a laid-out text box from logical start to end.

    `place` is where the box begins in the paragraph, `levels` are those of its characters on this line,
    `beside` those of the characters before and after it.
    """
    for run in _runs(box.text, levels, beside):
        yield _piece(box, paragraph, place, run), run.level


def _runs(text: str, levels: bytes, beside: tuple[int, int]) -> Iterator[Run]:
    """Yield what stays together: level runs, but for the longest stretch that can be left to Pango."""
    around = min(levels)
    start, stop = levels.index(around), levels.rindex(around) + 1
    if beside[0] <= around:
        start = 0
    if beside[1] <= around:
        stop = len(levels)
    kept = slice(start, stop)
    if levels.count(around) == len(levels) or not _is_resolved(text[kept], levels[kept]):
        kept = slice(0, 0)
    yield from _level_runs(levels, 0, kept.start)
    if kept.stop:
        yield Run(kept.start, levels[kept], kept.stop == len(levels))
    yield from _level_runs(levels, kept.stop, len(levels))


def _level_runs(levels: bytes, start: int, stop: int) -> Iterator[Run]:
    for _, group in groupby(levels[start:stop]):
        run = bytes(group)
        yield Run(start, run, start + len(run) == len(levels))
        start += len(run)


def _is_resolved(text: str, levels: bytes) -> bool:
    """Return whether a text by itself has levels that differ from the given ones by one even number.

    Never where it holds controls: libfribidi, which Pango asks, has had faults with isolates.
    """
    classes = classes_of(text)
    base = min(levels)
    if EXPLICIT.search(classes):
        return False
    odd = base & 1
    shift = base - odd
    return bytes(level + shift for level in resolve(classes, text, odd)) == levels


def _piece(box: Any, paragraph: Paragraph, place: int, run: Run) -> Any:
    """Return a piece of a text box, the box itself where that is one and laid out as it must be."""
    stop = run.start + len(run.levels)
    text = box.text[run.start :] if run.last else box.text[run.start : stop]
    added = len(text) > len(run.levels)
    odd = run.level & 1
    before = JOINER if joins(paragraph.text, place + run.start) else ""
    after = JOINER if not added and joins(paragraph.text, place + stop) else ""
    mixed = run.levels.count(run.level) < len(run.levels)
    if not (before or after) and len(text) == len(box.text) and box.pango_layout.text == text:
        laid_out = int(box.style["direction"] == "rtl")
        if laid_out == odd if mixed else _runs_to(text, laid_out, odd):
            return box
    shaped = f"{before}{text}{after}"
    if not mixed and not _runs_to(text, odd, odd):
        shaped = f"{_OVERRIDES[odd]}{shaped}{_POP}"
    piece = _laid_out(box, shaped, odd)
    piece.text = text
    piece.paragraph = paragraph, place + run.start
    return piece


def _runs_to(text: str, base: int, odd: int) -> bool:
    """Return whether a text by itself, in a paragraph of a given level, runs one way only."""
    return all(level & 1 == odd for level in set(resolve(classes_of(text), text, base)))


def _laid_out(box: Any, text: str, odd: int) -> Any:
    """Return a copy of a text box that holds a text laid out in one direction, at the height of the box."""
    piece = box.copy_with_text(text)
    piece.style = _turned(box.style, _DIRECTIONS[odd])
    known: dict[Any, Any] = box.style.font_config.__dict__.setdefault("pieces", {})
    key = text, shapes.key(piece.style)
    if key not in known:
        laid_out, _, _ = split_text_box(None, piece, None, 0)
        if laid_out is None:
            raise UnexpectedTextError(f"no layout for {text[:40]!r}")
        if len(known) > _MOST:
            known.clear()
        known[key] = laid_out.width, laid_out.pango_layout
    piece.width, layout = known[key]
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
