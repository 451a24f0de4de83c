"""Right-to-left words on a line: what is written for them serves again at another place.

What the pen writes for a letter depends on its neighbours (see `textlayer`), but on nothing beyond its word
and the spaces around. So a word is parted into letters once, in whatever document, and put together of what
was written for each of them before (see `spelling`), once for a document.

Whether a word or a letter was known makes no difference: one that was not goes through the same.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from briefgen.typeset import forms, glyphs
from briefgen.typeset.forms import RIGHT, Form, Spots
from briefgen.typeset.glyphs import Cluster

_LETTER = "\u05be\u05d0-\u05ea\u05ef-\u05f4\u061b\u061f\u0620-\u064a\u066e\u066f\u0671-\u06d5\u06fa-\u06ff"
_MARK = "\u0591-\u05bd\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"
_SIGN = ",.:\u060c"
WORD = re.compile(f"(?<=[ \u00a0])[{_LETTER}](?:[{_LETTER}{_SIGN}]|[{_MARK}](?![{_SIGN}]))*(?: |$)")
"""Letters (classes R and AL), their marks, and signs that no bracket, digit, quotation mark or mark joins."""

_JOINED = re.compile(f"[{_LETTER}][{_MARK}]+[{_LETTER}]")
"""Letters that share a glyph though there is a mark between: PDFium reads them from asides."""
_MOST = 5_000
"""Words that are kept."""


class Stretch(NamedTuple):
    """Text objects of which each is placed from the one before."""

    from_end: bool
    """Whether the place counts from the end of the word before, not from the left edge of the word."""
    x: float
    """Place of the first, in pixels."""
    width: float
    """How far the last object lies from the first."""
    text: str
    """Operators behind the step to the first."""


class Written(NamedTuple):
    """A word as it is written with the fonts of a document, and where that leaves the pen."""

    head: str
    """Operators before the first step."""
    lead: str
    """The same where the font and size that it sets first are set already."""
    stretches: tuple[Stretch, ...]
    first: tuple[str, float]
    """Font and size that it sets first."""
    last: tuple[str, float]
    """Font and size set at its end."""
    end: float
    """Right edge of the last glyph read, from the left edge of the word; near `FAR`, from the word before."""
    base: float
    """Left edge of its last letter, from that of the word."""
    stacked: int
    """Marks on the last letter."""


@dataclass(slots=True, eq=False)
class Shape:
    """A word as it is shaped in a font of a size."""

    width: float
    """In pixels, with the space behind it."""
    letters: Sequence[tuple[Form, Spots]]
    """Its clusters in logical order and their places, if the left edge of the word is at 0."""


class Word(NamedTuple):
    """A word on a line, with the space behind it where it has one; a tuple because a page has hundreds."""

    run: glyphs.Run
    start: int
    """Place of its first character in the text of the box."""
    end: int
    """Place behind its last."""
    span: tuple[int, int]
    """Its glyphs in the run."""
    left: float
    right: float
    shape: Shape
    rtl: bool = True
    """As a cluster: it stands in a right-to-left run."""

    @property
    def font(self) -> Any:
        """Return WeasyPrint's font."""
        return self.run.font

    @property
    def size(self) -> float:
        """Return the font size in pixels."""
        return self.run.size

    def clusters(self) -> list[Cluster]:
        """Return its clusters in logical order."""
        return self.run.clusters(self.left, *self.span)[0][::-1]


Item = Cluster | Word


def items(stream: Any, layout: Any, line: Any, known: dict[Any, Any]) -> list[Item]:
    """Return the words of a line of Pango's layout and the clusters of what is none, in logical order.

    `known` keeps the shapes of words and the forms of their letters.
    Raises `PictureError` where text is drawn as pictures or boxes.
    """
    found: list[Item] = []
    x = 0.0
    for run in glyphs.runs(stream, layout, line):
        made, x = _split(run, x, known) if run.rtl else run.clusters(x)
        found += made
    found.sort(key=_start)
    return found


def known(font_config: Any) -> dict[Any, Any]:
    """Return the words and letters that were shaped in some fonts before."""
    shapes: dict[Any, Any] = font_config.__dict__.setdefault("words", {})
    return shapes


def _start(item: Item) -> int:
    return item.start


def _split(run: glyphs.Run, x: float, known: dict[Any, Any]) -> tuple[list[Item], float]:
    """Return the words and clusters of a right-to-left run, which begins at x, and its right edge."""
    text, places, offset, count = run.text, run.places, run.offset, len(run.starts)
    starts = [places[offset + start] for start in reversed(run.starts)]
    signature = run.signature
    found: list[Item] = []
    done = 0  # glyphs from the left that are done
    for match in reversed([*WORD.finditer(text, places[offset], places[offset + run.length])]):
        start, end = match.span()
        if _is_odd(text, end):
            continue
        first, last = count - bisect_left(starts, end), count - bisect_left(starts, start)
        if first > done:
            made, x = run.clusters(x, done, first)
            found += made
        key = match[0], signature[first * 16 : last * 16], run.font.hash, run.size
        if key not in known:
            if len(known) > _MOST:
                known.clear()
            known[key] = _shape(run, first, last, known)
        if (shape := known[key]) is None:
            made, x = run.clusters(x, first, last)
            found += made
            done = last
            continue
        right = x + shape.width
        found.append(Word(run, start, end, (first, last), x, right, shape))
        x, done = right, last
    if done < count:
        made, x = run.clusters(x, done, count)
        found += made
    return found, x


def _shape(run: glyphs.Run, first: int, last: int, known: dict[Any, Any]) -> Shape | None:
    """Return the shape of a word; None where its letters cannot be written one by one."""
    letters: list[tuple[Form, Spots]] = []
    x = 0.0
    for form in forms.of(run, first, last, known.setdefault((run.font.hash, run.size), {})):
        if len(form.text) > 2 and _JOINED.search(form.text):
            return None
        spots = form.spots(x)
        letters.append((form, spots))
        x = spots[RIGHT]
    return Shape(x, letters[::-1]) if letters else None


def _is_odd(text: str, end: int) -> bool:
    """Tell whether what follows a word changes how it or the space behind it is written."""
    if text[end - 1] == " ":
        return end < len(text) and not text[end].isalnum()
    return end < len(text) and text[end] != " "  # each space of a justified line is a run of its own
