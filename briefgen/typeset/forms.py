"""The clusters of right-to-left words as they are shaped, and what is written for each wherever it stands.

What is written for a letter depends on its form and on a few facts about its neighbours (see `spelling`), on
nothing else of its word. So it is written once, at the left edge of the page and with the word before ending
far to the right; from that come strokes whose places count from the edge of the letter or from that end.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from briefgen.typeset import readings
from briefgen.typeset.glyphs import Cluster, Glyph, Run, Step, is_mark
from briefgen.typeset.neighbours import direction
from briefgen.typeset.readings import Call

FAR = 100_000.0
"""Where the word before ends while a letter is written for the first time, in pixels."""


Spots = tuple[float, ...]
"""Places from which strokes count: `FAR`, the edges of a letter's cell, left and right, and its glyphs."""
END, LEFT, RIGHT, GLYPHS = range(4)
"""Numbers of the spots, those of the glyphs from `GLYPHS` on; behind them come those of the next letter."""


class Spot(float):
    """A place that knows from where it counts, so that it can be found again at another letter.

    Sums come out there as here: readers see a thousandth of a pixel, and the same input gives the same bytes.
    """

    __slots__ = ("by", "of")

    of: int
    """Number of a spot."""
    by: tuple[float, ...]
    """What was added to it, one after the other."""

    def __new__(cls, value: float, of: int, by: tuple[float, ...] = ()) -> "Spot":
        """Return a place."""
        made = super().__new__(cls, value)
        made.of, made.by = of, by
        return made

    def __add__(self, other: float) -> float:
        """Return a place some way off."""
        return Spot(float(self) + other, self.of, (*self.by, other)) if other else self

    __radd__ = __add__

    def found(self, spots: Spots) -> float:
        """Return the same place at another letter."""
        x = spots[self.of]
        for distance in self.by:
            x += distance
        return x

    def __sub__(self, other: float) -> float:
        """Return the distance of two places, or a place some way off."""
        return float(self) - float(other) if isinstance(other, Spot) else self + -other


class Stroke(NamedTuple):
    """A text object; a tuple because a page has thousands."""

    before: str
    """Operators before it, each on a line."""
    font: tuple[str, float]
    """The resource of its font, and the size; of a call (see `Strokes`) the number in braces."""
    rise: float
    spot: int
    """Number of the spot from which its place counts."""
    by: tuple[float, ...]
    """How far it lies from there, in steps."""
    shown: str
    """What follows the step to it, with the end of the line."""


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """What the pen wrote for a cluster, and where that left it."""

    strokes: tuple[Stroke, ...]
    after: str
    """Operators after the last."""
    end: Spot | None
    """Right edge of the last glyph read; None where none was."""
    base: Spot | None
    """Left edge of the letter; None where that of the one before counts on."""
    stacked: int
    """Marks on the letter."""
    lends: bool
    """Whether the dots of the letter after it are among the strokes."""
    calls: tuple[Call, ...]
    """What its glyphs read as, see `readings.calls`."""
    widths: Mapping[int, int]
    """Of its glyphs, in thousandths of the size."""

    def named(self, font: Any) -> tuple[Stroke, ...]:
        """Return the strokes with the names of a document's font, which learns what its glyphs read as."""
        settled: dict[Strokes, tuple[Stroke, ...]] = font.__dict__.setdefault("settled", {})
        found = settled.get(self)
        if found is None:
            font.widths.update(self.widths)
            names = [readings.name(font, call) for call in self.calls]
            made = [each._replace(font=(each.font[0].format(*names), each.font[1])) for each in self.strokes]
            found = settled[self] = tuple(made)
        return found


@dataclass(slots=True, eq=False)
class Form:
    """A cluster in a font of a size."""

    text: str
    steps: Sequence[Step]
    """Its glyphs from left to right."""
    widths: Mapping[int, int]
    """Of its glyphs, in thousandths of the size."""
    kind: str
    """Its direction, see `neighbours`."""
    ends: str
    """That of its last character."""
    leans: bool
    """Whether it is marks that stand on the letter before."""
    single: bool
    """Whether it is one glyph."""
    plain: bool
    """Whether it is one letter and one glyph on the line."""
    number: int
    """Of its first glyph."""
    wide: float
    """Width of that, in pixels."""
    moved: float
    """How far right of the left edge of the cell its origin lies."""
    advance: float
    """How far right of that the next begins."""
    shown: str
    """What shows the first glyph, behind the step to it."""
    written: dict[Hashable, Strokes] = field(default_factory=dict)
    """Facts about its neighbours → what is written for it."""

    def spots(self, left: float) -> Spots:
        """Return its places with the left edge of its cell at one."""
        if len(self.steps) == 1:
            return FAR, left, left + self.advance, left + self.moved
        x, found = left, []
        for _, moved, advance, _ in self.steps:
            if moved is not None:
                found.append(x + moved)
            x += advance
        return (FAR, left, x, *found)

    def cluster(self, left: float, start: int, font: Any, size: float, shift: int = 0) -> Cluster:
        """Return it as a cluster that begins at a character; its places know their numbers, from one on."""
        spots = [Spot(x, number) for number, x in enumerate(self.spots(left), shift)]
        drawn = [step for step in self.steps if step.moved is not None]
        placed = [Glyph(step.number, x, step.rise) for step, x in zip(drawn, spots[GLYPHS:], strict=True)]
        return Cluster(self.text, start, tuple(placed), spots[LEFT], spots[RIGHT], True, font, size)

    @property
    def width(self) -> float:
        """Return the width of its cell."""
        return self.spots(0.0)[RIGHT]


def of(run: Run, first: int, last: int, known: dict[tuple[str, bytes], Form | None]) -> list[Form]:
    """Return the forms of the clusters from a glyph of a right-to-left run to another, from left to right.

    Those that are new are added to the known ones of the font and size. Nothing where one has no glyph.
    """
    text, starts, places, offset = run.text, run.starts, run.places, run.offset
    signature = run.signature
    end = starts[first - 1] if first else run.length
    found = []
    begin = first
    for place in range(first, last):
        start = starts[place]
        if place + 1 < last and starts[place + 1] == start:
            continue
        key = text[places[offset + start] : places[offset + end]], signature[begin * 16 : place * 16 + 16]
        if key not in known:
            known[key] = _form(run, begin, place + 1)
        form = known[key]
        if form is None:
            return []
        found.append(form)
        begin, end = place + 1, start
    return found


def _form(run: Run, first: int, last: int) -> Form | None:
    made, _ = run.clusters(0.0, first, last)
    if not made:
        return None
    text, own, size, widths = made[0].text, made[0].glyphs, run.size, run.font.widths
    number, kind, steps = own[0].number, direction(text), run.steps(first, last)
    return Form(
        text=text,
        steps=steps,
        widths={each.number: widths[each.number] for each in own},
        kind=kind,
        ends=direction(text[-1:]),
        leans=is_mark(text),
        single=len(own) == 1,
        plain=len(own) == len(text) == last - first == 1 and kind == "R" and not own[0].rise,
        number=number,
        wide=widths[number] * size / 1000,
        moved=own[0].x,
        advance=steps[0].advance,
        shown=f" 0 Td<{number:04x}>Tj\n",
    )
