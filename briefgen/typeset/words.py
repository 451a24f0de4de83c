"""Right-to-left words that were written before: the same objects serve again at another place.

What the pen writes for a letter depends on its neighbours (see `textlayer`), but on nothing beyond its word
and the spaces around. So a word is written once as if it stood at the left edge of the page and the word
before it ended far to the right; from that come strokes whose places count from the edge of the word or from
the word before. They serve wherever the word is met again, in whatever document.

Whether a word was known makes no difference: one that was not goes through its strokes too.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from briefgen.typeset import glyphs, readings
from briefgen.typeset.glyphs import Cluster
from briefgen.typeset.readings import Call

FAR = 100_000.0
"""Where the word before ends while a word is written for the first time, in pixels."""

_LETTER = "\u05be\u05d0-\u05ea\u05ef-\u05f4\u061b\u061f\u0620-\u064a\u066e\u066f\u0671-\u06d5\u06fa-\u06ff"
_MARK = "\u0591-\u05bd\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"
_SIGN = ",.:\u060c"
WORD = re.compile(f"(?<=[ \u00a0])[{_LETTER}](?:[{_LETTER}{_SIGN}]|[{_MARK}](?![{_SIGN}]))*(?: |$)")
"""Letters (classes R and AL), their marks, and signs that no bracket, digit, quotation mark or mark joins."""

_JOINED = re.compile(f"[{_LETTER}][{_MARK}]+[{_LETTER}]")
"""Letters that share a glyph though there is a mark between: PDFium reads them from asides."""
_JOINT = re.compile(r"/\{(\d+)\} (\S+) Tf\n|(-?\d+\.\d+)(?= 0 Td)")
"""Where a font is set, by the number of its name, or a step leads to another place."""
_BREAK = "\0"
"""Stands for the step to a stroke."""
_MOST = 5_000
"""Words that are kept."""


class Font(NamedTuple):
    """A font that is set."""

    number: int
    """Of the name of its resource."""
    size: str


class Stroke(NamedTuple):
    """Objects that are written at one place, each relative to the one before."""

    from_end: bool
    """Whether the place counts from the end of the word before, not from the left edge of the word."""
    x: float
    """Place of the first, in pixels."""
    width: float
    """How far the last object lies from the first."""


class Ready(NamedTuple):
    """The strokes of a word with the names of a document's fonts."""

    head: str
    """Operators before the first step."""
    lead: str
    """The same where the font and size that it sets first are set already."""
    strokes: tuple[tuple[bool, float, float, str], ...]
    """As in `Stroke`, with the operators behind the step."""
    first: tuple[str, float]
    """Font and size that it sets first."""
    last: tuple[str, float]
    """Font and size set at its end."""


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What the pen wrote for a word, and where that left it."""

    operators: str
    """With `_BREAK` for the step to each stroke, and `{}` where a font is set."""
    fonts: tuple[Font, ...]
    strokes: tuple[Stroke, ...]
    end: float
    """Right edge of the last glyph read, from the left edge of the word; near `FAR`, from the word before."""
    base: float
    """Left edge of its last letter, from that of the word."""
    stacked: int
    """Marks on the last letter."""
    calls: tuple[Call, ...]
    """What its glyphs read as, see `readings.calls`."""
    widths: Mapping[int, int]
    """Of its glyphs, in thousandths of the size."""
    known: dict[tuple[str, ...], Ready] = field(default_factory=dict)
    """Names of font resources → the strokes with them."""

    def ready(self, font: Any) -> Ready:
        """Return the strokes for a document's font, which learns what its glyphs read as."""
        settled: dict[Written, Ready] = font.__dict__.setdefault("settled", {})
        found = settled.get(self)
        if found is None:
            font.widths.update(self.widths)
            names = tuple([readings.name(font, call) for call in self.calls])
            found = self.known.get(names)
            if found is None:
                found = self.known[names] = self.named(names)
            settled[self] = found
        return found

    def named(self, names: tuple[str, ...]) -> Ready:
        """Put in the names of font resources and set each font once."""
        fonts = [(names[number], size) for number, size in self.fonts]
        first, *others = [f"/{name} {size} Tf\n" for name, size in fonts]
        told = [first, *("" if font == before else font for before, font in pairwise([first, *others]))]
        head, *parts = self.operators.format(*told).split(_BREAK)
        (name, size), (last, last_size) = fonts[0], fonts[-1]
        return Ready(
            head=head,
            lead=head.replace(first, "", 1),
            strokes=tuple([(*stroke, part) for stroke, part in zip(self.strokes, parts, strict=True)]),
            first=(name, float(size)),
            last=(last, float(last_size)),
        )


@dataclass(slots=True, eq=False)
class Shape:
    """A word as it is shaped in a font of a size."""

    width: float
    """In pixels, with the space behind it."""
    written: Written | None = None
    clusters: Sequence[Cluster] | None = None
    """As if it stood at the left edge of the page, in logical order, until the word is on its line."""


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

    def alone(self, font: Any) -> list[Cluster]:
        """Return its clusters as if it stood at the left edge of the page, in a font that is like its own."""
        found = self.shape.clusters
        if not found or found[0].font is not self.run.font:  # left by another document
            found = self.run.clusters(0.0, *self.span)[0][::-1]
        known, start = self.run.font.widths, self.start - found[0].start
        font.widths.update((number, known[number]) for each in found for number, _, _ in each.glyphs)
        return [Cluster(each[0], each[1] + start, *each[2:6], font, each[7]) for each in found]


Item = Cluster | Word


def items(stream: Any, layout: Any, line: Any, known: dict[Any, Shape]) -> list[Item]:
    """Return the words of a line of Pango's layout and the clusters of what is none, in logical order.

    `known` keeps the shapes of words. Raises `PictureError` where text is drawn as pictures or boxes.
    """
    found: list[Item] = []
    x = 0.0
    for run in glyphs.runs(stream, layout, line):
        made, x = _split(run, x, known) if run.rtl else run.clusters(x)
        found += made
    found.sort(key=_start)
    return found


def known(font_config: Any) -> dict[Any, Shape]:
    """Return the words that were shaped in some fonts before."""
    shapes: dict[Any, Shape] = font_config.__dict__.setdefault("words", {})
    return shapes


def _start(item: Item) -> int:
    return item.start


def _split(run: glyphs.Run, x: float, known: dict[Any, Shape]) -> tuple[list[Item], float]:
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
        shape = known.get(key)
        if shape is None:
            made, width = run.clusters(0.0, first, last)
            if any(len(each.text) > 2 and _JOINED.search(each.text) for each in made):
                made, x = run.clusters(x, first, last)
                found += made
                done = last
                continue
            shape = Shape(width, clusters=made[::-1])
            if len(known) > _MOST:
                known.clear()
            known[key] = shape
        right = x + shape.width
        found.append(Word(run, start, end, (first, last), x, right, shape))
        x, done = right, last
    if done < count:
        made, x = run.clusters(x, done, count)
        found += made
    return found, x


def _is_odd(text: str, end: int) -> bool:
    """Tell whether what follows a word changes how it or the space behind it is written."""
    if text[end - 1] == " ":
        return end < len(text) and not text[end].isalnum()
    return end < len(text) and text[end] != " "  # each space of a justified line is a run of its own


def parted(operators: list[str]) -> tuple[str, tuple[Font, ...], tuple[Stroke, ...]]:
    """Part what was written for a word at the left edge of the page, whose first step begins there.

    Returns operators, fonts and strokes as `Written` has them.
    """
    begin, *rest = _JOINT.split("\n".join(operators))
    parts, fonts, made = [begin], [], []
    x = start = width = 0.0
    from_end: bool | None = None
    for number, size, step, text in zip(*(rest[part::4] for part in range(4)), strict=True):
        if number:
            fonts.append(Font(int(number), size))
            parts += ("{}", text)
            continue
        x += float(step)
        if from_end is (x > FAR / 2):
            parts += (step, text)
            width += float(step)
            continue
        if from_end is not None:
            made.append(Stroke(from_end, start, width))
        from_end, width = x > FAR / 2, 0.0
        parts += (_BREAK, text)
        start = round(x - FAR if from_end else x, 3)
    return "".join(parts), tuple(fonts), (*made, Stroke(bool(from_end), start, width))
